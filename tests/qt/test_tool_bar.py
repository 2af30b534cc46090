"""The tool bar tells what is in force."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QToolButton

from tests.support.builders import ct_series
from tests.support.window import OpenWindow
from viewer.commands.command import call

Opened = Callable[[Path], OpenWindow]


def test_the_tool_bar_shows_which_measurement_is_chosen_and_that_cells_are_linked(
    opened: Opened, tmp_path: Path
) -> None:
    ct_series(tmp_path / "ct", 3)
    window = opened(tmp_path / "ct").window
    buttons = {each.text(): each for each in window.tool_bar.findChildren(QToolButton)}
    measure, link = buttons["Measure"], buttons["Link"]
    assert not measure.isChecked()
    window.verbs.run(call("measure.ellipse"))
    assert measure.isChecked()
    assert measure.accessibleName() == "Measure: Ellipse"
    ellipse = window.verbs.action(call("measure.ellipse")).icon()
    assert measure.icon().cacheKey() == ellipse.cacheKey()
    window.verbs.run(call("tool.pan"))
    assert not measure.isChecked()
    assert measure.accessibleName() == "Measure"
    window.verbs.run(call("link.scroll"))
    window.verbs.run(call("link.toggle"))
    was_on = link.isChecked()
    window.verbs.run(call("link.toggle"))
    assert was_on is not link.isChecked()
