"""Pictures and numbers into files."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from viewer.export.errors import ExportError
from viewer.export.image import write_picture, write_values

RANDOM = np.random.default_rng(5)


@pytest.mark.parametrize("suffix", [".png", ".tif", ".TIFF"])
@pytest.mark.parametrize("shape", [(7, 9), (7, 9, 3)])
def test_lossless_pictures_come_back_the_same(
    tmp_path: Path, suffix: str, shape: tuple[int, ...]
) -> None:
    pixels = RANDOM.integers(0, 256, shape).astype(np.uint8)
    write_picture(tmp_path / f"out{suffix}", pixels)
    with Image.open(tmp_path / f"out{suffix}") as picture:
        assert (np.asarray(picture) == pixels).all()


def test_jpeg_is_close(tmp_path: Path) -> None:
    pixels = np.tile(np.arange(64, dtype=np.uint8), (64, 1))
    write_picture(tmp_path / "out.jpg", pixels)
    with Image.open(tmp_path / "out.jpg") as picture:
        assert np.abs(np.asarray(picture).astype(int) - pixels).max() <= 3


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif"])
def test_the_same_picture_gives_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    pixels = RANDOM.integers(0, 256, (20, 30, 3)).astype(np.uint8)
    first, second = tmp_path / f"1{suffix}", tmp_path / f"2{suffix}"
    write_picture(first, pixels)
    write_picture(second, pixels)
    assert first.read_bytes() == second.read_bytes()


def test_unsigned_values_are_written_as_they_are(tmp_path: Path) -> None:
    values = np.array([[0, 65535]])
    assert write_values(tmp_path / "out.png", values) == ""
    with Image.open(tmp_path / "out.png") as picture:
        assert np.asarray(picture).tolist() == [[0, 65535]]


def test_signed_values_are_moved_up_and_the_file_says_so(tmp_path: Path) -> None:
    note = write_values(tmp_path / "out.png", np.array([[-1024, 3071]]))
    with Image.open(tmp_path / "out.png") as picture:
        assert (np.asarray(picture).astype(int) - 32768).tolist() == [[-1024, 3071]]
        assert picture.info["Comment"] == note
    assert "32768" in note


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.array([[0.5]]), "fractions"),
        (np.array([[-1, 40_000]]), "from -1 to 40000"),
        (np.array([[70_000]]), "from 70000 to 70000"),
    ],
)
def test_what_a_png_cannot_hold_is_refused_with_the_way_out(
    tmp_path: Path, values: np.ndarray, reason: str
) -> None:
    with pytest.raises(ExportError, match=reason) as refused:
        write_values(tmp_path / "out.png", values)
    assert ".npy" in refused.value.hint


def test_numpy_files_hold_any_values(tmp_path: Path) -> None:
    values = np.array([[0.5, -7]], dtype=np.float32)
    assert write_values(tmp_path / "out.npy", values) == ""
    read = np.load(tmp_path / "out.npy")
    assert (read == values).all()
    assert read.dtype == np.float32


@pytest.mark.parametrize("write", [write_picture, write_values])
def test_an_unknown_suffix_names_those_that_are_known(tmp_path: Path, write: object) -> None:
    with pytest.raises(ExportError, match=r"\.gif") as refused:
        write(tmp_path / "out.gif", np.zeros((2, 2), np.uint8))  # type: ignore[operator]
    assert ".png" in refused.value.hint


@pytest.mark.parametrize("write", [write_picture, write_values])
def test_a_folder_that_is_missing_is_an_expected_error(tmp_path: Path, write: object) -> None:
    with pytest.raises(ExportError, match="could not be written"):
        write(tmp_path / "missing" / "out.png", np.zeros((2, 2), np.uint8))  # type: ignore[operator]
