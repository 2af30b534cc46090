"""Secondary captures: valid, the same pixels to DCMTK, and whose study they are in."""

import subprocess
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image

from tests.support.builders import make_dataset, write
from tests.support.tools import dicom3tool
from viewer.dicom.errors import DicomError
from viewer.dicom.objects.capture_write import write_capture

PICTURE = np.random.default_rng(3).integers(0, 256, (31, 45, 3), dtype=np.uint8)


@pytest.fixture
def source(tmp_path: Path) -> pydicom.Dataset:
    ds = make_dataset(np.zeros((4, 4), np.uint16), PatientName="A^B", PatientID="7")
    return pydicom.dcmread(write(tmp_path / "ct.dcm", ds), stop_before_pixels=True)


def test_the_validator_finds_no_error(source: pydicom.Dataset, tmp_path: Path) -> None:
    write_capture(PICTURE, [source], tmp_path / "sc.dcm")
    done = subprocess.run(
        [dicom3tool("dciodvfy"), str(tmp_path / "sc.dcm")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "Error" not in done.stderr
    assert "SCImage" in done.stderr


def test_dcmtk_sees_the_same_pixels(source: pydicom.Dataset, tmp_path: Path) -> None:
    write_capture(PICTURE, [source], tmp_path / "sc.dcm")
    seen = tmp_path / "sc.ppm"
    subprocess.run(["dcm2pnm", str(tmp_path / "sc.dcm"), str(seen)], check=True, timeout=60)
    assert (np.asarray(Image.open(seen)) == PICTURE).all()


def test_it_stands_beside_its_source_and_says_what_it_is(
    source: pydicom.Dataset, tmp_path: Path
) -> None:
    write_capture(PICTURE, [source], tmp_path / "sc.dcm", description="Liver")
    made = pydicom.dcmread(tmp_path / "sc.dcm")
    assert (made.StudyInstanceUID, made.PatientID) == (source.StudyInstanceUID, "7")
    assert made.SeriesInstanceUID != source.SeriesInstanceUID
    assert made.SourceImageSequence[0].ReferencedSOPInstanceUID == source.SOPInstanceUID
    assert (made.BurnedInAnnotation, made.SeriesDescription) == ("YES", "Liver")


def test_an_image_without_a_study_is_named(source: pydicom.Dataset, tmp_path: Path) -> None:
    del source.StudyInstanceUID
    with pytest.raises(DicomError, match="StudyInstanceUID"):
        write_capture(PICTURE, [source], tmp_path / "sc.dcm")
