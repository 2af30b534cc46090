"""The MR of the sample study: a double-oblique dual spin echo of the head in one series."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from viewer.dicom.sample.materials import Material, spin_echo_signal
from viewer.dicom.sample.phantom import patient
from viewer.dicom.sample.solids import Floats, paint, tilted
from viewer.dicom.sample.study import (
    SampleSeries,
    coded,
    decimal,
    fill_gray_pixels,
    fill_plane,
    new_image,
    to_stored,
)
from viewer.model.geometry import Plane

SLICES = 24
SIZE = 256
ECHO_TIMES_MS = (14.0, 98.0)
_MR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.4"
_REPETITION_MS = 3200.0
_PIXEL_MM = 230.0 / SIZE
_STEP_MM = 5.5
_THICKNESS_MM = 5.0
_CENTRE = np.array((1.0, 4.0, 84.0))
_AXES = tilted(-14, 6, 5)  # rows: along a row, down a column, along the stack
_FULL_SCALE = 3600.0
_NOISE = 0.011
_SIGNALS = {
    material: tuple(
        spin_echo_signal(material.value, repetition_ms=_REPETITION_MS, echo_ms=echo)
        for echo in ECHO_TIMES_MS
    )
    for material in Material
}
_SERIES = SampleSeries("mr", 3, "MR", "Double echo, oblique", "094000", "BRAIN", "Magnet")


def slice_plane(index: int) -> Plane:
    """Where slice `index` lies, from the feet upwards; both echoes share it."""
    half = (SIZE - 1) / 2 * _PIXEL_MM
    along = (index - (SLICES - 1) / 2) * _STEP_MM
    corner = _CENTRE + _AXES[2] * along - (_AXES[0] + _AXES[1]) * half
    # What the file can hold in a decimal string is what the phantom is cut by.
    position, row, column = (
        (float(decimal(x)), float(decimal(y)), float(decimal(z)))
        for x, y, z in (corner, _AXES[0], _AXES[1])
    )
    return Plane(position, row, column, _PIXEL_MM, _PIXEL_MM)


def mr_images() -> Iterator[Dataset]:
    """Slice by slice, the first echo before the second."""
    for index in range(SLICES):
        plane = slice_plane(index)
        canvas = np.zeros((len(ECHO_TIMES_MS), SIZE, SIZE), np.float32)
        paint(canvas, plane, patient(), _SIGNALS, thickness_mm=_THICKNESS_MM)
        draw = np.random.Generator(np.random.PCG64(2000 + index))
        for echo, signal in enumerate(canvas):
            yield _echo_image(index, echo, plane, _receive(signal, draw))


def _receive(signal: Floats, draw: np.random.Generator) -> NDArray[np.uint16]:
    """Stored values of a magnitude image: coil sensitivity, Rician noise, 12 bits."""
    ramp = np.linspace(-1, 1, SIZE, dtype=np.float32)
    sensitivity = 0.86 + 0.14 * (ramp[:, None] ** 2 + ramp[None, :] ** 2)
    noise = draw.standard_normal((2, *signal.shape), dtype=np.float32) * np.float32(_NOISE)
    magnitude = np.hypot(signal * sensitivity + noise[0], noise[1])
    return to_stored(magnitude * np.float32(_FULL_SCALE))


def _echo_image(index: int, echo: int, plane: Plane, pixels: NDArray[np.uint16]) -> Dataset:
    image = new_image(
        _SERIES,
        sop_class_uid=_MR_IMAGE_STORAGE,
        instance_number=index * len(ECHO_TIMES_MS) + echo + 1,
        image_type=("ORIGINAL", "PRIMARY", "OTHER"),
    )
    fill_plane(image, plane, frame_of_reference="mr frame of reference")
    image.SliceThickness = decimal(_THICKNESS_MM)
    image.SpacingBetweenSlices = decimal(_STEP_MM)
    image.PatientPosition = "HFS"
    image.AnatomicRegionSequence = coded("12738006", "SCT", "Brain")
    image.ScanningSequence = "SE"
    image.SequenceVariant = "SK"
    image.ScanOptions = ""
    image.MRAcquisitionType = "2D"
    image.RepetitionTime = decimal(_REPETITION_MS)
    image.EchoTime = decimal(ECHO_TIMES_MS[echo])
    image.EchoNumbers = echo + 1
    image.EchoTrainLength = 1
    image.NumberOfAverages = "1"
    image.FlipAngle = "90"
    image.MagneticFieldStrength = "1.5"
    image.ImagingFrequency = "63.87"
    image.ImagedNucleus = "1H"
    image.InPlanePhaseEncodingDirection = "ROW"
    center, width = ((1450, 2300), (850, 1700))[echo]
    image.WindowCenter = str(center)
    image.WindowWidth = str(width)
    image.LossyImageCompression = "00"
    fill_gray_pixels(image, pixels)
    return image
