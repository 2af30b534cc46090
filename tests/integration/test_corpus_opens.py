"""Every real file is opened: it shows, or it is named with a reason; nothing hangs or swells."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.builders import make_dataset, write
from viewer.base.jobs import Job
from viewer.index.archive import SqliteArchive
from viewer.workflows.file_set import DICOMDIR
from viewer.workflows.open_paths import OpenedBatch, open_paths

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 10.0
START_LIMIT_S = 60.0
MEMORY_KIB = 1 << 20

# Files with pixel data that no viewer can show, and why: refused when opened, or when shown.
NOT_OPENED = {"dwv-test_no-number-rows.dcm": "Rows or Columns is missing or 0."}
NOT_SHOWN = NOT_OPENED | {"3gb-bulk-data-truncated": "Bits Stored is 16, Bits Allocated 8."}
# Folders with images that are black through the window of their own file, and why that is right.
BLACK_BY_WINDOW = {"1010_brain_mr_12_jpg": "above and below the head, darker than its window"}
# What is named without being an object of its own.
NO_OBJECTS = {"A DICOMDIR: a table of contents, not an object."}


@pytest.fixture(scope="module")
def fates(corpus: Path, corpus_manifest: list[dict[str, str]]) -> dict[Path, dict[str, Any]]:
    """What becomes of every file of the manifest and of some of the large series."""
    paths = [corpus / row["path"] for row in corpus_manifest]
    for folder, step in (("_big", 9), ("_suv", 5)):
        paths += sorted(path for path in (corpus / folder).rglob("*") if path.is_file())[::step]
    return open_each(paths)


def open_each(paths: Sequence[Path], *, limit_s: float = LIMIT_S) -> dict[Path, dict[str, Any]]:
    """Have files opened in another process; one that hangs or dies there gets that fate."""
    fates: dict[Path, dict[str, Any]] = {}
    waiting = list(paths)
    while waiting:
        with opener() as process:
            while waiting:
                path = waiting.pop(0)
                fates[path] = asked(process, path, limit_s)
                if fates[path]["fate"] in ("hung", "died"):
                    break
            else:
                swollen(process)
    return fates


@contextmanager
def opener() -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.support.open_files"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    ) as process:
        try:
            assert answer(process, START_LIMIT_S) == b"ready\n"
            yield process
        finally:
            process.kill()


def answer(process: subprocess.Popen[bytes], limit_s: float) -> bytes | None:
    """The next line; empty when the process is gone, None when it takes too long."""
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], limit_s)
    return process.stdout.readline() if ready else None


def asked(process: subprocess.Popen[bytes], path: Path, limit_s: float) -> dict[str, Any]:
    assert process.stdin is not None
    started = time.monotonic()
    process.stdin.write(os.fsencode(path) + b"\n")
    line = answer(process, limit_s)
    if line is None:
        return {"fate": "hung", "reason": f"no answer in {limit_s:g} s"}
    if not line:
        return {"fate": "died", "reason": f"exit code {process.wait()}"}
    return json.loads(line) | {"seconds": time.monotonic() - started}


def swollen(process: subprocess.Popen[bytes]) -> None:
    """Close the process and hold its memory, and that of its decoder, to the limit."""
    assert process.stdin is not None
    process.stdin.close()
    line = answer(process, LIMIT_S)
    assert line
    memory = json.loads(line)
    assert memory["grown_kib"] < MEMORY_KIB
    assert memory["worker_kib"] < MEMORY_KIB


def test_every_file_is_shown_or_named_with_a_reason(fates: dict[Path, dict[str, Any]]) -> None:
    wrong = {
        str(path): fate
        for path, fate in fates.items()
        if fate["fate"] not in ("shown", "saturated", "named")
        or (fate["fate"] == "named" and not fate["reason"])
    }
    assert wrong == {}
    assert len(fates) > 860


def test_what_holds_pixels_is_shown_and_what_holds_none_is_named(
    fates: dict[Path, dict[str, Any]], corpus: Path, corpus_manifest: list[dict[str, str]]
) -> None:
    wrong = {}
    for row in corpus_manifest:
        path = corpus / row["path"]
        fate, reason = fates[path]["fate"], fates[path]["reason"]
        if path.name in NOT_SHOWN:
            is_right = (fate, reason) == ("named", NOT_SHOWN[path.name])
        elif row["decodes_ok"] == "no pixel data":
            is_right = fate == "named"
        else:
            is_right = fate in ("shown", "saturated")
        if not is_right:
            wrong[row["path"]] = fates[path]
    assert wrong == {}


def test_pictures_are_black_only_through_windows_that_make_them_so(
    fates: dict[Path, dict[str, Any]],
) -> None:
    black = {path.parent.name for path, fate in fates.items() if fate["fate"] == "saturated"}
    assert black == set(BLACK_BY_WINDOW)


def test_objects_without_pixels_go_by_the_name_of_their_class(
    fates: dict[Path, dict[str, Any]], corpus: Path, corpus_manifest: list[dict[str, str]]
) -> None:
    unnamed = {}
    for row in corpus_manifest:
        path = corpus / row["path"]
        fate = fates[path]
        name = row["sop_class_name"].replace(" Storage", "")
        is_object = fate["fate"] == "named" and path.name not in NOT_SHOWN
        if is_object and fate["reason"] not in NO_OBJECTS and name not in fate["reason"]:
            unnamed[row["path"]] = (name, fate["reason"])
    assert unnamed == {}


def test_every_file_of_a_folder_is_opened_passed_over_or_named(
    corpus: Path, tmp_path: Path
) -> None:
    folders = sorted(path for path in corpus.iterdir() if path.is_dir())
    files = {
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.name != DICOMDIR
    }
    opened: list[Path] = []

    def receive(batch: OpenedBatch) -> None:
        opened.extend(record.path for record in batch.records)

    archive = SqliteArchive(tmp_path / "index.sqlite")
    report = open_paths(folders, archive=archive, job=Job(on_value=receive))
    archive.close()
    failed = {failure.path: failure.reason for failure in report.failed}
    passed_over = {failure.path: failure.reason for failure in report.passed_over}
    assert len(opened) == len(set(opened)) == report.images + report.others
    assert {*opened, *failed, *passed_over} == files
    assert report.files == len(files) == len(opened) + len(failed) + report.not_dicom
    assert {path.name: reason for path, reason in failed.items()} == NOT_OPENED
    assert all(passed_over.values())
    assert report.archive_error is None


def test_a_file_that_hangs_would_be_noticed_and_the_next_one_opened(
    tmp_path: Path,
) -> None:
    endless = tmp_path / "pipe"
    os.mkfifo(endless)
    image = write(
        tmp_path / "image", make_dataset(np.arange(64, dtype=np.uint16).reshape(8, 8) * 40)
    )
    fates = open_each([endless, image], limit_s=2)
    assert [fates[path]["fate"] for path in (endless, image)] == ["hung", "shown"]
