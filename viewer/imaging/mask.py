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
    """Even-odd rule, a column of crossings for each row."""
    area = _area(corners.min(axis=0), corners.max(axis=0), rows, columns)
    y = np.arange(area[0].start, area[0].stop, dtype=np.float64)
    x = np.arange(area[1].start, area[1].stop, dtype=np.float64)
    inside = np.zeros((len(y), len(x)), dtype=np.bool_)
    ends = np.roll(corners, -1, axis=0)
    for (x1, y1), (x2, y2) in zip(corners.tolist(), ends.tolist(), strict=True):
        crossed = np.flatnonzero((y >= min(y1, y2)) & (y < max(y1, y2)))
        if crossed.size:
            crossings = x1 + (y[crossed] - y1) * ((x2 - x1) / (y2 - y1))
            inside[crossed] ^= x[None, :] >= crossings[:, None]
    return RegionMask(area, inside)


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
    u = inverse[0, 0] * x[None, :] + inverse[0, 1] * y[:, None]
    v = inverse[1, 0] * x[None, :] + inverse[1, 1] * y[:, None]
    return RegionMask(area, u * u + v * v < 1)


def _area(low: ArrayLike, high: ArrayLike, rows: int, columns: int) -> tuple[slice, slice]:
    left, top = np.asarray(low)
    right, bottom = np.asarray(high)
    return _part(top, bottom, rows), _part(left, right, columns)


def _part(low: float, high: float, size: int) -> slice:
    start = min(max(math.ceil(low), 0), size)
    return slice(start, max(start, min(math.floor(high) + 1, size)))
