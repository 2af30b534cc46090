"""Paint a Drawing with Qt: white text with a dark edge, lines with a dark edge."""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from viewer.qt.text import plain
from viewer.qt.theme import DARK, body_font
from viewer.render.drawing import Drawing, Ink, Line, Polyline, Primitive, Stencil, Swatch, Text
from viewer.render.screen import screen_pixels

_EDGE = QColor(0, 0, 0, 200)
_INKS = {
    Ink.TEXT: "#FFFFFF",
    Ink.ORIENTATION: "#FFFFFF",
    Ink.SCALE: "#FFFFFF",
    Ink.WARNING: DARK.warn,
    Ink.ANNOTATION: DARK.annotation,
    Ink.SELECTED: DARK.accent,
    Ink.FADED: DARK.annotation_faded,
    Ink.OTHERS_FADED: DARK.others_faded,
    Ink.OTHERS: DARK.others,
    Ink.REFERENCE: DARK.reference_line,
}
_MANY = 200  # parts, which take some 20 ms to paint
_EDGE_STEPS = ((-1, -1), (1, -1), (-1, 1), (1, 1))


def paint_drawing(painter: QPainter, drawing: Drawing, *, ratio: float) -> None:
    """Paint `drawing`, whose units are device pixels, on a device of `ratio` pixels a point."""
    painter.save()
    painter.scale(1 / ratio, 1 / ratio)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for primitive in drawing:
        _paint(painter, primitive, ratio)
    painter.restore()


class KeptDrawing:
    """Paints a drawing; one of many parts as a picture that is kept while it is the same one."""

    def __init__(self) -> None:
        self._painted: tuple[Drawing, float] | None = None
        self._picture = QImage()

    def paint(self, painter: QPainter, drawing: Drawing, *, ratio: float) -> None:
        """Paint `drawing` as `paint_drawing` does."""
        if len(drawing) < _MANY:
            paint_drawing(painter, drawing, ratio=ratio)
            return
        device = painter.device()
        size = QSize(math.ceil(device.width() * ratio), math.ceil(device.height() * ratio))
        kept = self._painted
        if (
            kept is None
            or kept[0] is not drawing
            or kept[1] != ratio
            or (self._picture.size() != size)
        ):
            self._picture = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
            self._picture.fill(Qt.GlobalColor.transparent)
            inner = QPainter(self._picture)
            inner.scale(ratio, ratio)
            paint_drawing(inner, drawing, ratio=ratio)
            inner.end()
            self._picture.setDevicePixelRatio(ratio)
            self._painted = drawing, ratio
        painter.drawImage(QPointF(0, 0), self._picture)


def burnt(pixels: NDArray[np.uint8], drawing: Drawing) -> NDArray[np.uint8]:
    """The drawing painted over gray or RGB pixels, as RGB of the same size; on any thread."""
    under = screen_pixels(pixels)
    height, width = under.shape[:2]
    image = QImage(under.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_drawing(painter, drawing, ratio=1.0)
    painter.end()
    return np.ascontiguousarray(under[..., 2::-1])


def _paint(painter: QPainter, primitive: Primitive, ratio: float) -> None:
    match primitive:
        case Text():
            painter.drawImage(*_placed_label(primitive, ratio))
        case Line():
            ends = QPolygonF(
                [QPointF(primitive.x0, primitive.y0), QPointF(primitive.x1, primitive.y1)]
            )
            _paint_line(painter, ends, primitive, ratio)
        case Polyline():
            points = [QPointF(x, y) for x, y in primitive.points]
            if primitive.is_closed:
                points.append(points[0])
            if primitive.is_filled:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(primitive.colour or _INKS[primitive.ink]))
                painter.drawPolygon(QPolygonF(points))
                painter.setBrush(Qt.BrushStyle.NoBrush)
            _paint_line(painter, QPolygonF(points), primitive, ratio)
        case Stencil():
            _paint_stencil(painter, primitive)
        case Swatch(left, top, rgb):
            height, width = rgb.shape[:2]
            colours = QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888)
            painter.drawImage(QPointF(left, top), colours)


