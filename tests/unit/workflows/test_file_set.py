"""A medium with a DICOMDIR: its files by its records, others by looking (SEC-023)."""

import os
from pathlib import Path

import pytest

from tests.support import builders
from tests.support.dicomdirs import dicomdir, record, write_dicomdir
from viewer.base.jobs import Job
from viewer.workflows.open_paths import OpenedBatch, open_paths
from viewer.workflows.path_failure import PathFailure
from viewer.workflows.walk import walk_files


def walk(path: Path) -> tuple[list[str], list[PathFailure]]:
    failures: list[PathFailure] = []
    root = path if path.is_dir() else path.parent
    files = walk_files([path], Job(), failed=pytest.fail, missing=failures.append)
    return [each.relative_to(root).as_posix() for each in files], failures


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")


@pytest.mark.parametrize("name", ["DICOMDIR", "dicomdir"])
def test_listed_files_come_first_in_the_order_of_the_records_then_the_others(
    name: str, tmp_path: Path
) -> None:
    make(tmp_path, "IMAGES/IM1", "IMAGES/IM2", "IMAGES/IM3", "EXTRA/X")
    path = write_dicomdir(tmp_path, r"IMAGES\IM3", r"IMAGES\IM1", r"IMAGES\IM3", name=name)
    expected = (["IMAGES/IM3", "IMAGES/IM1", "EXTRA/X", "IMAGES/IM2"], [])
    assert walk(tmp_path) == expected
    assert walk(path) == expected


def test_names_are_found_whatever_their_case_and_version(tmp_path: Path) -> None:
    make(tmp_path, "images/im1.;1", "Images2/Im2;1", "images/IM3.")
    write_dicomdir(tmp_path, r"IMAGES\IM1", r"IMAGES2\IM2", r"IMAGES\IM3")
    files, failures = walk(tmp_path)
    assert files == ["images/im1.;1", "Images2/Im2;1", "images/IM3."]
    assert failures == []


def test_missing_files_are_named(tmp_path: Path) -> None:
    make(tmp_path, "A")
    write_dicomdir(tmp_path, "A", r"GONE\IM1")
    files, failures = walk(tmp_path)
    assert files == ["A"]
    assert failures == [
        PathFailure(tmp_path / "GONE" / "IM1", "listed in the DICOMDIR, but not there")
    ]


def test_many_missing_files_are_counted(tmp_path: Path) -> None:
    write_dicomdir(tmp_path, *(f"IM{number}" for number in range(450)))
    _, failures = walk(tmp_path)
    assert len(failures) == 101
    assert failures[-1].reason == "350 more files that it lists are not there"


OUTSIDE = [
    r"..\SECRET", r"A\..\..\SECRET", "/etc/passwd", r"\SERVER\SHARE", r"C:\SECRET", "C:SECRET",
    r".\A", "NUL", r"SUB\CON", "com1.dcm", "../SECRET", "\\".join(["D"] * 40), "A\0B",
]  # fmt: skip


@pytest.mark.parametrize("file_id", OUTSIDE)
def test_85_a_name_that_leads_outside_is_refused(file_id: str, tmp_path: Path) -> None:
    """SEC-023, SEC-024: parents, absolute paths, shares, drives, devices, depth."""
    make(tmp_path, "SECRET", "cd/A")
    write_dicomdir(tmp_path / "cd", file_id, "A")
    files, failures = walk(tmp_path / "cd")
    assert files == ["A"]
    assert [each.path for each in failures] == [tmp_path / "cd" / "DICOMDIR"]
    assert "outside of its folder" in failures[0].reason
    assert "SECRET" not in failures[0].reason


def test_85_a_link_that_leads_outside_is_not_followed_by_the_records(tmp_path: Path) -> None:
    """SEC-023: a medium cannot have us open other files of the user."""
    make(tmp_path, "SECRET/IM1", "cd/A")
    (tmp_path / "cd" / "LINK").symlink_to(tmp_path / "SECRET" / "IM1")
    write_dicomdir(tmp_path / "cd", "LINK", "A")
    _, failures = walk(tmp_path / "cd")
    assert [each.reason for each in failures] == [
        "a link that leads out of the folder of the DICOMDIR"
    ]


def test_85_folders_and_pipes_are_no_files(tmp_path: Path) -> None:
    make(tmp_path, "SUB/A")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "PIPE")
    else:
        (tmp_path / "PIPE").mkdir()
    write_dicomdir(tmp_path, "SUB", "PIPE")
    files, failures = walk(tmp_path)
    assert files == ["SUB/A"]
    assert [each.reason for each in failures] == ["not a file: a folder, device or pipe"] * 2


def test_86_a_record_of_another_patient_changes_nothing_the_file_counts(tmp_path: Path) -> None:
    builders.write(tmp_path / "A", builders.make_dataset(PatientID="RIGHT"))
    wrong = record("A") + builders.element(0x00100020, "LO", b"OTHER ")
    (tmp_path / "DICOMDIR").write_bytes(dicomdir([wrong]))
    seen: list[str] = []

    def receive(batch: OpenedBatch) -> None:
        seen.extend(each.study.patient.patient_id for each in batch.records)

    open_paths([tmp_path], archive=None, job=Job(on_value=receive))
    assert seen == ["RIGHT"]


def test_a_damaged_dicomdir_is_told_and_its_folder_is_read_all_the_same(tmp_path: Path) -> None:
    make(tmp_path, "A", "B")
    path = write_dicomdir(tmp_path, "B", "A")
    path.write_bytes(path.read_bytes()[:-3])
    files, failures = walk(tmp_path)
    assert sorted(files) == ["A", "B"]
    assert "break off" in failures[0].reason
