"""Cine keeps the time of the file (DC-103, PS3.3 C.7.6.5)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.workspace.cine import (
    Cine,
    CinePlan,
    Repeat,
    at_tick,
    frame_durations,
    index_at,
    make_cine,
    seconds_to_next,
    tick_at,
    with_rate,
)
from viewer.workspace.options import CineOptions


def even(length: int, rate: float, **changes: object) -> Cine:
    values = {
        "order": tuple(range(length)), "durations_s": (1 / rate,) * length, "started_at_s": 100.0,
    } | changes  # fmt: skip
    return Cine(**values)  # type: ignore[arg-type]


def planned(length: int, index: int = 0, **plan: Any) -> Cine:
    """Ten frames a second from second 0 on."""
    return make_cine((0.1,) * length, CinePlan(**plan), index=index, started_at_s=0.0)


def shown(cine: Cine, count: int) -> list[int | None]:
    """What is on screen in the middle of each of the next frames."""
    return [index_at(cine, 0.05 + 0.1 * k) for k in range(count)]


def test_frame_time_is_the_duration_of_every_frame() -> None:
    assert frame_durations((40.0,), 3, default_rate=15) == pytest.approx((0.04, 0.04, 0.04))


def test_a_frame_time_vector_says_how_long_after_the_frame_before_each_one_comes() -> None:
    # Frame 2 comes 100 ms after frame 1, frame 3 50 ms later; the last stays the average.
    assert frame_durations((0.0, 100.0, 50.0), 3, default_rate=15) == pytest.approx(
        (0.1, 0.05, 0.075)
    )


@pytest.mark.parametrize("times", [(), (0.0,), (-3.0,), (0.0, 10.0), (0.0, 0.0, 0.0), (0, 5, -1)])
def test_times_that_make_no_sense_play_at_the_default_rate(times: tuple[float, ...]) -> None:
    assert frame_durations(times, 3, default_rate=10) == pytest.approx((0.1, 0.1, 0.1))


def test_the_frame_follows_from_the_time_that_passed() -> None:
    cine = even(10, rate=10)
    assert [index_at(cine, 100 + t) for t in (0, 0.05, 0.1001, 0.95)] == [0, 0, 1, 9]


def test_a_late_clock_skips_frames_and_does_not_slow_down() -> None:
    cine = even(60, rate=30)
    assert index_at(cine, 100 + 1.01) == 30


def test_it_begins_at_the_frame_on_screen() -> None:
    cine = even(10, rate=10, started_place=7)
    assert index_at(cine, 100) == 7
    assert index_at(cine, 100.31) == 0


def test_a_loop_begins_again_and_a_single_run_ends() -> None:
    assert index_at(even(10, rate=10), 101.05) == 0
    assert index_at(even(10, rate=10, repeats=False), 101.05) is None


def test_uneven_frames_stay_as_long_as_their_file_says() -> None:
    cine = Cine((0, 1, 2), (0.1, 0.5, 0.1), started_at_s=0.0)
    assert [index_at(cine, t) for t in (0.05, 0.11, 0.59, 0.61, 0.71)] == [0, 1, 1, 2, 0]


def test_twice_the_speed_halves_the_time() -> None:
    cine = even(10, rate=10, speed=2.0)
    assert cine.rate == pytest.approx(20)
    assert index_at(cine, 100.26) == 5


def test_a_new_rate_goes_on_from_the_frame_of_now() -> None:
    cine = with_rate(even(10, rate=10), 20, now_s=100.55, options=CineOptions())
    assert cine.rate == pytest.approx(20)
    assert index_at(cine, 100.55) == 5
    assert index_at(cine, 100.61) == 6


def test_a_rate_stays_within_its_bounds() -> None:
    options = CineOptions(slowest_rate=1, fastest_rate=60)
    assert with_rate(even(5, 10), 1000, now_s=100, options=options).rate == pytest.approx(60)
    assert with_rate(even(5, 10), 0.01, now_s=100, options=options).rate == pytest.approx(1)


durations = st.lists(st.floats(0.005, 0.5), min_size=2, max_size=30)


@given(durations, st.data(), st.floats(0, 100), st.floats(0.25, 8))
def test_the_clock_that_waits_as_told_sees_every_frame_in_order(
    times: list[float], data: st.DataObject, elapsed: float, speed: float
) -> None:
    start = data.draw(st.integers(0, len(times) - 1))
    order = tuple(range(len(times)))
    cine = Cine(order, tuple(times), started_at_s=0.0, started_place=start, speed=speed)
    now = index_at(cine, elapsed)
    assert now is not None
    wait = seconds_to_next(cine, elapsed)
    assert 0 <= wait <= times[now] / speed + 1e-6
    after = index_at(cine, elapsed + wait + 1e-6)
    assert after == (now + 1) % len(times)


def test_a_bounce_goes_back_the_way_it_came_and_shows_the_ends_once() -> None:
    cine = planned(4, repeat=Repeat.BOUNCE)
    assert shown(cine, 9) == [0, 1, 2, 3, 2, 1, 0, 1, 2]


def test_a_range_is_all_that_is_played() -> None:
    assert shown(planned(10, first=3, last=5), 5) == [3, 4, 5, 3, 4]
    assert shown(planned(10, index=4, first=3, last=5), 4) == [4, 5, 3, 4]
    assert shown(planned(10, repeat=Repeat.BOUNCE, first=3, last=5), 6) == [3, 4, 5, 4, 3, 4]


def test_a_range_may_be_set_from_either_end_and_stays_in_the_stack() -> None:
    assert CinePlan(first=7, last=2).range_in(10) == (2, 7)
    assert CinePlan(first=3, last=90).range_in(10) == (3, 9)
    assert CinePlan(first=80).range_in(10) == (9, 9)
    assert shown(planned(10, first=4, last=4), 3) == [4, 4, 4]


def test_a_single_run_stops_at_the_last_and_begins_anew_from_there() -> None:
    once = planned(3, repeat=Repeat.ONCE)
    assert shown(once, 4) == [0, 1, 2, None]
    assert shown(planned(3, index=2, repeat=Repeat.ONCE), 2) == [0, 1]


def test_frames_that_the_clock_passed_over_are_counted() -> None:
    cine = planned(10)
    for now_s, dropped in ((0.05, 0), (0.15, 0), (0.45, 2), (0.46, 2), (1.35, 10)):
        tick = tick_at(cine, now_s)
        assert tick is not None
        cine = at_tick(cine, tick, is_late=False)
        assert cine.dropped == dropped


def test_a_frame_that_never_came_is_counted_when_the_next_is_due() -> None:
    cine = at_tick(planned(10), 1, is_late=True)
    assert cine.dropped == 1
    assert at_tick(cine, 1, is_late=True).dropped == 1


def test_another_rate_keeps_the_way_of_a_bounce() -> None:
    cine = planned(4, repeat=Repeat.BOUNCE)
    faster = with_rate(cine, 20, now_s=0.45, options=CineOptions())
    assert index_at(faster, 0.45) == 2
    assert index_at(faster, 0.51) == 1