@lru_cache(maxsize=512)
def _placed_label(text: Text, ratio: float) -> tuple[QPointF, QImage]:
    """A line of text as a picture, and where that goes: most lines stay while images scroll."""
    _, metrics = _font(text.size)
    colour = text.colour or _INKS[text.ink]
    label = _label(plain(text.text), text.size, colour, ratio, text.max_width)
    margin = _margin(ratio)
    right, below = text.anchor.value
    left = text.x - right * (label.width() - 2 * margin)
    top = text.y - below * metrics.height()
    return QPointF(round(left) - margin, round(top) - margin), label


def _label(text: str, size: float, colour: str, ratio: float, max_width: float) -> QImage:
    """A line of text with its edge."""
    font, metrics = _font(size)
    if math.isfinite(max_width):
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max_width)
    margin = _margin(ratio)
    width, height = math.ceil(metrics.horizontalAdvance(text)), math.ceil(metrics.height())
    label = QImage(
        width + 2 * margin, height + 2 * margin, QImage.Format.Format_ARGB32_Premultiplied
    )
    label.fill(Qt.GlobalColor.transparent)
    painter = QPainter(label)
    base = QPointF(margin, margin + metrics.ascent())
    painter.setFont(font)
    painter.setPen(_EDGE)
    for dx, dy in _EDGE_STEPS:
        painter.drawText(base + QPointF(dx * ratio, dy * ratio), text)
    painter.setPen(QColor(colour))
    painter.drawText(base, text)
    painter.end()
    return label


def _margin(ratio: float) -> int:
    """Room for the edge around a line of text."""
    return math.ceil(ratio) + 1


def _paint_line(painter: QPainter, points: QPolygonF, line: Line | Polyline, ratio: float) -> None:
    ink = QColor(line.colour or _INKS[line.ink])
    has_edge = isinstance(line, Line) or line.has_edge
    for colour, width in ((_EDGE, line.width + 2 * ratio), (ink, line.width))[not has_edge :]:
        pen = QPen(colour, width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(points)


def _paint_stencil(painter: QPainter, stencil: Stencil) -> None:
    """Device pixels as they are: two colours, one of them nothing."""
    bits = np.ascontiguousarray(stencil.mask != 0).view(np.uint8)
    height, width = bits.shape
    image = QImage(bits.data, width, height, width, QImage.Format.Format_Indexed8)
    image.setColorTable([QColor(Qt.GlobalColor.transparent).rgba(), QColor(stencil.colour).rgba()])
    painter.drawImage(QPointF(stencil.left, stencil.top), image)


def paint_notice(painter: QPainter, area: QRectF, title: str, detail: str, *, colour: str) -> float:
    """A title and what to do, wrapped and centred in a viewport without a picture.

    Returns where it ends, from the top of the painter.
    """
    inner = area.adjusted(24, 24, -24, -24)
    flags = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.TextFlag.TextWordWrap)
    title, detail = plain(title), plain(detail, limit=600)
    painter.setFont(body_font())
    needed = painter.boundingRect(inner, flags, f"{title}\n{detail}" if detail else title)
    top = inner.center().y() - needed.height() / 2
    painter.setPen(QColor(colour))
    used = painter.boundingRect(inner, flags, title)
    used.moveTop(top)
    painter.drawText(used, flags, title)
    painter.setPen(QColor(DARK.second))
    below = QRectF(inner.left(), used.bottom() + 4, inner.width(), inner.height())
    painter.drawText(below, flags, detail)
    return top + needed.height()


@lru_cache(maxsize=16)
def _font(size: float) -> tuple[QFont, QFontMetricsF]:
    font = body_font(round(size), is_bold=True)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font, QFontMetricsF(font)
