"""Inversion and rounding to eight bits."""

import numpy as np

from viewer.imaging.presentation import inverse, to_uint8


def test_inverse_stays_in_a_range_that_does_not_begin_at_zero() -> None:
    assert inverse(np.array([16.0, 100.0, 235.0]), low=16, high=235).tolist() == [235, 151, 16]


def test_halves_are_rounded_up_and_ends_clamped() -> None:
    values = np.array([-3.0, 0.49, 0.5, 254.5, 300.0, np.nan, np.inf, -np.inf])
    assert to_uint8(values).tolist() == [0, 0, 1, 255, 255, 0, 255, 0]
