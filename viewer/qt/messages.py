"""Notifications: quiet cards beside the images, never over them and never a modal box."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.commands.context import Notice, Tone
from viewer.qt.docks import Dock
from viewer.qt.icons import icon, pixmap
from viewer.qt.text import PlainLabel, WrappedLabel
from viewer.qt.theme import Look, Theme

_STAYS_MS = 6000
_WIDE_PX = 520  # from here on there is room for buttons beside the text
_AT_MOST = 4
_ICONS = {
    Tone.GOOD: "check",
    Tone.NOTE: "note",
    Tone.WARNING: "warning",
    Tone.ERROR: "error",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A button on a message."""

    title: str
    accept: Callable[[], object]


class MessageCard(QFrame):
    """One message with its close button."""

    closed = Signal()

    def __init__(
        self, notice: Notice, theme: Theme, parent: QWidget, offers: Sequence[Offer] = ()
    ) -> None:
        super().__init__(parent)
        self.notice = notice
        self.setProperty("role", "card")
        mark = PlainLabel(parent=self)
        mark.setPixmap(
            pixmap(_ICONS[notice.tone], _colour(notice.tone, theme), scale=self.devicePixelRatioF())
        )
        close = QToolButton(self)
        close.setProperty("role", "small")
        close.setIcon(icon("close", theme, colour=theme.second))
        close.setAccessibleName(tr("Dismiss"))
        close.clicked.connect(self.closed)
        texts = QVBoxLayout()
        texts.setSpacing(4)
        for text, role in ((notice.message, ""), (notice.hint, "second")):
            if text:
                texts.addWidget(WrappedLabel(text, self, role=role))
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._body.setSpacing(8)
        self._body.addLayout(texts, 1)
        if offers:
            self._body.addLayout(self._buttons(offers))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 12, 8, 12)
        layout.setSpacing(12)
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(self._body, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons beside the text where there is room, else below it."""
        is_wide = event.size().width() >= _WIDE_PX
        direction = QBoxLayout.Direction
        self._body.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        super().resizeEvent(event)

    def _buttons(self, offers: Sequence[Offer]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for offer in offers:
            button = QPushButton(offer.title, self)
            button.clicked.connect(offer.accept)
            button.clicked.connect(self.closed)
            row.addWidget(button)
        row.addStretch(1)
        return row


class MessageArea(QWidget):
    """Stacks message cards below a panel, or where all are hidden in the layout `otherwise`.

    There they hide no image and no text on one, however small the cells are.
    """

    def __init__(self, look: Look, otherwise: QVBoxLayout) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = look
        self._otherwise = otherwise
        self._docks: tuple[Dock, ...] = ()
        self._cards: list[MessageCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(8)
        otherwise.addWidget(self)
        self.hide()

    def live_in(self, *docks: Dock) -> None:
        """Stay below the first of `docks` that is seen."""
        self._docks = docks
        for dock in docks:
            dock.visibilityChanged.connect(self._move)
        self._move()

    def tell(self, notice: Notice, *offered: Offer | None) -> None:
        """Show `notice`, once: warnings, errors and offers stay until they are dismissed."""
        if any(card.notice == notice for card in self._cards):
            return
        offers = [offer for offer in offered if offer is not None]
        card = MessageCard(notice, self._look.theme, self, offers)
        card.closed.connect(lambda: self._close(card))
        if notice.tone in (Tone.GOOD, Tone.NOTE) and not offers:
            QTimer.singleShot(_STAYS_MS, card, card.closed.emit)
        self._cards.append(card)
        self._column.addWidget(card)
        while len(self._cards) > _AT_MOST:
            self._close(self._cards[0])
        self._arrange()

    def tell_error(self, error: ViewerError) -> None:
        """Show an expected failure."""
        self.tell(Notice(Tone.ERROR, error.message, error.hint, error.detail))

    @property
    def texts(self) -> list[str]:
        """What is told at the moment, oldest first."""
        told = (text for card in self._cards for text in (card.notice.message, card.notice.hint))
        return [text for text in told if text]

    def _close(self, card: MessageCard) -> None:
        if card in self._cards:
            self._cards.remove(card)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
            self._arrange()

    def _move(self) -> None:
        seen = next((dock for dock in self._docks if dock.isVisible()), None)
        place = self._otherwise if seen is None else seen.column
        if place.indexOf(self) < 0:
            place.addWidget(self)
            self._arrange()

    def _arrange(self) -> None:
        """Below the images only the newest card takes room from them; the others wait."""
        is_below_images = self._otherwise.indexOf(self) >= 0
        for card in self._cards:
            card.setVisible(card is self._cards[-1] or not is_below_images)
        self.setVisible(bool(self._cards))


def _colour(tone: Tone, theme: Theme) -> str:
    return {
        Tone.GOOD: theme.good,
        Tone.NOTE: theme.note,
        Tone.WARNING: theme.warn,
        Tone.ERROR: theme.bad,
    }[tone]
