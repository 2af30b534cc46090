"""Colour profiles against pydicom's transform, with profiles made by Pillow (DC-041)."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ImageCms
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.pixels import apply_icc_profile
from pydicom.sequence import Sequence

from tests.support.builders import colour_image, override, palette_image, write
from tests.support.profiles import swapped_profile
from viewer.dicom.images import read_image
from viewer.workflows.render_image import RenderOptions, load_frame, render_frame

REAL = (
    "neurolabusc+dcm_qa_xa30/In/14_DWI_dir80_PA/"
    "0001_1.3.12.2.1107.5.2.43.67093.2022071112123439621008676.dcm"
)


def gradient() -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.random.default_rng(3).integers(0, 256, (16, 16, 3), np.uint8)


def test_colours_are_converted_as_pydicom_converts_them(tmp_path: Path) -> None:
    ds = colour_image(gradient(), ICCProfile=swapped_profile())
    picture = render_frame(load_frame(write(tmp_path / "a", ds)), RenderOptions())
    assert (picture == apply_icc_profile(gradient(), ds)).all()
    assert np.abs(picture[..., 0].astype(int) - gradient()[..., 2]).max() <= 2


def test_the_profile_of_an_optical_path_counts(tmp_path: Path) -> None:
    path = override(Dataset(), ICCProfile=swapped_profile())
    ds = colour_image(gradient(), OpticalPathSequence=Sequence([path]))
    picture = render_frame(load_frame(write(tmp_path / "a", ds)), RenderOptions())
    assert (picture != gradient()).any()


def test_palettes_are_converted_too(tmp_path: Path) -> None:
    """Indices 0 to 3 are red, green, blue, white; the profile swaps red and blue."""
    ds = palette_image(ICCProfile=swapped_profile())
    picture = render_frame(load_frame(write(tmp_path / "a", ds)), RenderOptions())
    red, blue = picture[0, 0].astype(int), picture[1, 0].astype(int)
    assert red[2] > 250
    assert red[0] < 5
    assert blue[0] > 250
    assert blue[2] < 5


def test_without_a_profile_colours_stay(tmp_path: Path) -> None:
    path = write(tmp_path / "a", colour_image(gradient()))
    assert (render_frame(load_frame(path), RenderOptions()) == gradient()).all()


@pytest.mark.parametrize("profile", [b"no profile", b"\0" * 200, swapped_profile()[:150]])
def test_a_damaged_profile_leaves_the_colours_and_a_finding(tmp_path: Path, profile: bytes) -> None:
    path = write(tmp_path / "a", colour_image(gradient(), ICCProfile=profile))
    assert [f.where for f in read_image(path).findings if f.reference == "DC-041"] == ["ICCProfile"]
    assert (render_frame(load_frame(path), RenderOptions()) == gradient()).all()


def test_a_gray_profile_does_not_convert_colours(tmp_path: Path) -> None:
    gray = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    path = write(tmp_path / "a", colour_image(gradient(), ICCProfile=gray))
    assert read_image(path).icc_profile == b""


def test_a_real_profile_gives_the_colours_of_pydicom(corpus: Path) -> None:
    frame = load_frame(corpus / REAL)
    expected = apply_icc_profile(np.array(frame.pixels), dcmread(corpus / REAL))
    assert (render_frame(frame, RenderOptions()) == expected).all()
