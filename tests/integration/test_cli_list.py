"""`radiolucent list` by days and by what the user marked; `radiolucent duplicates`."""

import json
from contextlib import closing
from pathlib import Path

import pydicom
import pytest

from tests.support.builders import make_dataset, write
from viewer.base.paths import app_paths
from viewer.cli.main import run as run_cli
from viewer.index.annotation_store import AnnotationStore
from viewer.index.key_image_store import KeyImageStore
from viewer.model.annotation import Annotation
from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.key_image import KeyImage
from viewer.model.shape import Shape, ShapeKind

_STUDIES = (("Anna", "CT", "20240229"), ("Boris", "KO", "20240301"), ("Chen", "CT", "20240302"))


@pytest.fixture
def _listed(isolated_home: Path, tmp_path: Path) -> None:
    for number, (name, modality, day) in enumerate(_STUDIES):
        dataset = make_dataset(
            PatientName=name, Modality=modality, StudyDate=day, StudyInstanceUID=f"1.{number}",
            SeriesInstanceUID=f"1.{number}.1", SOPInstanceUID=f"1.{number}.1.1",
        )  # fmt: skip
        write(tmp_path / "images" / str(number), dataset)
    assert run_cli(["import", str(tmp_path / "images")]) == 0


def _names(capsys: pytest.CaptureFixture[str], *options: str) -> set[str]:
    capsys.readouterr()
    assert run_cli(["list", "--json", *options]) == 0
    return {study["PatientName"] for study in json.loads(capsys.readouterr().out)}


@pytest.mark.usefixtures("_listed")
def test_key_images_are_those_of_others_and_those_marked_by_hand(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _names(capsys, "--key-images") == {"Boris"}
    key = KeyImage(StudyUid("1.2"), SeriesUid("1.2.1"), InstanceUid("1.2.1.1"), 0)
    with closing(KeyImageStore(app_paths().key_images_file)) as store:
        store.save([key])
    assert _names(capsys, "--key-images") == {"Boris", "Chen"}
    assert _names(capsys, "--key-images", "chen") == {"Chen"}


@pytest.mark.usefixtures("_listed")
def test_studies_that_were_drawn_on_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert _names(capsys, "--measurements") == set()
    line = Annotation(
        "2.25.1", StudyUid("1.0"), SeriesUid("1.0.1"), InstanceUid("1.0.1.1"),
        "1.2.840.10008.5.1.4.1.1.2", 0, Shape(ShapeKind.LENGTH, ((1.0, 1.0), (5.0, 1.0))),
    )  # fmt: skip
    with closing(AnnotationStore(app_paths().annotations_file)) as store:
        store.save([line])
    assert _names(capsys, "--measurements") == {"Anna"}


@pytest.mark.usefixtures("_listed")
def test_days_include_both_ends(capsys: pytest.CaptureFixture[str]) -> None:
    assert _names(capsys, "--since", "2024-03-01") == {"Boris", "Chen"}
    assert _names(capsys, "--until", "20240301") == {"Anna", "Boris"}
    assert _names(capsys, "--since", "2024-03-01", "--until", "2024-03-01") == {"Boris"}
    assert run_cli(["list", "--since", "yesterday"]) == 2


@pytest.mark.usefixtures("_listed")
def test_duplicates_are_named_with_what_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run_cli(["duplicates"]) == 0
    assert capsys.readouterr().out.startswith("Images in several files: 0;")
    other = pydicom.dcmread(tmp_path / "images" / "0")
    other.PatientName = "Anne"
    other.save_as(tmp_path / "images" / "again")
    assert run_cli(["import", str(tmp_path / "images")]) == 0
    capsys.readouterr()
    assert run_cli(["duplicates"]) == 0
    assert "again: other content (PatientName)" in capsys.readouterr().out
    assert run_cli(["duplicates", "--json"]) == 0
    [found] = json.loads(capsys.readouterr().out)
    assert found["SOPInstanceUID"] == "1.0.1.1"
    assert [Path(each["path"]).name for each in found["files"]] == ["0", "again"]
    assert found["files"][1]["differing"] == ["PatientName"]
