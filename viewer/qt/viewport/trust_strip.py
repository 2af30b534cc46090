"""The trust strip: small marks under a picture, each with a sentence on hover."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from viewer.model.finding import Severity
from viewer.qt.icons import pixmap
from viewer.qt.text import PlainLabel, plain, set_tool_tip
from viewer.qt.theme import DARK, Theme
from viewer.render.trust import TrustMark

_MARK_PX = 16
_GAP_PX = 8
_REST_PX = 24  # of "+9"
_WEIGHTS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """A mark in the row; what warns has a word too."""

    mark: TrustMark
    picture: PlainLabel
    word: PlainLabel | None

    def width(self, *, with_word: bool) -> int:
        if not with_word or self.word is None:
            return _MARK_PX + _GAP_PX
        return _MARK_PX + _GAP_PX + self.word.sizeHint().width() + _GAP_PX


class TrustStrip(QWidget):
    """A row of marks on the black ground of the images, in every theme the same.

    Where room is short the last words go first, then the marks that warn of least: a number
    stands for them. Nothing is cut in the middle.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: tuple[TrustMark, ...] = ()
        self._shown: list[_Shown] = []
        self._is_fitting = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP_PX)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._rest = PlainLabel(parent=self, role="rate")
        self._row.addWidget(self._rest)
        self._row.addStretch(1)

    def set_marks(self, marks: Sequence[TrustMark]) -> None:
        """Show `marks` in place of those before."""
        if tuple(marks) == self._marks:
            return
        self._marks = tuple(marks)
        for shown in self._shown:
            for widget in (shown.picture, shown.word):
                if widget is not None:
                    self._row.removeWidget(widget)
                    widget.hide()
                    widget.deleteLater()
        self._shown = [self._add(mark) for mark in self._marks]
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        """Room for every mark and word."""
        return QSize(max(0, self._width(self._shown) - _GAP_PX), _MARK_PX)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the cell is."""
        return QSize(0, _MARK_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what has no room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show what fits; to show it can widen the strip, which must not fit it amid this."""
        if self._is_fitting:
            return
        self._is_fitting, fitted = True, -1
        while fitted != self.width():
            fitted = self.width()
            self._show_in(fitted + _GAP_PX)
        self._is_fitting = False

    def _show_in(self, room: int) -> None:
        worded = [each for each in self._shown if each.word is not None]
        while worded and self._width(worded) > room:
            worded.pop()
        by_weight = sorted(self._shown, key=lambda each: _WEIGHTS[each.mark.severity])
        most = len(by_weight)
        if self._width(worded) > room:
            most = max(0, (room - _REST_PX - _GAP_PX) // (_MARK_PX + _GAP_PX))
        kept = by_weight[:most]
        for each in self._shown:
            each.picture.setVisible(each in kept)
            if each.word is not None:
                each.word.setVisible(each in worded)
        rest = [each.mark for each in self._shown if each not in kept]
        self._rest.setVisible(bool(rest))
        self._rest.set_plain(f"+{len(rest)}")
        set_tool_tip(self._rest, *(mark.sentence for mark in rest))

    def _width(self, worded: Sequence[_Shown]) -> int:
        return sum(each.width(with_word=each in worded) for each in self._shown)

    def _add(self, mark: TrustMark) -> _Shown:
        ink = (
            DARK.second if mark.severity is Severity.NOTE else severity_colour(mark.severity, DARK)
        )
        picture = PlainLabel(parent=self)
        scale = self.devicePixelRatioF()
        picture.setPixmap(pixmap(mark_icon(mark), ink, size=_MARK_PX, scale=scale))
        picture.setFixedWidth(_MARK_PX)
        picture.setAccessibleName(plain(mark.sentence))
        set_tool_tip(picture, mark.sentence)
        before_rest = self._row.indexOf(self._rest)
        self._row.insertWidget(before_rest, picture)
        if mark.severity is Severity.NOTE:
            return _Shown(mark, picture, None)
        word = PlainLabel(mark.short, self, role="mark")
        set_tool_tip(word, mark.sentence)
        self._row.insertWidget(before_rest + 1, word)
        return _Shown(mark, picture, word)


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
