"""The cache keeps to its budget, whatever is put in."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.support.images import make_frame, make_ref
from viewer.frames.cache import FrameCache
from viewer.model.frame import Frame

KIB = 1024


def kib_frame(number: int) -> Frame:
    """A frame of 1 KiB."""
    return make_frame(np.zeros((32, 16), np.uint16), ref=make_ref(number))


def make_cache(kib: int = 3) -> FrameCache:
    return FrameCache(limit_bytes=kib * KIB)


def test_the_least_recently_used_frame_goes_first() -> None:
    cache = make_cache(kib=3)
    for number in range(3):
        cache.put(kib_frame(number))
    assert cache.get(make_ref(0)) is not None  # 0 is used again, 1 is now the oldest
    cache.put(kib_frame(3))
    assert [make_ref(k) in cache for k in range(4)] == [True, False, True, True]


def test_the_same_frame_put_twice_counts_once() -> None:
    cache = make_cache()
    cache.put(kib_frame(0))
    cache.put(kib_frame(0))
    assert (len(cache), cache.held_bytes) == (1, KIB)


def test_a_pinned_frame_stays_over_the_budget_until_it_is_let_go() -> None:
    cache = make_cache(kib=1)
    cache.put(kib_frame(0))
    cache.pin("cell", [make_ref(0)])
    cache.put(kib_frame(1))
    assert make_ref(0) in cache
    assert make_ref(1) not in cache
    cache.pin("cell", [])
    cache.put(kib_frame(2))
    assert make_ref(0) not in cache


def test_pins_of_one_holder_do_not_replace_those_of_another() -> None:
    cache = make_cache(kib=1)
    cache.put(kib_frame(0))
    cache.pin("left", [make_ref(0)])
    cache.pin("right", [make_ref(9)])
    cache.put(kib_frame(1))
    assert make_ref(0) in cache


def test_what_is_dropped_gives_its_bytes_back() -> None:
    cache = make_cache()
    cache.put(kib_frame(0))
    cache.put(kib_frame(1))
    cache.drop([make_ref(0), make_ref(7)])
    assert (len(cache), cache.held_bytes) == (1, KIB)
    cache.clear()
    assert (len(cache), cache.held_bytes) == (0, 0)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 6)), max_size=60))
def test_the_bytes_told_are_the_bytes_held_and_never_above_the_limit(
    puts: list[tuple[int, int]],
) -> None:
    cache = make_cache(kib=8)
    latest: dict[int, int] = {}
    for number, kib in puts:
        cache.put(make_frame(np.zeros((kib, KIB), np.uint8), ref=make_ref(number)))
        latest[number] = kib
        held = sum(latest[k] * KIB for k in latest if make_ref(k) in cache)
        assert cache.held_bytes == held <= 8 * KIB
        assert make_ref(number) in cache
