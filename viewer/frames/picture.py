"""A frame as a small picture, through its own first window or its full range."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from viewer.imaging import sample
from viewer.imaging.colour import palette_to_rgb, rgb_to_uint8
from viewer.imaging.pipeline import compile_table, gray_by_formula, has_table, look_up, to_cells
from viewer.imaging.statistics import automatic_window
from viewer.imaging.voi import is_valid_window
from viewer.model.frame import Frame
from viewer.model.lut import Voi, VoiLut
from viewer.model.view import Interpolation

THUMBNAIL_PX: Final = 128


def small_picture(frame: Frame, *, size: int = THUMBNAIL_PX) -> NDArray[np.uint8]:
    """The whole frame in its right proportions, its longer side `size` pixels.

    (height, width) gray or (height, width, 3) RGB.
    """
    image = frame.image
    if frame.is_colour:
        rgb = rgb_to_uint8(frame.pixels, bits_stored=image.pixel_format.bits_stored)
        return np.asarray(_fitted(rgb, image.pixel_aspect, size), dtype=np.uint8)
    if image.palette is not None:
        rgb = palette_to_rgb(frame.pixels, image.palette)
        return np.asarray(_fitted(rgb, image.pixel_aspect, size), dtype=np.uint8)
    small = _fitted(to_cells(frame.pixels), image.pixel_aspect, size)
    modality, voi = frame.header.modality, _first_voi(frame)
    stored_type = frame.pixels.dtype
    if not has_table(stored_type):
        return gray_by_formula(small, modality, voi, is_inverse=image.is_inverse)
    table = compile_table(stored_type, modality, voi, is_inverse=image.is_inverse)
    return look_up(small, table)


def _first_voi(frame: Frame) -> Voi:
    for voi in frame.header.voi:
        if isinstance(voi, VoiLut) or is_valid_window(voi):
            return voi
    return automatic_window(
        frame.pixels,
        frame.header.modality,
        frame.image.padding,
        bits_stored=frame.image.pixel_format.bits_stored,
    )


def _fitted(pixels: NDArray[Any], aspect: float, size: int) -> NDArray[Any]:
    rows, columns = pixels.shape[:2]
    scale = size / max(columns, rows * aspect)
    width, height = max(1, round(columns * scale)), max(1, round(rows * aspect * scale))
    factor = 2 ** sample.halvings(scale * min(1.0, aspect))
    shrunk, _ = sample.shrink(pixels, None, factor=factor)
    across, down = columns / width, rows / height
    image_from_canvas = np.array([[across, 0, -0.5], [0, down, -0.5], [0, 0, 1]])
    return sample.sample(
        shrunk,
        sample.shrunk_from_canvas(image_from_canvas, factor=factor),
        width=width,
        height=height,
        interpolation=Interpolation.LINEAR,
    )
