"""First frames of real files against what DCMTK, GDCM and pydicom's plug-ins made of them.

The oracle is the MD5 of stored values as they come out of the codec, so colour under YBR is
compared before conversion where the codec does not convert, and with DCMTK's RGB where it does.
"""

import csv
import hashlib
import re
import shutil
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
from pydicom.data import get_testdata_file
from pydicom.pixels import pixel_array

from viewer.base.errors import ViewerError
from viewer.dicom.decoding.decode import decode_encoded, decode_frame
from viewer.dicom.decoding.frames import open_pixels
from viewer.dicom.decoding.rle import decode_rle
from viewer.dicom.images import read_image
from viewer.dicom.transfer_syntaxes import transfer_syntax
from viewer.model.image import Image, Photometric

Row = dict[str, str]

DECODERS = ("dcmtk", "gdcmconv", "pydicom:gdcm", "pydicom:pylibjpeg", "pydicom:pyjpegls")
RLE = "1.2.840.10008.1.2.5"
JPEG_BASELINE = "1.2.840.10008.1.2.4.50"
# Named by the corpus as decoded by nobody; checked elsewhere against other files.
WITHOUT_ORACLE = {"1.2.840.10008.1.2.8.1", "1.2.840.10008.1.2.4.110"}


@pytest.fixture(scope="module")
def rows(corpus: Path) -> list[Row]:
    with (corpus / "_oracle" / "first_frame_pixels.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _digests(row: Row) -> set[str]:
    texts = " ".join(row[decoder] for decoder in (*DECODERS, "pydicom:pydicom"))
    return set(re.findall(r"md5 (\w+)", texts))


def _codec_output(image: Image) -> np.ndarray:
    """What the codec returns: RGB stays RGB, and YBR of RLE is not converted yet."""
    source = open_pixels(image)
    try:
        pixel_format, data = source.pixel_format, source.encoded(0)
    finally:
        source.close()
    if pixel_format.transfer_syntax_uid == RLE:
        return decode_rle(data, pixel_format, None)[0]
    return decode_encoded(data, pixel_format).samples


def _digest(pixels: np.ndarray) -> str:
    return hashlib.md5(pixels.tobytes(), usedforsecurity=False).hexdigest()[:12]


def _is_ybr_jpeg(image: Image) -> bool:
    is_ybr = image.pixel_format.photometric in (Photometric.YBR_FULL, Photometric.YBR_FULL_422)
    return is_ybr and image.pixel_format.transfer_syntax_uid == JPEG_BASELINE


def test_lossless_frames_are_exact(corpus: Path, rows: list[Row]) -> None:
    wrong, right = [], 0
    for row in rows:
        digests = _digests(row)
        if transfer_syntax(row["transfer_syntax"]).is_lossy or not digests:
            continue
        pixels = _codec_output(read_image(corpus / row["path"]))
        if _digest(pixels) in digests:
            right += 1
        else:
            wrong.append(row["path"])

    assert wrong == []
    assert right >= 250


def test_lossy_gray_and_rgb_frames_equal_some_other_decoder(corpus: Path, rows: list[Row]) -> None:
    wrong, right = [], 0
    for row in rows:
        digests = _digests(row)
        image = read_image(corpus / row["path"])
        if not transfer_syntax(row["transfer_syntax"]).is_lossy or _is_ybr_jpeg(image):
            continue
        if _digest(_codec_output(image)) in digests:
            right += 1
        elif digests:
            wrong.append(row["path"])

    assert wrong == []
    assert right >= 25


@pytest.mark.skipif(shutil.which("dcmj2pnm") is None, reason="DCMTK is not installed")
def test_lossy_ybr_frames_are_close_to_dcmtk(corpus: Path, rows: list[Row], tmp_path: Path) -> None:
    compared = 0
    for row in rows:
        image = read_image(corpus / row["path"])
        if not _is_ybr_jpeg(image):
            continue
        picture = tmp_path / "frame.ppm"
        command = ["dcmj2pnm", "--write-raw-pnm", "--frame", "1", str(image.path), str(picture)]
        subprocess.run(command, check=True, timeout=60, capture_output=True)

        difference = np.abs(_codec_output(image).astype(int) - _read_ppm(picture))

        limit = 23 if image.pixel_format.photometric is Photometric.YBR_FULL_422 else 3
        assert difference.max() <= limit, row["path"]
        assert difference.mean() < 1.0, row["path"]
        compared += 1
    assert compared >= 20


def _read_ppm(path: Path) -> np.ndarray:
    magic, columns, rows, _, pixels = path.read_bytes().split(None, 4)[:5]
    assert magic == b"P6"
    return np.frombuffer(pixels, np.uint8).reshape(int(rows), int(columns), 3).astype(int)


def test_every_compressed_file_that_others_decode_is_decoded(corpus: Path, rows: list[Row]) -> None:
    assert {row["transfer_syntax"] for row in rows if not _digests(row)} <= {*WITHOUT_ORACLE, RLE}
    for row in rows:
        source = open_pixels(read_image(corpus / row["path"]))
        pixels, _ = decode_frame(source, 0)
        source.close()
        assert pixels.size, row["path"]


def test_jpeg_xl_equals_the_original_that_it_was_made_from(corpus: Path) -> None:
    folder = corpus / "kaitakeradiology+orthanc-jxl" / "tests" / "data"
    sources = [open_pixels(read_image(path)) for path in sorted(folder.glob("test_ct1*.dcm"))]
    frames = [decode_frame(source, 0)[0] for source in sources]
    for source in sources:
        source.close()

    assert len(frames) == 2
    assert np.array_equal(frames[0], frames[1])


@pytest.mark.parametrize("name", ["liver_rle.dcm", "liver_deflate.dcm", "liver_j2k.dcm"])
def test_compressed_bits_equal_their_uncompressed_twin(corpus: Path, name: str) -> None:
    twin = get_testdata_file("liver_1frame.dcm")
    assert twin is not None
    path = corpus / "pydicom+pydicom-data" / "data_store" / "data" / name

    source = open_pixels(read_image(path))
    pixels, _ = decode_frame(source, 0)
    source.close()

    assert np.array_equal(pixels, pixel_array(twin, index=0))


def test_every_image_decodes_first_and_last_or_is_refused_by_name(
    corpus: Path, corpus_manifest: list[dict[str, str]]
) -> None:
    outcomes = []
    for row in corpus_manifest:
        started = time.monotonic()
        outcomes.append(_first_and_last(corpus / row["path"]))
        assert outcomes[-1], row["path"]
        assert time.monotonic() - started < 10, row["path"]
    assert outcomes.count("decoded") >= 700


def _first_and_last(path: Path) -> str:
    """Decode the first and the last frame; "decoded", or why not."""
    try:
        image = read_image(path)
        source = open_pixels(image)
    except ViewerError as error:
        return error.message
    try:
        frames = [decode_frame(source, k)[0] for k in (0, image.pixel_format.number_of_frames - 1)]
    except ViewerError as error:
        return error.message
    finally:
        source.close()
    shape = (image.pixel_format.rows, image.pixel_format.columns)
    return "decoded" if all(frame.shape[:2] == shape for frame in frames) else ""
