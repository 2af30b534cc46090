"""The menu of real-world values (DC-110)."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QMenu

from tests.support.builders import make_dataset, write
from tests.support.real_world import mapping
from tests.support.window import OpenWindow

Opened = Callable[[Path], OpenWindow]


def titles(program: OpenWindow) -> QMenu:
    menus = program.window.menuBar().findChildren(QMenu)
    (menu,) = [menu for menu in menus if menu.title() == "Real-world values"]
    menu.aboutToShow.emit()
    return menu


def test_one_map_of_several_is_chosen(opened: Opened, tmp_path: Path) -> None:
    maps = [mapping(), mapping(LUTLabel="T1 & T2")]
    ds = make_dataset(np.zeros((8, 8), np.uint16), RealWorldValueMappingSequence=maps)
    write(tmp_path / "a.dcm", ds)
    program = opened(tmp_path)
    actions = titles(program).actions()
    unit = "square millimetre per second"
    assert [each.text() for each in actions] == ["All", f"ADC ({unit})", f"T1 && T2 ({unit})"]
    assert [each.isChecked() for each in actions] == [True, False, False]
    actions[2].trigger()
    assert program.viewport.appearance.real_world_number == 2
    assert [each.isChecked() for each in titles(program).actions()] == [False, False, True]


def test_an_image_without_maps_says_so(opened: Opened, tmp_path: Path) -> None:
    write(tmp_path / "a.dcm", make_dataset(np.zeros((8, 8), np.uint16)))
    (action,) = titles(opened(tmp_path)).actions()
    assert not action.isEnabled()
