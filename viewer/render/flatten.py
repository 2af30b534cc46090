"""Burn a Drawing into a picture, without Qt: for the command line and export."""

from contextlib import suppress
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from viewer.render.drawing import Anchor, Drawing, Ink, Line, Polyline, Stencil, Swatch, Text

# Pillow's own font lacks Ø and ², with which areas and means are told.
_FONTS: Final = (
    "DejaVuSans.ttf", "arialuni.ttf", "segoeui.ttf", "Arial Unicode.ttf", "Arial.ttf",
)  # fmt: skip
_EDGE: Final = "#000000"
_COLOURS: Final = {
    Ink.TEXT: "#FFFFFF",
    Ink.ORIENTATION: "#FFFFFF",
    Ink.SCALE: "#FFFFFF",
    Ink.WARNING: "#F5B942",
    Ink.ANNOTATION: "#FFD54A",
    Ink.SELECTED: "#4DA3FF",
    Ink.FADED: "#CBAF5B",
    Ink.OTHERS_FADED: "#5AD0BB",
    Ink.OTHERS: "#7FDBCA",
    Ink.REFERENCE: "#C792EA",
}
_ACROSS: Final = {0.0: "l", 0.5: "m", 1.0: "r"}
_DOWN: Final = {0.0: "a", 0.5: "m", 1.0: "d"}


def flatten(pixels: NDArray[np.uint8], drawing: Drawing) -> NDArray[np.uint8]:
    """Paint the drawing over gray or RGB pixels; returns RGB of the same size."""
    picture = Image.fromarray(pixels).convert("RGB")
    painter = ImageDraw.Draw(picture)
    for primitive in drawing:
        if isinstance(primitive, Text):
            _paint_text(painter, primitive)
        elif isinstance(primitive, Stencil):
            mask = Image.fromarray(np.where(primitive.mask, 255, 0).astype(np.uint8))
            picture.paste(primitive.colour, (primitive.left, primitive.top), mask)
        elif isinstance(primitive, Swatch):
            picture.paste(Image.fromarray(primitive.rgb), (primitive.left, primitive.top))
        else:
            _paint_line(picture, painter, primitive)
    return np.array(picture, dtype=np.uint8)


def _paint_text(painter: ImageDraw.ImageDraw, text: Text) -> None:
    font = _font(round(text.size))
    painter.text(
        (text.x, text.y),
        _cut(text, font),
        font=font,
        fill=text.colour or _COLOURS[text.ink],
        anchor=_pillow_anchor(text.anchor),
        stroke_width=1,
        stroke_fill=_EDGE,
    )


def _cut(text: Text, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> str:
    """The text, or as much of it as its width allows."""
    shown = text.text
    while shown and font.getlength(shown) > text.max_width:
        shown = shown.removesuffix("…")[:-1].rstrip() + "…" if len(shown) > 1 else ""
    return shown


def _paint_line(picture: Image.Image, painter: ImageDraw.ImageDraw, line: Line | Polyline) -> None:
    if isinstance(line, Line):
        points = [(line.x0, line.y0), (line.x1, line.y1)]
    else:
        points = list(line.points) + list(line.points[:1] if line.is_closed else ())
    width = max(1, round(line.width))
    is_filled = isinstance(line, Polyline) and line.is_filled
    colour = line.colour or _COLOURS[line.ink]
    if len(colour) == 9:  # lines that overlap themselves must not add up: all at once
        mask = Image.new("L", picture.size)
        part = ImageDraw.Draw(mask)
        if is_filled:
            part.polygon(points, fill=int(colour[1:3], 16))
        part.line(points, fill=int(colour[1:3], 16), width=width, joint="curve")
        picture.paste(f"#{colour[3:]}", mask=mask)
        return
    if is_filled:
        painter.polygon(points, fill=colour)
    if isinstance(line, Line) or line.has_edge:
        painter.line(points, fill=_EDGE, width=width + 2)
    painter.line(points, fill=colour, width=width)


def _pillow_anchor(anchor: Anchor) -> str:
    across, down = anchor.value
    return _ACROSS[across] + _DOWN[down]


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font of the system that has more than Latin letters, or else Pillow's own."""
    for name in _FONTS:
        with suppress(OSError):
            return ImageFont.truetype(name, size)
    return ImageFont.load_default(size)
