"""Real World Value Mapping and parametric maps (DC-110, DC-111)."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support.builders import enhanced_ct, make_dataset, override, write
from tests.support.real_world import mapping
from viewer.dicom.errors import CorruptPixelDataError
from viewer.dicom.images import read_image
from viewer.render.readout import value_text
from viewer.workflows.render_image import RenderOptions, load_frame, render_frame

MAP = "pydicom+pydicom-data/data_store/data/parametric_map_float.dcm"


def image_with(*mappings: Dataset, **elements: Any) -> Dataset:
    ds = make_dataset(RescaleSlope=2, RescaleIntercept=0, RescaleType="US", **elements)
    ds.RealWorldValueMappingSequence = Sequence(mappings)
    return ds


@pytest.mark.parametrize(
    ("stored", "text"),
    [(9, "18"), (10, "20 · ADC 6 mm2/s"), (20, "40 · ADC 11 mm2/s"), (21, "42")],
)
def test_the_readout_names_the_real_world_value_beside_the_modality_value(
    tmp_path: Path, stored: int, text: str
) -> None:
    """DC-110: of the stored value, never of the rescaled one; only from first to last."""
    frame = load_frame(write(tmp_path / "a", image_with(mapping())))
    assert value_text(frame, stored % 8, stored // 8) == text


def test_a_table_maps_each_stored_value(tmp_path: Path) -> None:
    """DC-110: Real World Value LUT Data."""
    table = mapping(
        RealWorldValueLUTData=[7.5, -3.0], RealWorldValueLastValueMapped=11,
        RealWorldValueSlope=None, RealWorldValueIntercept=None,
    )  # fmt: skip
    frame = load_frame(write(tmp_path / "a", image_with(table)))
    assert value_text(frame, 3, 1) == "22 · ADC -3 mm2/s"


def test_several_maps_are_all_told(tmp_path: Path) -> None:
    """DC-110."""
    ds = image_with(mapping(), mapping(LUTLabel="T1", RealWorldValueSlope=3.0))
    frame = load_frame(write(tmp_path / "a", ds))
    assert value_text(frame, 2, 1) == "20 · ADC 6 mm2/s · T1 31 mm2/s"


def test_frames_have_maps_of_their_own(tmp_path: Path) -> None:
    """DC-110 in functional groups."""
    ds = enhanced_ct(frames=2)
    item = ds.PerFrameFunctionalGroupsSequence[1]
    item.RealWorldValueMappingSequence = Sequence([mapping(), mapping()])
    image = read_image(write(tmp_path / "a", ds))
    assert [len(image.frame(k).real_world) for k in range(2)] == [0, 2]


def test_a_map_without_a_rule_is_left_out_with_a_finding(tmp_path: Path) -> None:
    """DC-110."""
    broken = mapping(RealWorldValueSlope=None)
    image = read_image(write(tmp_path / "a", image_with(broken)))
    assert image.frame(0).real_world == ()
    assert "DC-110" in {finding.reference for finding in image.findings}


def float_map(pixels: np.ndarray, **elements: Any) -> Dataset:
    """A parametric map whose pixels are floating point numbers."""
    ds = make_dataset(
        np.zeros(pixels.shape, np.uint16), RescaleSlope=None, RescaleIntercept=None,
        RescaleType=None, WindowCenter=None, WindowWidth=None, Modality="OT",
    )  # fmt: skip
    del ds.PixelData
    bits = pixels.dtype.itemsize * 8
    override(ds, BitsAllocated=bits, BitsStored=None, HighBit=None, PixelRepresentation=None)
    tag, vr = (0x7FE00008, "OF") if bits == 32 else (0x7FE00009, "OD")
    ds.add_new(tag, vr, pixels.tobytes())
    return override(ds, **elements)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_what_is_no_number_is_background_and_counts_for_nothing(
    tmp_path: Path, kind: type[np.floating[Any]]
) -> None:
    """DC-111: the automatic window spans the finite values, 0 to 1."""
    pixels = np.array([[0, 0.5, 1], [np.nan, np.inf, -np.inf]], kind)
    picture = render_frame(load_frame(write(tmp_path / "a", float_map(pixels))), RenderOptions())
    assert picture[1].tolist() == [0, 0, 0]
    assert picture[0, 0] == 0
    assert abs(int(picture[0, 1]) - 128) <= 1
    assert picture[0, 2] == 255


def test_float_padding_is_background_over_its_whole_range(tmp_path: Path) -> None:
    """DC-111: Float Pixel Padding Value and Range Limit."""
    pixels = np.array([[0, 1, -5, -7]], np.float32)
    ds = float_map(pixels, FloatPixelPaddingValue=-7.0, FloatPixelPaddingRangeLimit=-5.0)
    frame = load_frame(write(tmp_path / "a", ds))
    assert render_frame(frame, RenderOptions()).tolist() == [[0, 255, 0, 0]]
    assert value_text(frame, 2, 0) == "padding"


def test_two_kinds_of_pixel_data_are_refused(tmp_path: Path) -> None:
    """DC-111."""
    ds = float_map(np.zeros((2, 2), np.float32))
    ds.PixelData = b"\0" * 8
    with pytest.raises(CorruptPixelDataError, match="two kinds of pixel data"):
        read_image(write(tmp_path / "a", ds))


def test_a_real_parametric_map_reads_as_pydicom_and_its_map_say(corpus: Path) -> None:
    """DC-110, DC-111."""
    frame = load_frame(corpus / MAP)
    ds = dcmread(corpus / MAP)
    shared = ds.SharedFunctionalGroupsSequence[0].RealWorldValueMappingSequence[0]
    row, column = np.argwhere(np.isfinite(ds.pixel_array))[100]
    stored = float(ds.pixel_array[row, column])
    [known] = frame.header.real_world
    expected = stored * shared.RealWorldValueSlope + shared.RealWorldValueIntercept
    assert known.value(stored) == pytest.approx(expected)
    assert known.units == shared.MeasurementUnitsCodeSequence[0].CodeValue
