"""Statistics of a region against SciPy."""

import math
from dataclasses import astuple

import numpy as np
import pytest
from scipy import stats

from viewer.imaging.region_statistics import counted_statistics, region_statistics


@pytest.mark.parametrize("seed", range(5))
def test_moments_are_those_of_scipy(seed: int) -> None:
    values = np.random.default_rng(seed).gamma(2.0, 100.0, 500) - 1000
    found = region_statistics(values)
    assert found is not None
    assert found.count == 500
    assert found.mean == pytest.approx(values.mean())
    assert found.standard_deviation == pytest.approx(np.std(values))
    assert (found.minimum, found.maximum) == (values.min(), values.max())
    assert found.median == pytest.approx(np.median(values))
    assert found.skewness == pytest.approx(stats.skew(values))
    assert found.kurtosis == pytest.approx(stats.kurtosis(values))


def test_equal_values_have_no_spread_and_no_shape() -> None:
    found = region_statistics(np.full(7, 0.1))
    assert found is not None
    assert found.standard_deviation == pytest.approx(0, abs=1e-12)
    assert (found.skewness, found.kurtosis) == (0, 0)


def test_what_is_no_number_does_not_count() -> None:
    found = region_statistics(np.array([1.0, math.nan, 3.0, math.inf]))
    assert found is not None
    assert (found.count, found.mean) == (2, 2.0)


def test_nothing_has_no_statistics() -> None:
    assert region_statistics(np.array([])) is None
    assert region_statistics(np.array([math.nan])) is None


@pytest.mark.parametrize("seed", range(8))
def test_counted_values_are_described_as_if_each_stood_alone(seed: int) -> None:
    chance = np.random.default_rng(seed)
    values = chance.choice(np.linspace(40.0, -90.0, 17), size=int(chance.integers(1, 400)))
    found, counts = np.unique(values, return_counts=True)
    order = chance.permutation(len(found))
    one, other = region_statistics(values), counted_statistics(found[order], counts[order])
    assert one is not None
    assert other is not None
    assert astuple(other) == pytest.approx(astuple(one), rel=1e-9, abs=1e-9)


def test_counted_values_that_are_no_numbers_are_left_out() -> None:
    found = counted_statistics(np.array([1.0, math.nan, 3.0]), np.array([2.0, 5.0, 2.0]))
    assert found is not None
    assert (found.count, found.mean, found.median) == (4, 2, 2)
    assert counted_statistics(np.array([math.nan]), np.array([5.0])) is None
