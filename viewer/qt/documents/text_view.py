"""TextView: headings, lines, tables and links of a document, set as plain text (SEC-020)."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import QByteArray, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTableFormat,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from viewer.base.i18n import tr
from viewer.model.document import Entry, Link, Part, Table
from viewer.qt.text import plain, visible
from viewer.qt.theme import BODY_PX, DARK, SMALL_PX, TITLE_PX, body_font

_INDENT_PX = 16
_DEEPEST_INDENT = 12
_MARGIN_PX = 16
_PARTS_A_TURN = 60  # then the event loop gets a turn (P10)
_LONGEST = 100_000  # characters of one value

IsOpen = Callable[[Link], bool]


class TextView(QTextEdit):
    """Shows parts; nothing in them is read as markup, and nothing is ever loaded."""

    link_chosen = Signal(object)  # Link

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAcceptDrops(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet(f"background: {DARK.image_ground}; color: {DARK.text};")
        self.setFont(body_font())
        self.document().setDocumentMargin(_MARGIN_PX)
        self.setWordWrapMode(QTextOption.WrapMode.WordWrap)  # wide tables scroll
        self.viewport().setMouseTracking(True)
        self._parts: tuple[Part, ...] = ()
        self._links: dict[Link, int] = {}  # with their numbers, which anchors hold
        self._known: tuple[bool, ...] = ()  # which links lead somewhere now
        self._rest: Iterator[tuple[int, Part]] = iter(())
        self._is_open: IsOpen = lambda link: False
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._write_some)

    @property
    def is_complete(self) -> bool:
        """Whether all parts are written."""
        return not self._turn.isActive()

    def set_parts(self, parts: Sequence[Part], is_open: IsOpen) -> None:
        """Show `parts`; `is_open` tells whether a link leads somewhere now."""
        self._parts = tuple(parts)
        self._is_open = is_open
        links = dict.fromkeys(link for _, part in _flat(self._parts, 0) if (link := _link(part)))
        self._links = {link: number for number, link in enumerate(links)}
        self._known = self._links_open()
        self._rest = _flat(self._parts, 0)
        self.clear()
        self._write_some()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def refresh_links(self) -> None:
        """Write anew if files came or went that links lead to; stay at the same place."""
        if self._links and self._links_open() != self._known:
            bar = self.verticalScrollBar()
            place = bar.value()
            self.set_parts(self._parts, self._is_open)
            bar.setValue(place)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Load nothing, whatever is asked for; without an answer Qt would read local files."""
        return QByteArray()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at links."""
        super().mouseMoveEvent(event)
        over = self.anchorAt(event.position().toPoint())
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Follow a link that was clicked, not one over which text was marked."""
        super().mouseReleaseEvent(event)
        anchor = self.anchorAt(event.position().toPoint())
        is_click = event.button() == Qt.MouseButton.LeftButton
        if anchor.isdecimal() and is_click and not self.textCursor().hasSelection():
            self.link_chosen.emit(list(self._links)[int(anchor)])

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go to the next link by the tab key, or back; past the last one to the next widget."""
        cursor = self.textCursor()
        at = cursor.selectionStart() if cursor.hasSelection() else -1
        places = list(_anchors(self.document()))
        if forward:
            wanted = next((place for place in places if place[0] > at), None)
        else:
            wanted = next((place for place in reversed(places) if place[0] < at), None)
        if wanted is None:
            cursor.clearSelection()
            self.setTextCursor(cursor)
            return super().focusNextPrevChild(forward)
        cursor.setPosition(wanted[0])
        cursor.setPosition(wanted[1], QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Follow the link that the tab key came to."""
        anchor = self.textCursor().charFormat().anchorHref()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and anchor.isdecimal() and self.textCursor().hasSelection():
            self.link_chosen.emit(list(self._links)[int(anchor)])
            return
        super().keyPressEvent(event)

    # Writing

    def _links_open(self) -> tuple[bool, ...]:
        return tuple(self._is_open(link) for link in self._links)

    def _write_some(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        for _ in range(_PARTS_A_TURN):
            depth, part = next(self._rest, (0, None))
            if part is None:
                break
            if isinstance(part, Table):
                _write_table(cursor, part, depth)
            else:
                self._write_entry(cursor, part, depth)
        else:
            self._turn.start()
        cursor.endEditBlock()

    def _write_entry(self, cursor: QTextCursor, entry: Entry, depth: int) -> None:
        _begin_line(cursor, depth, above=10 if entry.is_heading else 2)
        if entry.relation:
            cursor.insertText(_one(entry.relation) + "  ", _ink(DARK.faint, size=SMALL_PX))
        if entry.is_heading:
            size = TITLE_PX if depth == 0 else BODY_PX
            cursor.insertText(_one(entry.name), _ink(DARK.text, size=size, is_bold=True))
        elif entry.name:
            cursor.insertText(_one(entry.name) + "  ", _ink(DARK.second))
        if entry.is_heading and entry.value:
            cursor.insertText("  ", _ink(DARK.text))
        self._write_value(cursor, entry)

    def _write_value(self, cursor: QTextCursor, entry: Entry) -> None:
        ink = _ink(DARK.warn if entry.severity else DARK.text)
        if entry.link is None:
            mark = "⚠ " if entry.severity else ""
            cursor.insertText(mark + _several(entry.value), ink)
            return
        number = self._links[entry.link]
        ink.setAnchor(True)
        ink.setAnchorHref(str(number))
        ink.setForeground(QColor(DARK.accent if self._known[number] else DARK.second))
        ink.setFontUnderline(True)
        cursor.insertText(_one(entry.value) or tr("instance"), ink)
        if not self._known[number]:
            cursor.insertText("  " + tr("not open"), _ink(DARK.faint, size=SMALL_PX))


def _anchors(document: QTextDocument) -> Iterator[tuple[int, int]]:
    """Where each link begins and ends."""
    block = document.begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            fragment = pieces.fragment()
            if fragment.charFormat().isAnchor():
                yield fragment.position(), fragment.position() + fragment.length()
            pieces += 1
        block = block.next()


def _flat(parts: Sequence[Part], depth: int) -> Iterator[tuple[int, Part]]:
    """Every part with its depth, in reading order."""
    for part in parts:
        yield depth, part
        if isinstance(part, Entry):
            yield from _flat(part.parts, depth + 1)


def _link(part: Part) -> Link | None:
    return part.link if isinstance(part, Entry) else None


def _begin_line(cursor: QTextCursor, depth: int, *, above: int) -> None:
    shape = QTextBlockFormat()
    shape.setLeftMargin(min(depth, _DEEPEST_INDENT) * _INDENT_PX)
    shape.setTopMargin(above)
    shape.setBottomMargin(2)
    if cursor.atStart():
        cursor.setBlockFormat(shape)
    else:
        cursor.insertBlock(shape)


def _write_table(cursor: QTextCursor, table: Table, depth: int) -> None:
    if table.title:
        _begin_line(cursor, depth, above=12)
        cursor.insertText(_one(table.title), _ink(DARK.text, size=TITLE_PX, is_bold=True))
    if not table.columns:
        return
    _begin_line(cursor, depth, above=0)
    shape = QTextTableFormat()
    shape.setLeftMargin(min(depth, _DEEPEST_INDENT) * _INDENT_PX)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorder(1)
    shape.setBorderCollapse(True)
    shape.setBorderBrush(QColor(DARK.line))
    shape.setCellPadding(4)
    shape.setHeaderRowCount(1)
    shape.setWidth(QTextLength())
    made = cursor.insertTable(len(table.rows) + 1, len(table.columns), shape)
    for column, name in enumerate(table.columns):
        ink = _ink(DARK.second, size=SMALL_PX, is_bold=True)
        made.cellAt(0, column).firstCursorPosition().insertText(_one(name), ink)
    for row, values in enumerate(table.rows, 1):
        for column, value in enumerate(values):
            made.cellAt(row, column).firstCursorPosition().insertText(_one(value), _ink(DARK.text))
    cursor.movePosition(QTextCursor.MoveOperation.End)


def _ink(colour: str, *, size: int = BODY_PX, is_bold: bool = False) -> QTextCharFormat:
    ink = QTextCharFormat()
    ink.setFont(body_font(size, is_bold=is_bold))
    ink.setForeground(QColor(colour))
    return ink


def _one(text: str) -> str:
    return plain(text, limit=_LONGEST)


def _several(text: str) -> str:
    """Several lines with their spaces, kept together as one block by line separators."""
    return "\u2028".join(map(visible, text[:_LONGEST].splitlines()))
