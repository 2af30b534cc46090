"""Histograms against numpy's own counting."""

import numpy as np
import pytest

from viewer.imaging.histogram import histogram
from viewer.model.lut import PixelPadding, Rescale

RANDOM = np.random.default_rng(23)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint16, np.int16, np.int32, np.float32])
def test_every_value_is_counted_in_modality_units(dtype: type) -> None:
    stored = RANDOM.integers(0, 100, (60, 80)).astype(dtype)
    stored[0, 0] = -20 if np.dtype(dtype).kind != "u" else 0
    made = histogram(stored, Rescale(2, -10))
    assert made is not None
    counts, edges = np.histogram(stored * 2.0 - 10, 256)
    assert np.allclose(made.edges, edges)
    assert made.counts.tolist() == counts.tolist()


def test_padding_and_what_is_no_number_count_for_nothing() -> None:
    stored = np.array([[0, 0, 5, 9]], dtype=np.int16)
    made = histogram(stored, Rescale(), PixelPadding(0, 0))
    assert made is not None
    assert made.counts.sum() == 2
    assert (made.edges[0], made.edges[-1]) == (5, 9)
    assert histogram(stored, Rescale(), PixelPadding(0, 9)) is None
    assert histogram(np.full((2, 2), np.nan), Rescale()) is None


def test_of_a_large_frame_of_floats_a_fair_sample_is_taken() -> None:
    stored = np.tile(np.arange(1000, dtype=np.float32), (1000, 1))
    made = histogram(stored, Rescale())
    assert made is not None
    assert made.counts.sum() == 250_000
    assert made.counts.max() < 2 * made.counts.min()
