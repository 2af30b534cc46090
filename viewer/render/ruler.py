"""The marks of a ruler on an image: one each centimetre, half and whole millimetres in between."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from viewer.imaging.calibration import PIXELS, calibration
from viewer.model.shape import Shape
from viewer.render.drawing import Anchor, Ink, Polyline, Text
from viewer.render.scene import Scene
from viewer.render.transform import Affine, map_point

_STEPS: Final = ((1.0, 4.0), (5.0, 7.0), (10.0, 11.0))  # every so many units, so long a mark
_LEAST: Final = 4.0  # logical pixels from mark to mark, as all sizes here
_ROOM: Final = 30.0  # for a number beside its mark
_TEXT: Final = 11.0
_LINE: Final = 1.5
_MOST: Final = 2000  # marks


def ruler_marks(scene: Scene, shape: Shape, affine: Affine, ink: Ink) -> list[Polyline | Text]:
    """Marks across the line, from its first end on, with the number of centimetres.

    Where the image has no millimetres ten pixels count as one. None in a trace of ultrasound,
    whose directions have other units.
    """
    (x1, y1), (x2, y2) = shape.points
    found = calibration(scene.frame.image, scene.frame.header, shape.points)
    length = math.hypot((x2 - x1) * found.scale[0], (y2 - y1) * found.scale[1])
    if not found.is_spatial or not length:
        return []
    unit = 10.0 if found.unit_x == PIXELS else 1.0
    start, end = (np.asarray(map_point(affine, *point)) for point in shape.points)
    on_screen, ratio = float(np.linalg.norm(end - start)), scene.device_pixel_ratio
    if not on_screen:
        return []
    ruler = _Ruler(start, (end - start) / length * unit, ratio, ink)
    per_unit = on_screen / length * unit
    steps = [(step, long) for step, long in _STEPS if step * per_unit >= _LEAST * ratio]
    if not steps or length / unit / steps[0][0] > _MOST:
        return []
    return ruler.marks(length / unit, steps, has_numbers=10 * per_unit >= _ROOM * ratio)


class _Ruler:
    """Where a ruler begins on the canvas, and how it runs for each unit."""

    def __init__(
        self, start: NDArray[np.float64], way: NDArray[np.float64], ratio: float, ink: Ink
    ) -> None:
        self._start, self._way, self._ratio, self._ink = start, way, ratio, ink
        self._across = np.array((way[1], -way[0])) / float(np.linalg.norm(way))

    def marks(
        self, length: float, steps: list[tuple[float, float]], *, has_numbers: bool
    ) -> list[Polyline | Text]:
        """All marks, the longest that fits a place at each."""
        parts: list[Polyline | Text] = []
        finest = steps[0][0]
        for count in range(int(length / finest + 1e-6) + 1):
            at = count * finest
            long = max(long for step, long in steps if math.isclose(at % step, 0, abs_tol=1e-6))
            foot = self._start + at * self._way
            tip = foot + self._across * long * self._ratio
            ends = ((float(foot[0]), float(foot[1])), (float(tip[0]), float(tip[1])))
            parts.append(Polyline(ends, width=_LINE * self._ratio, ink=self._ink))
            if has_numbers and count and math.isclose(at % 10, 0, abs_tol=1e-6):
                x, y = tip + self._across * 9 * self._ratio
                size = _TEXT * self._ratio
                parts.append(Text(x, y, f"{at / 10:.0f}", size, Anchor.CENTER, self._ink))
        return parts
