"""After a start: damage of the list is told, old copies go where that was asked for."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.builders import ct_series
from tests.support.records import instance_record, study_record
from tests.support.window import OpenWindow
from viewer.base.jobs import Job
from viewer.index.errors import damaged_archive_error
from viewer.index.options import Copies
from viewer.model.archive import StudyMark
from viewer.qt.upkeep import begin_upkeep
from viewer.workflows.import_files import import_files


def start(program: OpenWindow) -> None:
    begin_upkeep(program.window, program.program.parts, program.program.archive)


def test_a_damaged_list_is_told_with_its_remedy(
    program: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*, is_quick: bool) -> None:
        raise damaged_archive_error("page 7")

    monkeypatch.setattr(program.program.archive, "check_integrity", fail)
    start(program)
    program.wait(lambda: "The local archive is damaged." in program.window.messages.texts)


def test_old_copies_are_cleaned_up_only_where_that_is_set(
    program: OpenWindow, tmp_path: Path
) -> None:
    parts, archive = program.program.parts, program.program.archive
    for number in range(2):
        ct_series(
            tmp_path / "disc" / f"{number}", 2, name=f"{number}", StudyInstanceUID=f"1.2.{number}"
        )
    store = parts.paths.received_folder
    import_files([tmp_path / "disc"], archive=archive, job=Job(), store=store, copies=Copies.ALWAYS)
    seen, unseen = sorted(row.study.study_uid for row in archive.find_studies())
    archive.mark(seen, StudyMark(is_seen=True))
    start(program)
    program.settle()
    assert archive.counts().studies == 2
    options = replace(parts.settings.value.archive, keep_gb=1)
    parts.settings.change(replace(parts.settings.value, archive=options))
    big = instance_record(store / "big", study=study_record("1.9"), file_size=2_000_000_000)
    archive.store([big])
    start(program)
    program.wait(lambda: archive.find_study(seen) is None)
    assert archive.find_study(unseen) is not None
    program.wait(lambda: any(text.endswith("store: 1.") for text in program.window.messages.texts))
