"""Every control has a name, can be reached by keys, and every theme can be read."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QToolButton,
    QWidget,
)

from tests.support.series import ct_series
from tests.support.window import OpenWindow, open_window
from viewer.commands.command import call
from viewer.qt.preferences.preferences_dialog import PreferencesDialog
from viewer.qt.theme import CONTRAST, THEMES, Theme

Opened = Callable[[Path], OpenWindow]
CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit
)  # fmt: skip


def controls(root: QWidget) -> list[QWidget]:
    """What a user acts on; parts inside other controls aside."""
    found = []
    for control in (each for kind in CONTROLS for each in root.findChildren(kind)):
        parent = control.parentWidget()
        is_list_of_box = parent is not None and isinstance(parent.parentWidget(), QComboBox)
        is_part = is_list_of_box or isinstance(
            parent, QComboBox | QAbstractSpinBox | QLineEdit | QHeaderView
        )
        is_inner = is_part or control.objectName().startswith("qt_") or "Private" in str(control)
        if not (isinstance(control, QHeaderView) or is_inner):
            found.append(control)
    return found


def nameless(root: QWidget) -> list[str]:
    """Controls that a screen reader could not name."""
    found = []
    for control in controls(root):
        text = control.text() if isinstance(control, QAbstractButton) else ""
        if not (control.accessibleName() or text):
            owner = type(control.parentWidget()).__name__
            found.append(f"{owner}/{type(control).__name__}/{control.toolTip()}")
    return found


def test_every_control_of_the_window_has_a_name(opened: Opened, tmp_path: Path) -> None:
    ct_series(tmp_path / "ct", 3)
    program = opened(tmp_path / "ct")
    own = [each for each in nameless(program.window) if "QTableCornerButton" not in each]
    assert own == []


def test_every_control_of_the_preferences_has_a_name_and_takes_the_keys(
    program: OpenWindow,
) -> None:
    program.window.verbs.run(call("app.preferences"))
    [dialog] = program.window.findChildren(PreferencesDialog)
    assert [each for each in nameless(dialog) if "QTableCornerButton" not in each] == []
    for control in dialog.findChildren(QAbstractButton):
        is_part = control.objectName().startswith("qt_") or isinstance(
            control.parentWidget(), QLineEdit | QAbstractItemView
        )
        assert is_part or control.focusPolicy() & Qt.FocusPolicy.TabFocus, control


def test_every_part_of_the_window_is_reached_by_keys(opened: Opened, tmp_path: Path) -> None:
    """Round the window with one key, and to each tool in the bar with the Tab key."""
    ct_series(tmp_path / "ct", 3)
    program = opened(tmp_path / "ct")
    window = program.window
    window.resize(1500, 900)
    window.activateWindow()
    program.wait(lambda: QApplication.focusWidget() is not None)
    parts = {
        "tools": window.tool_bar, "studies": window.browser_dock, "images": window.grid,
        "inspector": window.inspector_dock,
    }  # fmt: skip

    def part() -> str:
        now = QApplication.focusWidget()
        return next(name for name, each in parts.items() if now and each.isAncestorOf(now))

    window.grid.setFocus()
    window.grid.active.canvas.setFocus()
    round_trip = []
    for _ in range(4):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        round_trip.append(part())
    assert round_trip == ["inspector", "tools", "studies", "images"]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    tools = [
        each for each in window.tool_bar.findChildren(QToolButton)
        if each.isVisible() and each.isEnabled()
    ]  # fmt: skip
    reached = []
    while part() == "tools" and len(reached) <= len(tools):
        reached.append(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert set(reached) == set(tools)


def test_what_has_the_keys_is_seen(program: OpenWindow) -> None:
    """A button of the bar looks another way while it has the focus."""
    [button] = [b for b in program.window.tool_bar.findChildren(QToolButton) if b.text() == "Pan"]
    before = button.grab().toImage()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    program.wait(button.hasFocus)
    assert button.grab().toImage() != before


def test_what_is_on_in_a_menu_has_a_frame_and_not_only_a_colour(program: OpenWindow) -> None:
    link = program.window.verbs.action(call("link.toggle"))
    accent = QColor(program.look.theme.accent)

    def framed_rows() -> int:
        menu = QMenu(program.window)
        menu.addAction(link)
        picture = menu.grab(menu.actionGeometry(link)).toImage()
        menu.deleteLater()
        left = range(picture.width() // 10)
        return sum(
            any(picture.pixelColor(x, y) == accent for x in left) for y in range(picture.height())
        )

    assert not link.isChecked()
    off = framed_rows()
    program.window.verbs.run(call("link.toggle"))
    assert link.isChecked()
    assert framed_rows() > off + 5


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""

    def luminance(name: str) -> float:
        parts = QColor(name).getRgbF()[:3]
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_contrast_ratio_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_texts_stand_out_from_their_grounds(theme: Theme) -> None:
    least = 7.0 if theme is CONTRAST else 4.5
    for ground in (theme.ground, theme.panel, theme.raised):
        assert contrast(theme.text, ground) >= least
        assert contrast(theme.second, ground) >= least
        assert contrast(theme.faint, ground) >= 4.5
        for sign in (theme.accent, theme.good, theme.note, theme.warn, theme.bad):
            assert contrast(sign, ground) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    for ink in (theme.text, theme.second, theme.accent):
        assert contrast(ink, theme.selected) >= 4.5


@pytest.fixture
def right_to_left(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.usefixtures("right_to_left")
def test_a_language_from_right_to_left_mirrors_the_tools(qapp: QApplication) -> None:
    with open_window(qapp, width=1500) as program:
        window = program.window
        first = window.tool_bar.findChildren(QToolButton)
        shown = [each for each in first if each.isVisible() and each.text()]
        opening = next(each for each in shown if each.text().startswith("Open files"))
        assert opening.mapTo(window, QPoint()).x() > window.width() // 2
