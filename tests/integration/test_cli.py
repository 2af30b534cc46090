"""The command line end to end, in processes of its own that cannot import Qt."""

import csv
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pydicom
import pytest

from tests.support.builders import ct_series, make_dataset, misdeclared_cyrillic, uid, write

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def radiolucent(isolated_home: Path, tmp_path: Path) -> Run:
    """Run `radiolucent ...` elsewhere than in the repository, with a home of its own."""
    blocked = os.pathsep.join([str(ROOT / "tests" / "support" / "without_qt"), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": blocked, "PYTHONUTF8": "1"}

    def run(*arguments: str | Path, **extra: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "viewer", *map(str, arguments)],
            env={**environment, **extra}, cwd=tmp_path, capture_output=True, encoding="utf-8",
            timeout=60, check=False,
        )  # fmt: skip

    return run


def json_of(done: "subprocess.CompletedProcess[str]") -> Any:
    assert done.stderr == ""
    assert done.returncode == 0
    return json.loads(done.stdout)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six slices whose file names do not follow their positions."""
    folder = tmp_path / "images"
    ct_series(folder, 6, order=[3, 0, 5, 1, 4, 2])
    return folder


def test_a_folder_is_imported_listed_and_removed(radiolucent: Run, folder: Path) -> None:
    report = json_of(radiolucent("import", folder, "--json"))
    assert report == {
        "files": 6, "imported": 6, "updated": 0, "unchanged": 0, "not_dicom": 0, "failed": [],
    }  # fmt: skip
    assert json_of(radiolucent("import", folder, "--json"))["unchanged"] == 6
    (study,) = json_of(radiolucent("list", "--json"))
    assert study["PatientName"] == "Doe^Jane"
    assert study["StudyInstanceUID"] == uid("study")
    assert study["ModalitiesInStudy"] == ["CT"]
    assert study["NumberOfStudyRelatedInstances"] == 6
    removed = radiolucent("remove", uid("study"))
    assert (removed.returncode, removed.stderr) == (0, "")
    assert json_of(radiolucent("list", "--json")) == []
    assert len(list(folder.iterdir())) == 6


def test_the_instances_of_a_series_come_in_the_order_of_their_positions(
    radiolucent: Run, folder: Path
) -> None:
    radiolucent("import", folder)
    rows = json_of(radiolucent("list", "--json", "--level", "instance", "--series", uid("series")))
    heights = [float(pydicom.dcmread(row["path"]).ImagePositionPatient[2]) for row in rows]
    assert heights == [0, 1, 2, 3, 4, 5]
    keywords = ("SOPInstanceUID", "SOPClassUID", "InstanceNumber", "Rows", "Columns")
    for row in rows:
        dataset = pydicom.dcmread(row["path"])
        assert [row[keyword] for keyword in keywords] == [dataset[k].value for k in keywords]
    assert json_of(radiolucent("list", "--json", "--series", uid("series"))) == rows


def test_every_level_is_listed_with_keywords_of_the_standard(
    radiolucent: Run, folder: Path
) -> None:
    radiolucent("import", folder)
    for level in ("study", "series", "instance"):
        for row in json_of(radiolucent("list", "doe", "--json", "--level", level)):
            for keyword in row.keys() - {"path"}:
                assert pydicom.datadict.tag_for_keyword(keyword), keyword
    (series,) = json_of(radiolucent("list", "--json", "--study", uid("study")))
    assert series["SeriesInstanceUID"] == uid("series")
    assert series["NumberOfSeriesRelatedInstances"] == 6


def test_studies_are_searched_by_words(radiolucent: Run, tmp_path: Path) -> None:
    for number, name in enumerate(["Müller^Jörg", "Mueller^Anna", "Doe^Jane"]):
        dataset = make_dataset(
            PatientName=name, StudyInstanceUID=uid(name), SeriesInstanceUID=uid(name, "s"),
            SOPInstanceUID=uid(name, "i"), AccessionNumber=f"X{number}",
        )  # fmt: skip
        write(tmp_path / "images" / str(number), dataset)
    radiolucent("import", tmp_path / "images")
    for query, found in [
        (["muller"], 1), (["MÜL", "jor"], 1), (["m*ller"], 2), (["x?"], 3), (["nobody"], 0),
    ]:  # fmt: skip
        assert len(json_of(radiolucent("list", *query, "--json"))) == found, query


def test_some_bad_files_are_partly_done_and_each_is_named(
    radiolucent: Run, folder: Path, tmp_path: Path
) -> None:
    (folder / "broken").symlink_to(folder / "nowhere")
    done = radiolucent("import", folder, tmp_path / "gone")
    assert done.returncode == 3
    assert f"{folder / 'broken'}: a link that leads nowhere" in done.stderr.splitlines()
    assert f"{tmp_path / 'gone'}: file is gone" in done.stderr.splitlines()
    assert "6 imported" in done.stdout
    again = radiolucent("import", folder, "--json")
    assert again.returncode == 3
    assert json.loads(again.stdout)["failed"] == [
        {"path": str(folder / "broken"), "reason": "a link that leads nowhere"}
    ]


def test_nothing_imported_never_stands_alone(radiolucent: Run, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("There is no image in here, only words. " * 20)
    done = radiolucent("import", notes)
    assert done.returncode == 1
    assert str(notes) in done.stderr
    assert "Not DICOM" in done.stderr


def test_a_rescan_finds_what_has_changed_and_names_what_is_gone(
    radiolucent: Run, folder: Path
) -> None:
    assert radiolucent("rescan").returncode == 0
    radiolucent("import", folder)
    assert json_of(radiolucent("rescan", "--json"))["unchanged"] == 6
    os.utime(folder / "IM00000", ns=(1, 1))
    (folder / "IM00001").unlink()
    done = radiolucent("rescan", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 3
    assert (report["updated"], report["unchanged"]) == (1, 4)
    assert report["failed"] == [{"path": str(folder / "IM00001"), "reason": "file is gone"}]


def test_stats_count_the_archive(radiolucent: Run, folder: Path, isolated_home: Path) -> None:
    radiolucent("import", folder)
    size = sum(path.stat().st_size for path in folder.iterdir())
    assert json_of(radiolucent("stats", "--json")) == {
        "patients": 1, "studies": 1, "series": 1, "instances": 6, "bytes": size, "duplicates": 0,
        "archive": str(isolated_home / "data" / "index.sqlite"),
    }  # fmt: skip


def test_home_keeps_everything_under_one_folder(
    radiolucent: Run, folder: Path, tmp_path: Path, isolated_home: Path
) -> None:
    home = tmp_path / "stick"
    radiolucent("--home", home, "import", folder)
    assert (home / "data" / "index.sqlite").is_file()
    assert not isolated_home.exists()
    assert len(json_of(radiolucent("list", "--json", RADIOLUCENT_HOME=str(home)))) == 1


def test_a_damaged_archive_is_an_expected_error(radiolucent: Run, isolated_home: Path) -> None:
    (isolated_home / "data").mkdir(parents=True)
    (isolated_home / "data" / "index.sqlite").write_bytes(b"no database " * 400)
    done = radiolucent("list")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: The local archive is damaged.")


def test_a_home_that_cannot_be_made_is_an_expected_error(radiolucent: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = radiolucent("--home", tmp_path / "file" / "home", "stats")
    assert done.returncode == 1
    assert "--home" in done.stderr


def test_removing_what_is_not_there_is_an_expected_error(radiolucent: Run) -> None:
    done = radiolucent("remove", "1.2.3")
    assert (done.returncode, done.stdout) == (1, "")
    assert "No study" in done.stderr


def test_values_of_files_never_steer_the_terminal(radiolucent: Run, tmp_path: Path) -> None:
    evil = "\x1b]0;owned\x07\u202e"
    dataset = make_dataset(
        PatientName=f"Doe{evil}", StudyDescription=f"CT{evil}", PatientComments=evil
    )
    file = write(tmp_path / "images" / f"name{evil}", dataset)
    outputs = [
        radiolucent("import", file.parent, "/nowhere\x1b[2J"),
        radiolucent("list"),
        radiolucent("list", "--json"),
        radiolucent("list", "--level", "instance"),
        radiolucent("dump", file),
        radiolucent("dump", file, "--json"),
        radiolucent("dump", file, "--xml"),
    ]
    for done in outputs:
        assert done.returncode in (0, 3), done.stderr
        for text in (done.stdout, done.stderr):
            assert not {"\x1b", "\x07", "\u202e"} & set(text)


def test_a_dump_has_every_element_of_the_file(radiolucent: Run, folder: Path) -> None:
    path = folder / "IM00000"
    done = radiolucent("dump", path)
    assert done.returncode == 0
    dataset = pydicom.dcmread(path, stop_before_pixels=True)
    for element in dataset:
        tag = f"({element.tag.group:04X},{element.tag.element:04X}) {element.VR}"
        assert any(line.startswith(tag) for line in done.stdout.splitlines()), tag


def test_a_dump_as_json_equals_that_of_pydicom(radiolucent: Run, folder: Path) -> None:
    path = folder / "IM00000"
    dataset = pydicom.dcmread(path, stop_before_pixels=True)
    assert json_of(radiolucent("dump", path, "--json")) == dataset.to_json_dict()


def test_a_dump_as_xml_names_every_attribute(radiolucent: Run, folder: Path) -> None:
    path = folder / "IM00000"
    root = ET.fromstring(radiolucent("dump", path, "--xml").stdout)
    keywords = [attribute.get("keyword") for attribute in root]
    assert keywords == [e.keyword for e in pydicom.dcmread(path, stop_before_pixels=True)]


@pytest.mark.parametrize(
    "options",
    [
        ["--tag", "PatientName", "--tag", "Rows"],
        ["--tag", "PatientName", "0028,0010"],
        ["--tag", "00100010", "--tag", "(0028,0010)"],
    ],
)
def test_a_dump_of_some_tags_has_only_those(
    radiolucent: Run, folder: Path, options: list[str]
) -> None:
    done = radiolucent("dump", folder / "IM00000", *options)
    assert done.stdout.splitlines() == [
        "(0010,0010) PN PatientName: Doe^Jane",
        "(0028,0010) US Rows: 8",
    ]


def test_a_dump_is_searched_in_tags_names_and_values(radiolucent: Run, folder: Path) -> None:
    path = folder / "IM00000"
    assert "StudyDate" in radiolucent("dump", path, "--search", "studydate").stdout
    assert "PatientName" in radiolucent("dump", path, "--search", "DOE^").stdout
    assert radiolucent("dump", path, "--search", "no such thing").stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["dump"], ["dump", "missing"], ["import"], ["remove"], ["list", "--level", "frame"],
        ["list", "words", "--study", "1.2"], ["dump", "FILE", "--tag", "NoSuchKeyword"],
        ["dump", "FILE", "--json", "--search", "x"], ["dump", "FILE", "FILE"],
    ],
)  # fmt: skip
def test_wrong_usage_is_two_and_says_how(
    radiolucent: Run, folder: Path, arguments: list[str]
) -> None:
    file = str(folder / "IM00000")
    done = radiolucent(*(file if word == "FILE" else word for word in arguments))
    assert (done.returncode, done.stdout) == (2, "")
    assert "Usage: radiolucent" in done.stderr


def test_a_file_that_is_no_dicom_cannot_be_dumped(radiolucent: Run, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("only words in here " * 30)
    done = radiolucent("dump", tmp_path / "notes")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: Not DICOM")


def test_names_are_printed_where_the_terminal_has_no_letters_for_them(
    radiolucent: Run, tmp_path: Path
) -> None:
    write(tmp_path / "images" / "1", make_dataset(PatientName="Yamada^Tarou=山田^太郎"))
    radiolucent("import", tmp_path / "images")
    done = radiolucent("list", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "Yamada, Tarou \\u5c71\\u7530" in done.stdout


def test_a_pipe_that_closes_early_is_no_bug(radiolucent: Run, folder: Path) -> None:
    radiolucent("import", folder)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "viewer", "dump", str(folder / "IM00000"), "--json"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"bug" not in process.stderr.read()


def test_every_file_of_the_corpus_has_its_fate(radiolucent: Run, corpus: Path) -> None:
    done = radiolucent("import", corpus, "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 3
    fates = ("imported", "updated", "unchanged", "not_dicom")
    assert sum(report[fate] for fate in fates) + len(report["failed"]) == report["files"]
    assert report["imported"] >= 900
    assert {Path(failure["path"]).name: failure["reason"] for failure in report["failed"]} == {
        "dwv-test_no-number-rows.dcm": "Rows or Columns is missing or 0."
    }


def test_the_real_phantom_is_in_the_order_of_its_slices(radiolucent: Run, corpus: Path) -> None:
    radiolucent("import", corpus / "_big" / "ct_phantom_140")
    (series,) = json_of(radiolucent("list", "--json", "--level", "series"))
    rows = json_of(radiolucent("list", "--json", "--series", series["SeriesInstanceUID"]))
    heights = [
        float(pydicom.dcmread(row["path"], stop_before_pixels=True).ImagePositionPatient[2])
        for row in rows
    ]
    assert len(heights) == 140
    assert heights == sorted(heights)


def test_the_self_test_decodes_every_encoding_it_promises(radiolucent: Run) -> None:
    done = radiolucent("--self-test")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    for syntax in ("1.2.840.10008.1.2", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.201"):
        (line,) = [line for line in lines if line.split()[0] == syntax]
        assert " ok " in line
    assert "FAILED" not in done.stdout


def test_a_character_set_is_chosen_for_a_study(radiolucent: Run, tmp_path: Path) -> None:
    (path,) = misdeclared_cyrillic(tmp_path / "study")
    json_of(radiolucent("import", path, "--character-set", "iso_ir 144", "--json"))
    (study,) = json_of(radiolucent("list", "Иванов", "--json"))
    assert study["PatientName"] == "Иванов"
    json_of(radiolucent("import", path, "--character-set", "declared", "--json"))
    assert json_of(radiolucent("list", "Иванов", "--json")) == []


def test_a_dump_reads_texts_in_the_character_set_asked_for(
    radiolucent: Run, tmp_path: Path
) -> None:
    (path,) = misdeclared_cyrillic(tmp_path / "study")
    chosen = ("--character-set", "ISO_IR 144", "--tag", "PatientName")
    lines = radiolucent("dump", path, *chosen)
    assert "PatientName: Иванов" in lines.stdout
    assert "Texts are read as Cyrillic" in lines.stderr
    model = json_of(radiolucent("dump", path, "--json", *chosen))
    assert model["00100010"]["Value"] == [{"Alphabetic": "Иванов"}]
    assert radiolucent("dump", path, "--character-set", "Klingon").returncode == 2


def test_marks_filters_and_orders_are_reached_from_the_command_line(
    radiolucent: Run, tmp_path: Path
) -> None:
    """SEC-021: a spreadsheet takes no cell for a formula."""
    for number, name in enumerate(("=cmd|' /C calc'!A0", "Zoe", "Anna")):
        dataset = make_dataset(
            PatientName=name, StudyInstanceUID=f"1.{number}", SOPInstanceUID=f"1.{number}.1"
        )
        write(tmp_path / "images" / str(number), dataset)
    radiolucent("import", tmp_path / "images")
    done = radiolucent("mark", "1.1", "--note", "Look again", "--label", "knee", "--seen")
    assert (done.returncode, done.stderr) == (0, "")
    (found,) = json_of(radiolucent("list", "again", "--label", "knee", "--seen", "--json"))
    assert (found["PatientName"], found["labels"]) == ("Zoe", ["knee"])
    names = [
        study["PatientName"]
        for study in json_of(radiolucent("list", "--unseen", "--sort", "name", "--json"))
    ]
    assert names == ["=cmd|' /C calc'!A0", "Anna"]
    rows = list(csv.DictReader(radiolucent("list", "--csv").stdout.splitlines()))
    assert {row["PatientName"] for row in rows} == {"'=cmd|' /C calc'!A0", "Zoe", "Anna"}
    assert radiolucent("mark", "9.9", "--seen").returncode == 1


def test_missing_files_are_told_by_verify(radiolucent: Run, folder: Path) -> None:
    radiolucent("import", folder)
    assert radiolucent("verify").returncode == 0
    gone = folder / "IM00000"
    gone.unlink()
    done = radiolucent("verify", "--json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["missing"] == [str(gone)]
