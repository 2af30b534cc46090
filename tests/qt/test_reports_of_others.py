"""Reports, key objects and states of others are listed, gone to, shown and hidden."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pydicom.sr.codedict import codes
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget

from tests.support.builders import ct_series, write
from tests.support.reports import (
    make_report,
    make_selection,
    measured,
    region,
    region_3d,
    slices,
)
from tests.support.states import make_state, window
from tests.support.window import OpenWindow
from viewer.commands.command import call
from viewer.model.layout import Grid
from viewer.qt.theme import DARK
from viewer.render.drawing import Ink, Text
from viewer.render.raster import Picture

Opened = Callable[[Path], OpenWindow]


def fill(folder: Path) -> None:
    """Three slices; a report on the second, key objects, a rejected slice, a state."""
    images = slices()
    circle = measured(region(images[1], "CIRCLE", [[20, 20], [25, 20]]), tracking_uid="1.2.3")
    point = measured(region_3d(images[0], "POINT", [[15.0, 25.0, 6.2]]), tracking_uid="1.2.4")
    ds = [
        *images,
        make_report(images, circle, point),
        make_selection(images[:1], codes.DCM.ForTeaching),
        make_selection(images[2:], codes.DCM.RejectedForQualityReasons),
        make_state(images[0], SoftcopyVOILUTSequence=[window(0, 500)]),
    ]
    for number, each in enumerate(ds):
        write(folder / f"{number}.dcm", each)


def rows(program: OpenWindow) -> QListWidget:
    return program.window.inspector.reports.rows


def open_all(opened: Opened, folder: Path) -> OpenWindow:
    """Open them, and wait until all are read and listed."""
    fill(folder)
    program = opened(folder)
    program.wait(lambda: rows(program).count() == 4)
    program.wait(lambda: len(program.workspace.annotations.all) == 2)
    return program


def picture(program: OpenWindow) -> Picture:
    program.settle()
    shown = program.canvas.picture
    assert shown is not None
    return shown


def texts(program: OpenWindow, ink: Ink) -> list[str]:
    drawn = picture(program).drawing
    return [each.text for each in drawn if isinstance(each, Text) and each.ink is ink]


def row_of(program: OpenWindow, word: str) -> int:
    listed = rows(program)
    (found,) = [k for k in range(listed.count()) if word in listed.item(k).text()]
    return found


def test_all_are_listed_with_author_and_time(opened: Opened, tmp_path: Path) -> None:
    program = open_all(opened, tmp_path)
    listed = [rows(program).item(k).text() for k in range(rows(program).count())]
    assert listed == [
        "Presentation state: As I see it\nReader, Rita\n2024-02-01 12:15:00",
        "Report: Imaging Measurement Report\nReader, Rita\n2024-02-03 10:11:12\n"
        "2 of 2 shapes are on open images",
        "Key objects: For Teaching\nReader, Rita\n2024-02-04 13:14:15\n1 image",
        "Key objects: Rejected for Quality Reasons\nReader, Rita\n2024-02-04 13:14:15\n"
        "Rejected for quality reasons\n1 image",
    ]


def test_a_report_is_drawn_on_its_image_and_locked(opened: Opened, tmp_path: Path) -> None:
    program = open_all(opened, tmp_path)
    assert not texts(program, Ink.OTHERS)[1:]  # the first slice has its title for teaching only
    program.viewport.go_to(1)
    assert texts(program, Ink.OTHERS) == ["Lesion 1", "Area 123.456 mm²"]
    (drawn,) = picture(program).scene.annotations
    program.workspace.annotations.select(drawn.uid)
    program.settle()
    assert not program.window.verbs.run(call("measure.delete"))
    assert program.workspace.annotations.get(drawn.uid) is not None


def test_a_point_of_the_patient_is_on_the_slice_that_it_lies_in(
    opened: Opened, tmp_path: Path
) -> None:
    """At 6.2 mm, of slices at 2, 4 and 6 mm."""
    program = open_all(opened, tmp_path)
    program.viewport.go_to(2)
    (drawn,) = picture(program).scene.annotations
    assert drawn.shape.points == ((10, 10),)
    assert drawn.tracking_uid == "1.2.4"


def test_what_the_user_drew_is_not_there_twice(opened: Opened, tmp_path: Path) -> None:
    program = open_all(opened, tmp_path)
    annotations = program.workspace.annotations
    (theirs,) = [each for each in annotations.all if each.tracking_uid == "1.2.3"]
    ours = replace(theirs, uid="1.2.3", lesion_uid="", source_uid="", is_locked=False)
    annotations.put(ours)
    assert [each.uid for each in annotations.all if each.tracking_uid == "1.2.3"] == ["1.2.3"]
    program.settle()
    told = rows(program).item(row_of(program, "Measurement Report")).text().splitlines()
    assert told[-2:] == [
        "1 of 2 shapes are on open images", "1 are yours: not drawn twice",
    ]  # fmt: skip
    annotations.remove("1.2.3")
    assert theirs in annotations.all


def test_what_others_drew_is_never_kept_as_the_users_own(opened: Opened, tmp_path: Path) -> None:
    program = open_all(opened, tmp_path)
    annotations = program.workspace.annotations
    told: list[object] = []
    annotations.edited.connect(told.append)
    program.window.verbs.run(call("measure.hide", uid=annotations.all[0].uid))
    assert told == []
    annotations.restore(())
    assert len(annotations.all) == 2


def test_key_objects_and_rejections_are_told_on_their_images(
    opened: Opened, tmp_path: Path
) -> None:
    program = open_all(opened, tmp_path)
    assert texts(program, Ink.OTHERS) == ["For Teaching · Reader, Rita · 2024-02-04 13:14:15"]
    program.viewport.go_to(2)
    assert texts(program, Ink.WARNING)[0].startswith("Rejected for quality reasons")
    assert "rejected" in [mark.short for mark in program.window.grid.active.marks]
    program.workspace.show_texts(text=True, patient=False)
    assert "Rita" not in " ".join(texts(program, Ink.WARNING))


def test_a_box_takes_a_report_from_the_images_and_brings_it_back(
    opened: Opened, tmp_path: Path
) -> None:
    program = open_all(opened, tmp_path)
    number = row_of(program, "Measurement Report")
    rows(program).item(number).setCheckState(Qt.CheckState.Unchecked)
    program.settle()
    assert program.workspace.annotations.all == ()
    rows(program).item(number).setCheckState(Qt.CheckState.Checked)
    program.settle()
    assert len(program.workspace.annotations.all) == 2


def test_the_box_of_a_state_applies_it(opened: Opened, tmp_path: Path) -> None:
    program = open_all(opened, tmp_path)
    number = row_of(program, "Presentation state")
    assert rows(program).item(number).checkState() == Qt.CheckState.Unchecked
    rows(program).item(number).setCheckState(Qt.CheckState.Checked)
    assert picture(program).scene.frame.presented is not None
    assert rows(program).item(number).checkState() == Qt.CheckState.Checked


def test_a_click_goes_to_the_image(opened: Opened, tmp_path: Path) -> None:
    program = open_all(opened, tmp_path)
    rows(program).itemClicked.emit(rows(program).item(row_of(program, "Measurement Report")))
    assert program.viewport.view.index == 1
    assert program.workspace.annotations.selected is not None


def test_what_others_said_goes_with_their_report(opened: Opened, tmp_path: Path) -> None:
    program = open_all(opened, tmp_path)
    program.workspace.close_all()
    program.settle()
    assert program.workspace.annotations.all == ()
    assert program.workspace.reports.all == ()


def test_words_of_others_hide_with_the_patient_data(opened: Opened, tmp_path: Path) -> None:
    program = open_all(opened, tmp_path)
    program.workspace.show_texts(text=True, patient=False)
    program.settle()
    assert texts(program, Ink.OTHERS) == ["Key objects · 2024-02-04 13:14:15"]
    told = "".join(rows(program).item(k).text() for k in range(rows(program).count()))
    assert "Rita" not in told
    assert "As I see it" not in told


def test_hiding_and_colouring_are_taken_back_by_undo(opened: Opened, tmp_path: Path) -> None:
    program = open_all(opened, tmp_path)
    annotations, undo = (
        program.workspace.annotations,
        program.window.verbs.action(call("edit.undo")),
    )
    one, other = annotations.all
    program.window.verbs.run(call("measure.set_colour", colour="#ff0000", uids=(one.uid,)))
    program.window.verbs.run(call("measure.hide", uid=other.uid))
    program.settle()
    item = rows(program).item(row_of(program, "Report"))
    item.setCheckState(Qt.CheckState.Unchecked)
    program.wait(lambda: not annotations.all)
    wanted = [
        {replace(one, colour="#ff0000"), replace(other, is_hidden=True)},
        {replace(one, colour="#ff0000"), other},
        {one, other},
    ]
    for step in wanted:
        program.wait(undo.isEnabled)
        undo.trigger()
        assert set(annotations.all) == step
    program.settle()
    assert rows(program).item(row_of(program, "Report")).checkState() is Qt.CheckState.Checked


def test_key_objects_of_others_are_stepped_through_and_marked_beside_the_stack(
    opened: Opened, tmp_path: Path
) -> None:
    program = open_all(opened, tmp_path)
    program.viewport.go_to(1)
    program.settle()
    step = program.window.verbs.action(call("key.previous"))
    program.wait(step.isEnabled)
    bar = program.window.screens.active.position_bar
    assert "In key objects: 1" in bar.toolTip()
    step.trigger()
    assert program.viewport.view.index == 0
    program.settle()
    colours = {bar.grab().toImage().pixelColor(x, 14).name() for x in range(8)}
    assert DARK.others.lower() in colours


def test_only_reports_of_the_patient_in_the_active_cell_are_listed(
    opened: Opened, tmp_path: Path
) -> None:
    fill(tmp_path / "one")
    ct_series(tmp_path / "two", 2, PatientID="other", StudyInstanceUID="2.25.77")
    program = opened(tmp_path)
    workspace = program.workspace
    workspace.set_grid(Grid(1, 2))
    other = next(
        each for each in workspace.display_sets if each.study.patient.patient_id == "other"
    )
    own = next(
        each for each in workspace.display_sets if each is not other and not each.is_document
    )
    workspace.show(own, 0)
    workspace.show(other, 1)
    workspace.activate(workspace.viewports[0])
    program.wait(lambda: rows(program).count() == 4)
    workspace.activate(workspace.viewports[1])
    program.wait(lambda: rows(program).count() == 0)
    workspace.activate(workspace.viewports[0])
    program.wait(lambda: rows(program).count() == 4)
