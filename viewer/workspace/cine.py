"""Cine: which frame to show at a time (DC-103).

The frame follows from the time that passed, not from a count of ticks, so that a slow
screen drops frames and keeps the patient's own pace.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from viewer.workspace.options import CineOptions


@dataclass(frozen=True, slots=True)
class Cine:
    """A stack being played: `durations_s` of its frames at `speed` 1, from a frame and a time."""

    durations_s: tuple[float, ...]
    started_at_s: float
    started_index: int = 0
    speed: float = 1.0
    is_looping: bool = True

    @property
    def rate(self) -> float:
        """Frames a second, on average."""
        return self.speed * len(self.durations_s) / sum(self.durations_s)


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


def index_at(cine: Cine, now_s: float) -> int | None:
    """The frame to show now; None once a stack that does not loop has ended."""
    ends = list(accumulate(cine.durations_s))
    started = ends[cine.started_index] - cine.durations_s[cine.started_index]
    position = started + max(0.0, now_s - cine.started_at_s) * cine.speed
    if position >= ends[-1] and not cine.is_looping:
        return None
    return min(bisect_right(ends, position % ends[-1]), len(ends) - 1)


def seconds_to_next(cine: Cine, now_s: float) -> float:
    """How long the frame of now stays: when to look again."""
    ends = list(accumulate(cine.durations_s))
    index = index_at(cine, now_s)
    if index is None:
        return 0.0
    started = ends[cine.started_index] - cine.durations_s[cine.started_index]
    position = (started + max(0.0, now_s - cine.started_at_s) * cine.speed) % ends[-1]
    return max(0.0, ends[index] - position) / cine.speed


def with_rate(cine: Cine, rate: float, *, now_s: float, options: CineOptions) -> Cine:
    """The same stack at another rate, going on from the frame it shows now."""
    index = index_at(cine, now_s)
    speed = min(max(rate, options.slowest_rate), options.fastest_rate) / cine.rate * cine.speed
    return Cine(
        durations_s=cine.durations_s,
        started_at_s=now_s,
        started_index=cine.started_index if index is None else index,
        speed=speed,
        is_looping=cine.is_looping,
    )
