"""Statistics of the values in a region (IBSI 3.3: population moments, excess kurtosis)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class RegionStatistics:
    """What a region holds; skewness and kurtosis are 0 where all values are equal."""

    count: int
    mean: float
    standard_deviation: float
    minimum: float
    maximum: float
    median: float
    skewness: float
    kurtosis: float


def region_statistics(values: NDArray[np.float64]) -> RegionStatistics | None:
    """Describe the finite ones of some values; None where there are none."""
    values = values[np.isfinite(values)]
    if not values.size:
        return None
    low, high, mean = float(values.min()), float(values.max()), float(values.mean())
    deviations = values - mean
    squares = (
        deviations * deviations
    )  # higher powers from these: numpy's ** takes ten times as long
    variance = float(squares.mean())
    skewness = kurtosis = 0.0
    if low < high:
        skewness = float(np.dot(squares, deviations)) / values.size / variance**1.5
        kurtosis = float(np.dot(squares, squares)) / values.size / variance**2 - 3
    return RegionStatistics(
        values.size,
        mean,
        variance**0.5,
        low,
        high,
        float(np.median(values)),
        skewness,
        kurtosis,
    )


def counted_statistics(
    values: NDArray[np.float64], counts: NDArray[np.float64]
) -> RegionStatistics | None:
    """Describe values of which each occurs as often as `counts` says; as above otherwise."""
    is_finite = np.isfinite(values)
    values, counts = values[is_finite], counts[is_finite]
    if not values.size:
        return None
    order = np.argsort(values)  # a rescale or a table may have turned them round
    values, counts = values[order], counts[order]
    size = float(counts.sum())
    mean = float(np.dot(values, counts)) / size
    deviations = values - mean
    squares = deviations * deviations
    variance = float(np.dot(squares, counts)) / size
    skewness = kurtosis = 0.0
    if values[0] < values[-1]:
        skewness = float(np.dot(squares * deviations, counts)) / size / variance**1.5
        kurtosis = float(np.dot(squares * squares, counts)) / size / variance**2 - 3
    reached = np.cumsum(counts)
    middle = [np.searchsorted(reached, place) for place in (size / 2, size / 2 + 0.5)]
    return RegionStatistics(
        int(size),
        mean,
        variance**0.5,
        float(values[0]),
        float(values[-1]),
        float(values[np.minimum(middle, len(values) - 1)].mean()),
        skewness,
        kurtosis,
    )
