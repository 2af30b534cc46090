"""The look: readable in both themes, every icon of every command there and drawn alike."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication, QToolButton

from tests.support.window import OpenWindow, let_run
from viewer.base.resources import resource_root
from viewer.commands.builtin import BUILTIN_MODULES
from viewer.commands.menu import Entry, Menu
from viewer.commands.menus import CONTEXT_MENU, MENU_BAR, TOOL_BAR
from viewer.commands.registry import CommandRegistry
from viewer.model.finding import Severity
from viewer.model.layout import Grid
from viewer.qt.browser.filters import FilterBar
from viewer.qt.icons import icon, pixmap
from viewer.qt.text import WrappedLabel
from viewer.qt.theme import DARK, LIGHT, THEMES, Look, Theme, style_sheet
from viewer.qt.viewport.trust_strip import mark_icon
from viewer.render.trust import TrustKind, TrustMark

ICONS = sorted((resource_root() / "icons").glob("*.svg"))


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = QColor(colour).getRgbF()[:3]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
@pytest.mark.parametrize("ink", ["text", "second", "accent", "good", "note", "warn", "bad"])
def test_text_stands_out_from_its_ground(theme: Theme, ink: str) -> None:
    for ground in (theme.ground, theme.panel, theme.raised):
        assert contrast(getattr(theme, ink), ground) >= 4.5, ground


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_every_placeholder_of_the_style_sheet_is_filled(theme: Theme) -> None:
    sheet = style_sheet(theme)
    assert "$" not in sheet
    assert theme.accent in sheet


def test_a_change_of_theme_reaches_the_application(qapp: QApplication) -> None:
    look = Look(qapp, DARK)
    told: list[Theme] = []
    look.changed.connect(told.append)
    look.set_theme(LIGHT)
    assert told == [LIGHT]
    assert qapp.palette().window().color() == QColor(LIGHT.ground)


@pytest.mark.parametrize("file", ICONS, ids=lambda file: file.stem)
def test_an_icon_is_a_line_drawing_on_the_common_grid(qapp: QApplication, file: Path) -> None:
    if file.stem == "radiolucent":
        return
    source = file.read_text(encoding="utf-8")
    assert 'viewBox="0 0 24 24"' in source
    assert 'stroke="currentColor" stroke-width="1.5"' in source
    assert not re.search(r"#[0-9A-Fa-f]{3,6}|<text|<image|href", source)
    drawn = pixmap(file.stem, "#ff0000").toImage()
    reds = {drawn.pixelColor(x, y).red() for x in range(20) for y in range(20)}
    assert max(reds) > 200, "nothing is drawn"


def names_in(entries: tuple[Entry, ...]) -> set[str]:
    names = set()
    for entry in entries:
        if isinstance(entry, Menu):
            names |= {entry.icon} | names_in(entry.entries)
        elif hasattr(entry, "icon"):
            names.add(entry.icon)
    return names


def test_every_icon_that_is_named_exists(qapp: QApplication) -> None:
    named = {command.icon for command in CommandRegistry(BUILTIN_MODULES)}
    named |= names_in(MENU_BAR) | names_in(TOOL_BAR) | names_in(CONTEXT_MENU)
    named |= {mark_icon(TrustMark(kind, Severity.NOTE, "", "")) for kind in TrustKind}
    assert named - {""} <= {file.stem for file in ICONS}


def test_a_checked_icon_is_in_accent_and_a_disabled_one_faint(qapp: QApplication) -> None:
    made = icon("pause", DARK)

    def ink(mode: QIcon.Mode, state: QIcon.State) -> QColor:
        image = made.pixmap(20, 20, mode, state).toImage()
        return max(
            (image.pixelColor(x, y) for x in range(20) for y in range(20)),
            key=lambda colour: colour.alpha(),
        )

    def is_near(colour: QColor, token: str) -> bool:
        wanted = QColor(token)
        pairs = zip(colour.getRgb()[:3], wanted.getRgb()[:3], strict=True)
        return all(abs(one - other) <= 4 for one, other in pairs)

    assert is_near(ink(QIcon.Mode.Normal, QIcon.State.Off), DARK.text)
    assert is_near(ink(QIcon.Mode.Normal, QIcon.State.On), DARK.accent)
    assert is_near(ink(QIcon.Mode.Disabled, QIcon.State.Off), DARK.faint)


def test_chips_break_into_lines_where_they_would_be_cut_off(look: Look) -> None:
    bar = FilterBar(look)
    bar.show()
    for width in (420, 200, 120):
        bar.resize(width, bar.heightForWidth(width))
        let_run(20)
        for chip in bar.findChildren(QToolButton):
            if chip.property("role") == "chip":
                assert chip.width() >= chip.sizeHint().width(), chip.text()
                assert bar.rect().contains(QRect(chip.mapTo(bar, QPoint()), chip.size()))
    bar.close()


def test_the_gaps_between_images_are_dark_in_the_light_theme(program: OpenWindow) -> None:
    program.look.set_theme(LIGHT)
    program.workspace.set_grid(Grid(1, 2))
    program.window.grid.resize(400, 200)
    program.window.grid.show()
    image = program.window.grid.grab().toImage()
    middle = QColor(image.pixel(image.width() // 2, image.height() // 2))
    assert middle.lightness() < 80


@pytest.mark.parametrize(
    "text", ["複数のファイルにある画像はありません。", "没有图像存在于多个文件中。"]
)
def test_a_sentence_without_spaces_is_broken_into_lines_and_not_cut(
    qapp: QApplication, text: str
) -> None:
    label = WrappedLabel(text)
    label.setFixedWidth(100)
    label.show()
    let_run(20)
    assert label.text() == text
    assert label.heightForWidth(100) > 2 * label.fontMetrics().height()
    label.close()
