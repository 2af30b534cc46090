"""`radiolucent export`: measurements and key images of a study, read by others."""

import csv
import json
import subprocess
from pathlib import Path

import highdicom
import pydicom
import pytest

from tests.support.measured_home import measured_home, study_of
from tests.support.tools import dicom3tool
from viewer.cli.main import run


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return measured_home(tmp_path)


def export(home: Path, study: str, *options: object) -> int:
    return run(["--home", str(home), "export", study, *map(str, options)])


def test_numbers_are_written_as_tables(home: Path, tmp_path: Path) -> None:
    table, items = tmp_path / "numbers.csv", tmp_path / "numbers.json"
    study = study_of(tmp_path)
    assert export(home, study, "--csv", table, "--json", items) == 0
    with table.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    # 3 columns and 4 rows of 0.5 mm
    assert (float(row["value"]), row["unit"], row["image"]) == (2.5, "mm", "2")
    text = items.read_text(encoding="utf-8")
    assert "2.5" in text
    assert json.loads(text)


def test_a_report_and_a_selection_are_read_by_others(home: Path, tmp_path: Path) -> None:
    report, keys = tmp_path / "report.dcm", tmp_path / "keys.dcm"
    assert export(home, study_of(tmp_path), "--sr", report, "--key-images", keys) == 0
    (group,) = highdicom.sr.srread(report).content.get_planar_roi_measurement_groups() or (
        highdicom.sr.srread(report).content.get_image_measurement_groups()
    )
    (number,) = group.get_measurements()
    assert float(number.value) == 2.5
    shown = subprocess.run(["dsrdump", str(report)], capture_output=True, text=True, check=True)
    assert "2.5" in shown.stdout
    selection = pydicom.dcmread(keys)
    (study,) = selection.CurrentRequestedProcedureEvidenceSequence
    (image,) = study.ReferencedSeriesSequence[0].ReferencedSOPSequence
    second = sorted((tmp_path / "ct").glob("*"))[1]
    assert image.ReferencedSOPInstanceUID == pydicom.dcmread(second).SOPInstanceUID


def test_what_was_drawn_is_a_presentation_state_for_others(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "states"
    assert export(home, study_of(tmp_path), "--gsps", folder) == 0
    (path,) = folder.iterdir()
    state = pydicom.dcmread(path)
    second = pydicom.dcmread(sorted((tmp_path / "ct").glob("*"))[1])
    (image,) = state.ReferencedSeriesSequence[0].ReferencedImageSequence
    assert image.ReferencedSOPInstanceUID == second.SOPInstanceUID
    drawn = [
        shape for each in state.GraphicAnnotationSequence
        for shape in each.get("GraphicObjectSequence", [])
    ]  # fmt: skip
    assert [list(each.GraphicData) for each in drawn] == [[1.5, 1.5, 4.5, 5.5]]
    problems = subprocess.run(
        [dicom3tool("dciodvfy"), str(path)], capture_output=True, text=True, check=False
    ).stderr
    assert [line for line in problems.splitlines() if line.startswith("Error")] == []


def test_without_anything_to_write_it_says_so(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(home, study_of(tmp_path)) == 2
    assert export(home, "1.2.3", "--csv", tmp_path / "x.csv") == 1
    assert "No study with this UID" in capsys.readouterr().err
    other = tmp_path / "other"
    assert run(["--home", str(other), "import", str(tmp_path / "ct")]) == 0
    assert export(other, study_of(tmp_path), "--csv", tmp_path / "x.csv") == 1
    assert "Nothing was measured" in capsys.readouterr().err
    assert export(other, study_of(tmp_path), "--key-images", tmp_path / "x.dcm") == 1
    assert "No image of this study was marked" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_named(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(home, study_of(tmp_path), "--csv", tmp_path / "no" / "x.csv") == 1
    assert "x.csv cannot be written" in capsys.readouterr().err
