"""CineBar: play, stop, speed and time of a multi-frame object, under its picture."""

import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from viewer.base.i18n import tr
from viewer.qt.icons import icon
from viewer.qt.text import PlainLabel, set_tool_tip
from viewer.qt.theme import DARK
from viewer.workspace import playback
from viewer.workspace.viewport import Viewport

_SLOWER, _FASTER = 1 / 1.25, 1.25


class CineBar(QWidget):
    """Follows a viewport; hidden where nothing plays."""

    def __init__(self, viewport: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewport = viewport
        self._is_playing: bool | None = None
        self._play = self._button("play", tr("Play"))
        self._play.clicked.connect(self._toggle)
        self._slower = self._button("minus", tr("Slower"))
        self._slower.clicked.connect(lambda: self._scale(_SLOWER))
        self._faster = self._button("plus", tr("Faster"))
        self._faster.clicked.connect(lambda: self._scale(_FASTER))
        self._time = PlainLabel(parent=self, role="rate")
        self._rate = PlainLabel(parent=self, role="rate")
        self._rate.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._rate.setMinimumWidth(52)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._dropped = PlainLabel(parent=self, role="mark")
        set_tool_tip(self._dropped, tr("Images that came too late to be shown in time"))
        shown = (self._dropped, self._time, self._play, self._slower, self._rate, self._faster)
        for widget in shown:
            row.addWidget(widget)
        self.refresh()

    @property
    def time_text(self) -> str:
        """The time on screen; "" without."""
        return "" if self._time.isHidden() else self._time.text()

    @property
    def dropped_text(self) -> str:
        """How many images came too late; "" while none did."""
        return "" if self._dropped.isHidden() else self._dropped.text()

    def refresh(self) -> None:
        """Follow the viewport."""
        viewport = self._viewport
        shown = viewport.display_set
        is_multi = shown is not None and shown.is_multi_frame and viewport.length > 1
        self.setVisible(is_multi or viewport.cine is not None)
        cine = viewport.cine
        for widget in (self._slower, self._rate, self._faster):
            widget.setVisible(cine is not None)
        if cine is not None:
            self._rate.set_plain(tr("{rate} / s").format(rate=f"{cine.rate:.3g}"))
            self._dropped.set_plain(tr("{count} dropped").format(count=cine.dropped))
        self._dropped.setVisible(cine is not None and cine.dropped > 0)
        self._refresh_time()
        if self._is_playing != (cine is not None):
            self._is_playing = cine is not None
            name = "pause" if self._is_playing else "play"
            self._play.setIcon(icon(name, DARK))
            set_tool_tip(self._play, tr("Pause") if self._is_playing else tr("Play"))

    def _refresh_time(self) -> None:
        times = playback.elapsed_s(self._viewport)
        self._time.setVisible(times is not None)
        if times is not None:
            self._time.set_plain(" / ".join(_time_text(seconds) for seconds in times))

    def _button(self, name: str, title: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "overlay")
        button.setIcon(icon(name, DARK))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAccessibleName(title)
        set_tool_tip(button, title)
        return button

    def _toggle(self) -> None:
        if self._viewport.cine is None:
            playback.start(self._viewport, time.monotonic())
        else:
            playback.stop(self._viewport)

    def _scale(self, factor: float) -> None:
        playback.scale_rate(self._viewport, factor, time.monotonic())


def _time_text(seconds: float) -> str:
    """Minutes, seconds and tenths."""
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"
