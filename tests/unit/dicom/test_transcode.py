"""What a node refuses compressed goes uncompressed, pixel by pixel the same (DCMTK decodes)."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pydicom
import pytest
from pydicom.uid import ExplicitVRLittleEndian

from tests.support.builders import make_dataset, write
from viewer.dicom.transcode import to_plain
from viewer.dicom.transfer_syntaxes import EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN

_TOOLS = {
    "rle": ("dcmcrle", "dcmdrle", []),
    "jpeg lossless": ("dcmcjpeg", "dcmdjpeg", []),
    "jpeg-ls": ("dcmcjpls", "dcmdjpls", []),
    "jpeg lossy": ("dcmcjpeg", "dcmdjpeg", ["+eb"]),
}


def dcmtk(tool: str, arguments: Sequence[str], source: Path, target: Path) -> Path:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    subprocess.run([tool, *arguments, source, target], check=True, timeout=30)
    return target


def plain(path: Path, syntax: str) -> pydicom.Dataset:
    data = to_plain(path, syntax)
    assert data is not None
    return pydicom.filereader.read_dataset(
        pydicom.filebase.DicomBytesIO(data), syntax == IMPLICIT_LITTLE_ENDIAN, True
    )


@pytest.mark.parametrize("name", ["rle", "jpeg lossless", "jpeg-ls"])
@pytest.mark.parametrize("syntax", [EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN])
def test_pixels_are_those_that_dcmtk_decodes(tmp_path: Path, *, name: str, syntax: str) -> None:
    encoder, decoder, options = _TOOLS[name]
    source = write(tmp_path / "plain.dcm", make_dataset(), ExplicitVRLittleEndian)
    packed = dcmtk(encoder, options, source, tmp_path / "packed.dcm")
    theirs = pydicom.dcmread(dcmtk(decoder, [], packed, tmp_path / "theirs.dcm"))
    ours = plain(packed, syntax)
    assert bytes(ours.PixelData) == bytes(theirs.PixelData)
    assert ours.PixelData == pydicom.dcmread(source).PixelData
    assert ours.get("LossyImageCompression") in (None, "00")


def test_what_was_lossy_stays_declared_so(tmp_path: Path) -> None:
    dataset = make_dataset(BitsAllocated=8, BitsStored=8, HighBit=7)
    dataset.PixelData = bytes(range(256)) * (dataset.Rows * dataset.Columns // 256 + 1)
    dataset.PixelData = dataset.PixelData[: dataset.Rows * dataset.Columns]
    source = write(tmp_path / "plain.dcm", dataset, ExplicitVRLittleEndian)
    packed = dcmtk("dcmcjpeg", ["+eb"], source, tmp_path / "packed.dcm")
    ours = plain(packed, EXPLICIT_LITTLE_ENDIAN)
    assert ours.LossyImageCompression == "01"
    assert len(ours.PixelData) == dataset.Rows * dataset.Columns


def test_what_cannot_be_decoded_is_not_sent_as_something_else(tmp_path: Path) -> None:
    source = write(tmp_path / "plain.dcm", make_dataset(), ExplicitVRLittleEndian)
    packed = dcmtk("dcmcjpeg", [], source, tmp_path / "packed.dcm")
    data = packed.read_bytes()
    (tmp_path / "cut.dcm").write_bytes(data[: len(data) // 2])
    assert to_plain(tmp_path / "cut.dcm", EXPLICIT_LITTLE_ENDIAN) is None
