"""Styles of lines, fills and texts of presentation states (PS3.3 C.10.5, Tables C.10.5-a to -c).

What cannot be drawn as it is asked for is told as an `Unheeded`: its words name it.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from viewer.dicom.attributes import Attributes
from viewer.model.presentation import LineStyle, Shadow

_WHITE: Final = (0.9642, 1.0, 0.8249)  # D50
_RGB_FROM_XYZ: Final = np.array(
    (
        (3.1338561, -1.6168667, -0.4906146),
        (-0.9787684, 1.9161415, 0.0334540),
        (0.0719453, -0.2289914, 1.4052427),
    )
)  # linear sRGB, adapted to D50
_ALL_ON: Final = 0xFFFFFFFF
_THICKEST: Final = 1e4
_SHADOWS: Final = ("NORMAL", "OUTLINED")


class Unheeded(str):
    """What is asked for and cannot be had."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Colour and place of a text in its box; "" where nothing is said."""

    colour: str = ""
    across: str = ""
    down: str = ""


def cielab_colour(item: Attributes, keyword: str) -> str:
    """A colour of CIELab words (PS3.3 C.10.7.1.1) as #RRGGBB; "" where there is none.

    The white point is D50.
    """
    values = item.integers(keyword)
    if len(values) != 3:
        return ""
    lightness, a, b = (value / 65535 for value in values)
    high = (lightness * 100 + 16) / 116
    parts = (high + (a * 255 - 128) / 500, high, high - (b * 255 - 128) / 200)
    cubes = [part**3 if part > 6 / 29 else (part - 4 / 29) * 3 * (6 / 29) ** 2 for part in parts]
    linear = np.clip(_RGB_FROM_XYZ @ np.multiply(cubes, _WHITE), 0, 1)
    curved = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(float(part) * 255):02X}" for part in curved)


def cielab_words(colour: str) -> list[int]:
    """#RRGGBB as CIELab words, of which `cielab_colour` makes the same again."""
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    cubes = np.linalg.solve(_RGB_FROM_XYZ, linear) / _WHITE
    is_high = cubes > (6 / 29) ** 3
    x, y, z = np.where(is_high, np.cbrt(cubes), cubes / (3 * (6 / 29) ** 2) + 4 / 29).tolist()
    shares = ((116 * y - 16) / 100, (500 * (x - y) + 128) / 255, (200 * (y - z) + 128) / 255)
    return [round(min(max(share, 0.0), 1.0) * 65535) for share in shares]


def line_style(graphic: Attributes) -> LineStyle | Unheeded | None:
    """The style of a graphic's lines; None where it has none of its own."""
    item = graphic.item("LineStyleSequence")
    if item is None:
        return None
    thickness = item.decimal("LineThickness")
    colour = _seen(item, "PatternOnColorCIELabValue", "PatternOnOpacity")
    dashing = item.text("LineDashingStyle")
    pattern = item.integer("LinePattern") if dashing == "DASHED" else _ALL_ON
    is_known = dashing in ("", "SOLID", "DASHED") and pattern is not None
    if not is_known or thickness is None or not 0 <= thickness <= _THICKEST:
        return Unheeded("a style of lines that is damaged or not known")
    shadow = _shadow(item)
    if isinstance(shadow, Unheeded):
        return shadow
    gaps = _seen(item, "PatternOffColorCIELabValue", "PatternOffOpacity")
    assert pattern is not None
    return LineStyle(thickness, colour, pattern & _ALL_ON, gaps, shadow)


def fill_colour(graphic: Attributes) -> str | Unheeded:
    """The colour that a graphic is filled with; "" for that of its layer."""
    item = graphic.item("FillStyleSequence")
    if item is None:
        return ""
    if item.text("FillMode") not in ("", "SOLID"):
        return Unheeded("a graphic filled with a pattern")
    return _seen(item, "PatternOnColorCIELabValue", "PatternOnOpacity")


def text_style(text: Attributes) -> TextStyle | Unheeded:
    """The style of a text; fonts may be replaced, and are."""
    item = text.item("TextStyleSequence")
    if item is None:
        return TextStyle()
    if any(item.text(each) == "Y" for each in ("Bold", "Italic", "Underlined")):
        return Unheeded("a text that is bold, slanted or underlined")
    if _shadow(item) is not None:
        return Unheeded("a text with a shadow")
    across, down = item.text("HorizontalAlignment"), item.text("VerticalAlignment")
    return TextStyle(
        cielab_colour(item, "TextColorCIELabValue"),
        across if across in ("LEFT", "CENTER", "RIGHT") else "",
        down if down in ("TOP", "CENTER", "BOTTOM") else "",
    )


def _seen(item: Attributes, colour: str, opacity: str) -> str:
    """A colour with its opacity, #AARRGGBB where light passes; "" for none."""
    return _opaque(cielab_colour(item, colour), item.decimal(opacity))


def _opaque(colour: str, opacity: float | None) -> str:
    share = 1.0 if opacity is None or not math.isfinite(opacity) else min(max(opacity, 0.0), 1.0)
    if not colour or share == 1.0:
        return colour
    return f"#{round(share * 255):02X}{colour[1:]}"


def _shadow(item: Attributes) -> Shadow | Unheeded | None:
    kind = item.text("ShadowStyle")
    if kind in ("", "OFF") or item.decimal("ShadowOpacity") == 0.0:
        return None
    x, y = item.decimal("ShadowOffsetX"), item.decimal("ShadowOffsetY")
    colour = _seen(item, "ShadowColorCIELabValue", "ShadowOpacity")
    if (
        kind not in _SHADOWS
        or x is None
        or y is None
        or not max(abs(x), abs(y)) <= _THICKEST
        or not colour
    ):
        return Unheeded("a shadow that is damaged or not known")
    return Shadow((x, y), kind == "OUTLINED", colour)
