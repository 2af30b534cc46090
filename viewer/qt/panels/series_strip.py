"""The series strip: a small picture of each open display set; click shows, drag places."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.model.display_set import DisplaySet, FrameRef
from viewer.qt.icons import pixmap
from viewer.qt.panels.strip_model import SeriesStripModel, StripRole
from viewer.qt.stack_words import reason_text
from viewer.qt.text import plain
from viewer.qt.theme import DARK, SMALL_PX, Look, Theme, body_font
from viewer.workspace.viewport import Viewport

PICTURE_PX = 72
_MARGIN_PX = 8
_HEADING_PX = 28
_MARK_PX = 24
_KEY_PX = 14
_RADIUS_PX = 4


class SeriesStrip(QListView):
    """A list of cards; empty pictures are drawn as skeletons until they are made."""

    chosen = Signal(object)  # DisplaySet

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Series"))
        self.strip = SeriesStripModel(self)
        self.setModel(self.strip)
        self.setItemDelegate(_CardDelegate(look, self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self._revealed = ""
        self.strip.modelReset.connect(self._forget_revealed)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)

    def set_display_sets(self, sets: Sequence[DisplaySet]) -> None:
        """List `sets`."""
        self.strip.set_display_sets(sets)

    def set_picture(self, key: str, pixels: NDArray[np.uint8]) -> None:
        """Show a picture of (height, width) gray or (height, width, 3) RGB."""
        self.strip.set_picture(key, _card_picture(pixels, self.devicePixelRatioF()))

    def dataChanged(
        self,
        first: QModelIndex | QPersistentModelIndex,
        last: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        """Paint the changed cards anew; all keep their size, so none is laid out again (P10)."""
        for row in range(first.row(), last.row() + 1):
            self.update(self.strip.index(row))

    def follow(self, viewports: Sequence[Viewport], holds: Callable[[FrameRef], bool]) -> None:
        """Mark the display sets that viewports show, and how much of them is in memory."""
        shown = [v.display_set for v in viewports if v.display_set is not None]
        self.strip.set_shown(frozenset(each.key for each in shown))
        self.strip.set_loaded(
            {each.key: sum(map(holds, each.frames)) / max(1, len(each.frames)) for each in shown}
        )

    def reveal(self, key: str) -> None:
        """Bring the card of a display set into view once, so that scrolling by hand is free."""
        keys = [each.key for each in self.strip.display_sets]
        if key != self._revealed and key in keys:
            self._revealed = key
            self.scrollTo(self.strip.index(keys.index(key)))

    def _forget_revealed(self) -> None:
        self._revealed = ""

    def _choose(self, index: QModelIndex) -> None:
        display_set = index.data(StripRole.DISPLAY_SET)
        if display_set is not None:
            self.chosen.emit(display_set)


def _card_picture(pixels: NDArray[np.uint8], ratio: float) -> QImage:
    """The picture in the middle of a black square with round corners, made once."""
    tight = np.ascontiguousarray(pixels)
    kind = QImage.Format.Format_Grayscale8 if tight.ndim == 2 else QImage.Format.Format_RGB888
    height, width = tight.shape[:2]
    side = round(PICTURE_PX * ratio)
    fitted = QImage(tight.data, width, height, tight.strides[0], kind).scaled(
        side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    card = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    card.fill(Qt.GlobalColor.transparent)
    painter = QPainter(card)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(card.rect()), _RADIUS_PX * ratio, _RADIUS_PX * ratio)
    painter.setClipPath(outline)
    painter.fillRect(card.rect(), Qt.GlobalColor.black)
    painter.drawImage((side - fitted.width()) // 2, (side - fitted.height()) // 2, fitted)
    painter.end()
    card.setDevicePixelRatio(ratio)
    return card


class _CardDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        heading = _HEADING_PX if index.data(StripRole.HEADING) else 0
        return QSize(160, PICTURE_PX + 2 * _MARGIN_PX + heading)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = self._look.theme
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if heading := index.data(StripRole.HEADING):
            _draw_heading(painter, rect, heading, theme)
            rect = rect.adjusted(0, _HEADING_PX, 0, 0)
        is_shown = index.data(StripRole.SHOWN)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if is_shown or is_hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selected if is_shown else theme.raised))
            painter.drawRoundedRect(QRectF(rect).adjusted(4, 2, -4, -2), 6, 6)
        box = QRect(rect.left() + 12, rect.top() + _MARGIN_PX, PICTURE_PX, PICTURE_PX)
        _draw_picture(painter, box, index, theme)
        text_box = rect.adjusted(12 + PICTURE_PX + 12, _MARGIN_PX, -12, -_MARGIN_PX)
        _draw_texts(painter, text_box, index, theme)
        painter.restore()


def _draw_heading(painter: QPainter, rect: QRect, text: str, theme: Theme) -> None:
    area = QRect(rect.left() + 12, rect.top(), rect.width() - 24, _HEADING_PX)
    painter.setFont(body_font(SMALL_PX, is_bold=True))
    painter.setPen(QColor(theme.second))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def _draw_picture(
    painter: QPainter, box: QRect, index: QModelIndex | QPersistentModelIndex, theme: Theme
) -> None:
    picture: QImage | None = index.data(StripRole.PICTURE)
    if picture is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.hover))
        painter.drawRoundedRect(QRectF(box), _RADIUS_PX, _RADIUS_PX)
        if not index.data(StripRole.DISPLAY_SET).is_showable:
            _draw_mark(painter, box, "text", theme.second)
        elif index.data(StripRole.FAILED):
            _draw_mark(painter, box, "error", theme.bad)
        return
    painter.drawImage(box.topLeft(), picture)
    in_memory = QRectF(box.left(), box.bottom() - 2, box.width(), 3)
    in_memory.setWidth(in_memory.width() * index.data(StripRole.LOADED))
    painter.fillRect(in_memory, QColor(theme.second))
    if count := index.data(StripRole.KEYS):
        _draw_key_count(painter, box, count)
    if index.data(StripRole.SHOWN):
        painter.setPen(QPen(QColor(theme.accent), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(
            QRectF(box).adjusted(-0.75, -0.75, 0.75, 0.75), _RADIUS_PX, _RADIUS_PX
        )


def _draw_mark(painter: QPainter, box: QRect, name: str, colour: str) -> None:
    """An icon in place of a picture that will not come."""
    mark = pixmap(name, colour, size=_MARK_PX, scale=painter.device().devicePixelRatioF())
    inset = (PICTURE_PX - _MARK_PX) // 2
    painter.drawPixmap(box.left() + inset, box.top() + inset, mark)


def _draw_key_count(painter: QPainter, box: QRect, count: int) -> None:
    """A star and how many, on a dark patch in the corner of the picture."""
    painter.setFont(body_font(SMALL_PX, is_bold=True))
    text = str(count)
    width = _KEY_PX + painter.fontMetrics().horizontalAdvance(text) + 8
    patch = QRect(box.right() - width, box.top() + 1, width, _KEY_PX + 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 190))
    painter.drawRoundedRect(QRectF(patch), _RADIUS_PX, _RADIUS_PX)
    scale = painter.device().devicePixelRatioF()
    star = pixmap("key-image", DARK.annotation, size=_KEY_PX, scale=scale)
    painter.drawPixmap(patch.left() + 2, patch.top() + 2, star)
    painter.setPen(QColor(DARK.annotation))
    right = patch.adjusted(0, 0, -4, 0)
    painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)


def _draw_texts(
    painter: QPainter, area: QRect, index: QModelIndex | QPersistentModelIndex, theme: Theme
) -> None:
    display_set: DisplaySet = index.data(StripRole.DISPLAY_SET)
    painter.setFont(body_font())
    painter.setPen(QColor(theme.text))
    metrics = painter.fontMetrics()
    title = _two_lines(index.data(Qt.ItemDataRole.DisplayRole), metrics, area.width())
    for number, line in enumerate(title):
        painter.drawText(area.left(), area.top() + metrics.ascent() + number * 18, line)
    painter.setFont(body_font(SMALL_PX))
    painter.setPen(QColor(theme.second))
    small = painter.fontMetrics()
    parts = (plain(display_set.series.modality), index.data(StripRole.DETAIL))
    detail = small.elidedText(
        "  ·  ".join(part for part in parts if part), Qt.TextElideMode.ElideRight, area.width()
    )
    base = area.top() + len(title) * 18 + small.ascent() + 2
    painter.drawText(area.left(), base, detail)
    if reason := plain(reason_text(display_set.split_reason)):
        shown = small.elidedText(reason, Qt.TextElideMode.ElideRight, area.width())
        painter.setPen(QColor(theme.faint))
        painter.drawText(area.left(), base + 16, shown)


def _two_lines(text: str, metrics: QFontMetrics, width: int) -> list[str]:
    """`text` in at most two lines that fit `width`, the second one elided."""
    words = text.split(" ")
    first = words.pop(0)
    while words and metrics.horizontalAdvance(f"{first} {words[0]}") <= width:
        first = f"{first} {words.pop(0)}"
    lines = [metrics.elidedText(first, Qt.TextElideMode.ElideRight, width)]
    if words:
        lines.append(metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, width))
    return lines
