"""Key images: marked by frame, shown where they are, stepped through, filtered."""

from pathlib import Path

import pytest
from pydicom.sr.codedict import codes

from tests.support.builders import uid, write
from tests.support.reports import make_selection, slices
from tests.support.series import cine_record, ct_records
from viewer.dicom.scan import scan_file
from viewer.frames.store import FrameStore
from viewer.model.key_image import KeyImage, key_image
from viewer.model.layout import Grid
from viewer.render.drawing import Ink, Text
from viewer.render.raster import render
from viewer.workspace.cell_recorders import KeyImageRecorder, StateRecorder
from viewer.workspace.history import History
from viewer.workspace.links import LinkState
from viewer.workspace.load_states import LoadState, load_states
from viewer.workspace.stack import stepped
from viewer.workspace.viewport import Canvas
from viewer.workspace.workspace import Workspace


@pytest.fixture
def workspace(frames: FrameStore, tmp_path: Path) -> Workspace:
    """A stack of ten images in two cells."""
    made = Workspace(frames)
    made.add_records(ct_records(tmp_path / "ct", 10))
    made.set_grid(Grid(1, 2))
    made.show(made.display_sets[0], 1)
    made.show(made.display_sets[0], 0)
    return made


def mark(workspace: Workspace, *places: int) -> None:
    for place in places:
        workspace.active.go_to(place)
        workspace.key_images.toggle(workspace.active)


def test_a_mark_is_on_every_cell_that_shows_the_image(workspace: Workspace) -> None:
    mark(workspace, 4)
    one, other = workspace.viewports
    assert (one.guides.is_key, other.guides.is_key) == (True, False)
    other.go_to(4)
    assert other.guides.is_key
    one.go_to(5)
    assert not one.guides.is_key


def test_the_mark_is_said_in_words_on_the_picture(workspace: Workspace) -> None:
    mark(workspace, 4)
    scene = workspace.active.scene(Canvas(200, 200))
    assert scene is not None
    marks = [part for part in render(scene).drawing if getattr(part, "ink", None) is Ink.ANNOTATION]
    assert [part.text for part in marks if isinstance(part, Text)] == ["Key image"]


def test_the_same_key_takes_the_mark_away(workspace: Workspace) -> None:
    mark(workspace, 4)
    workspace.key_images.toggle(workspace.active)
    assert workspace.key_images.all == frozenset()
    assert not workspace.active.guides.is_key


def test_only_that_frame_of_a_multi_frame_file_is_marked(
    frames: FrameStore, tmp_path: Path
) -> None:
    workspace = Workspace(frames)
    workspace.add_records([cine_record(tmp_path / "us.dcm", 5)])
    workspace.show(workspace.display_sets[0])
    mark(workspace, 3)
    assert workspace.key_images.places_in(workspace.display_sets[0]) == (3,)
    assert next(iter(workspace.key_images.all)).frame_index == 3


def test_marks_of_earlier_come_in_without_being_told_as_new(workspace: Workspace) -> None:
    edited: list[frozenset[KeyImage]] = []
    workspace.key_images.edited.connect(edited.append)
    shown = workspace.display_sets[0]
    workspace.key_images.take_in([key_image(shown, shown.frames[0])])
    assert workspace.active.guides.is_key
    assert edited == []
    workspace.key_images.restore(())
    assert edited == [{key_image(shown, shown.frames[0])}]


def test_steps_go_from_mark_to_mark_and_stop_at_the_last(workspace: Workspace) -> None:
    mark(workspace, 2, 5, 9)
    workspace.active.go_to(3)
    places = []
    for steps in (1, 1, 1, -1, -1, -1):
        workspace.key_images.step(workspace.active, steps)
        places.append(workspace.active.view.index)
    assert places == [5, 9, 9, 5, 2, 2]


def test_with_the_filter_scrolling_stops_at_marks_alone(workspace: Workspace) -> None:
    mark(workspace, 2, 5, 9)
    workspace.active.go_to(6)
    workspace.key_images.show_only(is_only=True)
    assert workspace.active.view.index == 5
    workspace.active.scroll(1)
    assert workspace.active.view.index == 9
    workspace.active.scroll(-2)
    assert workspace.active.view.index == 2
    workspace.key_images.show_only(is_only=False)
    workspace.active.scroll(1)
    assert workspace.active.view.index == 3


