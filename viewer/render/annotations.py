"""Annotations on the canvas: outlines, handles, and the numbers beside them."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from unicodedata import east_asian_width

import numpy as np
from numpy.typing import NDArray

from viewer.imaging.suv import UNIT as SUV_UNIT
from viewer.model.aid import Sketched
from viewer.model.annotation import Annotation
from viewer.model.crossing import Crossing
from viewer.model.measurement import Measurement, Quantity
from viewer.model.shape import Point, Shape, ShapeKind
from viewer.render.drawing import Anchor, Drawing, Ink, Polyline, Text
from viewer.render.ruler import ruler_marks
from viewer.render.scene import Scene
from viewer.render.transform import Affine, canvas_from_image, map_point

_LINE: Final = 1.5  # logical pixels, as all sizes here
_TEXT: Final = 13.0
_HANDLE: Final = 4.0
_REACH: Final = 8.0
_TIP: Final = 10.0
_STEPS: Final = 64  # of a drawn ellipse
_GAP: Final = 8.0
_LETTER: Final = 0.7  # how wide a digit is at most, for its height: a cut-off ² makes mm² to mm
_FEW: Final = 4  # points that have handles however near they are
_MANY: Final = 40  # points of an outline that is drawn by hand or painted
_APART: Final = 14.0  # of the handles of an outline, twice that where it has many
_NAMES: Final = {
    Quantity.ESTIMATED_LENGTH: "≈",
    Quantity.LONG_AXIS: "L",
    Quantity.SHORT_AXIS: "S",
    Quantity.HEART_WIDTH: "H",
    Quantity.THORAX_WIDTH: "T",
    Quantity.CARDIOTHORACIC_RATIO: "CTR",
    Quantity.AREA: "A",
    Quantity.MEAN: "Ø",
    Quantity.STANDARD_DEVIATION: "SD",
    Quantity.TIME: "t",
    Quantity.DISTANCE: "d",
    Quantity.VELOCITY: "v",
    Quantity.FREQUENCY: "f",
    Quantity.SLOPE: "∆",
    Quantity.PERIMETER: "P",
    Quantity.COUNT: "n",
    Quantity.MINIMUM: "min",
    Quantity.MAXIMUM: "max",
    Quantity.MEDIAN: "median",
    Quantity.SKEWNESS: "skewness",
    Quantity.KURTOSIS: "kurtosis",
}
_ON_HOVER: Final = frozenset(
    {
        Quantity.PERIMETER,
        Quantity.COUNT,
        Quantity.MINIMUM,
        Quantity.MAXIMUM,
        Quantity.MEDIAN,
        Quantity.SKEWNESS,
        Quantity.KURTOSIS,
    }
)
_OF_PIXELS: Final = frozenset(
    {
        Quantity.VALUE,
        Quantity.MEAN,
        Quantity.STANDARD_DEVIATION,
        Quantity.MINIMUM,
        Quantity.MAXIMUM,
        Quantity.MEDIAN,
    }
)
_COARSE: Final = ("", "[hnsf'U]")  # whole numbers, of which a tenth is enough
_Part = Polyline | Text
_Box = tuple[float, float, float, float]  # left, top, right, bottom
_MOST_BOXES: Final = 60  # texts that others keep clear of; beyond there is no room anyway
_ALONE: Final = frozenset(
    {Quantity.LENGTH, Quantity.ANGLE, Quantity.COBB_ANGLE, Quantity.VALUE}
)  # said without a name


def annotation_drawing(scene: Scene) -> Drawing:
    """Draw the annotations of a scene; the selected one has handles."""
    shown = _shown(scene)
    if not shown and not scene.crossings:
        return ()
    affine = canvas_from_image(scene.frame.image, scene.view, scene.width, scene.height)
    ratio = scene.device_pixel_ratio
    drawn: list[_Part] = []
    taken: list[_Box] = []
    for crossing in scene.crossings:
        drawn += _crossing(scene, crossing, affine, taken)
    for annotation, is_selected in shown:
        ink = Ink.OTHERS if annotation.source_uid else Ink.ANNOTATION
        ink = Ink.SELECTED if is_selected else ink
        parts = _outline(annotation.shape, affine, ratio, ink)
        if annotation.shape.kind is ShapeKind.RULER:
            parts += ruler_marks(scene, annotation.shape, affine, ink)
        parts += _texts(scene, annotation, affine, ink, taken)
        colour = annotation.colour
        drawn += [replace(part, colour=colour) for part in parts] if colour else parts
        if is_selected and not annotation.is_locked:
            points = _mapped(annotation.shape.points, affine)
            drawn += [_handle(points[place], ratio) for place in _grips(points, ratio)]
    return tuple(drawn)


def _crossing(scene: Scene, crossing: Crossing, affine: Affine, taken: list[_Box]) -> list[_Part]:
    """Lines of an annotation of another image, faded where only a part of it lies in this one.

    Where a line goes straight through, a small square stands. Only a whole one tells its numbers,
    and none of those of its own pixels, for here lie others.
    """
    annotation, ratio = crossing.annotation, scene.device_pixel_ratio
    whole, faded = (
        (Ink.OTHERS, Ink.OTHERS_FADED) if annotation.source_uid else (Ink.ANNOTATION, Ink.FADED)
    )
    ink = whole if crossing.is_whole else faded
    parts: list[_Part] = []
    for path in crossing.paths:
        points = _mapped(path, affine)
        if np.ptp(points, axis=0).max() < _HANDLE * ratio:
            parts.append(replace(_handle(points.mean(axis=0), ratio), ink=ink))
        else:
            line = tuple((float(x), float(y)) for x, y in points)
            parts.append(Polyline(line, width=_LINE * ratio, ink=ink))
    if crossing.is_whole:
        shape = Shape(ShapeKind.POLYLINE, _two(crossing.paths))
        sizes = tuple(n for n in annotation.measurements if n.quantity not in _OF_PIXELS)
        there = replace(annotation, shape=shape, measurements=sizes)
        parts += _texts(scene, there, affine, ink, taken)
    colour = annotation.colour
    return [replace(part, colour=colour) for part in parts] if colour else parts


def _two(paths: Sequence[Sequence[Point]]) -> tuple[Point, ...]:
    """All points of paths, two at least, to which a text is put."""
    points = tuple(point for path in paths for point in path)
    return points if len(points) > 1 else points * 2


def _shown(scene: Scene) -> list[tuple[Annotation, bool]]:
    """What is drawn, each with whether it has handles; what is on its way has them."""
    shown = [(each, each.uid == scene.selected) for each in scene.annotations]
    if isinstance(scene.aid, Sketched):
        ref, sketched = scene.frame.ref, scene.aid.annotation
        if sketched.is_on(ref.sop_instance_uid, ref.frame_index):
            shown.append((sketched, True))
    return shown


def measurement_text(number: Measurement) -> str:
    """A number as it is read: "12.3 mm", "A 45.1 mm²", "Ø 43 HU", "max 2.35 SUVbw"."""
    name = number.name or ("" if number.quantity in _ALONE else _NAMES.get(number.quantity, ""))
    return f"{name} {quantity_text(number)}".strip()


def quantity_text(number: Measurement) -> str:
    """A number with its unit and without its name: "12.3 mm"."""
    places = 2 if number.quantity is Quantity.CARDIOTHORACIC_RATIO else 1
    value = f"{number.value:.{places}f}" if abs(number.value) < 1e6 else f"{number.value:.4g}"
    is_fine = number.quantity in _OF_PIXELS and number.unit not in _COARSE
    if is_fine and 0 < abs(number.value) < 10:
        value = f"{number.value:.3g}"  # uptake, dose and diffusion are told in small numbers
    if number.name:
        value = f"{number.value:.6g}"  # as reported
    return value + ("°" if number.unit == "deg" else f" {number.label}".rstrip())


def number_texts(annotation: Annotation) -> list[str]:
    """The numbers that are shown beside an annotation; the others are told on hover."""
    return [
        measurement_text(number)
        for number in annotation.measurements
        if number.quantity not in _ON_HOVER
        # The hottest pixel is what readers of PET ask for first.
        or (number.quantity is Quantity.MAXIMUM and number.unit == SUV_UNIT)
    ]


def handle_at(scene: Scene, x: float, y: float) -> tuple[Annotation, int | None] | None:
    """What can be grabbed at a canvas point: a point of a shape by its index, or its outline.

    The reach is the same on screen at every zoom and scale. Where several are within it, a handle
    that is seen comes first, a point before an outline, then the nearest, then the last drawn.
    """
    affine = canvas_from_image(scene.frame.image, scene.view, scene.width, scene.height)
    reach = _REACH * scene.device_pixel_ratio
    found = list[tuple[tuple[bool, bool, float], Annotation, int | None]]()
    for annotation in reversed(scene.annotations):
        points = _mapped(annotation.shape.points, affine)
        grips = _grips(points, scene.device_pixel_ratio)
        ways = np.hypot(*(points[grips] - (x, y)).T)
        nearest = int(ways.argmin())
        paths = _paths(annotation.shape, affine)
        off = min((_distance(path, x, y) for path in paths if len(path) > 1), default=math.inf)
        if ways[nearest] <= reach:
            is_seen = annotation.uid == scene.selected and not annotation.is_locked
            is_on_it = is_seen and ways[nearest] <= _HANDLE * scene.device_pixel_ratio
            found.append(((not is_on_it, False, float(ways[nearest])), annotation, grips[nearest]))
        elif off <= reach:
            found.append(((True, True, off), annotation, None))
    best = min(found, key=lambda each: each[0], default=None)
    return None if best is None else best[1:]


def handle_points(scene: Scene) -> list[Point]:
    """Where the handles of all that can be moved lie on the canvas, in the order of drawing."""
    affine = canvas_from_image(scene.frame.image, scene.view, scene.width, scene.height)
    found = list[Point]()
    for annotation in scene.annotations:
        if not annotation.is_locked:
            points = _mapped(annotation.shape.points, affine)
            grips = _grips(points, scene.device_pixel_ratio)
            found += [(float(x), float(y)) for x, y in points[grips]]
    return found


def _grips(points: NDArray[np.float64], ratio: float) -> list[int]:
    """Which points of a shape have handles: all of a few, of many as many as can be told apart."""
    if len(points) <= _FEW:
        return list(range(len(points)))
    apart, kept = (_APART if len(points) <= _MANY else 2 * _APART) * ratio, [0]
    for place in range(1, len(points)):
        if math.dist(points[place], points[kept[-1]]) >= apart:
            kept.append(place)
    return kept


def _outline(shape: Shape, affine: Affine, ratio: float, ink: Ink) -> list[_Part]:
    width = _LINE * ratio
    drawn: list[_Part] = [
        Polyline(tuple(map(tuple, path.tolist())), width=width, ink=ink)
        for path in _paths(shape, affine)
        if len(path) > 1
    ]
    if shape.kind is ShapeKind.ARROW:
        drawn.append(_arrow_head(shape, affine, ratio, ink))
    elif shape.kind is ShapeKind.POINT:
        drawn += _cross(shape.points[0], affine, ratio, ink)
    return drawn


def _paths(shape: Shape, affine: Affine) -> list[NDArray[np.float64]]:
    """The lines of a shape, as points on the canvas."""
    points = _mapped(shape.corners, affine)
    match shape.kind:
        case ShapeKind.ELLIPSE:
            return [_ellipse(points)]
        case ShapeKind.RECTANGLE | ShapeKind.POLYGON | ShapeKind.SPLINE:
            return [np.vstack((points, points[:1]))]
        case (
            ShapeKind.BIDIRECTIONAL
            | ShapeKind.COBB
            | ShapeKind.OPEN_ANGLE
            | ShapeKind.CARDIOTHORACIC
        ):
            return [points[:2], points[2:]]
        case ShapeKind.TEXT | ShapeKind.POINT:
            return []
    return [points]


def _ellipse(points: NDArray[np.float64]) -> NDArray[np.float64]:
    turn = np.linspace(0, 2 * np.pi, _STEPS + 1)[:, None]
    first, second = (points[1] - points[0]) / 2, (points[3] - points[2]) / 2
    return np.asarray(points.mean(axis=0) + np.cos(turn) * first + np.sin(turn) * second)


def _arrow_head(shape: Shape, affine: Affine, ratio: float, ink: Ink) -> Polyline:
    tip, tail = _mapped(shape.points, affine)
    way = tail - tip
    along = way / (np.linalg.norm(way) or 1.0) * _TIP * ratio
    across = np.array((-along[1], along[0])) * 0.4
    ends = (tip + along + across, tip, tip + along - across)
    return Polyline(tuple((float(x), float(y)) for x, y in ends), width=_LINE * ratio, ink=ink)


def _cross(point: Point, affine: Affine, ratio: float, ink: Ink) -> list[_Part]:
    x, y = map_point(affine, *point)
    size = _HANDLE * 1.5 * ratio
    return [
        Polyline(((x - size, y), (x + size, y)), width=_LINE * ratio, ink=ink),
        Polyline(((x, y - size), (x, y + size)), width=_LINE * ratio, ink=ink),
    ]


def _handle(point: NDArray[np.float64], ratio: float) -> Polyline:
    x, y = point.tolist()
    half = _HANDLE * ratio
    corners = (
        (x - half, y - half),
        (x + half, y - half),
        (x + half, y + half),
        (x - half, y + half),
    )
    return Polyline(corners, is_closed=True, width=_LINE * ratio, ink=Ink.SELECTED)


def _texts(
    scene: Scene, annotation: Annotation, affine: Affine, ink: Ink, taken: list[_Box]
) -> list[_Part]:
    """Lines of text right of the shape, or left of it where there is no room.

    They keep clear of the texts that are `taken`. A text annotation begins where it was put.
    """
    lines = [annotation.label] if annotation.label else []
    lines += number_texts(annotation)
    if not lines:
        return []
    ratio, kind = scene.device_pixel_ratio, annotation.shape.kind
    size = _TEXT * ratio
    height, width = size * 1.3 * len(lines), size * max(map(_width, lines))
    points = _mapped(annotation.shape.corners, affine)
    is_in_sight = _is_in_sight(scene, points)
    x, y = points[int(points[:, 0].argmax())].tolist()
    anchor = Anchor.TOP_LEFT
    if kind is not ShapeKind.TEXT:
        gap = (_GAP + (_HANDLE if kind is ShapeKind.POINT else 0.0)) * ratio
        x += gap
        if is_in_sight and x + width > scene.width:
            x, y = points[int(points[:, 0].argmin())].tolist()
            x, anchor = x - gap if x - gap >= width else scene.width - gap, Anchor.TOP_RIGHT
    top = y - height / 2
    if is_in_sight:
        top = max(0.0, min(top, scene.height - height))
    left = x - width if anchor is Anchor.TOP_RIGHT else x
    box = (left, top, left + width, top + height)
    if is_in_sight and kind is not ShapeKind.TEXT:
        box = _clear_of(taken, box, scene.height)
    if len(taken) < _MOST_BOXES:
        taken.append(box)
    top = box[1]
    return [
        Text(x, top + size * 1.3 * place, line, size, anchor=anchor, ink=ink)
        for place, line in enumerate(lines)
    ]


def _width(line: str) -> float:
    """About how wide a line is, for its height; letters of East Asia are as wide as high."""
    return sum(1.0 if east_asian_width(each) in "WF" else _LETTER for each in line)


def _clear_of(taken: Sequence[_Box], box: _Box, height: float) -> _Box:
    """A box moved up or down as little as it takes to cover no other; as it is without room."""
    left, top, right, bottom = box
    beside = [other for other in taken if other[0] < right and left < other[2]]
    size = bottom - top
    tops = [top, *(other[3] for other in beside), *(other[1] - size for other in beside)]
    free = [
        at
        for at in tops
        if 0 <= at <= height - size
        and not any(at < other[3] and other[1] < at + size for other in beside)
    ]
    found = min(free, key=lambda at: abs(at - top), default=top)
    found = found if abs(found - top) <= 2 * size else top  # farther on it belongs to nothing
    return (left, found, right, found + size)


def _is_in_sight(scene: Scene, points: NDArray[np.float64]) -> bool:
    """Whether the box around points on the canvas meets what is seen of it."""
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return bool(left < scene.width and right > 0 and top < scene.height and bottom > 0)


def _mapped(points: Sequence[Point], affine: Affine) -> NDArray[np.float64]:
    return np.asarray(points) @ affine[:2, :2].T + affine[:2, 2]


def _distance(path: NDArray[np.float64], x: float, y: float) -> float:
    """From a point to the nearest place of a path."""
    starts, ways = path[:-1], np.diff(path, axis=0)
    to = np.array((x, y)) - starts
    lengths = np.maximum((ways**2).sum(axis=1), 1e-12)
    along = np.clip((to * ways).sum(axis=1) / lengths, 0, 1)[:, None]
    return float(np.hypot(*(to - along * ways).T).min())
