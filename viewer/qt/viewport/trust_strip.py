"""The trust strip: small marks under a picture, each with a sentence on hover."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from viewer.model.finding import Severity
from viewer.qt.icons import pixmap
from viewer.qt.text import PlainLabel, plain, set_tool_tip
from viewer.qt.theme import DARK, Theme
from viewer.render.trust import TrustMark

_MARK_PX = 16


class TrustStrip(QWidget):
    """A row of marks on the black ground of the images, in every theme the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: tuple[TrustMark, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)

    def set_marks(self, marks: Sequence[TrustMark]) -> None:
        """Show `marks` in place of those before."""
        if tuple(marks) == self._marks:
            return
        self._marks = tuple(marks)
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for mark in self._marks:
            self._add(mark)

    def _add(self, mark: TrustMark) -> None:
        ink = (
            DARK.second if mark.severity is Severity.NOTE else severity_colour(mark.severity, DARK)
        )
        picture = PlainLabel(parent=self)
        scale = self.devicePixelRatioF()
        picture.setPixmap(pixmap(mark_icon(mark), ink, size=_MARK_PX, scale=scale))
        picture.setAccessibleName(plain(mark.sentence))
        set_tool_tip(picture, mark.sentence)
        self._row.addWidget(picture)
        if mark.severity is not Severity.NOTE:
            word = PlainLabel(mark.short, self, role="mark")
            set_tool_tip(word, mark.sentence)
            self._row.addWidget(word)


def mark_icon(mark: TrustMark) -> str:
    """The name of the icon of a mark."""
    return f"trust-{mark.kind.value}"


def severity_colour(severity: Severity, theme: Theme) -> str:
    """The colour token of a severity."""
    return {
        Severity.NOTE: theme.note,
        Severity.WARNING: theme.warn,
        Severity.ERROR: theme.bad,
    }[severity]
