"""Playing a viewport: start, stop, speed, and the step that a clock asks for."""

from dataclasses import replace

from viewer.workspace.cine import Cine, frame_durations, index_at, seconds_to_next, with_rate
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
    viewport.set_cine(
        Cine(
            durations_s=frame_durations(
                _frame_times_ms(viewport), viewport.length, default_rate=options.default_rate
            ),
            started_at_s=now_s,
            started_index=viewport.view.index,
        )
    )


def stop(viewport: Viewport) -> None:
    """Stay at the image on screen."""
    viewport.set_cine(None)


def scale_rate(
    viewport: Viewport, factor: float, now_s: float, options: CineOptions | None = None
) -> None:
    """Play faster or slower."""
    if viewport.cine is not None:
        cine = viewport.cine
        viewport.set_cine(
            with_rate(cine, cine.rate * factor, now_s=now_s, options=options or CineOptions())
        )


def advance(viewport: Viewport, now_s: float) -> float | None:
    """Show the image whose time it is; seconds until the next is due, None when not playing."""
    cine = viewport.cine
    if cine is None:
        return None
    if len(cine.durations_s) != viewport.length:  # more files have arrived
        start(viewport, now_s)
        return advance(viewport, now_s) if viewport.cine is not None else None
    index = index_at(cine, now_s)
    if index is None:
        viewport.set_view(replace(viewport.view, index=viewport.length - 1))
        stop(viewport)
        return None
    viewport.set_view(replace(viewport.view, index=index))
    return seconds_to_next(cine, now_s)


def elapsed_s(viewport: Viewport) -> tuple[float, float] | None:
    """Seconds into the stack at the image on screen, and of all of it; None without a pace."""
    times_ms = _frame_times_ms(viewport)
    if not times_ms or not can_play(viewport):
        return None
    durations = frame_durations(times_ms, viewport.length, default_rate=CineOptions().default_rate)
    return sum(durations[: viewport.view.index]), sum(durations)


def _frame_times_ms(viewport: Viewport) -> tuple[float, ...]:
    display_set, frame = viewport.display_set, viewport.frame
    if display_set is None:
        return ()
    if display_set.is_multi_frame and frame is not None and frame.image.frame_times_ms:
        return frame.image.frame_times_ms
    if display_set.frame_time_ms:
        return (display_set.frame_time_ms,)
    return ()
