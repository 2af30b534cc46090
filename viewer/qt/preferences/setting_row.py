"""One setting as a row: title, control, a button that puts the default back, and an explanation."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLineEdit,
    QSpinBox,
    QToolButton,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.qt.icons import icon
from viewer.qt.text import PlainLabel, set_tool_tip
from viewer.qt.theme import Look, Theme
from viewer.settings.schema import Described, Settings, value_of
from viewer.settings.store import SettingsStore

_CONTROL_PX: Final = 220
_LONGEST: Final = 256
_MOST: Final = 1_000_000_000


class SettingRow(QWidget):
    """Shows one setting and changes it at once; follows it when it is changed elsewhere."""

    def __init__(self, described: Described, settings: SettingsStore, look: Look) -> None:
        super().__init__()
        self.described = described
        self._settings = settings
        info = described.info
        title = tr(info.title)
        self.words = f"{title} {tr(info.help)} {described.key}".casefold()
        self.control, self._show = _control(described, self._set)
        self.control.setAccessibleName(title)
        self.control.setAccessibleDescription(tr(info.help))
        label = PlainLabel(title, self)
        label.setBuddy(self.control)
        label.setWordWrap(True)
        self.reset = QToolButton(self)
        self.reset.setAccessibleName(tr("Put back: {setting}").format(setting=title))
        set_tool_tip(self.reset, tr("Put the default back"))
        self.reset.clicked.connect(lambda: settings.reset([described.key]))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 8, 0, 8)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.addWidget(label, 0, 0)
        grid.addWidget(self.control, 0, 1, Qt.AlignmentFlag.AlignTrailing)
        grid.addWidget(self.reset, 0, 2)
        words = [tr(info.help)] if info.help else []
        if info.starts_later:
            words.append(tr("Counts from the next start."))
        if words:
            note = PlainLabel(" ".join(words), self, role="second")
            note.setWordWrap(True)
            grid.addWidget(note, 1, 0, 1, 3)
        settings.changed.connect(self._follow)
        look.changed.connect(self._restyle)
        self._restyle(look.theme)
        self._follow(settings.value)

    def _set(self, value: Any) -> None:
        self._settings.set(self.described.key, value)

    def _follow(self, settings: Settings) -> None:
        self._show(value_of(settings, self.described.key))
        self.reset.setEnabled(self._settings.is_changed(self.described.key))

    def _restyle(self, theme: Theme) -> None:
        self.reset.setIcon(icon("reset", theme))


def _control(
    described: Described, changed: Callable[[Any], None]
) -> tuple[QWidget, Callable[[Any], None]]:
    """The widget for a type of value, and how to show a value in it."""
    info = described.info
    if info.choices is not None:
        return _choice(described, changed)
    if described.kind is bool:
        check = QCheckBox()
        check.toggled.connect(changed)
        return check, check.setChecked
    if described.kind in (int, float):
        box = QSpinBox() if described.kind is int else QDoubleSpinBox()
        box.setRange(
            described.kind(-_MOST if info.minimum is None else info.minimum),
            described.kind(_MOST if info.maximum is None else info.maximum),
        )
        box.setSuffix(f" {tr(info.unit)}" if info.unit else "")
        box.setKeyboardTracking(False)
        box.setFixedWidth(_CONTROL_PX)
        box.valueChanged.connect(changed)
        return box, box.setValue
    line = QLineEdit()
    line.setMaxLength(_LONGEST)
    line.setFixedWidth(_CONTROL_PX)
    line.editingFinished.connect(lambda: changed(line.text()))
    return line, line.setText


def _choice(
    described: Described, changed: Callable[[Any], None]
) -> tuple[QWidget, Callable[[Any], None]]:
    choices = dict(described.info.choices or {})
    values = list(choices)
    box = QComboBox()
    box.setFixedWidth(_CONTROL_PX)
    box.addItems([tr(title) for title in choices.values()])
    box.activated.connect(lambda place: changed(values[place]))
    return box, lambda value: box.setCurrentIndex(values.index(value))
