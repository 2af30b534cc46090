"""The traps of colour, sign and layout (DC-040), with the test files that pydicom ships."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from pydicom.data import get_testdata_file
from pydicom.pixels import pixel_array

from viewer.base.errors import ViewerError
from viewer.dicom.decoding.decode import decode_frame
from viewer.dicom.decoding.frames import open_pixels
from viewer.dicom.images import read_image

COLOUR = [
    "ExplVR_BigEnd",
    "GDCMJ2K_TextGBR",
    "SC_jpeg_no_color_transform",
    "SC_jpeg_no_color_transform_2",
    "SC_rgb_dcmtk_+eb+cr",
    "SC_rgb_dcmtk_+eb+cy+n1",
    "SC_rgb_dcmtk_+eb+cy+n2",
    "SC_rgb_dcmtk_+eb+cy+np",
    "SC_rgb_dcmtk_+eb+cy+s2",
    "SC_rgb_dcmtk_+eb+cy+s4",
    "SC_rgb_gdcm_KY",
    "SC_rgb_jls_lossy_line",
    "SC_rgb_jls_lossy_sample",
    "SC_rgb_jpeg_app14_dcmd",
    "SC_rgb_jpeg_dcmd",
    "SC_rgb_jpeg_dcmtk",
    "SC_rgb_jpeg_lossy_gdcm",
    "SC_rgb_rle",
    "SC_rgb_rle_16bit",
    "SC_rgb_rle_16bit_2frame",
    "SC_rgb_rle_2frame",
    "SC_rgb_small_odd",
    "SC_rgb_small_odd_big_endian",
    "SC_rgb_small_odd_jpeg",
    "SC_ybr_full_422_uncompressed",
    "examples_jpeg2k",
    "examples_rgb_color",
    "examples_ybr_color",
]
GRAY = [
    "693_J2KI",
    "CT_small",
    "J2K_pixelrep_mismatch",
    "JPEG2000",
    "JPEGLSNearLossless_08",
    "JPEGLSNearLossless_16",
    "MR_small",
    "MR_small_RLE",
    "MR_small_bigendian",
    "MR_small_expb",
    "MR_small_implicit",
    "MR_small_jp2klossless",
    "MR_small_jpeg_ls_lossless",
    "MR_small_padded",
    "examples_overlay",
    "examples_palette",
    "liver_1frame",
    "liver_expb_1frame",
    "rtdose",
    "rtdose_1frame",
    "rtdose_expb",
    "rtdose_rle",
    "rtdose_rle_1frame",
]


def _path(name: str) -> Path:
    path = get_testdata_file(f"{name}.dcm", download=False)
    assert path is not None, name
    return Path(str(path))


def _decoded(path: Path, index: int = 0) -> np.ndarray:
    source = open_pixels(read_image(path))
    try:
        return np.array(decode_frame(source, index)[0])
    finally:
        source.close()


@pytest.mark.parametrize("name", COLOUR + GRAY)
def test_frames_equal_those_of_pydicom(name: str) -> None:
    path = _path(name)
    image = read_image(path)

    for index in {0, image.pixel_format.number_of_frames - 1}:
        expected = pixel_array(path, index=index)
        assert np.array_equal(_decoded(path, index), expected)


@pytest.mark.parametrize("name", ["SC_rgb_rle_32bit", "SC_rgb_rle_32bit_2frame"])
def test_colour_of_32_bits_gives_its_upper_half(name: str) -> None:
    path = _path(name)

    assert np.array_equal(_decoded(path), pixel_array(path, index=0) >> 16)


@pytest.mark.skipif(shutil.which("dcmdjpeg") is None, reason="DCMTK is not installed")
@pytest.mark.parametrize("name", ["JPGExtended", "SC_rgb_jpeg_gdcm"])
def test_jpeg_that_pydicom_cannot_read_here_equals_dcmtk(name: str, tmp_path: Path) -> None:
    plain = tmp_path / "plain.dcm"
    subprocess.run(["dcmdjpeg", str(_path(name)), str(plain)], check=True, timeout=60)

    difference = _decoded(_path(name)).astype(int) - pixel_array(plain)

    assert np.abs(difference).max() <= (1 if name == "JPGExtended" else 0)


def test_a_deflated_file_that_pydicom_reads_only_whole_is_read() -> None:
    from pydicom import dcmread

    path = _path("image_dfl")

    assert np.array_equal(_decoded(path), dcmread(path).pixel_array)


def test_a_stream_with_a_doctored_size_is_refused() -> None:
    with pytest.raises(ViewerError):
        _decoded(_path("JPEG2000-embedded-sequence-delimiter"))


def test_a_truncated_image_is_refused_and_not_padded() -> None:
    with pytest.raises(ViewerError, match="cut off"):
        _decoded(_path("MR_truncated"))
