"""The menu of real-world values (DC-110)."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QLabel, QMenu

from tests.support.builders import make_dataset, write
from tests.support.real_world import mapping
from tests.support.window import OpenWindow
from viewer.render.readout import value_at

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


def test_several_values_have_room_in_the_status_bar(opened: Opened, tmp_path: Path) -> None:
    maps = [mapping(), mapping(LUTLabel="T1"), mapping(LUTLabel="T2")]
    pixels = np.full((8, 8), 15, np.uint16)
    write(tmp_path / "a.dcm", make_dataset(pixels, RealWorldValueMappingSequence=maps))
    program = opened(tmp_path)
    scene = program.viewport.scene()
    assert scene is not None
    status = program.window.status
    status.set_readout(value_at(scene, scene.width / 2, scene.height / 2))
    (label,) = [each for each in status.findChildren(QLabel) if "T2" in each.text()]
    assert label.width() >= label.sizeHint().width()
    status.set_readout(None)
    assert label.width() < 200
