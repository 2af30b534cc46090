"""The inspector: never wider than its dock, and no window where there is none."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.support.builders import make_dataset, palette_image, write
from tests.support.window import OpenWindow
from viewer.qt.text import WrappedLabel

Opened = Callable[[Path], OpenWindow]


def test_a_long_file_name_does_not_widen_it(opened: Opened, tmp_path: Path) -> None:
    name = "a_name_without_any_space_" * 6 + ".dcm"
    write(tmp_path / name, make_dataset(np.zeros((8, 8), np.uint16)))
    program = opened(tmp_path)
    program.window.resize(1600, 900)
    program.settle()
    inspector = program.window.inspector
    content = inspector.widget()
    assert content.width() == inspector.viewport().width()
    (value,) = [each for each in content.findChildren(WrappedLabel) if "…" in each.text()]
    assert value.text().startswith("a_name")
    assert value.text().endswith(".dcm")
    assert name in value.toolTip()


def test_a_palette_image_has_no_window(opened: Opened, tmp_path: Path) -> None:
    write(tmp_path / "a.dcm", palette_image())
    program = opened(tmp_path)
    assert program.viewport.voi() is None
    assert program.viewport.automatic_window is None
    assert not program.window.inspector.window_section.width_box.isVisible()
