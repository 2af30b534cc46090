"""A frame made ready for sampling, once for a frame and a level of shrinking."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.imaging import sample
from viewer.imaging.colour import palette_to_rgb, rgb_to_uint8
from viewer.imaging.icc import to_srgb
from viewer.imaging.padding import fill_background, picture_mask
from viewer.imaging.pipeline import to_cells
from viewer.imaging.shutter import shutter_mask
from viewer.model.frame import Frame
from viewer.model.lut import PaletteLut

Mask = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Tint:
    """Colours over a gray picture: RGB, and 255 where it counts (PS3.3 C.7.6.19)."""

    rgb: NDArray[np.uint8]
    mask: Mask


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A frame as cells or 8-bit RGB, shrunk by `factor`.

    Masks have 0 where there is no picture: `mask` for padding, `shutter` for what is covered.
    """

    frame: Frame
    factor: int
    pixels: NDArray[Any]
    mask: Mask | None = None
    shutter: Mask | None = None
    tint: Tint | None = None


def prepare(frame: Frame, factor: int) -> Layer:
    """Turn stored values into what can be sampled."""
    if frame.is_colour or frame.image.palette is not None:
        return Layer(frame, factor, _colour(frame, factor), None, _shutter(frame, factor))
    mask = picture_mask(frame.pixels, frame.image.padding)
    pixels = to_cells(frame.pixels)
    if mask is not None:
        pixels = fill_background(pixels, mask)
    tint = None
    if frame.image.supplement is not None:
        tint = _tint(frame, frame.image.supplement)
        pixels = fill_background(pixels, np.bitwise_not(tint.mask))
        tint = Tint(
            *(np.ascontiguousarray(each[::factor, ::factor]) for each in (tint.rgb, tint.mask))
        )
    pixels, mask = sample.shrink(pixels, mask, factor=factor)
    return Layer(frame, factor, pixels, mask, _shutter(frame, factor), tint)


def _colour(frame: Frame, factor: int) -> NDArray[np.uint8]:
    """8-bit sRGB of a colour or palette frame (DC-041, DC-043)."""
    image = frame.image
    if image.palette is not None:
        rgb = palette_to_rgb(frame.pixels, image.palette)
    else:
        rgb = rgb_to_uint8(frame.pixels, bits_stored=min(image.pixel_format.bits_stored, 16))
    small, _ = sample.shrink(rgb, None, factor=factor)
    return to_srgb(small, image.icc_profile) if image.icc_profile else small


def _tint(frame: Frame, palette: PaletteLut) -> Tint:
    """The colours of the values that the palette maps; lower ones are gray."""
    is_coloured = np.asarray(frame.pixels) >= palette.red.first_mapped
    rgb = palette_to_rgb(frame.pixels, palette)
    return Tint(rgb, is_coloured.view(np.uint8) * np.uint8(255))


def _shutter(frame: Frame, factor: int) -> Mask | None:
    shutter = frame.header.shutter
    if shutter is None:
        return None
    rows, columns = frame.pixels.shape[:2]
    small, _ = sample.shrink(shutter_mask(shutter, rows, columns), None, factor=factor)
    return small
