"""Graphics and texts of presentation states (PS3.3 C.10.5, C.10.7; DC-173)."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from viewer.dicom.attributes import Attributes
from viewer.dicom.objects.graphic_styles import Unheeded, fill_colour, line_style, text_style
from viewer.model.presentation import Graphic
from viewer.model.shape import Point, Shape, ShapeKind

_MOST_POINTS: Final = 20_000
_FARTHEST: Final = 1e6  # pixels: no image reaches as far; NaN is no nearer
_STEPS: Final = 8  # lines between two points of a curve
_DISPLAY: Final = "DISPLAY"
_MATRIX: Final = "MATRIX"
_COMPOUND_ID: Final = "CompoundGraphicInstanceID"
_DAMAGED: Final = "graphics or a text that are damaged or not known"
_UNITS: Final = ("PIXEL", _DISPLAY, _MATRIX)
_JUSTIFICATIONS: Final = ("LEFT", "CENTER", "RIGHT")


def read_graphics(annotation: Attributes) -> Iterator[Graphic | str]:
    """What one item of the Graphic Annotation Sequence draws, or what of it cannot be drawn.

    Compound graphics are drawn as the plain objects of the same Compound Graphic Instance ID,
    which must stand beside them for viewers that know no others (C.10.5.1.3.1).
    """
    objects = list(annotation.items("GraphicObjectSequence"))
    texts = list(annotation.items("TextObjectSequence"))
    plain = {item.integer(_COMPOUND_ID) for item in (*objects, *texts)}
    for item in annotation.items("CompoundGraphicSequence"):
        if (number := item.integer(_COMPOUND_ID)) is None or number not in plain:
            yield f"a compound graphic ({item.text('CompoundGraphicType')}) with no plain one"
    for item in objects:
        yield _graphic(item)
    for item in texts:
        if item.text("UnformattedTextValue").strip():
            yield _text(item)


def _graphic(item: Attributes) -> Graphic | str:
    units = item.text("GraphicAnnotationUnits")
    is_relative = units == _DISPLAY
    points = _points(item.decimals("GraphicData"), is_relative=is_relative)
    shape = graphic_shape(item.text("GraphicType"), points)
    if shape is None or item.integer("GraphicDimensions") not in (2, None) or units not in _UNITS:
        return _DAMAGED
    is_filled = item.text("GraphicFilled") == "Y"
    style, fill = line_style(item), fill_colour(item) if is_filled else ""
    if isinstance(style, Unheeded) or isinstance(fill, Unheeded):
        return str(style if isinstance(style, Unheeded) else fill)
    return Graphic(
        shape,
        is_relative=is_relative,
        is_matrix=units == _MATRIX,
        is_filled=is_filled,
        style=style,
        fill_colour=fill,
    )


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


def _text(item: Attributes) -> Graphic | str:
    """A text in its box, or at its anchor point; what is missing where it has neither."""
    box_units, anchor_units = (
        item.text(f"{of}AnnotationUnits") for of in ("BoundingBox", "AnchorPoint")
    )
    is_box_relative, is_anchor_relative = box_units == _DISPLAY, anchor_units == _DISPLAY
    corners = _points(
        (*item.decimals("BoundingBoxTopLeftHandCorner"),
         *item.decimals("BoundingBoxBottomRightHandCorner")),
        is_relative=is_box_relative,
    )  # fmt: skip
    anchors = _points(item.decimals("AnchorPoint"), is_relative=is_anchor_relative)
    has_box = len(corners) == 2
    if not has_box and not anchors:
        return _DAMAGED
    style = text_style(item)
    if isinstance(style, Unheeded):
        return str(style)
    text = Graphic(
        Shape(ShapeKind.TEXT, (corners if has_box else anchors)[:1]),
        item.text("UnformattedTextValue"),
        is_relative=is_anchor_relative,
        is_matrix=anchor_units == _MATRIX,
        colour=style.colour,
    )
    if not has_box:
        return text
    has_line = bool(anchors) and item.text("AnchorPointVisibility") == "Y"
    alignment = style.across or item.text("BoundingBoxTextHorizontalJustification")
    return replace(
        text,
        is_relative=is_box_relative,
        is_matrix=box_units == _MATRIX,
        box=(corners[0], corners[1]),
        alignment=alignment if alignment in _JUSTIFICATIONS else "LEFT",
        vertical_alignment=style.down or "TOP",
        anchor=anchors[0] if has_line else None,
        is_anchor_relative=is_anchor_relative,
        is_anchor_matrix=anchor_units == _MATRIX,
    )
