"""The mean of a region over the images of a stack: over time, where the stack tells it."""

import numpy as np

from viewer.base.jobs import Job
from viewer.dicom.decoding.decode import Decode
from viewer.imaging.profile import Curve, region_mean, value_unit
from viewer.model.display_set import DisplaySet
from viewer.model.shape import Shape
from viewer.workflows.render_image import load_frame


def time_curve(shape: Shape, shown: DisplaySet, decode: Decode, job: Job) -> Curve:
    """Read every image of a stack, one after the other; the place of an image counts from 1.

    Over seconds where frames have a time each, else over images. Raises as `load_frame`.
    """
    means, unit = [], ""
    for number, ref in enumerate(shown.frames):
        job.check()
        job.progress(number, len(shown.frames))
        frame = load_frame(
            ref.path, ref.frame_index + 1, decode=decode, character_set=ref.character_set
        )
        means.append(region_mean(shape, frame))
        unit = value_unit(frame)
    places = np.arange(len(means), dtype=np.float64)
    if shown.frame_time_ms:
        return Curve(places * shown.frame_time_ms / 1000, np.asarray(means), "s", unit)
    return Curve(places + 1, np.asarray(means), "", unit)
