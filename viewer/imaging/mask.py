"""Which pixels a shape encloses: those whose centre lies inside.

The answer is the part of the image around the shape, so that the cost follows the shape.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viewer.model.shape import Shape, ShapeKind


@dataclass(frozen=True, slots=True, eq=False)
class RegionMask:
    """`inside` is (rows, columns) of bool for the part of the image at `area`."""

    area: tuple[slice, slice]
    inside: NDArray[np.bool_]


def region_mask(shape: Shape, rows: int, columns: int) -> RegionMask:
    """The enclosed pixels of an image; what lies beside the image is left out.

    A centre on the left or upper edge counts, one on the right or lower edge does not, so that
    regions side by side share no pixel.
    """
    if shape.kind is ShapeKind.ELLIPSE:
        return _ellipse_mask(np.asarray(shape.points, dtype=np.float64), rows, columns)
    return _polygon_mask(np.asarray(shape.corners, dtype=np.float64), rows, columns)


def _polygon_mask(corners: NDArray[np.float64], rows: int, columns: int) -> RegionMask:
    """Even-odd rule: each edge turns over all pixels right of where it crosses a row."""
    area = _area(corners.min(axis=0), corners.max(axis=0), rows, columns)
    top, left = area[0].start, area[1].start
    height, width = area[0].stop - top, area[1].stop - left
    ends = np.roll(corners, -1, axis=0)
    low = np.ceil(np.minimum(corners[:, 1], ends[:, 1])).clip(top, area[0].stop).astype(np.intp)
    high = np.ceil(np.maximum(corners[:, 1], ends[:, 1])).clip(top, area[0].stop).astype(np.intp)
    counts = high - low
    edge = np.repeat(np.arange(len(corners)), counts)
    y = low[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)
    (x1, y1), (x2, y2) = corners[edge].T, ends[edge].T
    crossings = x1 + (y - y1) * ((x2 - x1) / (y2 - y1))
    turned = np.zeros((height, width + 1), dtype=np.bool_)
    place = (np.ceil(crossings) - left).clip(0, width).astype(np.intp)
    np.logical_xor.at(turned, (y - top, place), True)
    return RegionMask(area, np.logical_xor.accumulate(turned[:, :width], axis=1))


def _ellipse_mask(points: NDArray[np.float64], rows: int, columns: int) -> RegionMask:
    """Inside where the point has a length below one in units of the two half axes."""
    centre = points.mean(axis=0)
    axes = np.column_stack(((points[1] - points[0]) / 2, (points[3] - points[2]) / 2))
    extent = np.hypot(axes[:, 0], axes[:, 1])
    area = _area(centre - extent, centre + extent, rows, columns)
    if math.isclose(np.linalg.det(axes), 0.0, abs_tol=1e-12):
        shape = (area[0].stop - area[0].start, area[1].stop - area[1].start)
        return RegionMask(area, np.zeros(shape, dtype=np.bool_))
    y = np.arange(area[0].start, area[0].stop) - centre[1]
    x = np.arange(area[1].start, area[1].stop) - centre[0]
    inverse = np.linalg.inv(axes)
    u = np.add.outer(inverse[0, 1] * y, inverse[0, 0] * x)
    v = np.add.outer(inverse[1, 1] * y, inverse[1, 0] * x)
    u *= u  # in place: a large region would take its time for memory alone
    v *= v
    u += v
    return RegionMask(area, u < 1)


def _area(low: ArrayLike, high: ArrayLike, rows: int, columns: int) -> tuple[slice, slice]:
    left, top = np.asarray(low)
    right, bottom = np.asarray(high)
    return _part(top, bottom, rows), _part(left, right, columns)


def _part(low: float, high: float, size: int) -> slice:
    start = min(max(math.ceil(low), 0), size)
    return slice(start, max(start, min(math.floor(high) + 1, size)))
