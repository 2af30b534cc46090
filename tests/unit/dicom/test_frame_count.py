"""How many frames to believe in."""

import pytest

from viewer.dicom.frame_count import is_possible


@pytest.mark.parametrize("frames", [1, 60, 1000])
def test_a_file_can_hold_a_frame_for_each_byte(frames: int) -> None:
    assert is_possible(frames, size=1000)


@pytest.mark.parametrize("frames", [-1, 0, 1001, 2**31 - 1])
def test_impossible_counts_are_refused(frames: int) -> None:
    assert not is_possible(frames, size=1000)


def test_no_file_is_so_large_that_it_may_ask_for_billions() -> None:
    assert not is_possible(2**31 - 1, size=2**40)
