"""WaveformView: recordings as curves; an ECG on millimetre paper. The only user of pyqtgraph."""

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from viewer.base.i18n import tr
from viewer.model.waveform import Channel, Recording
from viewer.qt.text import PlainLabel, plain
from viewer.qt.theme import DARK, SMALL_PX, body_font
from viewer.render.ecg_sheet import EcgSheet, calibration_pulse, is_ecg, lay_out

_MINOR, _MAJOR = "#2A1E22", "#4A2C33"  # the lines of ECG paper, 1 mm and 5 mm apart
_THINNEST_MM_PX = 3.0  # closer lines than this are left out
_ROW_PX = 90
_AXIS_PX = 96


class WaveformView(QWidget):
    """One recording at a time, chosen by name where there are several."""

    def __init__(self, recordings: Sequence[Recording], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recordings = tuple(recordings)
        self._plots: QWidget | None = None
        self._scale = PlainLabel(parent=self, role="second")
        self._choice = QComboBox(self)
        self._choice.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for recording in self._recordings:
            self._choice.addItem(plain(recording.label, limit=60))
        self._choice.setVisible(len(self._recordings) > 1)
        self._choice.currentIndexChanged.connect(self.show_recording)
        row = QHBoxLayout()
        row.setContentsMargins(12, 2, 8, 2)
        row.addWidget(self._scale, 1)
        row.addWidget(self._choice)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addLayout(row)
        self.show_recording(0)

    def show_recording(self, number: int) -> None:
        """Show one of the recordings, as a whole."""
        if self._plots is not None:
            self._plots.hide()
            self._plots.deleteLater()
        recording = self._recordings[number]
        is_sheet = is_ecg(recording)
        self._plots = _sheet_plot(lay_out(recording)) if is_sheet else _stacked_plots(recording)
        self._layout.addWidget(self._plots, 1)
        length = tr("{seconds} s at {rate} Hz").format(
            seconds=f"{recording.duration_s:.6g}", rate=f"{recording.frequency_hz:.6g}"
        )
        paper = tr("25 mm/s, 10 mm/mV: a small square is 0.04 s and 0.1 mV")
        self._scale.set_plain(f"{paper}   ·   {length}" if is_sheet else length)
        self.setFocusProxy(self._plots)


class _Paper(pyqtgraph.GraphicsObject):  # type: ignore[misc]
    """Millimetre paper without end: only what is in view is drawn."""

    def boundingRect(self) -> QRectF:
        """All of the view."""
        return QRectF(self.viewRect())

    def viewRangeChanged(self) -> None:
        """Follow the view."""
        self.prepareGeometryChange()
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Thin lines every millimetre where there is room, stronger ones every five."""
        seen = QRectF(self.viewRect())
        pixels_a_mm = abs(painter.worldTransform().m11())
        for step, colour in ((1, _MINOR), (5, _MAJOR)):
            if pixels_a_mm * step >= _THINNEST_MM_PX:
                painter.setPen(_thin(colour))
                painter.drawLines(_lines(seen, step))


def _lines(seen: QRectF, step: int) -> list[QLineF]:
    left, right, low, high = seen.left(), seen.right(), seen.top(), seen.bottom()
    upright = range(math.ceil(left / step), math.floor(right / step) + 1)
    level = range(math.ceil(low / step), math.floor(high / step) + 1)
    return [
        *(QLineF(k * step, low, k * step, high) for k in upright),
        *(QLineF(left, k * step, right, k * step) for k in level),
    ]


def _thin(colour: str, width: float = 1.0) -> QPen:
    pen = QPen(QColor(colour), width)
    pen.setCosmetic(True)
    return pen


def _sheet_plot(sheet: EcgSheet) -> QWidget:
    """The sheet in millimetres, both axes alike, so that its scale is right at any zoom."""
    canvas = pyqtgraph.GraphicsLayoutWidget()
    canvas.setBackground(DARK.image_ground)
    canvas.setAcceptDrops(False)
    view = canvas.addViewBox(lockAspect=True, enableMenu=False, defaultPadding=0.01)
    view.addItem(_Paper())
    for strip in sheet.strips:
        _add_curve(view, strip.x_mm, strip.y_mm)
        name = pyqtgraph.TextItem(plain(strip.name, limit=24), color=DARK.annotation, anchor=(0, 1))
        name.setFont(body_font(SMALL_PX, is_bold=True))
        name.setPos(float(strip.x_mm[0]) if len(strip.x_mm) else 0.0, strip.baseline_mm + 8)
        view.addItem(name)
    for foot in sheet.pulses_mm:
        _add_curve(view, *calibration_pulse(foot))
    view.setRange(QRectF(0, 0, sheet.width_mm, sheet.height_mm))
    return _as_widget(canvas)


def _add_curve(view: pyqtgraph.ViewBox, x: np.ndarray, y: np.ndarray) -> None:
    curve = pyqtgraph.PlotDataItem(
        x, y, pen=_thin(DARK.text, 1.2), antialias=True, connect="finite"
    )
    view.addItem(curve)


def _stacked_plots(recording: Recording) -> QWidget:
    """A row for each channel, all over the same time."""
    canvas = pyqtgraph.GraphicsLayoutWidget()
    canvas.setBackground(DARK.image_ground)
    canvas.setAcceptDrops(False)
    canvas.ci.setSpacing(0)
    first = None
    for number, channel in enumerate(recording.channels):
        is_last = number == len(recording.channels) - 1
        plot = _channel_plot(canvas, channel, recording, has_time=is_last)
        if first is None:
            first = plot
        else:
            plot.setXLink(first)
        canvas.nextRow()
    canvas.setMinimumHeight(len(recording.channels) * _ROW_PX)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(canvas)
    return area


def _channel_plot(
    canvas: pyqtgraph.GraphicsLayoutWidget,
    channel: Channel,
    recording: Recording,
    *,
    has_time: bool,
) -> pyqtgraph.PlotItem:
    plot = canvas.addPlot(enableMenu=False)
    plot.hideButtons()
    plot.showGrid(x=True, y=True, alpha=0.15)
    times = channel.delay_s + np.arange(len(channel.values)) / recording.frequency_hz
    curve = plot.plot(times, channel.values, pen=_thin(DARK.text), connect="finite")
    curve.setDownsampling(auto=True, method="peak")
    curve.setClipToView(True)
    axis = plot.getAxis("left")
    axis.setWidth(_AXIS_PX)
    axis.enableAutoSIPrefix(False)
    bottom = plot.getAxis("bottom")
    bottom.enableAutoSIPrefix(False)
    if has_time:
        plot.setLabel("bottom", tr("time (s)"))
    else:
        bottom.setStyle(showValues=False)
    title = pyqtgraph.TextItem(
        _channel_title(channel), color=DARK.annotation, fill=DARK.image_ground, anchor=(0, 0)
    )
    title.setFont(body_font(SMALL_PX, is_bold=True))
    title.setParentItem(plot.getViewBox())
    title.setPos(6, 2)
    return plot


def _channel_title(channel: Channel) -> str:
    unit = channel.units or tr("no scale")
    return plain(f"{channel.name} ({unit})", limit=60)


def _as_widget(canvas: pyqtgraph.GraphicsLayoutWidget) -> QWidget:
    assert isinstance(canvas, QWidget)
    return canvas
