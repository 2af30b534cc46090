"""Scene to picture: sample the visible part, then look it up (performance budgets P4, P5)."""

import math
from dataclasses import dataclass
from functools import partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.imaging import sample
from viewer.imaging.colour import palette_to_rgb, rgb_to_uint8
from viewer.imaging.padding import fill_background, picture_mask
from viewer.imaging.pipeline import (
    compile_table,
    gray_by_formula,
    has_table,
    look_up,
    to_cells,
)
from viewer.model.frame import Frame
from viewer.model.image import Image
from viewer.model.lut import Voi
from viewer.model.view import Interpolation, ViewState
from viewer.render.corner_text import corner_text
from viewer.render.drawing import Drawing
from viewer.render.furniture import furniture
from viewer.render.scene import Scene
from viewer.render.transform import canvas_from_image, image_from_canvas, map_point, zoom_of
from viewer.render.voi_choice import effective_voi


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A frame made ready for sampling: cells or 8-bit RGB, shrunk by `factor`."""

    frame: Frame
    factor: int
    pixels: NDArray[Any]
    mask: NDArray[np.uint8] | None  # 0 where there is no picture (padding)


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """The sampled part of the canvas that the image covers, from (left, top)."""

    left: int
    top: int
    pixels: NDArray[Any]
    mask: NDArray[np.uint8] | None


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What a viewport shows: (height, width) gray or (height, width, 3) RGB, and a drawing.

    `voi` is the window or LUT in use, None for colour. The layer and the patch are kept so
    that a new window only looks up again.
    """

    scene: Scene
    pixels: NDArray[np.uint8]
    drawing: Drawing
    voi: Voi | None
    layer: Layer
    patch: Patch


def render(scene: Scene, previous: Picture | None = None) -> Picture:
    """Make the picture of a scene; `previous` lends whatever has not changed."""
    layer = _layer(scene, previous)
    patch = _patch(scene, layer, previous)
    is_colour = layer.pixels.ndim == 3
    voi = None if is_colour else effective_voi(scene.frame, scene.appearance, scene.series_voi)
    drawing = corner_text(scene, voi) + furniture(scene) if scene.show_text else ()
    pixels = _on_canvas(scene, patch, _shown(scene, patch, voi))
    return Picture(scene, pixels, drawing, voi, layer, patch)


def _layer(scene: Scene, previous: Picture | None) -> Layer:
    zoom = zoom_of(*_place(scene))
    scale = zoom * min(1.0, scene.frame.image.pixel_aspect)
    factor = 2 ** sample.halvings(scale)
    kept = previous.layer if previous is not None else None
    if kept is not None and kept.frame is scene.frame and kept.factor == factor:
        return kept
    return prepare(scene.frame, factor)


def prepare(frame: Frame, factor: int) -> Layer:
    """Turn stored values into what can be sampled, once for a frame and a level."""
    pixels, mask = frame.pixels, None
    if frame.is_colour:
        pixels = rgb_to_uint8(pixels, bits_stored=min(frame.image.pixel_format.bits_stored, 16))
    elif frame.image.palette is not None:
        pixels = palette_to_rgb(pixels, frame.image.palette)
    else:
        mask = picture_mask(pixels, frame.image.padding)
        pixels = to_cells(pixels)
        if mask is not None:
            pixels = fill_background(pixels, mask)
    pixels, mask = sample.shrink(pixels, mask, factor=factor)
    return Layer(frame, factor, pixels, mask)


def _patch(scene: Scene, layer: Layer, previous: Picture | None) -> Patch:
    if previous is not None and previous.layer is layer and _same_place(scene, previous.scene):
        return previous.patch
    left, top, right, bottom = _covered(scene)
    if left >= right or top >= bottom:
        return Patch(0, 0, layer.pixels[:0, :0], None)
    image_from_patch = image_from_canvas(*_place(scene))
    image_from_patch[:2, 2] += image_from_patch[:2, :2] @ (left, top)
    sampled = partial(
        sample.sample,
        image_from_canvas=sample.shrunk_from_canvas(image_from_patch, factor=layer.factor),
        width=right - left,
        height=bottom - top,
    )
    pixels = sampled(layer.pixels, interpolation=scene.appearance.interpolation)
    if layer.mask is None:
        return Patch(left, top, pixels, None)
    return Patch(left, top, pixels, sampled(layer.mask, interpolation=Interpolation.NEAREST))


def _place(scene: Scene) -> tuple[Image, ViewState, int, int]:
    return scene.frame.image, scene.view, scene.width, scene.height


def _same_place(scene: Scene, other: Scene) -> bool:
    return (
        scene.view == other.view
        and (scene.width, scene.height) == (other.width, other.height)
        and scene.appearance.interpolation is other.appearance.interpolation
    )


def _covered(scene: Scene) -> tuple[int, int, int, int]:
    """The device pixels whose centres the image covers: left, top, right, bottom (exclusive)."""
    image = scene.frame.image.pixel_format
    affine = canvas_from_image(*_place(scene))
    x0, y0 = map_point(affine, -0.5, -0.5)
    x1, y1 = map_point(affine, image.columns - 0.5, image.rows - 0.5)
    return (
        max(0, _first_from(min(x0, x1))),
        max(0, _first_from(min(y0, y1))),
        min(scene.width, _first_from(max(x0, x1))),
        min(scene.height, _first_from(max(y0, y1))),
    )


def _first_from(edge: float) -> int:
    """The first device pixel whose centre lies at or beyond an edge, computation noise aside."""
    return math.ceil(edge - 0.5 - 1e-6)


def _shown(scene: Scene, patch: Patch, voi: Voi | None) -> NDArray[np.uint8]:
    """The patch as it is seen, background black; empty where the image is off the canvas."""
    if not patch.pixels.size:
        return patch.pixels.astype(np.uint8)
    shown = _colour(scene, patch) if voi is None else _gray(scene, patch, voi)
    if patch.mask is None:
        return shown
    return np.asarray(cv2.copyTo(shown, patch.mask), dtype=np.uint8)


def _gray(scene: Scene, patch: Patch, voi: Voi) -> NDArray[np.uint8]:
    modality = scene.frame.header.modality
    is_inverse = scene.frame.image.is_inverse != scene.appearance.is_inverted
    stored_type = scene.frame.pixels.dtype
    if not has_table(stored_type):
        return gray_by_formula(patch.pixels, modality, voi, is_inverse=is_inverse)
    bits_stored = scene.frame.image.pixel_format.bits_stored
    table = compile_table(
        stored_type, modality, voi, is_inverse=is_inverse, bits_stored=bits_stored
    )
    return look_up(patch.pixels, table)


def _colour(scene: Scene, patch: Patch) -> NDArray[np.uint8]:
    rgb = np.asarray(patch.pixels, dtype=np.uint8)
    return 255 - rgb if scene.appearance.is_inverted else rgb


def _on_canvas(scene: Scene, patch: Patch, shown: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The patch on black ground, the patch itself where it fills the canvas."""
    size = (scene.height, scene.width)
    if shown.shape[:2] == size:
        return shown
    canvas = np.zeros(size + shown.shape[2:], dtype=np.uint8)
    height, width = shown.shape[:2]
    canvas[patch.top : patch.top + height, patch.left : patch.left + width] = shown
    return canvas
