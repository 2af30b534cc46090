"""The inspector's window section: choose a window by name or by numbers."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QGridLayout, QSizePolicy, QWidget

from viewer.base.i18n import tr
from viewer.commands.command import Invocation, call
from viewer.imaging.colour_maps import TITLES
from viewer.model.lut import Voi, VoiSource, VoiWindow
from viewer.qt.text import PlainLabel, plain
from viewer.workspace.viewport import Viewport
from viewer.workspace.windows import WindowChoice, window_choices

_SOURCES = {
    VoiSource.FILE: tr("from the file"),
    VoiSource.PRESET: tr("preset"),
    VoiSource.AUTOMATIC: tr("automatic"),
    VoiSource.USER: tr("set by you"),
    VoiSource.PRESENTATION: tr("presentation state"),
}
_LIMIT = 1e9


class WindowSection(QWidget):
    """Follows the active viewport; what the user enters becomes a command."""

    def __init__(self, run: Callable[[Invocation], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._choices: tuple[WindowChoice, ...] = ()
        self._names = QComboBox(self)
        self._names.setAccessibleName(tr("Window by name"))
        self._names.setPlaceholderText(tr("Own window"))
        self._names.activated.connect(self._choose)
        self.width_box = _number_box(self, tr("Window width"))
        self.center_box = _number_box(self, tr("Window centre"))
        for box in (self.width_box, self.center_box):
            box.editingFinished.connect(self._set)
        self._source = PlainLabel(parent=self, role="faint")
        self.colours = QComboBox(self)
        self.colours.setAccessibleName(tr("Colour map"))
        self.colours.addItem(tr("Gray"), "")
        for name, words in TITLES.items():
            self.colours.addItem(tr(words), name)
        self.colours.activated.connect(self._colour)
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 4, 16, 16)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        grid.addWidget(self._names, 0, 0, 1, 2)
        titles = (
            PlainLabel(tr("Width"), self, role="caption"),
            PlainLabel(tr("Centre"), self, role="caption"),
        )
        for column, (title, box) in enumerate(
            zip(titles, (self.width_box, self.center_box), strict=True)
        ):
            grid.addWidget(title, 1, column)
            grid.addWidget(box, 2, column)
        grid.addWidget(self._source, 3, 0, 1, 2)
        grid.addWidget(self.colours, 4, 0, 1, 2)
        self._controls = (self._names, self.width_box, self.center_box, *titles, self.colours)

    def follow(self, viewport: Viewport) -> None:
        """Show the window of `viewport`; nothing here sends a command back."""
        voi = viewport.voi()
        for widget in self._controls:
            widget.setVisible(voi is not None)
        choices = window_choices(viewport)
        if choices != self._choices:
            self._choices = choices
            with QSignalBlocker(self._names):
                self._names.clear()
                self._names.addItems([plain(choice.title) for choice in choices])
        self._names.setCurrentIndex(self._current(viewport))
        window = voi if isinstance(voi, VoiWindow) else None
        for box, value in (
            (self.width_box, window.width if window else 0.0),
            (self.center_box, window.center if window else 0.0),
        ):
            box.setEnabled(window is not None)
            if not box.hasFocus():
                with QSignalBlocker(box):
                    box.setDecimals(_decimals(window))
                    box.setValue(value)
        self._source.set_plain(_source_text(voi))
        self._follow_colours(viewport)

    def _follow_colours(self, viewport: Viewport) -> None:
        """Colours of a presentation state are its own: no map goes over them."""
        frame = viewport.frame
        is_own = frame is not None and frame.gray_palette is not None
        self.colours.setItemText(0, tr("Of the presentation state") if is_own else tr("Gray"))
        self.colours.setEnabled(not is_own)
        place = 0 if is_own else self.colours.findData(viewport.appearance.colour_map)
        self.colours.setCurrentIndex(place)

    def _current(self, viewport: Viewport) -> int:
        appearance = viewport.appearance
        for number, choice in enumerate(self._choices):
            if choice.applied_to(appearance) == appearance:
                return number
        return -1

    def _choose(self, number: int) -> None:
        self._run(call("window.choose", number=number))

    def _colour(self, number: int) -> None:
        self._run(call("look.colour_map", name=self.colours.itemData(number)))

    def _set(self) -> None:
        width, center = self.width_box.value(), self.center_box.value()
        self._run(call("window.set", center=center, width=width))


def _number_box(parent: QWidget, name: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox(parent)
    box.setRange(-_LIMIT, _LIMIT)
    box.setKeyboardTracking(False)
    box.setMinimumWidth(64)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    box.lineEdit().setTextMargins(6, 0, 6, 0)
    box.setAccessibleName(name)
    return box


def _decimals(window: VoiWindow | None) -> int:
    if window is None or (window.width >= 10 and window.width == round(window.width)):
        return 0
    if float(2 * window.width).is_integer() and float(2 * window.center).is_integer():
        return 1
    return 1 if window.width >= 10 else 4


def _source_text(voi: Voi | None) -> str:
    if voi is None:
        return tr("Colour images have no window.")
    if voi.explanation:
        return f"{voi.explanation} ({_SOURCES[voi.source]})"
    return _SOURCES[voi.source]
