"""The menu of overlays: which are there, which are shown, in which colour (DC-063)."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QMenu

from tests.support.builders import make_dataset, write
from tests.support.window import OpenWindow
from viewer.model.view import OverlayColour

Opened = Callable[[Path], OpenWindow]


@pytest.fixture
def program(opened: Opened, tmp_path: Path) -> OpenWindow:
    ds = make_dataset(np.zeros((8, 8), np.uint16))
    for group, label in ((0x6000, "Outline"), (0x6002, "Name & date")):
        for element, vr, value in (
            (0x10, "US", 8), (0x11, "US", 8), (0x50, "SS", [1, 1]), (0x1500, "LO", label),
            (0x3000, "OW", b"\1" * 8),
        ):  # fmt: skip
            ds.add_new((group, element), vr, value)
    write(tmp_path / "a.dcm", ds)
    return opened(tmp_path)


def overlay_menu(program: OpenWindow) -> QMenu:
    (menu,) = [m for m in program.window.menuBar().findChildren(QMenu) if m.title() == "Overlays"]
    menu.aboutToShow.emit()
    return menu


def submenu(menu: QMenu, title: str) -> QMenu:
    (found,) = [a.menu() for a in menu.actions() if a.text() == title]
    assert isinstance(found, QMenu)
    return found


def test_each_overlay_is_listed_by_its_label_and_group(program: OpenWindow) -> None:
    titles = [action.text() for action in overlay_menu(program).actions()]
    assert titles[1:3] == ["Outline (6000)", "Name && date (6002)"]
    assert titles[4:] == ["Colour", "Colour of Outline (6000)", "Colour of Name && date (6002)"]


def test_a_colour_is_chosen_for_one_and_for_all(program: OpenWindow) -> None:
    menu = submenu(overlay_menu(program), "Colour of Outline (6000)")
    (green,) = [action for action in menu.actions() if action.text() == "Green"]
    green.trigger()
    looks = program.viewport.appearance
    assert looks.overlay_colour(0x6000) is OverlayColour.GREEN
    assert looks.overlay_colour(0x6002) is OverlayColour.ORANGE
    everyone = submenu(overlay_menu(program), "Colour")
    assert not any(action.isChecked() for action in everyone.actions())
    everyone.actions()[-1].trigger()
    checked = [
        a.text() for a in submenu(overlay_menu(program), "Colour").actions() if a.isChecked()
    ]
    assert checked == ["White"]
    canvas = program.canvas.grab().toImage()
    whites = [canvas.pixelColor(x, canvas.height() // 2).name() for x in range(canvas.width())]
    assert "#ffffff" in whites


def test_without_patient_data_no_overlay_is_ticked(program: OpenWindow) -> None:
    assert all(action.isChecked() for action in overlay_menu(program).actions()[1:3])
    program.workspace.show_texts(text=True, patient=False)
    assert not any(action.isChecked() for action in overlay_menu(program).actions()[1:3])
