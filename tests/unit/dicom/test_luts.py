"""Modality, windows, padding and presentation of a header (PS3.3 C.11, C.7.5.1.1.2)."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pydicom import config
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support import builders
from viewer.dicom.attributes import Attributes
from viewer.dicom.luts import (
    can_be_negative,
    read_is_inverse,
    read_modality,
    read_padding,
    read_voi,
)
from viewer.model.image import Photometric, PixelFormat, SampleKind
from viewer.model.lut import (
    Modality,
    ModalityLut,
    PixelPadding,
    Rescale,
    Voi,
    VoiFunction,
    VoiLut,
    VoiWindow,
)

UNSIGNED_12 = PixelFormat(
    rows=4, columns=4, samples_per_pixel=1, bits_allocated=16, bits_stored=12, high_bit=11,
    is_signed=False, photometric=Photometric.MONOCHROME2, planar_configuration=0,
    number_of_frames=1, transfer_syntax_uid="1.2.840.10008.1.2.1",
)  # fmt: skip
SIGNED_12 = replace(UNSIGNED_12, is_signed=True)


def header(**elements: Any) -> Attributes:
    with config.disable_value_validation():
        return Attributes(builders.override(Dataset(), **elements))


def modality(**elements: Any) -> Modality:
    return read_modality(header(**elements), modality="CT", is_input_signed=False)


def windows(**elements: Any) -> tuple[Voi, ...]:
    return read_voi(header(**elements), is_input_signed=False)


def lut_item(**elements: Any) -> Dataset:
    table = {"LUTDescriptor": [4, 0, 16], "LUTData": [0, 10, 20, 65535]}
    return builders.override(Dataset(), **{**table, **elements})


def test_slope_and_intercept_with_their_units() -> None:
    assert modality(RescaleSlope="2", RescaleIntercept="-1024", RescaleType="HU") == Rescale(
        2, -1024, "HU"
    )


def test_a_ct_without_rescale_type_is_in_hounsfield_units() -> None:
    ct = modality(RescaleSlope=1, RescaleIntercept=0, ImageType=["ORIGINAL", "PRIMARY", "AXIAL"])
    assert isinstance(ct, Rescale)
    assert ct.units == "HU"


@pytest.mark.parametrize(
    "elements",
    [
        {"ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"]},
        {"MultienergyCTAcquisition": "YES"},
        {"RescaleType": "US"},
    ],
)
def test_units_that_are_not_sure_are_not_named(elements: dict[str, Any]) -> None:
    ct = modality(RescaleSlope=1, RescaleIntercept=0, **elements)
    assert isinstance(ct, Rescale)
    assert ct.units == ""


def test_pet_takes_its_units_from_units() -> None:
    item = header(RescaleSlope=1.5, RescaleIntercept=0, Units="BQML")
    pet = read_modality(item, modality="PT", is_input_signed=False)
    assert pet == Rescale(1.5, 0, "Bq/ml")


def test_pet_does_not_believe_a_rescale_type() -> None:
    """The reference objects for SUV say SUV there, of values in Bq/ml."""
    item = header(RescaleSlope=1.5, RescaleIntercept=0, Units="BQML", RescaleType="SUV")
    pet = read_modality(item, modality="PT", is_input_signed=False)
    assert pet == Rescale(1.5, 0, "Bq/ml")


def test_dose_is_scaled_by_the_grid_and_not_by_a_rescale() -> None:
    item = header(DoseGridScaling=0.001, DoseUnits="GY", RescaleSlope=7, RescaleIntercept=9)
    assert read_modality(item, modality="RTDOSE", is_input_signed=False) == Rescale(0.001, 0, "Gy")


@pytest.mark.parametrize("slope", ["0", "abcd", "nan", "inf"])
def test_an_invalid_slope_leaves_stored_values(slope: str) -> None:
    ds = Dataset()
    with config.disable_value_validation():
        ds.add_new("RescaleIntercept", "LO", "-5")
        ds.add_new("RescaleSlope", "LO", slope)
    attributes = Attributes(ds)
    found = read_modality(attributes, modality="CT", is_input_signed=False)
    assert found == Rescale(is_valid=False)
    assert any("invalid" in finding.what for finding in attributes.findings)


def test_no_rescale_at_all_is_valid() -> None:
    assert modality() == Rescale()


def test_a_modality_lut_wins_over_a_rescale() -> None:
    item = header(
        ModalityLUTSequence=Sequence([lut_item(ModalityLUTType="OD")]),
        RescaleSlope=2,
        RescaleIntercept=1,
    )
    found = read_modality(item, modality="DX", is_input_signed=False)
    assert isinstance(found, ModalityLut)
    assert found.units == "OD"
    np.testing.assert_array_equal(found.data.entries, [0, 10, 20, 65535])
    assert item.findings


def test_windows_are_paired_and_named() -> None:
    item = header(
        WindowCenter=[40, -600, 1],
        WindowWidth=[400, 1500],
        WindowCenterWidthExplanation=["SOFT", "LUNG"],
    )
    assert read_voi(item, is_input_signed=False) == (
        VoiWindow(40, 400, VoiFunction.LINEAR, "SOFT"),
        VoiWindow(-600, 1500, VoiFunction.LINEAR, "LUNG"),
    )
    assert "number" in item.findings[0].what


@pytest.mark.parametrize(
    ("function", "width", "allowed"),
    [
        ("LINEAR", 1, True),
        ("LINEAR", 0.5, False),
        ("LINEAR", 0, False),
        ("LINEAR_EXACT", 0.5, True),
        ("SIGMOID", 0.5, True),
        ("SIGMOID", 0, False),
        ("LINEAR_EXACT", -3, False),
    ],
)
def test_impossible_windows_are_left_out(function: str, width: float, allowed: bool) -> None:
    found = windows(WindowCenter=[10], WindowWidth=[width], VOILUTFunction=function)
    assert bool(found) == allowed
    assert all(isinstance(w, VoiWindow) and w.function.value == function for w in found)


def test_an_unknown_function_is_linear_and_told() -> None:
    item = header(WindowCenter=1, WindowWidth=2, VOILUTFunction="CUBIC")
    (window,) = read_voi(item, is_input_signed=False)
    assert isinstance(window, VoiWindow)
    assert window.function is VoiFunction.LINEAR
    assert item.findings[0].where == "VOILUTFunction"


def test_fractions_are_windowed_exactly() -> None:
    item = header(WindowCenter=0.5, WindowWidth=1, VOILUTFunction="LINEAR")
    found = read_voi(item, is_input_signed=False, has_fractions=True)
    assert found == (VoiWindow(0.5, 1, VoiFunction.LINEAR_EXACT),)
    assert item.findings[0].where == "VOILUTFunction"


def test_voi_luts_follow_the_windows() -> None:
    found = windows(
        WindowCenter=1,
        WindowWidth=2,
        VOILUTSequence=Sequence([lut_item(LUTExplanation="HARDER"), lut_item()]),
    )
    assert [type(voi) for voi in found] == [VoiWindow, VoiLut, VoiLut]
    assert isinstance(found[1], VoiLut)
    assert found[1].explanation == "HARDER"


@pytest.mark.parametrize(
    ("rescale", "pixel_format", "negative"),
    [
        (Rescale(1, 0), UNSIGNED_12, False),
        (Rescale(1, -1024), UNSIGNED_12, True),
        (Rescale(-1, 0), UNSIGNED_12, True),
        (Rescale(-1, 4095), UNSIGNED_12, False),
        (Rescale(1, 0), SIGNED_12, True),
        (Rescale(1, 2048), SIGNED_12, False),
    ],
)
def test_input_of_a_voi_lut_can_be_negative(
    rescale: Rescale, pixel_format: PixelFormat, negative: bool
) -> None:
    assert can_be_negative(rescale, pixel_format) == negative


def test_padding_is_a_range_in_either_order() -> None:
    item = header()
    item = header(PixelPaddingValue=100, PixelPaddingRangeLimit=90)
    assert read_padding(item, UNSIGNED_12) == PixelPadding(90, 100)
    assert read_padding(header(PixelPaddingValue=0), UNSIGNED_12) == PixelPadding(0, 0)
    assert read_padding(header(), UNSIGNED_12) is None


def test_signed_padding_written_as_unsigned_is_signed_like_the_pixels() -> None:
    ds = Dataset()
    ds.add_new("PixelPaddingValue", "US", 63536)
    signed_16 = replace(SIGNED_12, bits_stored=16)
    assert read_padding(Attributes(ds), signed_16) == PixelPadding(-2000, -2000)


def test_float_padding_is_read_for_float_pixels() -> None:
    item = header(FloatPixelPaddingValue=-1.5)
    floats = replace(UNSIGNED_12, sample_kind=SampleKind.FLOAT)
    assert read_padding(item, floats) == PixelPadding(-1.5, -1.5)
    assert read_padding(item, UNSIGNED_12) is None


@pytest.mark.parametrize(
    ("photometric", "shape", "inverse", "told"),
    [
        ("MONOCHROME1", "INVERSE", True, False),
        ("MONOCHROME2", "IDENTITY", False, False),
        ("MONOCHROME1", None, True, False),
        ("MONOCHROME2", None, False, False),
        ("MONOCHROME1", "IDENTITY", False, True),
        ("MONOCHROME2", "INVERSE", True, True),
        ("RGB", "INVERSE", False, False),
    ],
)
def test_the_shape_decides_what_is_inverse_and_a_contradiction_is_told(
    photometric: str, shape: str | None, inverse: bool, told: bool
) -> None:
    """DC-020."""
    item = header(PresentationLUTShape=shape)
    pixel_format = replace(UNSIGNED_12, photometric=Photometric(photometric))
    assert read_is_inverse(item, pixel_format) == inverse
    assert bool(item.findings) == told
