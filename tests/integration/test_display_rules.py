"""Rules of showing images from file to picture, each with an answer known beforehand."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread

from tests.support.builders import colour_image, ct_series, make_dataset, uid, write
from viewer.dicom.images import read_image
from viewer.model.frame import Frame
from viewer.model.lut import VoiFunction, VoiWindow
from viewer.model.view import Appearance, Interpolation, ViewState, ZoomMode
from viewer.render.raster import render
from viewer.render.readout import value_text
from viewer.render.scene import Scene
from viewer.render.trust import trust_marks
from viewer.workflows.render_image import RenderOptions, load_frame, modality_values, render_frame

SEG = "ImagingDataCommons+highdicom/data/test_files/seg_image_ct_binary.dcm"
LIVER = "pydicom+pydicom-data/data_store/data/liver_nonbyte_aligned.dcm"
JPEG_2000_LIVER = "pydicom+pydicom-data/data_store/data/liver_j2k.dcm"
RLE_LIVER = "pydicom+pydicom-data/data_store/data/liver_rle.dcm"
FULL = VoiWindow(128, 256)


def frame_of(tmp_path: Path, pixels: np.ndarray, **elements: Any) -> Frame:
    return load_frame(write(tmp_path / "a", make_dataset(pixels, **elements)))


def test_whole_numbers_of_32_bits_are_read_whole(tmp_path: Path) -> None:
    """DC-002: 65,541 is not 5."""
    frame = frame_of(tmp_path, np.array([[65541, 3]], np.uint32), RescaleIntercept=0)
    assert value_text(frame, 0, 0) == "65541 HU"
    assert modality_values(frame).tolist() == [[65541, 3]]


def test_every_slice_has_its_own_slope(tmp_path: Path) -> None:
    """DC-005: as PET has; the same stored value 4 stands for 4, 8 and 12."""
    values = []
    for number, slope in enumerate((1, 2, 3)):
        path = tmp_path / str(number)
        ds = make_dataset(
            np.full((2, 2), 4, np.uint16), SOPInstanceUID=uid(number), RescaleSlope=slope,
            RescaleIntercept=0, Modality="PT", RescaleType=None, Units="BQML",
        )  # fmt: skip
        values.append(value_text(load_frame(write(path, ds)), 0, 0))
    assert values == ["4 Bq/ml", "8 Bq/ml", "12 Bq/ml"]


def test_a_window_is_in_modality_units_whatever_the_slope(tmp_path: Path) -> None:
    """DC-006: a slope of -1 makes high stored values low; the window must not turn it back."""
    pixels = np.array([[0, 100, 200]], np.uint16)
    frame = frame_of(tmp_path, pixels, RescaleSlope=-1, RescaleIntercept=200)
    window = VoiWindow(100, 200, VoiFunction.LINEAR_EXACT)
    assert render_frame(frame, RenderOptions(window=window)).tolist() == [[255, 128, 0]]


def test_the_identity_window_loses_no_level(tmp_path: Path) -> None:
    """DC-011: centre 128 and width 256 on 8 bits."""
    pixels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    frame = frame_of(tmp_path, pixels, RescaleIntercept=0)
    assert (render_frame(frame, RenderOptions(window=FULL)) == pixels).all()


@pytest.mark.parametrize("limits", [(0, 10), (300, 200)])
def test_the_files_word_on_its_extremes_is_not_trusted(
    tmp_path: Path, limits: tuple[int, int]
) -> None:
    """DC-033."""
    pixels = np.array([[0, 255]], np.uint8)
    frame = frame_of(
        tmp_path, pixels, RescaleIntercept=0, WindowCenter=None, WindowWidth=None,
        SmallestImagePixelValue=limits[0], LargestImagePixelValue=limits[1],
    )  # fmt: skip
    assert render_frame(frame, RenderOptions()).tolist() == [[0, 255]]


def test_colour_has_no_window(tmp_path: Path) -> None:
    """DC-042: neither one of the file nor one of the user changes it."""
    ds = colour_image(WindowCenter=10, WindowWidth=5)
    frame = load_frame(write(tmp_path / "a", ds))
    wanted = Appearance(voi=VoiWindow(10, 5))
    picture = render(Scene(frame, 2, 2, appearance=wanted, show_text=False))
    assert picture.voi is None
    assert (picture.pixels == frame.pixels).all()


@pytest.mark.parametrize(("stored", "shift"), [(16, 8), (12, 4)])
def test_deep_colour_shows_its_upper_eight_bits(tmp_path: Path, stored: int, shift: int) -> None:
    """DC-043."""
    pixels = (np.arange(48, dtype=np.uint16) * (2**stored // 48)).reshape(4, 4, 3)
    ds = colour_image(pixels, BitsStored=stored, HighBit=stored - 1)  # type: ignore[arg-type]
    picture = render_frame(load_frame(write(tmp_path / "a", ds)), RenderOptions())
    assert (picture == pixels >> shift).all()


@pytest.mark.parametrize("how", list(Interpolation))
def test_how_pixels_are_enlarged_is_chosen_and_shows(tmp_path: Path, how: Interpolation) -> None:
    """DC-051."""
    frame = frame_of(tmp_path, np.array([[0, 255], [0, 255]], np.uint8), RescaleIntercept=0)
    scene = Scene(
        frame, 40, 40, view=ViewState(zoom_mode=ZoomMode.FREE, zoom=20),
        appearance=Appearance(voi=FULL, interpolation=how),
    )  # fmt: skip
    picture = render(scene)
    levels = len(np.unique(picture.pixels))
    assert (levels == 2) == (how is Interpolation.NEAREST)
    assert how.value in [mark.short for mark in trust_marks(picture)]


def test_spacing_is_that_of_the_instance(tmp_path: Path) -> None:
    """DC-074: a resampled capture keeps its own, or none; the series lends it nothing."""
    first, second = ct_series(tmp_path, 2)
    ds = dcmread(second)
    del ds.PixelSpacing
    ds.save_as(second)
    assert read_image(first).spacing.row_mm == 0.5
    assert read_image(second).spacing.row_mm is None


@pytest.mark.parametrize(
    ("name", "known"), [(SEG, SEG), (LIVER, LIVER), (RLE_LIVER, JPEG_2000_LIVER)]
)
def test_single_bits_are_shown_as_black_and_white(corpus: Path, name: str, known: str) -> None:
    """DC-140: by the rule for any image, also frames full of ones.

    pydicom reads no bits in RLE; the same segments in JPEG 2000 stand for them.
    """
    expected = dcmread(corpus / known).pixel_array
    for number in (1, 2, 3):
        picture = render_frame(load_frame(corpus / name, number), RenderOptions())
        assert (picture == expected[number - 1] * 255).all()


def test_frames_of_single_bits_need_not_begin_at_a_byte(tmp_path: Path) -> None:
    """DC-140: three frames of 3 x 7 bits."""
    bits = np.random.default_rng(5).integers(0, 2, (3, 3, 7), np.uint8)
    ds = make_dataset(bits, RescaleIntercept=0, WindowCenter=None, WindowWidth=None)
    ds.BitsAllocated = ds.BitsStored = 1
    ds.HighBit = 0
    ds.PixelData = np.packbits(bits.reshape(-1), bitorder="little").tobytes()
    path = write(tmp_path / "a", ds)
    assert all((load_frame(path, k + 1).pixels == bits[k]).all() for k in range(3))


def test_single_bits_are_never_mixed_when_enlarged(tmp_path: Path) -> None:
    """DC-051: two bits at a corner stay two squares."""
    ds = make_dataset(np.eye(2, dtype=np.uint8), WindowCenter=None, WindowWidth=None)
    ds.BitsStored, ds.HighBit = 1, 0
    frame = load_frame(write(tmp_path / "a", ds))
    picture = render(Scene(frame, 20, 20, show_text=False))
    assert (picture.pixels == np.kron(np.eye(2), np.full((10, 10), 255))).all()
    assert "nearest" in [mark.short for mark in trust_marks(picture)]
