"""Key object selections: valid, and the same selection to DCMTK, highdicom and ourselves."""

import subprocess
from pathlib import Path

import highdicom as hd
import numpy as np
import pydicom
import pytest

from tests.support.builders import make_dataset, write
from tests.support.tools import dicom3tool
from viewer.dicom.objects.key_object_write import TITLES, write_key_object
from viewer.model.code import Code


@pytest.fixture
def headers(tmp_path: Path) -> list[pydicom.Dataset]:
    found = []
    for number in (1, 2, 3):
        ds = make_dataset(
            np.zeros((4, 4), np.uint16), SOPInstanceUID=f"1.2.3.{number}",
            SeriesInstanceUID=f"1.2.{number % 2 + 8}",
        )  # fmt: skip
        found.append(pydicom.dcmread(write(tmp_path / f"{number}.dcm", ds)))
    return found


@pytest.mark.parametrize("title", TITLES, ids=lambda title: title.value)
def test_the_validator_finds_no_error(
    headers: list[pydicom.Dataset], tmp_path: Path, title: Code
) -> None:
    write_key_object(headers, tmp_path / "ko.dcm", title=title, description="Für 日本")
    done = subprocess.run(
        [dicom3tool("dciodvfy"), str(tmp_path / "ko.dcm")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "Error" not in done.stderr
    assert "KeyObjectSelectionDocument" in done.stderr


def test_dcmtk_reads_the_selection(headers: list[pydicom.Dataset], tmp_path: Path) -> None:
    """DC-150."""
    write_key_object(headers, tmp_path / "ko.dcm", title=TITLES[3], description="Look here")
    done = subprocess.run(
        ["dsrdump", str(tmp_path / "ko.dcm")], capture_output=True, text=True, check=True
    )
    assert "For Teaching" in done.stdout
    assert "Look here" in done.stdout
    assert done.stdout.count("CT image") + done.stdout.count("contains IMAGE") >= 3


def test_highdicom_resolves_the_references(headers: list[pydicom.Dataset], tmp_path: Path) -> None:
    write_key_object(headers, tmp_path / "ko.dcm")
    document = hd.ko.KeyObjectSelectionDocument.from_dataset(pydicom.dcmread(tmp_path / "ko.dcm"))
    assert [document.resolve_reference(f"1.2.3.{n}")[1] for n in (1, 2, 3)] == [
        "1.2.9", "1.2.8", "1.2.9",
    ]  # fmt: skip


def test_frames_are_named_for_images_that_have_several(
    headers: list[pydicom.Dataset], tmp_path: Path
) -> None:
    headers[0].NumberOfFrames = 9
    frames = {"1.2.3.1": (2, 5), "1.2.3.2": (1,)}
    write_key_object(headers, tmp_path / "ko.dcm", frames=frames)
    items = pydicom.dcmread(tmp_path / "ko.dcm").ContentSequence
    told = [item.ReferencedSOPSequence[0].get("ReferencedFrameNumber") for item in items]
    assert told == [[2, 5], None, None]
