"""The CT of the sample study: 120 axial slices and the lateral scout that planned them."""

from collections.abc import Iterator

import numpy as np
from pydicom.dataset import Dataset

from viewer.dicom.sample.materials import Material
from viewer.dicom.sample.phantom import patient_on_couch
from viewer.dicom.sample.solids import Floats, paint
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

SLICES = 120
SIZE = 512
_CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2"
_FIELD_OF_VIEW_MM = 500.0
_PIXEL_MM = _FIELD_OF_VIEW_MM / SIZE
_STEP_MM = 4.0
_TOP_Z = 176.0
_INTERCEPT = -1024
_NOISE_HU = 7.0
_SCOUT_ROWS = 512
_SCOUT_ROW_MM = SLICES * _STEP_MM / _SCOUT_ROWS
_HOUNSFIELD = {material: (material.value.hounsfield,) for material in Material}
_AXIAL = SampleSeries("ct", 2, "CT", "Head to chest, contrast, 4 mm", "090500", "CHEST", "Section")
_SCOUT = SampleSeries("scout", 1, "CT", "Lateral scout", "090200", "CHEST", "Section")


def slice_plane(index: int) -> Plane:
    """Where slice `index` lies: 0 is the vertex, each next one 4 mm towards the feet."""
    corner = -(SIZE - 1) / 2 * _PIXEL_MM
    z = _TOP_Z - index * _STEP_MM
    return Plane((corner, corner, z), (1, 0, 0), (0, 1, 0), _PIXEL_MM, _PIXEL_MM)


def scout_plane() -> Plane:
    """The midsagittal plane that the scout is projected on: anterior left, head up."""
    front = -(SIZE - 1) / 2 * _PIXEL_MM
    top = _TOP_Z + (_STEP_MM - _SCOUT_ROW_MM) / 2
    return Plane((0, front, top), (0, 1, 0), (0, 0, -1), _SCOUT_ROW_MM, _PIXEL_MM)


def ct_images() -> Iterator[Dataset]:
    """The slices from the vertex down, and last the scout, which is projected from them."""
    shadow = np.empty((SLICES, SIZE), np.float32)
    for index in range(SLICES):
        plane = slice_plane(index)
        values = _reconstruct(plane)
        shadow[index] = values.mean(axis=1)
        yield _axial_image(index, plane, values + _noise(index))
    yield _scout_image(shadow)


def _reconstruct(plane: Plane) -> Floats:
    canvas = np.full((1, SIZE, SIZE), Material.AIR.value.hounsfield, np.float32)
    paint(canvas, plane, patient_on_couch(), _HOUNSFIELD, thickness_mm=_STEP_MM)
    return np.asarray(canvas[0])


def _noise(index: int) -> Floats:
    """Noise of a smooth kernel: neighbours are correlated as after reconstruction."""
    draw = np.random.Generator(np.random.PCG64(1000 + index))
    white = draw.standard_normal((SIZE + 1, SIZE + 1), dtype=np.float32)
    smooth = white[1:, 1:] + white[:-1, 1:] + white[1:, :-1] + white[:-1, :-1]
    return np.asarray(smooth * np.float32(_NOISE_HU / 2))


def _axial_image(index: int, plane: Plane, hounsfield: Floats) -> Dataset:
    image = new_image(
        _AXIAL,
        sop_class_uid=_CT_IMAGE_STORAGE,
        instance_number=index + 1,
        image_type=("ORIGINAL", "PRIMARY", "AXIAL"),
    )
    fill_plane(image, plane, frame_of_reference="ct frame of reference")
    image.SliceThickness = decimal(_STEP_MM)
    image.SliceLocation = decimal(plane.position_lps[2])
    image.ContrastBolusAgent = "Iodinated, 300 mg/ml"
    image.ContrastBolusRoute = "IV"
    _fill_ct(image, scan="HELICAL MODE", center=40, width=400, units="HU")
    image.ExposureTime = 500
    image.XRayTubeCurrent = 240
    image.Exposure = 120
    image.ConvolutionKernel = "SMOOTH"
    image.DataCollectionDiameter = decimal(_FIELD_OF_VIEW_MM)
    image.ReconstructionDiameter = decimal(_FIELD_OF_VIEW_MM)
    fill_gray_pixels(image, to_stored(hounsfield - _INTERCEPT))
    return image


def _scout_image(shadow: Floats) -> Dataset:
    """A projection across the patient; `shadow` holds the mean HU of each line, slice by slice."""
    z = (np.arange(_SCOUT_ROWS) + 0.5) * _SCOUT_ROW_MM / _STEP_MM - 0.5
    below = np.clip(np.floor(z), 0, SLICES - 2).astype(int)
    part = np.clip(z - below, 0, 1).astype(np.float32)[:, None]
    rows = shadow[below] * (1 - part) + shadow[below + 1] * part
    noise = np.random.Generator(np.random.PCG64(999)).standard_normal(rows.shape, dtype=np.float32)
    image = new_image(
        _SCOUT,
        sop_class_uid=_CT_IMAGE_STORAGE,
        instance_number=1,
        image_type=("ORIGINAL", "PRIMARY", "LOCALIZER"),
    )
    fill_plane(image, scout_plane(), frame_of_reference="ct frame of reference")
    image.SliceThickness = decimal(_FIELD_OF_VIEW_MM)
    _fill_ct(image, scan="SCOUT MODE", center=-600, width=900, units="US")
    image.XRayTubeCurrent = 30
    fill_gray_pixels(image, to_stored(rows + noise * np.float32(4) - _INTERCEPT))
    return image


def _fill_ct(image: Dataset, *, scan: str, center: int, width: int, units: str) -> None:
    image.PatientPosition = "HFS"
    image.KVP = "120"
    image.GantryDetectorTilt = "0"
    image.TableHeight = "150"
    image.RotationDirection = "CW"
    image.ScanOptions = scan
    image.AnatomicRegionSequence = coded("51185008", "SCT", "Chest")
    image.RescaleIntercept = str(_INTERCEPT)
    image.RescaleSlope = "1"
    image.RescaleType = units
    image.WindowCenter = str(center)
    image.WindowWidth = str(width)
    image.LossyImageCompression = "00"
