"""Graphics and texts of presentation states (PS3.3 C.10.5, C.10.7; DC-173)."""

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from viewer.dicom.attributes import Attributes
from viewer.model.presentation import Graphic
from viewer.model.shape import Point, Shape, ShapeKind

_MOST_POINTS: Final = 20_000
_FARTHEST: Final = 1e6  # pixels: no image reaches as far; NaN is no nearer
_STEPS: Final = 8  # lines between two points of a curve
_DISPLAY: Final = "DISPLAY"
_WHITE: Final = (0.9642, 1.0, 0.8249)  # D50
_RGB_FROM_XYZ: Final = np.array(
    (
        (3.1338561, -1.6168667, -0.4906146),
        (-0.9787684, 1.9161415, 0.0334540),
        (0.0719453, -0.2289914, 1.4052427),
    )
)  # linear sRGB, adapted to D50
_UNITS: Final = ("PIXEL", "DISPLAY", "MATRIX")
_JUSTIFICATIONS: Final = ("LEFT", "CENTER", "RIGHT")


def read_graphics(annotation: Attributes) -> Iterator[Graphic | None]:
    """What one item of the Graphic Annotation Sequence draws; None for what cannot be drawn.

    Compound graphics are passed over: their plain equivalents stand beside them (C.10.5.1.1).
    """
    for item in annotation.items("GraphicObjectSequence"):
        yield _graphic(item)
    for item in annotation.items("TextObjectSequence"):
        if item.text("UnformattedTextValue").strip():
            yield _text(item)


def layer_colour(layer: Attributes) -> str:
    """The colour that a layer recommends, #RRGGBB; "" for none, or gray, which all displays have.

    CIELab as in PS3.3 C.10.7.1.1, of white point D50, to sRGB.
    """
    values = layer.integers("GraphicLayerRecommendedDisplayCIELabValue")
    if len(values) != 3:
        return ""
    lightness, a, b = (value / 65535 for value in values)
    high = (lightness * 100 + 16) / 116
    parts = (high + (a * 255 - 128) / 500, high, high - (b * 255 - 128) / 200)
    cubes = [part**3 if part > 6 / 29 else (part - 4 / 29) * 3 * (6 / 29) ** 2 for part in parts]
    linear = np.clip(_RGB_FROM_XYZ @ np.multiply(cubes, _WHITE), 0, 1)
    curved = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(float(part) * 255):02X}" for part in curved)


def _graphic(item: Attributes) -> Graphic | None:
    units = item.text("GraphicAnnotationUnits")
    is_relative = units == _DISPLAY
    points = _points(item.decimals("GraphicData"), is_relative=is_relative)
    if item.integer("GraphicDimensions") not in (2, None) or units not in _UNITS:
        return None
    shape = graphic_shape(item.text("GraphicType"), points)
    if shape is None:
        return None
    is_filled = item.text("GraphicFilled") == "Y"
    return Graphic(shape, is_relative=is_relative, is_filled=is_filled)


def graphic_shape(kind: str, points: tuple[Point, ...]) -> Shape | None:
    """The shape of a Graphic Type; None where its points do not make one."""
    match kind:
        case "POINT" if points:
            return Shape(ShapeKind.POINT, points[:1])
        case "CIRCLE" if len(points) >= 2:
            (x, y), (at_x, at_y) = points[:2]
            radius = math.hypot(at_x - x, at_y - y)
            ends = ((x - radius, y), (x + radius, y), (x, y - radius), (x, y + radius))
            return Shape(ShapeKind.ELLIPSE, ends)
        case "ELLIPSE" if len(points) == 4:
            return Shape(ShapeKind.ELLIPSE, points)
        case "POLYLINE" | "POLYGON" | "INTERPOLATED" if len(points) >= 2:
            is_closed = points[0] == points[-1] and len(points) > 3
            points = _curve(points) if kind == "INTERPOLATED" else points
            line = (ShapeKind.POLYGON, points[:-1]) if is_closed else (ShapeKind.POLYLINE, points)
            return Shape(*line)
    return None


def _points(numbers: tuple[float, ...], *, is_relative: bool) -> tuple[Point, ...]:
    """Pairs of column and row; the outer corner of the first pixel is (0, 0) in the file."""
    if len(numbers) > 2 * _MOST_POINTS or not all(abs(each) <= _FARTHEST for each in numbers):
        return ()
    shift = 0.0 if is_relative else 0.5
    return tuple((x - shift, y - shift) for x, y in zip(numbers[::2], numbers[1::2], strict=False))


def _curve(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Lines along a smooth curve through the points (Catmull and Rom's)."""
    given = np.asarray(points)
    is_closed = points[0] == points[-1]
    before = given[-2:-1] if is_closed else given[:1]
    after = given[1:2] if is_closed else given[-1:]
    p0, p1, p2, p3 = (np.vstack((before, given, after))[k : len(given) + k - 1] for k in range(4))
    found = []
    for t in np.arange(_STEPS) / _STEPS:
        bends = 2 * p0 - 5 * p1 + 4 * p2 - p3
        found.append(
            (2 * p1 + (p2 - p0) * t + bends * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3) / 2
        )
    curve = np.stack(found, axis=1).reshape(-1, 2)
    return (*((float(x), float(y)) for x, y in curve), points[-1])


def _text(item: Attributes) -> Graphic | None:
    """A text in its box, or at its anchor point; None where it has neither."""
    is_box_relative = item.text("BoundingBoxAnnotationUnits") == _DISPLAY
    is_anchor_relative = item.text("AnchorPointAnnotationUnits") == _DISPLAY
    corners = _points(
        (*item.decimals("BoundingBoxTopLeftHandCorner"),
         *item.decimals("BoundingBoxBottomRightHandCorner")),
        is_relative=is_box_relative,
    )  # fmt: skip
    anchors = _points(item.decimals("AnchorPoint"), is_relative=is_anchor_relative)
    text = item.text("UnformattedTextValue")
    if len(corners) == 2:
        has_line = bool(anchors) and item.text("AnchorPointVisibility") == "Y"
        alignment = item.text("BoundingBoxTextHorizontalJustification")
        return Graphic(
            Shape(ShapeKind.TEXT, corners[:1]),
            text,
            is_relative=is_box_relative,
            box=(corners[0], corners[1]),
            alignment=alignment if alignment in _JUSTIFICATIONS else "LEFT",
            anchor=anchors[0] if has_line else None,
            is_anchor_relative=is_anchor_relative,
        )
    if not anchors:
        return None
    return Graphic(Shape(ShapeKind.TEXT, anchors[:1]), text, is_relative=is_anchor_relative)
