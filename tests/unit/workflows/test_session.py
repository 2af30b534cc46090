"""The session: where one left off, in a private file without patient data; hostile files too."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.builders import uid
from tests.support.runners import StepRunner
from tests.support.series import ct_records
from viewer.base.jobs import InlineRunner, JobRunner
from viewer.frames.store import FrameStore
from viewer.index.archive import SqliteArchive
from viewer.model.cine import CinePlan, Repeat
from viewer.model.guides import LinkKind
from viewer.model.identity import StudyUid
from viewer.model.layout import Grid
from viewer.model.lut import VoiWindow
from viewer.model.view import Appearance
from viewer.workflows.bring_back import make_history
from viewer.workflows.keep_session import KeptSession
from viewer.workflows.session import Session, load_session, save_session, with_recent
from viewer.workspace.links import LinkState
from viewer.workspace.snapshots import take_snapshot
from viewer.workspace.workspace import Workspace

LINKED = LinkState(is_on=True, kinds=frozenset({LinkKind.SCROLL}), keeps_offset=True)


class Run:
    """One run of the program over the archive and the session file of a folder."""

    def __init__(self, folder: Path, runner: JobRunner | None = None) -> None:
        runner = runner or InlineRunner()
        self.frames = FrameStore(InlineRunner())
        self.archive = SqliteArchive(folder / "index.sqlite")
        self.workspace = Workspace(self.frames, runner)
        self.history = make_history(self.workspace, self.archive, runner)
        self.kept = KeptSession(
            folder / "session.json",
            self.workspace,
            history=self.history,
            archive=self.archive,
            runner=runner,
        )

    def end(self) -> None:
        self.kept.hold()
        self.workspace.close()
        self.kept.flush()
        self.frames.close()
        self.archive.close()


@pytest.fixture
def worked(tmp_path: Path) -> Path:
    """A folder in which two series were looked at, with privacy mode on, until the end."""
    run = Run(tmp_path)
    for number in (1, 2):
        folder = tmp_path / f"s{number}"
        records = ct_records(folder, 6, name=f"s{number}", SeriesNumber=number)
        run.archive.store(records)
        run.workspace.add_records(records)
    run.workspace.show(run.workspace.display_sets[0])
    run.workspace.set_grid(Grid(1, 2))
    run.workspace.viewports[1].scroll(4)
    run.workspace.viewports[1].set_appearance(Appearance(voi=VoiWindow(50, 350)))
    run.workspace.viewports[1].plan = CinePlan(Repeat.BOUNCE, first=1, last=5, speed=2.0)
    run.workspace.links.set_state(LINKED)
    run.workspace.references.show_lines(is_on=False)
    run.workspace.show_texts(text=True, patient=False)
    run.end()
    return tmp_path


@pytest.fixture
def next_run(worked: Path) -> Iterator[Run]:
    run = Run(worked)
    yield run
    run.end()


def test_one_goes_on_where_one_left_off(next_run: Run) -> None:
    next_run.kept.bring_back()
    workspace = next_run.workspace
    assert workspace.screen.layout == Grid(1, 2).layout
    assert [v.view.index for v in workspace.viewports] == [0, 4]
    assert workspace.viewports[1].appearance.voi == VoiWindow(50, 350)
    assert take_snapshot(workspace) == next_run.kept.last


def test_a_study_that_was_open_and_not_on_screen_is_open_again(worked: Path) -> None:
    run = Run(worked)
    run.kept.bring_back()
    prior = ct_records(worked / "p", 3, name="p", StudyInstanceUID=uid("prior"))
    run.archive.store(prior)
    run.workspace.add_records(prior)
    run.end()
    again = Run(worked)
    again.kept.bring_back()
    shown = [v.display_set and v.display_set.study_uid for v in again.workspace.viewports]
    assert uid("prior") not in shown
    assert uid("prior") in {each.study_uid for each in again.workspace.display_sets}
    assert shown == [uid("study")] * 2
    again.end()


def test_links_lines_and_the_way_of_playing_come_back(next_run: Run) -> None:
    assert next_run.workspace.links.state == LinkState()
    next_run.kept.bring_back()
    workspace = next_run.workspace
    assert workspace.links.state == LINKED
    assert not workspace.references.shows_lines
    assert workspace.viewports[1].plan == CinePlan(Repeat.BOUNCE, first=1, last=5, speed=2.0)
    workspace.viewports[0].scroll(1)
    assert [v.view.index for v in workspace.viewports] == [1, 5]  # as they stood


def test_who_does_not_want_to_go_on_leaves_nothing_behind(worked: Path) -> None:
    run = Run(worked)
    run.kept.goes_on = False
    run.kept.bring_back()
    assert run.workspace.display_sets == ()
    run.workspace.add_records(ct_records(worked / "more", 2, name="more"))
    run.end()
    assert load_session(worked / "session.json") == Session(shows_patient=False)


def test_privacy_stays_on(next_run: Run) -> None:
    assert not next_run.workspace.shows_patient


@pytest.mark.parametrize("goes_on", [True, False])
def test_the_brush_is_as_large_as_it_was(tmp_path: Path, *, goes_on: bool) -> None:
    run = Run(tmp_path)
    run.kept.goes_on = goes_on
    run.workspace.toolset.brush.resize(1.5)
    run.end()
    again = Run(tmp_path)
    assert again.workspace.toolset.brush.radius == 24.0
    again.end()


def test_a_brush_of_impossible_size_in_the_file_is_bounded(tmp_path: Path) -> None:
    save_session(tmp_path / "session.json", Session(brush_radius=1e9))
    run = Run(tmp_path)
    assert run.workspace.toolset.brush.radius < 1000
    run.end()


def test_what_comes_back_is_no_step_of_undo(next_run: Run) -> None:
    next_run.kept.bring_back()
    assert not next_run.history.undo()


def test_series_that_are_cut_elsewhere_come_back_at_their_image(
    worked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viewer.workspace.open_sets._SPLIT_AT_ONCE", 2)
    runner = StepRunner()
    run = Run(worked, runner)
    run.kept.bring_back()
    runner.run_all()
    assert [v.view.index for v in run.workspace.viewports] == [0, 4]
    run.end()


def test_what_the_user_puts_into_a_waiting_cell_stays(worked: Path, tmp_path: Path) -> None:
    runner = StepRunner()
    run = Run(worked, runner)
    run.kept.bring_back()
    run.workspace.add_records(ct_records(tmp_path / "s3", 2, name="s3", SeriesNumber=3))
    run.workspace.show(run.workspace.display_sets[0], 1)
    runner.run_all()
    sets = [viewport.display_set for viewport in run.workspace.viewports]
    assert [shown.series.number if shown else None for shown in sets] == [1, 3]
    run.end()


def test_the_file_is_private_and_tells_no_names(worked: Path) -> None:
    file = worked / "session.json"
    assert file.stat().st_mode & 0o077 == 0
    text = file.read_text()
    assert uid("s2") in text
    for secret in ("Doe", "Jane", "PAT", str(worked)):
        assert secret not in text


def test_studies_opened_lately_are_listed_once_the_last_first(next_run: Run) -> None:
    (row,) = next_run.kept.recent
    assert row.instance_count == 12
    session = Session()
    for name in ("a", "b", "a", "c"):
        session = with_recent(session, StudyUid(name))
    assert session.recent == ("c", "a", "b")
    for number in range(50):
        session = with_recent(session, StudyUid(str(number)))
    assert len(session.recent) == 12


@pytest.mark.parametrize(
    "damage",
    [
        b"", b"{", b"\x00\xff", b"[]", b"NaN", b'{"version": 2}', b'{"nonsense": 1}',
        b'{"snapshot": {"screens": []}}',
        b'{"snapshot": {"active_screen": 7}}',
        b'{"snapshot": {"screens": [{"cells": []}]}}',
        b'{"snapshot": {"screens": [{"layout": {"cells": [{"right": 7}]}}]}}',
        b'{"recent": [{"a": 1}]}',
        b"[" * 100_000,
        b'{"recent": ["' + b"x" * (2 << 20) + b'"]}',
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_an_empty_session(tmp_path: Path, damage: bytes) -> None:
    """SEC-025."""
    (tmp_path / "session.json").write_bytes(damage)
    assert load_session(tmp_path / "session.json") == Session()


def test_a_crash_while_writing_leaves_the_last_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "session.json"
    before = Session(recent=(StudyUid("1.2"),))
    save_session(file, before)

    def crash(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", crash)
    with pytest.raises(OSError, match="No space"):
        save_session(file, Session())
    assert load_session(file) == before
    assert json.loads(file.read_text())["recent"] == ["1.2"]
