"""What comes by itself: media are offered, watched folders are listed."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from tests.support.builders import ct_series
from tests.support.window import OpenWindow
from viewer.base.media import Medium
from viewer.commands.command import call
from viewer.model.search import Search
from viewer.qt import sources as module
from viewer.qt.messages import MessageCard
from viewer.qt.sources import Sources
from viewer.workflows import keep_copies


@pytest.fixture
def disc(tmp_path: Path) -> Path:
    ct_series(tmp_path / "disc", 3)
    return tmp_path / "disc"


def sources_of(program: OpenWindow) -> Sources:
    window = program.window
    return Sources(program.program.parts, window.messages, window.verbs)


def put_in(monkeypatch: pytest.MonkeyPatch, *folders: Path) -> None:
    there = tuple(Medium(folder) for folder in folders)
    monkeypatch.setattr(module, "media", lambda: there)
    monkeypatch.setattr(keep_copies, "media", lambda: there)


def buttons(program: OpenWindow) -> dict[str, QPushButton]:
    cards = program.window.findChildren(MessageCard)
    return {button.text(): button for card in cards for button in card.findChildren(QPushButton)}


def test_a_disc_that_is_put_in_is_offered_once_and_copied(
    program: OpenWindow, disc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in(monkeypatch)
    sources = sources_of(program)
    program.wait(lambda: not sources.is_looking)
    put_in(monkeypatch, disc)
    sources.look()
    program.wait(lambda: buttons(program))
    shown = buttons(program)
    assert {"Open", "Import"} <= shown.keys()
    shown["Import"].click()
    program.settle()
    sources.look()
    program.wait(lambda: not sources.is_looking)
    assert "Import" not in buttons(program)
    archive = program.program.parts.archive
    (row,) = archive.find_studies(Search(source=str(disc)))
    shutil.rmtree(disc)
    assert all(path.exists() for path in archive.locate(row.study.study_uid))
    assert any("New files: 3" in text for text in program.window.messages.texts)


def test_a_disc_that_was_there_before_is_nothing_new(
    program: OpenWindow, disc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in(monkeypatch, disc)
    sources = sources_of(program)
    for _ in range(2):
        program.wait(lambda: not sources.is_looking)
        sources.look()
    program.wait(lambda: not sources.is_looking)
    assert buttons(program) == {}


def test_what_is_put_into_a_watched_folder_is_listed(
    program: OpenWindow, disc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in(monkeypatch)
    settings = program.program.parts.settings
    options = replace(settings.value.archive, watched=(str(disc),))
    settings.change(replace(settings.value, archive=options))
    sources = sources_of(program)
    for _ in range(3):
        program.wait(lambda: not sources.is_looking)
        sources.look()
    program.wait(lambda: not sources.is_looking)
    program.settle()
    archive = program.program.parts.archive
    assert len(archive.find_studies(Search(source=str(disc)))) == 1
    assert archive.counts().instances == 3


def test_an_import_in_the_window_lists_what_it_could_not_read(
    program: OpenWindow, disc: Path
) -> None:
    (disc / "spoilt.dcm").write_bytes(bytes(128) + b"DICM" + b"\xff" * 40)
    program.window.verbs.run(call("archive.import_paths", paths=(disc,)))
    program.wait(lambda: "Show the list" in buttons(program))
    buttons(program)["Show the list"].click()
    problems = program.window.panels.problems
    assert problems.isVisible()
    assert problems.model.index(0, 0).data() == "spoilt.dcm"
