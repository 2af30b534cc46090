"""A frame made ready for sampling, once for a frame and a level of shrinking, and then shown."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.imaging import sample
from viewer.imaging.colour import palette_to_rgb, rgb_to_uint8
from viewer.imaging.colour_maps import coloured
from viewer.imaging.filters import filtered
from viewer.imaging.icc import to_srgb
from viewer.imaging.padding import fill_background, picture_mask
from viewer.imaging.pipeline import compile_table, gray_by_formula, has_table, look_up, to_cells
from viewer.imaging.shutter import cover_colour, shutter_mask
from viewer.model.frame import Frame
from viewer.model.lut import Modality, PaletteLut, Voi
from viewer.model.measured_display import MeasuredDisplay
from viewer.model.view import Filter, Interpolation

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
    filter: Filter = Filter.NONE

    @property
    def is_colour(self) -> bool:
        """Whether pixels are RGB, which needs no window."""
        return self.pixels.ndim == 3

    @property
    def is_gray(self) -> bool:
        """Whether nothing in it is a colour of the file, so that a colour map may be used."""
        return not self.is_colour and self.tint is None and self.frame.gray_palette is None

    def filtered(self, wanted: Filter) -> "Layer":
        """The same after a filter."""
        return replace(self, pixels=filtered(self.pixels, wanted), filter=wanted)

    def resampled(
        self, sampled: Callable[..., NDArray[Any]], interpolation: Interpolation
    ) -> "Layer":
        """The same at other points, by `sampled`, which takes an array and an `interpolation`.

        Masks and colours of a tint are never mixed.
        """

        def nearest(pixels: NDArray[Any]) -> NDArray[Any]:
            return sampled(pixels, interpolation=Interpolation.NEAREST)

        tint = self.tint
        return replace(
            self,
            pixels=sampled(self.pixels, interpolation=interpolation),
            mask=None if self.mask is None else nearest(self.mask),
            shutter=None if self.shutter is None else nearest(self.shutter),
            tint=None if tint is None else Tint(nearest(tint.rgb), nearest(tint.mask)),
        )


def prepare(frame: Frame, factor: int) -> Layer:
    """Turn stored values into what can be sampled."""
    if not frame.has_window:
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


def shown(
    layer: Layer,
    voi: Voi | None,
    *,
    is_inverted: bool = False,
    shows_shutter: bool = True,
    colour_map: str = "",
    display: MeasuredDisplay | None = None,
) -> NDArray[np.uint8]:
    """A layer as it is seen: gray (h, w) through `voi`, or RGB (h, w, 3); padding is black.

    `voi` None is for colour only, to which a colour map is never applied.
    """
    if voi is None:
        pixels = np.asarray(layer.pixels, dtype=np.uint8)
        pixels = 255 - pixels if is_inverted else pixels
    else:
        if not layer.is_gray or colour_map:
            display = None  # which is for gray only (PS3.14 section 1)
        if layer.frame.gray_palette is None:
            pixels = _gray(layer, voi, is_inverted=is_inverted, display=display)
        else:
            pixels = _pseudo_coloured(layer, voi, layer.frame.gray_palette)
            pixels = 255 - pixels if is_inverted else pixels
        if colour_map and layer.is_gray:
            pixels = coloured(pixels, colour_map)
    if layer.tint is not None:
        pixels = _tinted(pixels, layer.tint)
    if layer.mask is not None:
        pixels = np.asarray(cv2.copyTo(pixels, layer.mask), dtype=np.uint8)
    shutter = layer.frame.header.shutter
    if layer.shutter is not None and shutter is not None and shows_shutter:
        pixels = _covered(pixels, layer.shutter, cover_colour(shutter))
    return pixels


def gray_table(
    layer: Layer, voi: Voi, *, is_inverted: bool, display: MeasuredDisplay | None
) -> NDArray[np.uint8] | None:
    """The gray level of every cell of a layer; None where samples have no table."""
    image, stored_type = layer.frame.image, layer.frame.pixels.dtype
    if not has_table(stored_type):
        return None
    return compile_table(
        stored_type,
        layer.frame.gray_modality,
        voi,
        is_inverse=image.is_inverse != is_inverted,
        bits_stored=image.pixel_format.bits_stored,
        presentation_lut=layer.frame.presentation_lut,
        display=display,
    )


def _gray(
    layer: Layer, voi: Voi, *, is_inverted: bool, display: MeasuredDisplay | None
) -> NDArray[np.uint8]:
    table = gray_table(layer, voi, is_inverted=is_inverted, display=display)
    if table is not None:
        return look_up(layer.pixels, table)
    frame = layer.frame
    return gray_by_formula(
        layer.pixels,
        frame.gray_modality,
        voi,
        is_inverse=frame.image.is_inverse != is_inverted,
        presentation_lut=frame.presentation_lut,
        display=display,
    )


def _pseudo_coloured(layer: Layer, voi: Voi, palette: PaletteLut) -> NDArray[np.uint8]:
    """Grays as the colours of a palette, whose inputs they fill (PS3.4 N.2.3), as sRGB."""
    modality, profile = layer.frame.gray_modality, layer.frame.image.icc_profile
    stored_type = layer.frame.pixels.dtype
    if has_table(stored_type):
        tables = _colour_tables(stored_type, modality, voi, palette, profile)
        return np.asarray(cv2.merge([look_up(layer.pixels, each) for each in tables]), np.uint8)
    return _through_palette(layer.pixels, modality, voi, palette, profile)


@lru_cache(maxsize=8)
def _colour_tables(
    stored_type: np.dtype[np.generic],
    modality: Modality,
    voi: Voi,
    palette: PaletteLut,
    profile: bytes,
) -> tuple[NDArray[np.uint8], ...]:
    """Red, green and blue of every stored value of a type, the lowest value first."""
    limits = np.iinfo(stored_type.name)
    stored = np.arange(limits.min, limits.max + 1, dtype=np.float64)
    colours = _through_palette(stored[None], modality, voi, palette, profile)[0]
    return tuple(np.ascontiguousarray(colours[:, channel]) for channel in range(3))


def _through_palette(
    stored: NDArray[Any], modality: Modality, voi: Voi, palette: PaletteLut, profile: bytes
) -> NDArray[np.uint8]:
    """Stored values (h, w) as sRGB (h, w, 3), by the profile of the palette."""
    channels = [
        gray_by_formula(stored, modality, voi, is_inverse=False, presentation_lut=each)
        for each in (palette.red, palette.green, palette.blue)
    ]
    rgb = np.stack(channels, axis=-1)
    return to_srgb(rgb, profile) if profile else rgb


def _tinted(gray: NDArray[np.uint8], tint: Tint) -> NDArray[np.uint8]:
    """The colours of high values over the grays of the others."""
    rgb = cv2.cvtColor(gray, cv2.COLOR_GRAY2RGB)
    return np.asarray(cv2.copyTo(tint.rgb, tint.mask, rgb), dtype=np.uint8)


def _covered(
    shown: NDArray[np.uint8], seen: NDArray[np.uint8], colour: tuple[int, int, int]
) -> NDArray[np.uint8]:
    """Put a cover where nothing is to be seen; a gray picture takes the gray of its colour."""
    if shown.ndim == 2:
        red, green, blue = colour
        cover = np.full_like(shown, round(0.2126 * red + 0.7152 * green + 0.0722 * blue))
    else:
        cover = np.full_like(shown, colour)
    return np.asarray(cv2.copyTo(shown, seen, cover))
