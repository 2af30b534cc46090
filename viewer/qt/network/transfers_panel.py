"""The transfers: what comes and goes, how far it is, and what can be done about it."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QMainWindow,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.model.transfer import Direction, Transfer, TransferItem, TransferState
from viewer.qt.docks import LowDock
from viewer.qt.icons import icon
from viewer.qt.network.transfer_models import TransferItemModel, TransferModel, can
from viewer.qt.tables import show_as_rows
from viewer.qt.text import ElidedLabel
from viewer.qt.theme import Look, Theme
from viewer.workflows.transfers import Transfers

_LOOK_EVERY_MS: Final = 500
_WIDTHS: Final = (130, 80, 220, 110, 150, 80, 190)


class TransfersDock(LowDock):
    """The panel under the images; others may follow whether it is seen."""

    def __init__(self, transfers: Transfers, look: Look, window: QMainWindow) -> None:
        self.panel = TransfersPanel(transfers, look)
        super().__init__(
            tr("Transfers"), name="transfers", picture="transfers", content=self.panel, look=look
        )
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self)
        window.restoreDockWidget(self)
        self.hide()


class TransfersPanel(QWidget):
    """A table of transfers with buttons, and beside it the instances of the one chosen."""

    def __init__(self, transfers: Transfers, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._transfers = transfers
        self.model, self.items = TransferModel(look.theme), TransferItemModel()
        self.table = _table(self.model, tr("Transfers"), self)
        header = self.table.horizontalHeader()
        for column, width in enumerate(_WIDTHS):
            header.resizeSection(column, width)
        header.setStretchLastSection(True)
        self.detail = _table(self.items, tr("Instances"), self)
        self.detail.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.detail.horizontalHeader().resizeSection(0, 150)
        self.status = ElidedLabel(parent=self, role="second")
        self.buttons = {
            "pause": self._button(tr("Pause"), lambda: self._wish(TransferState.PAUSED)),
            "play": self._button(tr("Go on"), lambda: self._wish(TransferState.WAITING)),
            "close": self._button(tr("Cancel"), lambda: self._wish(TransferState.CANCELLED)),
            "first": self._button(tr("Do first"), self._put_first),
            "trash": self._button(tr("Clear the list"), transfers.clear),
        }
        self._lay_out()
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._chosen())
        transfers.changed.connect(self._follow)
        transfers.items_came.connect(self._show_items)
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(transfers.look)
        look.changed.connect(self._restyle)
        self._restyle(look.theme)
        self._follow(transfers.known)

    def sizeHint(self) -> QSize:
        """A handful of rows."""
        return QSize(600, 220)

    def set_private(self, is_private: bool) -> None:
        """Hide whose studies they are, or show it again."""
        self.model.set_private(is_private)

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the queue while it can be seen: other programs may change it."""
        super().showEvent(event)
        self._transfers.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look no more."""
        super().hideEvent(event)
        self._timer.stop()

    def _button(self, text: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.clicked.connect(lambda _checked: act())
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        for name in ("pause", "play", "close", "first"):
            row.addWidget(self.buttons[name])
        row.addWidget(self.status, 1)
        row.addWidget(self.buttons["trash"])
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.table)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(split, 1)

    def _current(self) -> list[Transfer]:
        rows = self.table.selectionModel().selectedRows()
        return [self.model.row(index.row()) for index in rows]

    def _follow(self, transfers: tuple[Transfer, ...]) -> None:
        chosen = {each.number for each in self._current()}
        self.model.follow(transfers)
        if chosen and not self._current():
            for number in chosen:
                row = self.model.row_of(number)
                if row >= 0:
                    self.table.selectRow(row)
        if transfers and not self._current():
            self.table.selectRow(self.model.rowCount() - 1)
        self._chosen()

    def _chosen(self) -> None:
        current = self._current()
        for name, state in (
            ("pause", TransferState.PAUSED),
            ("play", TransferState.WAITING),
            ("close", TransferState.CANCELLED),
        ):
            self.buttons[name].setEnabled(any(can(each, state) for each in current))
        is_retry = any(
            each.state in (TransferState.PARTLY, TransferState.FAILED) for each in current
        )
        self.buttons["play"].setText(tr("Try again") if is_retry else tr("Go on"))
        self.buttons["first"].setEnabled(
            any(each.state is TransferState.WAITING for each in current)
        )
        self.buttons["trash"].setEnabled(bool(self.model.rowCount()))
        reason = " ".join(filter(None, (current[0].reason, current[0].warning))) if current else ""
        self.status.set_plain(reason if current else tr("Nothing was sent or retrieved yet."))
        if current:
            self._transfers.ask_items(current[0].number)
        else:
            self.items.show(Direction.RETRIEVE, ())

    def _show_items(self, came: tuple[int, tuple[TransferItem, ...]]) -> None:
        number, items = came
        current = self._current()
        if current and current[0].number == number:
            self.items.show(current[0].direction, items)

    def _wish(self, state: TransferState) -> None:
        for each in self._current():
            if can(each, state):
                self._transfers.wish(each.number, state)

    def _put_first(self) -> None:
        for each in self._current():
            self._transfers.put_first(each.number)

    def _restyle(self, theme: Theme) -> None:
        self.model.set_theme(theme)
        for name, button in self.buttons.items():
            button.setIcon(icon(name, theme))


def _table(model: TransferModel | TransferItemModel, name: str, parent: QWidget) -> QTableView:
    table = QTableView(parent)
    table.setModel(model)
    show_as_rows(table)
    table.setWordWrap(False)
    table.setAccessibleName(name)
    table.setTabKeyNavigation(False)
    return table
