"""ScreenDialog: how large the pixels of a screen are, and how bright its grays."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QLineF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QPlainTextEdit,
    QSlider,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.imaging.gsdf import read_measurement
from viewer.model.measured_display import FEWEST_POINTS
from viewer.qt.room import scroll_where_large
from viewer.qt.screen_names import screen_name
from viewer.qt.text import PlainLabel
from viewer.render.options import ScreenMeasure

_INCH_MM: Final = 25.4
_CARD_MM: Final = (85.6, 53.98)  # ISO/IEC 7810 ID-1: a bank card
_FEWEST_PPI, _MOST_PPI = 40.0, 800.0
_STEPS: Final = 4000  # of the slider, each by the same factor: as fine for coarse screens
_LONGEST_TEXT: Final = 20_000


class CardWidget(QWidget):
    """A bank card and a ruler of 10 cm, as long as `pitch_mm` makes them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pitch_mm = _INCH_MM / 96
        self.setMinimumHeight(260)
        self.setAccessibleName(tr("A bank card as large as this screen shows it"))

    def sizeHint(self) -> QSize:
        """Room for a card on common screens."""
        return QSize(680, 440)  # 10 cm at 170 pixels to the inch

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw card and ruler in the size that the pitch gives."""
        points = 1 / (self.pitch_mm * self.devicePixelRatioF())  # of Qt for a millimetre
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(self.palette().ColorRole.Highlight), 1.5))
        painter.setBrush(QColor(Qt.GlobalColor.transparent))
        width, height = (length * points for length in _CARD_MM)
        painter.drawRoundedRect(QRectF(8, 8, width, height), 3.2 * points, 3.2 * points)
        painter.setPen(self.palette().color(self.palette().ColorRole.WindowText))
        top = 8 + height + 16
        for millimetre in range(101):
            x = 8 + millimetre * points
            tick = 14 if millimetre % 10 == 0 else 9 if millimetre % 5 == 0 else 5
            painter.drawLine(QLineF(x, top, x, top + tick))
        painter.drawText(QRectF(8, top + 16, 120, 20), 0, tr("10 cm"))
        painter.end()


class ScreenDialog(QDialog):
    """Two pages: the size by a card on the glass, the luminances by a photometer.

    `taken` sends the name of the screen and what was measured.
    """

    taken = Signal(str, object)

    def __init__(self, known: Mapping[str, ScreenMeasure], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Measure this screen"))
        self._name = screen_name(self.screen())
        self._known = known.get(self._name, ScreenMeasure())
        self.card = CardWidget(self)
        self.ppi = QDoubleSpinBox(self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.text = QPlainTextEdit(self)
        self.text.setProperty("role", "field")
        self.ambient = QDoubleSpinBox(self)
        self.is_gsdf = QCheckBox(tr("Show gray by the standard function (GSDF)"), self)
        self.fault = PlainLabel(parent=self, role="second")
        standard = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(standard.Ok | standard.Cancel, self)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        pages = QTabWidget(self)
        pages.addTab(self._size_page(), tr("Size"))
        pages.addTab(self._luminance_page(), tr("Luminance"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(PlainLabel(self._name, self, role="second"))
        layout.addWidget(pages, 1)
        layout.addWidget(self.buttons)
        for box in (self.ppi, self.ambient):
            box.lineEdit().setTextMargins(6, 0, 6, 0)
        self._fill()
        scroll_where_large(self)

    @property
    def measure(self) -> ScreenMeasure:
        """What is entered; the luminances only where they can be used."""
        measure = replace(self._known, pitch_mm=_INCH_MM / self.ppi.value())
        ambient, text = self.ambient.value(), self.text.toPlainText().strip()
        if not text:
            return replace(measure, levels=(), luminances=(), ambient=ambient, is_gsdf=False)
        try:
            display = read_measurement(text[:_LONGEST_TEXT], ambient=ambient)
        except ValueError:
            return replace(measure, is_gsdf=False)
        return replace(
            measure,
            levels=display.levels,
            luminances=display.luminances,
            ambient=ambient,
            is_gsdf=self.is_gsdf.isChecked(),
        )

    def accept(self) -> None:
        """Send what was measured."""
        self.taken.emit(self._name, self.measure)
        super().accept()

    def _size_page(self) -> QWidget:
        words = PlainLabel(
            tr("Lay a bank card or a ruler on the glass, and move the slider until the drawing is "
               "as large. True size holds for this screen from then on.")
        )  # fmt: skip
        words.setWordWrap(True)
        self.slider.setRange(0, _STEPS)
        self.slider.setPageStep(_STEPS // 100)
        self.slider.setAccessibleName(tr("Size of the drawing"))
        self.slider.valueChanged.connect(lambda value: self.ppi.setValue(_ppi_at(value)))
        self.ppi.setRange(_FEWEST_PPI, _MOST_PPI)
        self.ppi.setDecimals(2)
        self.ppi.setAccessibleName(tr("Pixels to the inch"))
        self.ppi.valueChanged.connect(self._set_size)
        unit = PlainLabel(tr("pixels to the inch"), self, role="second")
        return _page(words, self.card, self.slider, _row(self.ppi, unit))

    def _luminance_page(self) -> QWidget:
        words = PlainLabel(
            tr("With a photometer, measure at least {count} evenly spaced grays from 0 to 255, "
               "for example. Write one luminance a line in cd/m², "
               "or a level and its luminance.")
            .format(count=FEWEST_POINTS)
        )  # fmt: skip
        words.setWordWrap(True)
        self.text.setAccessibleName(tr("Luminances"))
        self.text.setPlaceholderText("0  0.42\n15  0.61\n…")
        self.text.setTabChangesFocus(True)
        self.text.textChanged.connect(self._check)
        self.ambient.setRange(0, 100)
        self.ambient.setDecimals(2)
        self.ambient.setSuffix(" cd/m²")
        self.ambient.setAccessibleName(tr("Light of the room"))
        self.ambient.valueChanged.connect(self._check)
        self.is_gsdf.toggled.connect(self._check)
        room = PlainLabel(tr("Light of the room on the screen"), self)
        self.fault.setWordWrap(True)
        return _page(words, self.text, _row(room, self.ambient), self.is_gsdf, self.fault)

    def _fill(self) -> None:
        known, ratio = self._known, self.devicePixelRatioF()
        told = self.screen().physicalDotsPerInch() * ratio  # what the system believes
        ppi = _INCH_MM / known.pitch_mm if known.pitch_mm else told
        self.ppi.setValue(min(max(ppi, _FEWEST_PPI), _MOST_PPI))
        self._set_size(self.ppi.value())
        pairs = zip(known.levels, known.luminances, strict=False)
        self.text.setPlainText("\n".join(f"{level:g}  {light:g}" for level, light in pairs))
        self.ambient.setValue(known.ambient)
        self.is_gsdf.setChecked(known.is_gsdf)
        self._check()

    def _set_size(self, ppi: float) -> None:
        self.card.pitch_mm = _INCH_MM / ppi
        self.card.update()
        with QSignalBlocker(self.slider):  # its steps are coarser than the number
            self.slider.setValue(_step_of(ppi))

    def _check(self) -> None:
        """Say what is wrong with the luminances, and allow no function without them."""
        text, fault = self.text.toPlainText().strip(), ""
        if text:
            try:
                read_measurement(text[:_LONGEST_TEXT], ambient=self.ambient.value())
            except ValueError as error:
                fault = tr(str(error))
        is_usable = bool(text) and not fault
        self.is_gsdf.setEnabled(is_usable)
        self.fault.set_plain(fault or (tr("These luminances can be used.") if text else ""))
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(is_usable or not text)


def _ppi_at(step: int) -> float:
    """What a step of the slider means: the further to the right, the larger the drawing."""
    return float(_FEWEST_PPI * (_MOST_PPI / _FEWEST_PPI) ** (step / _STEPS))


def _step_of(ppi: float) -> int:
    return round(math.log(ppi / _FEWEST_PPI) / math.log(_MOST_PPI / _FEWEST_PPI) * _STEPS)


def _page(*parts: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(12, 12, 12, 12)
    layout.setSpacing(12)
    for part in parts:
        layout.addWidget(part, 1 if isinstance(part, CardWidget | QPlainTextEdit) else 0)
    return page


def _row(*parts: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for part in parts:
        layout.addWidget(part)
    layout.addStretch(1)
    return row
