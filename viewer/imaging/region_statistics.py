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
