"""The list of studies: taking studies out, and repairing it."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.builders import ct_series
from tests.unit.commands.conftest import FakeFace
from viewer.commands.command import call
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import run
from viewer.commands.registry import CommandRegistry
from viewer.index.archive import SqliteArchive
from viewer.index.connection import own_database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ct_series(tmp_path / "ct", 5)
    return tmp_path / "ct"


def test_a_study_is_taken_from_the_list_and_stays_on_disk_and_on_screen(
    context: Context, registry: CommandRegistry, notices: list[Notice], folder: Path
) -> None:
    run(call("study.open_paths", paths=[folder]), context, registry)
    (row,) = context.archive.find_studies()
    assert run(call("archive.remove", study_uid=row.study.study_uid), context, registry)
    assert context.archive.find_studies() == []
    assert len(list(folder.iterdir())) == 5
    assert context.workspace.active.length == 5
    assert [notice.tone for notice in notices] == [Tone.GOOD]


def test_a_sound_list_is_said_to_be_in_order(
    context: Context, registry: CommandRegistry, notices: list[Notice], folder: Path
) -> None:
    run(call("study.open_paths", paths=[folder]), context, registry)
    run(call("archive.repair"), context, registry)
    assert [notice.message for notice in notices] == ["The list of studies is in order."]
    assert context.archive.counts().instances == 5


def test_a_list_that_is_none_begins_anew_with_what_was_opened_meanwhile(
    context: Context, registry: CommandRegistry, notices: list[Notice], folder: Path
) -> None:
    broken = folder.parent / "index.sqlite"
    broken.write_text("no database " * 1000)
    archive = SqliteArchive(folder.parent / "stand-in.sqlite", stands_in_for=broken)
    standing_in = replace(context, archive=archive)
    run(call("study.open_paths", paths=[folder]), standing_in, registry)
    run(call("archive.repair"), standing_in, registry)
    archive.close()
    again = SqliteArchive(broken)
    assert again.counts().instances == 5
    again.close()
    assert [notice.tone for notice in notices] == [Tone.GOOD]


def test_a_list_that_tells_of_no_file_is_not_said_to_be_in_order(
    context: Context, registry: CommandRegistry, notices: list[Notice], tmp_path: Path
) -> None:
    broken = tmp_path / "broken" / "index.sqlite"
    broken.parent.mkdir()
    broken.write_text("no database " * 1000)
    own_database(broken).write_text("no database either " * 1000)
    archive = SqliteArchive(tmp_path / "stand-in.sqlite", stands_in_for=broken)
    run(call("archive.repair"), replace(context, archive=archive), registry)
    archive.close()
    assert [(notice.tone, notice.message) for notice in notices] == [
        (Tone.WARNING, "Notes, labels and corrections were damaged; what could be read is kept."),
        (
            Tone.WARNING,
            "The list of studies could not be read any more. An empty one was begun.",
        ),
    ]


def test_a_list_whose_files_are_gone_is_repaired_with_a_warning(
    context: Context, registry: CommandRegistry, notices: list[Notice], folder: Path
) -> None:
    broken = folder.parent / "index.sqlite"
    broken.write_text("no database " * 1000)
    archive = SqliteArchive(folder.parent / "stand-in.sqlite", stands_in_for=broken)
    standing_in = replace(context, archive=archive)
    run(call("study.open_paths", paths=[folder]), standing_in, registry)
    next(folder.iterdir()).unlink()
    run(call("archive.repair"), standing_in, registry)
    archive.close()
    assert [(notice.tone, notice.message[-3:]) for notice in notices] == [(Tone.WARNING, " 4.")]


def test_an_import_offers_the_list_of_files_that_could_not_be_read(
    context: Context, registry: CommandRegistry, face: FakeFace, folder: Path
) -> None:
    spoilt = folder.parent / "spoilt"
    spoilt.mkdir()
    (spoilt / "a.dcm").write_bytes(bytes(128) + b"DICM" + b"\xff" * 40)
    run(call("archive.import_paths", paths=[spoilt]), context, registry)
    run(call("archive.import_paths", paths=[spoilt, folder]), context, registry)
    assert [notice.message for notice in face.notices] == [
        "Nothing could be imported.",
        "Imported. New files: 5, known already: 0.",
    ]
    for notice, failures in zip(face.notices, face.failures, strict=True):
        assert notice.tone is Tone.WARNING
        assert notice.hint == "Files that could not be read: 1."
        assert [failure.path for failure in failures] == [spoilt / "a.dcm"]
