"""Text from files and the network, shown as plain text only (SEC-020).

Every label, tool tip and list entry whose text is not our own passes through here: Qt guesses
rich text from the content, so a patient name could otherwise load an image or hide itself.
"""

import html
import re
import unicodedata
from typing import Protocol

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from viewer.base.i18n import is_singular

# Where a line may end: at spaces, and between the characters of Chinese and Japanese.
_BREAKS = re.compile(r"([ \n\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef])")
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn"}


def visible(text: str) -> str:
    """`text` with a space for each control, formatting and direction-changing character."""
    if text.isprintable():  # nearly always, and much quicker to tell
        return text
    return "".join(" " if unicodedata.category(char) in _UNSEEN else char for char in text)


def plain(text: str, *, limit: int = 300) -> str:
    """One line of `text` without control, formatting and direction-changing characters."""
    line = " ".join(visible(text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def date_text(date: str) -> str:
    """A DICOM date as 2024-03-09; anything else as it is stored."""
    if len(date) == 8 and date.isdigit():
        return f"{date[:4]}-{date[4:6]}-{date[6:]}"
    return date


def count_text(count: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{count} {one if is_singular(count) else many}"


def tool_tip(*lines: str) -> str:
    """A tool tip that Qt wraps, with every line shown literally."""
    escaped = (html.escape(plain(line, limit=600)) for line in lines if line)
    return "<qt>" + "<br>".join(escaped) + "</qt>"


def set_tool_tip(target: QWidget | QAction, *lines: str) -> None:
    """Set a tool tip whose lines are shown literally."""
    target.setToolTip(tool_tip(*lines))


class Axis(Protocol):
    """An axis of a plot, which reads its name as rich text."""

    def setLabel(self, text: str) -> None:
        """Show `text` beside the axis."""
        ...


def set_axis_name(axis: Axis, name: str) -> None:
    """Name an axis by words that are shown literally."""
    axis.setLabel(html.escape(plain(name)))


class PlainLabel(QLabel):
    """A label that shows its text literally, whatever it looks like."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, role: str = "") -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)
        self.set_plain(text)

    def set_plain(self, text: str) -> None:
        """Show `text`, line breaks kept, unseen characters replaced."""
        self.setText("\n".join(plain(line, limit=2000) for line in text.split("\n")))


class WrappedLabel(PlainLabel):
    """Text in as many lines as it needs; a word that is too long for a line loses its middle.

    The tool tip has it all.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None, *, role: str = "") -> None:
        self._whole = ""
        super().__init__(text, parent, role=role)
        self.setWordWrap(True)

    def set_plain(self, text: str) -> None:
        """Show `text`, line breaks kept."""
        self._whole = text
        set_tool_tip(self, *text.split("\n"))
        super().set_plain(text)
        if self.isVisible():
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the layout likes."""
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut long words anew."""
        super().resizeEvent(event)
        if self.isVisible():
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Cut long words: now the width is known."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics, width = self.fontMetrics(), self.contentsRect().width()
        words = _BREAKS.split(self._whole)
        middle = Qt.TextElideMode.ElideMiddle
        super().set_plain("".join(metrics.elidedText(word, middle, width) for word in words))


class ElidedLabel(PlainLabel):
    """One line that ends in an ellipsis where there is no room; the tool tip has it all."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, role: str = "") -> None:
        super().__init__(text, parent, role=role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_plain(self, text: str) -> None:
        """Show `text` on one line."""
        super().set_plain(text.replace("\n", " "))
        set_tool_tip(self, text)

    def minimumSizeHint(self) -> QSize:
        """As high as a line, as narrow as the layout likes."""
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )
        painter.drawText(self.contentsRect(), int(self.alignment()), shown)
        painter.end()
