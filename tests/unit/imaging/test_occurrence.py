"""Counting stored values against numpy's own counting."""

import numpy as np
import pytest
from numpy.typing import DTypeLike

from viewer.imaging import occurrence
from viewer.imaging.occurrence import occurrences


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint16, np.int16])
@pytest.mark.parametrize("is_masked", [False, True])
def test_every_value_is_counted(
    dtype: DTypeLike, monkeypatch: pytest.MonkeyPatch, *, is_masked: bool
) -> None:
    monkeypatch.setattr(occurrence, "_MOST_EXACT", 100)  # in parts of a few rows
    limits = np.iinfo(np.dtype(dtype).name)
    chance = np.random.default_rng(1)
    stored = chance.integers(limits.min, limits.max, (40, 30), endpoint=True).astype(dtype)
    mask = chance.integers(0, 2, (40, 30)).astype(np.uint8) if is_masked else None
    values, counts = occurrences(stored, mask)
    picked = stored if mask is None else stored[mask > 0]
    expected, expected_counts = np.unique(picked, return_counts=True)
    assert values.tolist() == expected.tolist()
    assert counts.tolist() == expected_counts.tolist()
