"""Cine: which frame to show at a time (DC-103).

The frame follows from the time that passed, not from a count of ticks, so that a slow
screen drops frames and keeps the patient's own pace.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from viewer.model.cine import CinePlan, Repeat
from viewer.workspace.options import CineOptions


@dataclass(frozen=True, slots=True)
class Cine:
    """A stack being played: frames in the `order` of one round, each with its `durations_s`.

    It began at `started_at_s` with place `started_place` of the round. `tick` counts the frames
    since the first round began, up to the one that was due last; `dropped` those that came too
    late or not at all.
    """

    order: tuple[int, ...]
    durations_s: tuple[float, ...]
    started_at_s: float
    started_place: int = 0
    speed: float = 1.0
    repeats: bool = True
    tick: int = 0
    dropped: int = 0

    @property
    def rate(self) -> float:
        """Frames a second, on average."""
        return self.speed * len(self.durations_s) / sum(self.durations_s)


def make_cine(
    durations_s: Sequence[float], plan: CinePlan, *, index: int, started_at_s: float
) -> Cine:
    """Play a stack of frames that stay for `durations_s` each, from frame `index` on.

    Outside of the range it begins with the first; so it does at the very end of a single run.
    """
    first, last = plan.range_in(len(durations_s))
    order = list(range(first, last + 1))
    if plan.repeat is Repeat.BOUNCE:
        order += range(last - 1, first, -1)
    place = order.index(index) if index in order else 0
    if plan.repeat is Repeat.ONCE and place == len(order) - 1:
        place = 0
    return Cine(
        order=tuple(order),
        durations_s=tuple(durations_s[k] for k in order),
        started_at_s=started_at_s,
        started_place=place,
        speed=plan.speed,
        repeats=plan.repeat is not Repeat.ONCE,
        tick=place,
    )


def frame_durations(
    frame_times_ms: Sequence[float], length: int, *, default_rate: float
) -> tuple[float, ...]:
    """Seconds that each of `length` frames stays on screen.

    `frame_times_ms` is Frame Time (one value for all) or Frame Time Vector, whose value i is
    the time from frame i-1 to frame i (PS3.3 C.7.6.5.1.2); the last frame stays as long as
    the average one. Anything else plays at `default_rate`.
    """
    steady = 1.0 / default_rate
    if len(frame_times_ms) == 1 and frame_times_ms[0] > 0:
        steady = frame_times_ms[0] / 1000
    elif length > 1 and len(frame_times_ms) == length:
        gaps = [time / 1000 for time in frame_times_ms[1:]]
        if min(gaps) >= 0 < sum(gaps):
            return (*gaps, sum(gaps) / len(gaps))
    return (steady,) * length


def tick_at(cine: Cine, now_s: float) -> int | None:
    """How many frames have been due since the first round began; None once it has ended."""
    rounds, place, _ = _moment(cine, now_s)
    if rounds and not cine.repeats:
        return None
    return rounds * len(cine.order) + place


def index_at(cine: Cine, now_s: float) -> int | None:
    """The frame to show now; None once a stack that does not repeat has ended."""
    tick = tick_at(cine, now_s)
    return None if tick is None else cine.order[tick % len(cine.order)]


def seconds_to_next(cine: Cine, now_s: float) -> float:
    """How long the frame of now stays: when to look again."""
    if tick_at(cine, now_s) is None:
        return 0.0
    _, _, left_s = _moment(cine, now_s)
    return left_s / cine.speed


def at_tick(cine: Cine, tick: int, *, is_late: bool) -> Cine:
    """The same, now that `tick` is due; `is_late` where the frame before never came."""
    passed = tick - cine.tick
    if passed <= 0:
        return cine
    return replace(cine, tick=tick, dropped=cine.dropped + passed - 1 + is_late)


def with_rate(cine: Cine, rate: float, *, now_s: float, options: CineOptions) -> Cine:
    """The same stack at another rate, going on from the frame it shows now."""
    tick = tick_at(cine, now_s)
    place = cine.started_place if tick is None else tick % len(cine.order)
    speed = min(max(rate, options.slowest_rate), options.fastest_rate) / cine.rate * cine.speed
    return replace(cine, started_at_s=now_s, started_place=place, speed=speed, tick=place)


def _moment(cine: Cine, now_s: float) -> tuple[int, int, float]:
    """Rounds that have passed, the place in this one, and seconds left there at speed 1."""
    ends = list(accumulate(cine.durations_s))
    started = ends[cine.started_place] - cine.durations_s[cine.started_place]
    position = started + max(0.0, now_s - cine.started_at_s) * cine.speed
    rounds, within = divmod(position, ends[-1])
    place = min(bisect_right(ends, within), len(ends) - 1)
    return int(rounds), place, max(0.0, ends[place] - within)
