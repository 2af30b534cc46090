"""Which frames come next."""

from hypothesis import given
from hypothesis import strategies as st

from viewer.frames.prefetch import prefetch_indices


def test_four_ahead_and_one_behind_in_the_direction_of_the_last_step() -> None:
    assert prefetch_indices(10, 100, direction=1) == [11, 12, 13, 14, 9]
    assert prefetch_indices(10, 100, direction=-1) == [9, 8, 7, 6, 11]


def test_before_any_step_both_sides_are_alike() -> None:
    assert prefetch_indices(10, 100, direction=0) == [11, 9, 12, 8, 13, 7]


def test_nothing_beyond_the_ends() -> None:
    assert prefetch_indices(0, 3, direction=-1) == [1]
    assert prefetch_indices(98, 100, direction=1) == [99, 97]
    assert prefetch_indices(0, 1, direction=0) == []


@given(st.integers(1, 50), st.data(), st.sampled_from([-1, 0, 1]))
def test_never_the_frame_itself_nor_one_twice(
    length: int, data: st.DataObject, direction: int
) -> None:
    index = data.draw(st.integers(0, length - 1))
    wanted = prefetch_indices(index, length, direction=direction)
    assert index not in wanted
    assert len(set(wanted)) == len(wanted)
    assert all(0 <= k < length for k in wanted)
