"""Undo and redo: one step for one act, scrolling is none, nothing is lost on the way."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.series import ct_records
from viewer.base.jobs import InlineRunner
from viewer.frames.store import FrameStore
from viewer.index.archive import SqliteArchive
from viewer.model.annotation import Annotation
from viewer.model.layout import Grid
from viewer.model.lut import VoiWindow
from viewer.model.shape import Shape, ShapeKind
from viewer.model.view import Appearance, ViewState, ZoomMode
from viewer.workflows.bring_back import make_history
from viewer.workspace.history import Change, History
from viewer.workspace.workspace import Workspace


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[SqliteArchive]:
    made = SqliteArchive(tmp_path / "index.sqlite")
    yield made
    made.close()


@pytest.fixture
def workspace(frames: FrameStore, archive: SqliteArchive, tmp_path: Path) -> Workspace:
    """Series 1 is shown; series 2 is open."""
    workspace = Workspace(frames)
    for number in (1, 2):
        records = ct_records(tmp_path / str(number), 6, name=f"s{number}", SeriesNumber=number)
        archive.store(records)
        workspace.add_records(records)
    workspace.show(workspace.display_sets[0])
    return workspace


@pytest.fixture
def history(workspace: Workspace, archive: SqliteArchive) -> History:
    return make_history(workspace, archive, InlineRunner())


def series_shown(workspace: Workspace) -> list[int | None]:
    sets = [viewport.display_set for viewport in workspace.viewports]
    return [shown.series.number if shown else None for shown in sets]


def drawn(workspace: Workspace, uid: str = "2.25.1") -> Annotation:
    shown = workspace.display_sets[0]
    return Annotation(
        uid, shown.study_uid, shown.series_uid, shown.frames[0].sop_instance_uid, "", 0,
        Shape(ShapeKind.LENGTH, ((1.0, 1.0), (5.0, 4.0))),
    )  # fmt: skip


def test_there_is_nothing_to_undo_at_the_start(history: History) -> None:
    assert not history.undo()
    assert not history.redo()


def test_each_act_is_undone_and_redone(workspace: Workspace, history: History) -> None:
    workspace.set_grid(Grid(1, 2))
    history.settle()
    inverted = Appearance(is_inverted=True, voi=VoiWindow(40, 400))
    workspace.viewports[1].set_appearance(inverted)
    history.settle()
    workspace.exchange(*workspace.viewports)
    assert history.undo()
    assert series_shown(workspace) == [1, 2]
    assert history.undo()
    assert workspace.viewports[1].appearance == Appearance()
    assert history.undo()
    assert series_shown(workspace) == [1]
    assert not history.can_undo
    assert [history.redo() for _ in range(4)] == [True, True, True, False]
    assert series_shown(workspace) == [2, 1]
    assert workspace.viewports[0].appearance == inverted


def test_a_new_act_ends_what_could_be_redone(workspace: Workspace, history: History) -> None:
    workspace.set_grid(Grid(1, 2))
    history.undo()
    workspace.set_grid(Grid(2, 1))
    assert not history.redo()
    assert workspace.screen.layout == Grid(2, 1).layout


def test_scrolling_alone_is_no_step_and_undo_does_not_scroll(
    workspace: Workspace, history: History
) -> None:
    workspace.active.scroll(2)
    history.settle()
    assert not history.can_undo
    workspace.active.set_view(ViewState(index=2, zoom_mode=ZoomMode.FREE, zoom=3.0))
    history.settle()
    workspace.active.scroll(3)
    history.undo()
    assert workspace.active.view == ViewState(index=5)


def test_another_series_comes_back_at_the_image_it_showed(
    workspace: Workspace, history: History
) -> None:
    workspace.active.scroll(4)
    history.settle()
    workspace.show(workspace.display_sets[1])
    history.undo()
    assert (series_shown(workspace), workspace.active.view.index) == ([1], 4)


def test_the_first_picture_is_no_step(frames: FrameStore, tmp_path: Path) -> None:
    workspace = Workspace(frames)
    archive = SqliteArchive(tmp_path / "index.sqlite")
    history = make_history(workspace, archive, InlineRunner())
    workspace.add_records(ct_records(tmp_path, 2))
    workspace.show(workspace.display_sets[0])
    history.settle()
    assert not history.can_undo
    archive.close()


def test_a_closed_study_is_opened_again_from_the_archive(
    workspace: Workspace, history: History
) -> None:
    workspace.set_grid(Grid(1, 2))
    workspace.viewports[1].scroll(3)
    history.settle()
    workspace.close_all()
    assert workspace.display_sets == ()
    history.undo()
    assert series_shown(workspace) == [1, 2]
    assert workspace.viewports[1].view.index == 3
    assert len(workspace.display_sets) == 2


def test_more_windows_come_and_go(workspace: Workspace, history: History) -> None:
    workspace.open_screen()
    history.undo()
    assert len(workspace.screens) == 1
    history.redo()
    assert [len(screen.viewports) for screen in workspace.screens] == [1, 1]
    assert series_shown(workspace) == [1, 2]


def test_what_was_drawn_is_undone_with_what_else_changed_then(
    workspace: Workspace, history: History
) -> None:
    annotations = workspace.annotations
    annotations.put(drawn(workspace))
    history.settle()
    annotations.remove("2.25.1")
    history.undo()
    assert [each.uid for each in annotations.all] == ["2.25.1"]
    history.undo()
    assert annotations.all == ()
    history.redo()
    assert [each.uid for each in annotations.all] == ["2.25.1"]


def test_annotations_that_are_read_are_never_taken_away_by_undo(
    workspace: Workspace, history: History
) -> None:
    annotations = workspace.annotations
    annotations.put(drawn(workspace))
    history.settle()
    annotations.take_in([drawn(workspace, "2.25.2")])
    history.undo()
    assert [each.uid for each in annotations.all] == ["2.25.2"]


def test_other_kinds_of_state_take_part(history: History) -> None:
    class Counter:
        """Stands for key images and whatever else comes."""

        value = seen = 0

        @property
        def has_news(self) -> bool:
            return self.value != self.seen

        def collect(self) -> Change | None:
            before, after = self.seen, self.value
            self.seen = after
            if before == after:
                return None
            return Change(lambda: self.set(before), lambda: self.set(after))

        def set(self, value: int) -> None:
            self.value = value

    counter = Counter()
    history.watch(counter)
    for value in (1, 2):
        counter.set(value)
        history.settle()
    seen = []
    for step in (history.undo, history.undo, history.redo):
        step()
        seen.append(counter.value)
    assert seen == [1, 0, 1]