def test_a_stack_without_marks_is_not_filtered_away(workspace: Workspace) -> None:
    workspace.key_images.show_only(is_only=True)
    workspace.active.scroll(3)
    assert workspace.active.view.index == 3


@pytest.mark.parametrize(
    ("index", "steps", "expected"),
    [(0, 1, 2), (2, 1, 5), (3, -1, 2), (5, 5, 8), (8, -9, 2), (8, 1, 8), (4, 0, 4)],
)
def test_a_step_counts_stops_only(index: int, steps: int, expected: int) -> None:
    assert stepped(index, steps, (2, 5, 8)) == expected


def test_they_are_listed_in_the_order_of_the_strip(workspace: Workspace, tmp_path: Path) -> None:
    workspace.add_records(ct_records(tmp_path / "b", 4, name="b", SeriesNumber=2))
    mark(workspace, 7, 2)
    workspace.show(workspace.display_sets[1])
    mark(workspace, 1)
    listed = workspace.key_images.listed(workspace.display_sets)
    assert [(shown.series.number, place) for shown, place in listed] == [(1, 2), (1, 7), (2, 1)]


def test_the_bar_tells_what_is_loaded_what_failed_and_what_is_not_here(
    frames: FrameStore, tmp_path: Path
) -> None:
    records = ct_records(tmp_path / "ct", 20)
    records[3].path.write_bytes(b"gone")
    workspace = Workspace(frames)
    workspace.add_records(records)
    workspace.show(workspace.display_sets[0])
    states = load_states(workspace.display_sets[0], frames)
    assert states[0] is LoadState.LOADED
    assert states[3] is LoadState.FAILED
    assert states[19] is LoadState.ABSENT


def test_uids_of_another_series_do_not_count(workspace: Workspace) -> None:
    shown = workspace.display_sets[0]
    key = key_image(shown, shown.frames[0])
    stranger = KeyImage(key.study_uid, type(key.series_uid)(uid("x")), key.sop_instance_uid)
    workspace.key_images.take_in([stranger])
    assert workspace.key_images.places_in(shown) == ()


def test_marks_and_links_can_be_undone_and_had_again(workspace: Workspace) -> None:
    history = History(KeyImageRecorder(workspace.key_images), StateRecorder(workspace.links))
    mark(workspace, 4)
    history.settle()
    workspace.links.set_state(LinkState(is_on=True))
    history.settle()
    history.undo()
    assert not workspace.links.state.is_on
    history.undo()
    assert workspace.key_images.all == frozenset()
    history.redo()
    assert workspace.key_images.places_in(workspace.display_sets[0]) == (4,)


def test_marks_that_are_read_are_nobodys_act(workspace: Workspace) -> None:
    history = History(KeyImageRecorder(workspace.key_images))
    shown = workspace.display_sets[0]
    workspace.key_images.take_in([key_image(shown, shown.frames[0])])
    history.settle()
    assert not history.can_undo


def test_what_others_selected_is_stepped_through_with_what_is_marked_here(
    frames: FrameStore, tmp_path: Path
) -> None:
    """DC-150: but what was rejected is no key image, and what is hidden does not count."""
    images = slices()
    objects = [
        make_selection(images[1:2], codes.DCM.ForTeaching),
        make_selection(images[2:], codes.DCM.RejectedForQualityReasons),
    ]
    paths = [write(tmp_path / f"{k}.dcm", ds) for k, ds in enumerate([*images, *objects])]
    workspace = Workspace(frames)
    workspace.add_records([scan_file(path) for path in paths])
    (shown,) = [each for each in workspace.display_sets if each.is_showable]
    workspace.show(shown)
    keys, viewport, reports = workspace.key_images, workspace.active, workspace.reports
    keys.step(viewport, 1)
    assert viewport.view.index == 1
    assert (keys.stops_in(shown), keys.places_in(shown)) == ((1,), ())
    viewport.go_to(2)
    keys.toggle(viewport)
    keys.step(viewport, -1)
    assert viewport.view.index == 1
    keys.show_only(is_only=True)
    assert viewport.stops == (1, 2)
    (teaching,) = [each for each in reports.all if not each.rejection]
    reports.hide(teaching.sop_instance_uid, is_hidden=True)
    assert viewport.stops == (2,)
    assert keys.places_in(shown) == (2,)  # nothing of others is sent or saved as one's own
