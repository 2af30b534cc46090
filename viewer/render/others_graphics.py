"""Graphics and texts of presentation states on the canvas, as in PS3.3 C.10.5 (DC-173)."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from viewer.model.presentation import Graphic
from viewer.model.shape import Point, ShapeKind
from viewer.render.drawing import Anchor, Drawing, Ink, Line, Polyline, Primitive, Text
from viewer.render.scene import Scene
from viewer.render.styled_lines import styled_lines
from viewer.render.transform import Affine, canvas_from_image, map_point

_Part = Line | Polyline | Text
_LINE: Final = 1.5  # logical pixels, as all sizes here
_TEXT: Final = 13.0
_LEADING: Final = 1.3
_CROSS: Final = 6.0
_STEPS: Final = 64  # of a drawn ellipse
_ANCHORS: Final = {
    "LEFT": (0.0, Anchor.TOP_LEFT),
    "CENTER": (0.5, Anchor.TOP),
    "RIGHT": (1.0, Anchor.TOP_RIGHT),
}
_DOWN: Final = {"TOP": 0.0, "CENTER": 0.5, "BOTTOM": 1.0}


def graphics_drawing(scene: Scene) -> Drawing:
    """Draw what the presentation state of a scene draws; without patient data no texts."""
    presented = scene.frame.presented
    if presented is None or not presented.graphics:
        return ()
    forth = canvas_from_image(scene.frame.image, scene.view, scene.width, scene.height)
    area = canvas_from_area(scene, forth)
    drawn: list[Primitive] = []
    for graphic in presented.graphics:
        affine = area if graphic.is_relative else forth
        parts: list[_Part] = []
        if not graphic.text:
            parts = _shape(graphic, affine, scene.device_pixel_ratio)
            if graphic.style is not None:
                parts = _styled(parts, graphic, affine, scene.device_pixel_ratio)
        elif scene.show_patient:  # a text may be a name
            anchor_affine = area if graphic.is_anchor_relative else forth
            parts = _text(graphic, affine, anchor_affine, scene.device_pixel_ratio)
        colour = graphic.colour
        drawn += [replace(part, colour=part.colour or colour) for part in parts]
    return tuple(drawn)


def canvas_from_area(scene: Scene, forth: Affine) -> Affine:
    """Parts of the displayed area, which does not turn with the image, to the canvas."""
    placed = scene.frame.image.placement
    assert placed is not None
    left, top, right, bottom = placed.area
    (x0, x1), (y0, y1) = (
        sorted(ends)
        for ends in zip(map_point(forth, left, top), map_point(forth, right, bottom), strict=True)
    )
    return np.array(((x1 - x0, 0.0, x0), (0.0, y1 - y0, y0), (0.0, 0.0, 1.0)))


def _shape(graphic: Graphic, affine: Affine, ratio: float) -> list[_Part]:
    width, shape = _LINE * ratio, graphic.shape
    if shape.kind is ShapeKind.POINT:
        x, y = map_point(affine, *shape.points[0])
        size = _CROSS * ratio
        return [
            Line(x - size, y, x + size, y, width, Ink.OTHERS),
            Line(x, y - size, x, y + size, width, Ink.OTHERS),
        ]
    points = _mapped(shape.points, affine)
    if shape.kind is ShapeKind.ELLIPSE:
        turn = np.linspace(0, 2 * np.pi, _STEPS, endpoint=False)[:, None]
        first, second = (points[1] - points[0]) / 2, (points[3] - points[2]) / 2
        points = points.mean(axis=0) + np.cos(turn) * first + np.sin(turn) * second
    is_closed = shape.kind in (ShapeKind.ELLIPSE, ShapeKind.POLYGON)
    corners = tuple((float(x), float(y)) for x, y in points)
    line = Polyline(corners, is_closed, width, Ink.OTHERS)
    if not (graphic.is_filled and is_closed):
        return [line]
    if not graphic.fill_colour and graphic.style is None:
        return [replace(line, is_filled=True)]
    ground = replace(line, is_filled=True, colour=graphic.fill_colour, width=0, has_edge=False)
    return [ground, line]


def _styled(parts: list[_Part], graphic: Graphic, affine: Affine, ratio: float) -> list[_Part]:
    """The lines of a graphic in its style, over what fills it."""
    assert graphic.style is not None
    scale = float(abs(np.linalg.det(affine[:2, :2])) ** 0.5)
    drawn: list[_Part] = []
    for part in parts:
        if isinstance(part, Line):
            line = Polyline(((part.x0, part.y0), (part.x1, part.y1)), ink=part.ink)
            drawn += styled_lines(line, graphic.style, scale, ratio)
        elif isinstance(part, Polyline) and not part.is_filled:
            drawn += styled_lines(part, graphic.style, scale, ratio)
        else:
            drawn.append(part)
    return drawn


def _text(graphic: Graphic, affine: Affine, anchor_affine: Affine, ratio: float) -> list[_Part]:
    """The lines of a text from the top of its box, and a line to what it tells of."""
    corners = _mapped(graphic.box or graphic.shape.points, affine)
    (left, top), (right, bottom) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    part, anchor = _ANCHORS[graphic.alignment]
    size = _TEXT * ratio
    x = left + part * (right - left)
    lines = graphic.text.splitlines()
    top += _DOWN[graphic.vertical_alignment] * (bottom - top - size * _LEADING * len(lines))
    drawn: list[_Part] = []
    if graphic.anchor is not None:
        middle = top + size * _LEADING * len(lines) / 2
        end = map_point(anchor_affine, *graphic.anchor)
        drawn.append(Line(x, middle, *end, _LINE * ratio, Ink.OTHERS))
    return drawn + [
        Text(x, top + size * _LEADING * number, line, size, anchor=anchor, ink=Ink.OTHERS)
        for number, line in enumerate(lines)
    ]


def _mapped(points: tuple[Point, ...], affine: Affine) -> NDArray[np.float64]:
    return np.asarray(points) @ affine[:2, :2].T + affine[:2, 2]
