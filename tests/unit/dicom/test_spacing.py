"""Pixel spacing, where it came from, and the shape of a pixel (display.md 1.8, DC-050)."""

import json
from typing import Any

import pytest
from pydicom import config
from pydicom.dataset import Dataset

from tests.support import builders
from viewer.dicom.attributes import Attributes
from viewer.dicom.spacing import read_pixel_aspect, read_spacing
from viewer.model.geometry import PixelSpacing, SpacingSource

OWN = {"PixelSpacing": [0.1, 0.1]}
DETECTOR = {"ImagerPixelSpacing": [0.2, 0.2]}
NOMINAL = {"NominalScannedPixelSpacing": [0.3, 0.3]}
PLANE = {"ImageOrientationPatient": [1, 0, 0, 0, 1, 0]}

CASES = [
    ("CT", OWN | PLANE, 0.1, SpacingSource.PATIENT),
    ("MR", OWN, 0.1, SpacingSource.PATIENT),
    ("DX", OWN | DETECTOR, 0.1, SpacingSource.CALIBRATED),
    ("DX", OWN | {"ImagerPixelSpacing": [0.1, 0.1]}, 0.1, SpacingSource.DETECTOR),
    ("CR", OWN | {"PixelSpacingCalibrationType": "FIDUCIAL"}, 0.1, SpacingSource.CALIBRATED),
    ("DX", DETECTOR, 0.2, SpacingSource.DETECTOR),
    ("CR", OWN, 0.1, SpacingSource.UNKNOWN_CALIBRATION),
    ("CR", NOMINAL, 0.3, SpacingSource.NOMINAL),
    ("OT", OWN, 0.1, SpacingSource.UNKNOWN_CALIBRATION),
    ("OT", {}, None, SpacingSource.NONE),
    ("CT", {"PixelSpacing": [0, -1]}, None, SpacingSource.NONE),
]


def header(**elements: Any) -> Attributes:
    with config.disable_value_validation():
        return Attributes(builders.override(Dataset(), **elements))


@pytest.mark.parametrize(
    ("modality", "elements", "mm", "source"), CASES, ids=[json.dumps(c[:2]) for c in CASES]
)
def test_the_source_of_the_spacing_follows_the_table(
    modality: str, elements: dict[str, Any], mm: float | None, source: SpacingSource
) -> None:
    spacing = read_spacing(header(**elements), modality=modality)
    assert (spacing.row_mm, spacing.column_mm, spacing.source) == (mm, mm, source)


def test_a_calibration_is_told_in_the_words_of_the_file() -> None:
    """DC-070."""
    words = {
        "PixelSpacingCalibrationType": "FIDUCIAL",
        "PixelSpacingCalibrationDescription": "Used fiducial",
    }
    spacing = read_spacing(header(**OWN, **DETECTOR, **words), modality="MG")
    assert spacing.calibration == "FIDUCIAL: Used fiducial"
    assert read_spacing(header(**OWN, **words), modality="CT").calibration == ""


@pytest.mark.parametrize(("factor", "told"), [(1.5, 1.5), (0, 0), (-2, 0), (None, 0)])
def test_an_estimated_magnification_goes_with_the_size_at_the_detector(
    factor: float | None, told: float
) -> None:
    """DC-070."""
    estimate = {"EstimatedRadiographicMagnificationFactor": factor}
    assert read_spacing(header(**DETECTOR, **estimate), modality="MG").magnification == told
    assert read_spacing(header(**OWN, **estimate), modality="CT").magnification == 0


def test_an_impossible_spacing_is_told() -> None:
    attributes = header(PixelSpacing=[0, -1])
    assert not read_spacing(attributes, modality="CT").is_known
    assert attributes.findings[0].reference == "DC-072"


def test_enhanced_objects_take_their_pixel_measures() -> None:
    measures = header(PixelSpacing=[0.4, 0.3])
    spacing = read_spacing(header(**OWN), modality="MR", measures=measures)
    assert spacing == PixelSpacing(0.4, 0.3, SpacingSource.PATIENT)


@pytest.mark.parametrize(
    ("spacing", "ratio", "aspect"),
    [
        (PixelSpacing(0.3, 0.25), None, 1.2),
        (PixelSpacing(), [4, 3], 4 / 3),
        (PixelSpacing(), [0, 1], 1.0),
        (PixelSpacing(), None, 1.0),
        (PixelSpacing(0.3, 0.25), [1, 1], 1.2),
    ],
)
def test_a_pixel_is_as_tall_as_spacing_or_aspect_ratio_say(
    spacing: PixelSpacing, ratio: list[int] | None, aspect: float
) -> None:
    attributes = header(PixelAspectRatio=ratio)
    assert read_pixel_aspect(attributes, spacing) == pytest.approx(aspect)
    assert bool(attributes.findings) == (spacing.is_known and ratio is not None)
