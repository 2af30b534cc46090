"""Presentation states are offered under the picture they are for, and applied as a whole."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QMenu, QToolButton

from tests.support.builders import make_dataset, write
from tests.support.states import annotation, graphic, make_state, window
from tests.support.window import OpenWindow
from viewer.commands.command import call

Opened = Callable[[Path], OpenWindow]


def fill(folder: Path) -> list[str]:
    """Two images of one series, a state for the first of them, and one that cannot be had."""
    images = [
        make_dataset(
            np.full((64, 64), 1000 + number, np.uint16), SOPInstanceUID=f"1.2.{number}",
            InstanceNumber=number, ImagePositionPatient=[0, 0, number],
        )
        for number in (1, 2)
    ]  # fmt: skip
    drawn = annotation(graphic("CIRCLE", [32, 32, 40, 32]))
    state = make_state(
        images[0], SOPInstanceUID="1.2.90", ImageRotation=90,
        SoftcopyVOILUTSequence=[window(-500, 600)], GraphicAnnotationSequence=[drawn],
    )  # fmt: skip
    odd = make_state(
        images[0], SOPInstanceUID="1.2.91", ContentDescription="Odd", InstanceNumber=2,
        PresentationLUTShape="CURVED",
    )  # fmt: skip
    for number, ds in enumerate((*images, state, odd)):
        write(folder / f"{number}.dcm", ds)
    return ["1.2.90", "1.2.91"]


def button(program: OpenWindow) -> QToolButton:
    return program.window.grid.active.state_button


def open_all(opened: Opened, folder: Path) -> OpenWindow:
    """Open them, and wait until both states are offered."""
    program = opened(folder)
    program.wait(lambda: button(program).text() == "2 states")
    return program


def offered(program: OpenWindow) -> QMenu:
    menu = button(program).menu()
    menu.aboutToShow.emit()
    return menu


def shorts(program: OpenWindow) -> list[str]:
    program.settle()
    return [mark.short for mark in program.window.grid.active.marks]


def test_states_are_offered_and_none_is_applied_by_itself(opened: Opened, tmp_path: Path) -> None:
    fill(tmp_path)
    program = open_all(opened, tmp_path)
    assert button(program).isVisibleTo(program.window)
    assert button(program).text() == "2 states"
    titles = [action.text() for action in offered(program).actions()]
    assert titles == [
        "As stored",
        "As I see it · Reader, Rita · 2024-02-01 12:15:00",
        "Odd · Reader, Rita · 2024-02-01 12:15:00 · cannot be applied",
    ]
    assert program.viewport.frame is not None
    assert program.viewport.frame.presented is None


def test_a_state_is_applied_to_its_image_and_left_again(opened: Opened, tmp_path: Path) -> None:
    fill(tmp_path)
    program = open_all(opened, tmp_path)
    offered(program).actions()[1].trigger()
    assert "presentation state" in shorts(program)
    assert button(program).text() == "As I see it"
    picture = program.canvas.picture
    assert picture is not None
    assert picture.scene.frame.presented is not None
    program.viewport.scroll(1)
    assert "not this image" in shorts(program)
    program.viewport.scroll(-1)
    program.window.verbs.run(call("window.invert"))
    assert "state: changed" in shorts(program)
    offered(program).actions()[0].trigger()
    assert program.viewport.frame is not None
    assert program.viewport.frame.presented is None
    assert "presentation state" not in shorts(program)


def test_the_next_state_passes_over_what_cannot_be_had(opened: Opened, tmp_path: Path) -> None:
    uids = fill(tmp_path)
    program = open_all(opened, tmp_path)
    run = program.window.verbs.run
    run(call("presentation.next"))
    assert program.viewport.appearance.presentation_uid == uids[0]
    run(call("presentation.next"))
    assert not program.viewport.appearance.presentation_uid


def test_what_cannot_be_had_is_told_and_nothing_changes(opened: Opened, tmp_path: Path) -> None:
    uids = fill(tmp_path)
    program = open_all(opened, tmp_path)
    before = program.viewport.appearance
    program.window.verbs.run(call("presentation.choose", uid=uids[1]))
    assert program.viewport.appearance == before
    assert any("not applied" in text for text in program.window.messages.texts)


def test_a_state_for_another_image_of_the_stack_leads_there(opened: Opened, tmp_path: Path) -> None:
    uids = fill(tmp_path)
    program = open_all(opened, tmp_path)
    program.viewport.go_to(1)
    program.window.verbs.run(call("presentation.choose", uid=uids[0]))
    assert program.viewport.view.index == 0
    assert program.viewport.frame is not None
    assert program.viewport.frame.presented is not None


def test_a_changed_state_can_be_undone(opened: Opened, tmp_path: Path) -> None:
    uids = fill(tmp_path)
    program = open_all(opened, tmp_path)
    program.window.verbs.run(call("presentation.choose", uid=uids[0]))
    program.settle()
    program.window.verbs.run(call("edit.undo"))
    assert not program.viewport.appearance.presentation_uid


def test_no_colour_map_is_offered_over_the_colours_of_a_state(
    opened: Opened, tmp_path: Path
) -> None:
    image = make_dataset(np.full((8, 8), 1000, np.uint16))
    ramp = np.arange(256, dtype="<u2") * 257
    palette = {
        f"{colour}PaletteColorLookupTable{what}": value
        for colour in ("Red", "Green", "Blue")
        for what, value in (("Descriptor", [256, 0, 16]), ("Data", ramp.tobytes()))
    }
    state = make_state(
        image, SOPClassUID="1.2.840.10008.5.1.4.1.1.11.3", SOPInstanceUID="1.2.92",
        SoftcopyVOILUTSequence=[window(0, 100)], PresentationLUTShape=None, **palette,
    )  # fmt: skip
    write(tmp_path / "image.dcm", image)
    write(tmp_path / "state.dcm", state)
    program = opened(tmp_path)
    program.wait(lambda: button(program).text() == "1 state")
    colours = program.window.inspector.window_section.colours
    assert (colours.currentText(), colours.isEnabled()) == ("Gray", True)
    program.window.verbs.run(call("presentation.next"))
    program.settle()
    assert program.viewport.frame is not None
    assert program.viewport.frame.gray_palette is not None
    assert (colours.currentText(), colours.isEnabled()) == ("Of the presentation state", False)
    program.window.verbs.run(call("presentation.next"))
    program.settle()
    assert (colours.currentText(), colours.isEnabled()) == ("Gray", True)
