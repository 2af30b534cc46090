"""Reference lines and the 3D cursor on a picture (DC-092)."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from viewer.model.geometry import Plane, Vector
from viewer.model.guides import ImagePlane
from viewer.render.drawing import Drawing, Ink, Line
from viewer.render.scene import Scene
from viewer.render.transform import canvas_from_image, map_point

_ALMOST_PARALLEL_COS: Final = math.cos(math.radians(10))  # where a line would say nothing
_TEXT_SIZE: Final = 13.0
_ACTIVE_WIDTH, _OTHER_WIDTH = 1.5, 0.75
_CURSOR_GAP, _CURSOR_REACH = 6.0, 18.0
_NEAR_MM: Final = 0.5  # a plane as thin as none still takes in so much on either side

Points = NDArray[np.float64]


def guides(scene: Scene) -> Drawing:
    """The lines and the cursor of a scene."""
    return _reference_lines(scene) + _cursor(scene)


def is_almost_parallel(one: Plane, other: Plane) -> bool:
    """Whether two planes lie so flat to each other that a line between them says nothing."""
    return abs(float(one.normal @ other.normal)) > _ALMOST_PARALLEL_COS


def section_lps(image: ImagePlane, plane: Plane) -> tuple[Vector, Vector] | None:
    """Where the area of an image cuts `plane`: both ends in LPS mm.

    None where it does not reach the plane, or lies so flat to it that a line says nothing.
    """
    if is_almost_parallel(image.plane, plane):
        return None
    corners = _corners_lps(image)
    heights = (corners - np.asarray(plane.position_lps)) @ plane.normal
    ends: list[Vector] = []
    for k in range(4):
        one, other = heights[k], heights[(k + 1) % 4]
        if (one < 0) != (other < 0):
            part = one / (one - other)
            x, y, z = corners[k] + part * (corners[(k + 1) % 4] - corners[k])
            ends.append((float(x), float(y), float(z)))
    return (ends[0], ends[1]) if len(ends) == 2 else None


def _corners_lps(image: ImagePlane) -> Points:
    """The outer corners of an image, in turn."""
    left, right, top, bottom = -0.5, image.columns - 0.5, -0.5, image.rows - 0.5
    pixels = [(left, top), (right, top), (right, bottom), (left, bottom)]
    affine = image.plane.lps_from_pixel
    return np.array([(affine @ (x, y, 0.0, 1.0))[:3] for x, y in pixels])


def _reference_lines(scene: Scene) -> Drawing:
    plane = scene.frame.header.plane
    if plane is None:
        return ()
    lines = []
    for image in scene.guides.references:
        if (ends := section_lps(image, plane)) is not None:
            start, end = (_canvas_point(scene, plane, point) for point in ends)
            width = _ACTIVE_WIDTH if image.is_active else _OTHER_WIDTH
            lines.append(Line(*start, *end, width * scene.device_pixel_ratio, Ink.REFERENCE))
    return tuple(lines)


def _canvas_point(scene: Scene, plane: Plane, point: Vector) -> tuple[float, float]:
    """The foot of a point of the patient on the image, in device pixels."""
    way = np.subtract(point, plane.position_lps)
    column = float(way @ plane.row_direction) / plane.column_spacing_mm
    row = float(way @ plane.column_direction) / plane.row_spacing_mm
    affine = canvas_from_image(scene.frame.image, scene.view, scene.width, scene.height)
    return map_point(affine, column, row)


def _cursor(scene: Scene) -> Drawing:
    """An open cross at the point of the 3D cursor, where the image goes through it."""
    point, plane = scene.guides.cursor_lps, scene.frame.header.plane
    if point is None or plane is None:
        return ()
    height = float(np.subtract(point, plane.position_lps) @ plane.normal)
    if abs(height) > _reach_mm(scene):
        return ()
    x, y = _canvas_point(scene, plane, point)
    ratio = scene.device_pixel_ratio
    gap, reach, width = _CURSOR_GAP * ratio, _CURSOR_REACH * ratio, 1.5 * ratio
    return tuple(
        Line(x + dx * gap, y + dy * gap, x + dx * reach, y + dy * reach, width, Ink.REFERENCE)
        for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1))
    )


def _reach_mm(scene: Scene) -> float:
    """How far from its plane an image still shows a point: half its thickness or spacing."""
    spacing = scene.display_set.spacing_mm if scene.display_set else None
    return max(_NEAR_MM, (spacing or 0) / 2, (scene.frame.header.thickness_mm or 0) / 2) + 1e-6
