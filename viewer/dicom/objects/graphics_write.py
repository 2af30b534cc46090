"""Graphics and texts of presentation states, written (PS3.3 C.10.5; DC-173)."""

from collections.abc import Sequence
from math import hypot
from typing import TYPE_CHECKING, Any

from viewer.dicom.objects.written import item
from viewer.model.presentation import Graphic
from viewer.model.shape import Point, Shape, ShapeKind

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_LONGEST_TEXT = 1024  # ST
_TWO_LINES = frozenset({
    ShapeKind.BIDIRECTIONAL, ShapeKind.COBB, ShapeKind.OPEN_ANGLE, ShapeKind.CARDIOTHORACIC,
})  # fmt: skip
_CLOSED = frozenset({ShapeKind.RECTANGLE, ShapeKind.POLYGON, ShapeKind.SPLINE})


def graphic_items(graphic: Graphic) -> dict[str, Any]:
    """The sequences of a Graphic Annotation item for one graphic or text.

    A spline goes out as the polygon that it is drawn as, an arrow as its line.
    """
    if graphic.text:
        return {"TextObjectSequence": [_text(graphic)]}
    units = "DISPLAY" if graphic.is_relative else "PIXEL"
    objects = []
    for kind, points in _lines(graphic.shape):
        numbers = _numbers(points, is_relative=graphic.is_relative)
        made = item(
            GraphicAnnotationUnits=units,
            GraphicDimensions=2,
            NumberOfGraphicPoints=len(points),
            GraphicData=numbers,
            GraphicType=kind,
        )
        if kind == "ELLIPSE" or (kind == "POLYLINE" and points[0] == points[-1]):
            made.GraphicFilled = "Y" if graphic.is_filled else "N"
        objects.append(made)
    return {"GraphicObjectSequence": objects}


def _lines(shape: Shape) -> list[tuple[str, Sequence[Point]]]:
    points = shape.points
    if shape.kind is ShapeKind.POINT:
        return [("POINT", points)]
    if shape.kind is ShapeKind.ELLIPSE:
        longer, shorter = sorted((points[:2], points[2:]), key=_length, reverse=True)
        return [("ELLIPSE", (*longer, *shorter))]
    if shape.kind in _CLOSED:
        return [("POLYLINE", (*shape.corners, shape.corners[0]))]
    if shape.kind in _TWO_LINES:
        return [("POLYLINE", points[:2]), ("POLYLINE", points[2:])]
    return [("POLYLINE", points)]


def _length(axis: Sequence[Point]) -> float:
    return hypot(axis[1][0] - axis[0][0], axis[1][1] - axis[0][1])


def _text(graphic: Graphic) -> "Dataset":
    """A text in its box, or at its anchor point."""
    made = item(UnformattedTextValue=graphic.text[:_LONGEST_TEXT])
    units = "DISPLAY" if graphic.is_relative else "PIXEL"
    if graphic.box is not None:
        first, last = graphic.box
        made.BoundingBoxAnnotationUnits = units
        made.BoundingBoxTopLeftHandCorner = _numbers([first], is_relative=graphic.is_relative)
        made.BoundingBoxBottomRightHandCorner = _numbers([last], is_relative=graphic.is_relative)
        made.BoundingBoxTextHorizontalJustification = graphic.alignment
    is_anchor_relative = graphic.is_anchor_relative if graphic.box else graphic.is_relative
    anchor = graphic.anchor if graphic.box else graphic.shape.points[0]
    if anchor is not None:
        made.AnchorPointAnnotationUnits = "DISPLAY" if is_anchor_relative else "PIXEL"
        made.AnchorPoint = _numbers([anchor], is_relative=is_anchor_relative)
        made.AnchorPointVisibility = "Y" if graphic.box else "N"
    return made


def _numbers(points: Sequence[Point], *, is_relative: bool) -> list[float]:
    """Pairs of column and row; the outer corner of the first pixel is (0, 0) in the file."""
    shift = 0.0 if is_relative else 0.5
    return [number + shift for point in points for number in point]
