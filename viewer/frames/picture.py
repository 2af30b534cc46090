"""A frame as a small picture, through its own first window or its full range."""

from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from viewer.imaging import sample
from viewer.imaging.layer import prepare, shown
from viewer.imaging.voi_choice import effective_voi
from viewer.model.frame import Frame
from viewer.model.view import Appearance, Interpolation

THUMBNAIL_PX: Final = 128


def small_picture(frame: Frame, *, size: int = THUMBNAIL_PX) -> NDArray[np.uint8]:
    """The whole frame in its right proportions, its longer side `size` pixels.

    (height, width) gray or (height, width, 3) RGB, as a viewport would show it: colours by
    their profile, palettes, padding and shutters included.
    """
    aspect = frame.image.pixel_aspect
    rows, columns = frame.pixels.shape[:2]
    scale = size / max(columns, rows * aspect)
    width, height = max(1, round(columns * scale)), max(1, round(rows * aspect * scale))
    factor = 2 ** sample.halvings(scale * min(1.0, aspect))
    across, down = columns / width, rows / height
    image_from_canvas = np.array([[across, 0, -0.5], [0, down, -0.5], [0, 0, 1]])
    sampled = partial(
        sample.sample,
        image_from_canvas=sample.shrunk_from_canvas(image_from_canvas, factor=factor),
        width=width,
        height=height,
    )
    layer = prepare(frame, factor)
    voi = None if layer.is_colour else effective_voi(frame, Appearance())
    return shown(layer.resampled(sampled, Interpolation.LINEAR), voi)
