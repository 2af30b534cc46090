"""The chest radiograph of the sample study: the phantom projected from front to back.

Coronal planes are painted and their attenuation summed (parallel rays), at half the resolution of
the detector; stored values fall with attenuation, so that MONOCHROME1 shows bone white.
"""

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from viewer.base.jobs import Job
from viewer.dicom.sample.materials import Material
from viewer.dicom.sample.phantom import patient
from viewer.dicom.sample.solids import Floats, paint
from viewer.dicom.sample.study import (
    SampleSeries,
    coded,
    decimal,
    fill_gray_pixels,
    new_image,
    to_stored,
)
from viewer.model.geometry import Plane

ROWS = 2500
COLUMNS = 2048
_DX_IMAGE_STORAGE_FOR_PRESENTATION = "1.2.840.10008.5.1.4.1.1.1.1"
_DETECTOR_MM = 0.168
_REDUCTION = 4
_DEPTH_STEP_MM = 8.0
_DEPTHS_MM = (-128.0, 134.0)
_TOP_Z = -48.0
_WATER_PER_MM = 0.0182  # linear attenuation of water at about 70 keV
_BONE_EXCESS = 1.25  # bone attenuates more than its HU say, at a lower energy than the CT's
_SERIES = SampleSeries("radiograph", 5, "DX", "Chest PA", "083000", "CHEST", "Flat panel")


def radiograph(job: Job) -> Dataset:
    """A PA chest film: 12 bits, MONOCHROME1, for presentation."""
    attenuation = _enlarge(_project(job))
    draw = np.random.Generator(np.random.PCG64(3000))
    grain = draw.standard_normal((ROWS, COLUMNS), dtype=np.float32)
    attenuation += grain * (np.float32(0.006) * np.exp(attenuation * np.float32(0.32)))
    stored = np.float32(3900) - attenuation * np.float32(620)
    return _film(to_stored(stored))


def _attenuation(material: Material) -> float:
    """Linear attenuation per mm."""
    hounsfield = material.value.hounsfield
    hardened = hounsfield * _BONE_EXCESS if hounsfield > 200 else hounsfield
    return max(0.0, 1 + hardened / 1000) * _WATER_PER_MM


def _project(job: Job) -> Floats:
    """Line integrals of the attenuation along y, on a coarse grid of (z, x)."""
    values = {material: (_attenuation(material),) for material in Material}
    spacing = _DETECTOR_MM * _REDUCTION
    rows, columns = ROWS // _REDUCTION, COLUMNS // _REDUCTION
    total = np.zeros((rows, columns), np.float32)
    for y in np.arange(*_DEPTHS_MM, _DEPTH_STEP_MM):
        job.check()
        corner = (-(columns - 1) / 2 * spacing, float(y), _TOP_Z)
        canvas = np.zeros((1, rows, columns), np.float32)
        plane = Plane(corner, (1, 0, 0), (0, 0, -1), spacing, spacing)
        paint(canvas, plane, patient(), values, thickness_mm=_DEPTH_STEP_MM)
        total += canvas[0]
    return total * np.float32(_DEPTH_STEP_MM)


def _enlarge(coarse: Floats) -> Floats:
    """Linear interpolation to the detector's grid, one axis after the other."""
    for axis in (0, 1):
        size = coarse.shape[axis] * _REDUCTION
        place = (np.arange(size, dtype=np.float32) + 0.5) / _REDUCTION - 0.5
        below = np.clip(np.floor(place), 0, coarse.shape[axis] - 2).astype(int)
        part = np.expand_dims(np.clip(place - below, 0, 1), 1 - axis).astype(np.float32)
        low, high = coarse.take(below, axis), coarse.take(below + 1, axis)
        high -= low
        high *= part
        coarse = low + high
    return coarse


def _film(pixels: NDArray[np.uint16]) -> Dataset:
    image = new_image(
        _SERIES,
        sop_class_uid=_DX_IMAGE_STORAGE_FOR_PRESENTATION,
        instance_number=1,
        image_type=("ORIGINAL", "PRIMARY"),
    )
    image.PatientOrientation = ["L", "F"]
    image.ImageLaterality = "U"
    image.AnatomicRegionSequence = coded("51185008", "SCT", "Chest")
    image.ViewPosition = "PA"
    image.ViewCodeSequence = coded("272479007", "SCT", "postero-anterior")
    image.ViewCodeSequence[0].ViewModifierCodeSequence = []
    image.PatientOrientationCodeSequence = coded("10904000", "SCT", "erect")
    image.PositionerType = "NONE"
    image.PresentationIntentType = "FOR PRESENTATION"
    image.AcquisitionContextSequence = []
    image.ImagerPixelSpacing = [decimal(_DETECTOR_MM)] * 2
    image.DetectorType = "SCINTILLATOR"
    image.DetectorConfiguration = "AREA"
    image.KVP = "125"
    image.ExposureTime = 8
    image.XRayTubeCurrent = 250
    image.Exposure = 2
    image.DistanceSourceToDetector = "1800"
    image.PixelIntensityRelationship = "LOG"
    image.PixelIntensityRelationshipSign = 1
    image.PresentationLUTShape = "INVERSE"
    image.RescaleIntercept = "0"
    image.RescaleSlope = "1"
    image.RescaleType = "US"
    image.WindowCenter = "1900"
    image.WindowWidth = "2800"
    image.LossyImageCompression = "00"
    fill_gray_pixels(image, pixels, photometric="MONOCHROME1")
    return image
