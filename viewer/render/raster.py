"""Scene to picture: sample the visible part, then look it up (performance budgets P4, P5)."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.imaging import sample
from viewer.imaging.colour import palette_to_rgb, rgb_to_uint8
from viewer.imaging.padding import picture_mask
from viewer.imaging.pipeline import (
    compile_table,
    gray_by_formula,
    has_table,
    look_up,
    to_cells,
)
from viewer.model.frame import Frame
from viewer.model.lut import Voi
from viewer.render.corner_text import corner_text
from viewer.render.drawing import Drawing
from viewer.render.furniture import furniture
from viewer.render.scene import Scene
from viewer.render.transform import Affine, canvas_from_image, zoom_of
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
    zoom = zoom_of(scene.frame.image, scene.view, scene.width, scene.height)
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
    pixels, mask = sample.shrink(pixels, mask, factor=factor)
    return Layer(frame, factor, pixels, mask)


def _patch(scene: Scene, layer: Layer, previous: Picture | None) -> Patch:
    if previous is not None and previous.layer is layer and _same_place(scene, previous.scene):
        return previous.patch
    canvas = canvas_from_image(scene.frame.image, scene.view, scene.width, scene.height)
    left, top, right, bottom = _covered(scene, canvas)
    patch_from_canvas = np.array([[1, 0, left], [0, 1, top], [0, 0, 1]], dtype=np.float64)
    affine = sample.shrunk_from_canvas(
        np.linalg.inv(canvas) @ patch_from_canvas, factor=layer.factor
    )
    width, height = right - left, bottom - top
    how = scene.appearance.interpolation
    if width <= 0 or height <= 0:
        return Patch(0, 0, layer.pixels[:0, :0], None)
    if layer.mask is None:
        pixels = sample.sample(layer.pixels, affine, width=width, height=height, interpolation=how)
        return Patch(left, top, pixels, None)
    pixels, mask = sample.sample_masked(
        layer.pixels, layer.mask, affine, width=width, height=height, interpolation=how
    )
    return Patch(left, top, pixels, mask)


def _same_place(scene: Scene, other: Scene) -> bool:
    return (
        scene.view == other.view
        and (scene.width, scene.height) == (other.width, other.height)
        and scene.appearance.interpolation is other.appearance.interpolation
    )


def _covered(scene: Scene, canvas: Affine) -> tuple[int, int, int, int]:
    """The device pixels whose centres the image covers: left, top, right, bottom (exclusive)."""
    image = scene.frame.image.pixel_format
    corners = canvas[:2] @ np.array(
        [[-0.5, image.columns - 0.5], [-0.5, image.rows - 0.5], [1.0, 1.0]]
    )
    first, last = corners.min(axis=1), corners.max(axis=1)
    left, top = np.clip(np.ceil(first - 0.5 - 1e-6).astype(int), 0, None)
    right, bottom = np.ceil(last - 0.5 - 1e-6).astype(int)
    return int(left), int(top), min(int(right), scene.width), min(int(bottom), scene.height)


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
    return look_up(patch.pixels, compile_table(stored_type, modality, voi, is_inverse=is_inverse))


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
