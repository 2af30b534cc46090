"""Notifications: quiet cards over the images, never a modal box."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.commands.context import Notice, Tone
from viewer.qt.icons import icon, pixmap
from viewer.qt.text import PlainLabel
from viewer.qt.theme import Look, Theme

_STAYS_MS = 6000
_WIDTH_PX = 360
_MARGIN_PX = 16
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
        self.setFixedWidth(_WIDTH_PX)
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
                label = PlainLabel(text, self, role=role)
                label.setWordWrap(True)
                texts.addWidget(label)
        if offers:
            texts.addSpacing(4)
            texts.addLayout(self._buttons(offers))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 12, 8, 12)
        layout.setSpacing(12)
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(texts, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

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


class MessageArea(QObject):
    """Stacks message cards in the upper right corner of a widget."""

    def __init__(self, over: QWidget, look: Look) -> None:
        super().__init__(over)
        self._over = over
        self._look = look
        self._cards: list[MessageCard] = []
        over.installEventFilter(self)

    def tell(self, notice: Notice, *offered: Offer | None) -> None:
        """Show `notice`, once: warnings, errors and offers stay until they are dismissed."""
        if any(card.notice == notice for card in self._cards):
            return
        offers = [offer for offer in offered if offer is not None]
        card = MessageCard(notice, self._look.theme, self._over, offers)
        card.closed.connect(lambda: self._close(card))
        if notice.tone in (Tone.GOOD, Tone.NOTE) and not offers:
            QTimer.singleShot(_STAYS_MS, card, card.closed.emit)
        self._cards.append(card)
        while len(self._cards) > _AT_MOST:
            self._close(self._cards[0])
        card.show()
        self._arrange()

    def tell_error(self, error: ViewerError) -> None:
        """Show an expected failure."""
        self.tell(Notice(Tone.ERROR, error.message, error.hint, error.detail))

    @property
    def texts(self) -> list[str]:
        """What is told at the moment, oldest first."""
        return [label.text() for card in self._cards for label in card.findChildren(PlainLabel)]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the cards in their corner."""
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        return False

    def _close(self, card: MessageCard) -> None:
        if card in self._cards:
            self._cards.remove(card)
            card.hide()
            card.deleteLater()
            self._arrange()

    def _arrange(self) -> None:
        top = _MARGIN_PX
        for card in self._cards:
            card.adjustSize()
            card.move(self._over.width() - card.width() - _MARGIN_PX, top)
            card.raise_()
            top += card.height() + 8


def _colour(tone: Tone, theme: Theme) -> str:
    return {
        Tone.GOOD: theme.good,
        Tone.NOTE: theme.note,
        Tone.WARNING: theme.warn,
        Tone.ERROR: theme.bad,
    }[tone]
