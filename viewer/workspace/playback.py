"""Playing a viewport: start, stop, speed, range, and the step that a clock asks for."""

from collections.abc import Sequence
from dataclasses import replace

from viewer.model.cine import CinePlan, Repeat
from viewer.workspace.cine import (
    at_tick,
    frame_durations,
    make_cine,
    seconds_to_next,
    tick_at,
    with_rate,
)
from viewer.workspace.options import CineOptions
from viewer.workspace.viewport import Viewport


def can_play(viewport: Viewport) -> bool:
    """Whether there is more than one image to play."""
    return viewport.length > 1


def start(viewport: Viewport, now_s: float, options: CineOptions | None = None) -> None:
    """Play from the image on screen, at the pace of the file (DC-103)."""
    if not can_play(viewport):
        return
    options = options or CineOptions()
    durations = frame_durations(
        _frame_times_ms(viewport), viewport.length, default_rate=options.default_rate
    )
    index = viewport.view.index
    viewport.set_cine(make_cine(durations, viewport.plan, index=index, started_at_s=now_s))


def stop(viewport: Viewport) -> None:
    """Stay at the image on screen."""
    viewport.set_cine(None)


def change_plan(viewport: Viewport, plan: CinePlan, now_s: float) -> None:
    """Play in another way from now on; what plays goes on from the image on screen."""
    viewport.plan = plan
    if viewport.cine is not None:
        start(viewport, now_s)
    viewport.changed.emit(viewport)


def scale_rate(
    viewport: Viewport, factor: float, now_s: float, options: CineOptions | None = None
) -> None:
    """Play faster or slower, also the next time."""
    if viewport.cine is not None:
        cine = viewport.cine
        faster = with_rate(cine, cine.rate * factor, now_s=now_s, options=options or CineOptions())
        viewport.plan = replace(viewport.plan, speed=faster.speed)
        viewport.set_cine(faster)


def advance(viewport: Viewport, now_s: float, *, partners: Sequence[Viewport] = ()) -> float | None:
    """Show the image whose time it is; seconds until the next is due, None when not playing.

    An image that any of `partners`, which scroll along, could not show in time is dropped too.
    """
    cine = viewport.cine
    if cine is None:
        return None
    if max(cine.order) >= viewport.length or len(cine.order) < _round_length(viewport):
        start(viewport, now_s)  # there are more files, or fewer
        return advance(viewport, now_s) if viewport.cine is not None else None
    tick = tick_at(cine, now_s)
    if tick is None:
        viewport.go_to(cine.order[-1])
        stop(viewport)
        return None
    is_late = any(each.is_loading for each in (viewport, *partners))
    now = at_tick(cine, tick, is_late=is_late)
    viewport.set_cine(now)
    viewport.go_to(now.order[tick % len(now.order)])
    return seconds_to_next(now, now_s)


def elapsed_s(viewport: Viewport) -> tuple[float, float] | None:
    """Seconds into the stack at the image on screen, and of all of it; None without a pace."""
    times_ms = _frame_times_ms(viewport)
    if not times_ms or not can_play(viewport):
        return None
    durations = frame_durations(times_ms, viewport.length, default_rate=CineOptions().default_rate)
    return sum(durations[: viewport.view.index]), sum(durations)


def played_range(viewport: Viewport) -> tuple[int, int] | None:
    """The part of the stack that is played; None for all of it."""
    if viewport.plan.first is None and viewport.plan.last is None:
        return None
    return viewport.plan.range_in(viewport.length)


def _round_length(viewport: Viewport) -> int:
    """How many frames one round has as the stack is now."""
    first, last = viewport.plan.range_in(viewport.length)
    count = last - first + 1
    return max(1, 2 * count - 2) if viewport.plan.repeat is Repeat.BOUNCE else count


def _frame_times_ms(viewport: Viewport) -> tuple[float, ...]:
    display_set, frame = viewport.display_set, viewport.frame
    if display_set is None:
        return ()
    if display_set.is_multi_frame and frame is not None and frame.image.frame_times_ms:
        return frame.image.frame_times_ms
    if display_set.frame_time_ms:
        return (display_set.frame_time_ms,)
    return ()
