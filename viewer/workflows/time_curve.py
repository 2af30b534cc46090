"""The mean of a region over the images of a stack, or the phases of a place; over time if told."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viewer.base.jobs import Job
from viewer.dicom.decoding.decode import Decode
from viewer.imaging.profile import Curve, region_mean
from viewer.imaging.value_unit import value_unit
from viewer.model.display_set import DisplaySet, FrameRef
from viewer.model.shape import Shape
from viewer.workflows.render_image import load_frame
from viewer.workspace.cine import frame_durations


def time_curve(shape: Shape, shown: DisplaySet, decode: Decode, job: Job) -> Curve:
    """Read every image of a stack, one after the other; the place of an image counts from 1.

    Over seconds where frames have a time each, else over images. Raises as `load_frame`.
    """
    means, unit, vector_ms = _means(shape, shown.frames, decode, job)
    count = len(means)
    times_ms: tuple[float, ...] = (shown.frame_time_ms,) if shown.frame_time_ms else ()
    if shown.is_multi_frame and len(vector_ms) == count:
        times_ms = vector_ms
    if times_ms:
        seconds = np.cumsum((0.0, *frame_durations(times_ms, count, default_rate=1.0)[:-1]))
        return Curve(seconds, means, "s", unit)
    return Curve(np.arange(1.0, count + 1), means, "", unit)


def phase_curve(shape: Shape, phases: Sequence[FrameRef], decode: Decode, job: Job) -> Curve:
    """Read the images of one place in each phase, counted from 1. Raises as `load_frame`."""
    means, unit, _ = _means(shape, phases, decode, job)
    return Curve(np.arange(1.0, len(means) + 1), means, "", unit)


def _means(
    shape: Shape, refs: Sequence[FrameRef], decode: Decode, job: Job
) -> tuple[NDArray[np.float64], str, tuple[float, ...]]:
    """A mean for each image, their unit, and the times between frames of the last file."""
    means: list[float] = []
    units: set[str] = set()
    times_ms: tuple[float, ...] = ()
    for number, ref in enumerate(refs):
        job.check()
        job.progress(number, len(refs))
        frame = load_frame(
            ref.path, ref.frame_index + 1, decode=decode, character_set=ref.character_set
        )
        means.append(region_mean(shape, frame))
        units.add(value_unit(frame).label)
        times_ms = frame.image.frame_times_ms
    unit = units.pop() if len(units) == 1 else ""  # of several none is that of all
    return np.asarray(means), unit, times_ms
