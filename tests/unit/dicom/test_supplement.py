"""Supplemental palettes: high values in colour, the others gray (PS3.3 C.7.6.19)."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support.builders import enhanced_ct, make_dataset, override, write
from viewer.dicom.images import read_image
from viewer.model.lut import VoiWindow
from viewer.render.readout import value_text
from viewer.workflows.render_image import RenderOptions, load_frame, render_frame

RED, GREEN = [255, 0, 0], [0, 255, 0]
COLUMNS = {"Red": (1, 0), "Green": (0, 1), "Blue": (0, 0)}


def with_palette(ds: Dataset, *, first: int, **elements: Any) -> Dataset:
    """Values from `first` on are red, then green."""
    for colour, on in COLUMNS.items():
        table = (np.array(on) * 65535).astype("<u2").tobytes()
        setattr(ds, f"{colour}PaletteColorLookupTableDescriptor", [2, first, 16])
        setattr(ds, f"{colour}PaletteColorLookupTableData", table)
    return override(ds, **elements)


def image(*, first: int = 1000, **elements: Any) -> Dataset:
    pixels = np.array([[0, 500, 999], [1000, 1001, 1005]], np.uint16)
    ds = make_dataset(pixels, RescaleIntercept=0, WindowCenter=500, WindowWidth=1000)
    return with_palette(ds, first=first, **elements)


@pytest.mark.parametrize("said", ["COLOR", "MIXED", None])
def test_values_of_the_palette_are_coloured_the_rest_is_gray(
    tmp_path: Path, said: str | None
) -> None:
    path = write(tmp_path / "a", image(PixelPresentation=said))
    picture = render_frame(load_frame(path), RenderOptions())
    assert picture[0].tolist() == [[0] * 3, [128] * 3, [255] * 3]
    assert picture[1].tolist() == [RED, GREEN, GREEN]  # beyond the last entry: the last one


def test_the_window_moves_the_grays_only(tmp_path: Path) -> None:
    frame = load_frame(write(tmp_path / "a", image(PixelPresentation="COLOR")))
    dark = render_frame(frame, RenderOptions(window=VoiWindow(5000, 2)))
    assert dark[0].max() == 0
    assert dark[1].tolist() == [RED, GREEN, GREEN]
    assert value_text(frame, 0, 1) == "1000 HU"


def test_an_image_that_says_it_is_gray_stays_gray(tmp_path: Path) -> None:
    path = write(tmp_path / "a", image(PixelPresentation="MONOCHROME"))
    assert render_frame(load_frame(path), RenderOptions()).ndim == 2


def test_a_palette_from_zero_without_a_word_is_a_leftover(tmp_path: Path) -> None:
    path = write(tmp_path / "a", image(first=0))
    assert read_image(path).supplement is None


def test_frames_of_an_enhanced_mr_say_it_in_their_group(tmp_path: Path) -> None:
    ds = with_palette(enhanced_ct(frames=2), first=0)
    kind = override(Dataset(), PixelPresentation="COLOR")
    ds.SharedFunctionalGroupsSequence[0].MRImageFrameTypeSequence = Sequence([kind])
    assert read_image(write(tmp_path / "a", ds)).supplement is not None


def test_colours_that_are_promised_and_not_there_are_told(tmp_path: Path) -> None:
    ds = make_dataset(PixelPresentation="COLOR")
    image = read_image(write(tmp_path / "a", ds))
    assert image.supplement is None
    assert "has no palette" in image.findings[0].what
