"""Values along a line and within a region, in the units of the numbers that are measured there."""

from dataclasses import dataclass
from itertools import pairwise
from math import hypot

import numpy as np
from numpy.typing import NDArray

from viewer.imaging.calibration import calibration
from viewer.imaging.histogram import Histogram, histogram
from viewer.imaging.mask import region_mask
from viewer.imaging.modality import to_modality
from viewer.imaging.padding import picture_mask
from viewer.imaging.value_unit import value_unit
from viewer.model.frame import Frame
from viewer.model.shape import Point, Shape

_STEP = 0.5  # pixels between samples
_MOST_SAMPLES = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Values over places: `y` is NaN where there is no value. Units are as people read them."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    x_unit: str
    y_unit: str


def line_profile(shape: Shape, frame: Frame) -> Curve | None:
    """The values along a line, between pixels by the four around; None for colours.

    Distances are along the line, in mm where the image is calibrated, else in columns; so they
    are in a trace of ultrasound, where time and velocity make no distance.
    """
    if not frame.has_window:
        return None
    places = _along(shape.points)
    found = calibration(frame.image, frame.header, shape.points)
    scaled = places * found.scale if found.is_spatial else places
    steps = np.hypot(*np.diff(scaled, axis=0).T) if len(places) > 1 else np.zeros(0)
    x = np.concatenate(([0.0], np.cumsum(steps)))
    unit = found.label if found.unit_x == found.unit_y == "mm" else "px"
    told = value_unit(frame)
    return Curve(x, _values_at(places, frame) * told.factor, unit, told.label)


def region_histogram(shape: Shape, frame: Frame) -> Histogram | None:
    """How often each value occurs in a region, padding left out; None where there is none."""
    if not frame.has_window:
        return None
    region = region_mask(shape, *frame.pixels.shape[:2])
    stored = frame.pixels[region.area][region.inside]
    if not stored.size:
        return None
    found = histogram(stored[None, :], frame.header.modality, frame.image.padding)
    told = value_unit(frame)
    return found and Histogram(found.edges * told.factor, found.counts, told.label)


def region_mean(shape: Shape, frame: Frame) -> float:
    """The mean of the values in a region, padding left out; NaN where there are none."""
    if not frame.has_window:
        return float("nan")
    region = region_mask(shape, *frame.pixels.shape[:2])
    stored, inside = frame.pixels[region.area], region.inside
    picture = picture_mask(stored, frame.image.padding)
    if picture is not None:
        inside = inside & (picture > 0)
    if not inside.any():
        return float("nan")
    mean = float(np.mean(to_modality(stored[inside], frame.header.modality)))
    return mean * value_unit(frame).factor


def _along(points: tuple[Point, ...]) -> NDArray[np.float64]:
    """Places along a line, each half a pixel on."""
    found = [points[0]]
    for (x0, y0), (x1, y1) in pairwise(points):
        length = hypot(x1 - x0, y1 - y0)
        count = min(max(1, round(length / _STEP)), _MOST_SAMPLES)
        found += [
            (x0 + (x1 - x0) * k / count, y0 + (y1 - y0) * k / count) for k in range(1, count + 1)
        ]
    return np.asarray(found, dtype=np.float64)


def _values_at(places: NDArray[np.float64], frame: Frame) -> NDArray[np.float64]:
    """Bilinear values; NaN beside the image, and where one of the four pixels is padding."""
    rows, columns = frame.pixels.shape[:2]
    x, y = places.T
    is_in = (x >= 0) & (x <= columns - 1) & (y >= 0) & (y <= rows - 1)
    left = np.clip(np.floor(x).astype(int), 0, max(0, columns - 2))
    top = np.clip(np.floor(y).astype(int), 0, max(0, rows - 2))
    right, bottom = np.minimum(left + 1, columns - 1), np.minimum(top + 1, rows - 1)
    across, down = x - left, y - top
    value = np.zeros(len(places))
    for row, column, weight in (
        (top, left, (1 - across) * (1 - down)),
        (top, right, across * (1 - down)),
        (bottom, left, (1 - across) * down),
        (bottom, right, across * down),
    ):
        stored = frame.pixels[row, column]
        each = np.asarray(to_modality(stored, frame.header.modality), dtype=np.float64).copy()
        picture = picture_mask(stored[None, :], frame.image.padding)
        if picture is not None:
            each[picture[0] == 0] = np.nan
        value += np.where(weight > 0, weight * each, 0.0)
    return np.where(is_in, value, np.nan)
