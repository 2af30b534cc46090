"""The part of the canvas that the image covers, sampled from a layer."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from viewer.imaging import sample
from viewer.imaging.layer import Layer
from viewer.model.image import Image
from viewer.model.view import Filter, Interpolation, ViewState
from viewer.render.scene import Scene
from viewer.render.transform import canvas_from_image, image_from_canvas, map_point

_LABEL_MAP: Final = "1.2.840.10008.5.1.4.1.1.66.7"


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A layer at the resolution of the canvas, from the top left of its place."""

    place: "Place"
    layer: Layer


def sample_patch(scene: Scene, layer: Layer, place: "Place | None" = None) -> Patch:
    """Sample what the canvas sees of a layer; an image beside the canvas gives no pixels.

    `place` is that of a scene of the same geometry, if known.
    """
    place = place or Place.of(scene)
    if place.is_empty:
        return Patch(place, Layer(layer.frame, layer.factor, layer.pixels[:0, :0]))
    sampled = place.sampler(layer.factor)
    return Patch(place, layer.resampled(sampled, interpolation_of(scene)))


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """The device pixels whose centres the image covers; right and bottom are exclusive.

    `image_from_place` maps device pixels counted from (left, top).
    """

    left: int
    top: int
    right: int
    bottom: int
    image_from_place: NDArray[np.float64]

    @classmethod
    def of(cls, scene: Scene) -> "Place":
        """Where the image of a scene lies on its canvas."""
        image = scene.frame.image.pixel_format
        affine = canvas_from_image(*view_of(scene))
        x0, y0 = map_point(affine, -0.5, -0.5)
        x1, y1 = map_point(affine, image.columns - 0.5, image.rows - 0.5)
        left, top = max(0, _first_from(min(x0, x1))), max(0, _first_from(min(y0, y1)))
        image_from_place = image_from_canvas(*view_of(scene))
        image_from_place[:2, 2] += image_from_place[:2, :2] @ (left, top)
        return cls(
            left,
            top,
            min(scene.width, _first_from(max(x0, x1))),
            min(scene.height, _first_from(max(y0, y1))),
            image_from_place,
        )

    @property
    def is_empty(self) -> bool:
        """Whether the image lies beside the canvas."""
        return self.left >= self.right or self.top >= self.bottom

    def sampler(self, factor: int) -> Callable[..., NDArray[Any]]:
        """What samples an array over the image, shrunk by `factor`, at these device pixels."""
        return partial(
            sample.sample,
            image_from_canvas=sample.shrunk_from_canvas(self.image_from_place, factor=factor),
            width=self.right - self.left,
            height=self.bottom - self.top,
        )


def interpolation_of(scene: Scene) -> Interpolation:
    """How pixels are sampled: as wished, but single bits and labels are never mixed (DC-051)."""
    return Interpolation.NEAREST if _is_unmixable(scene) else scene.appearance.interpolation


def filter_of(scene: Scene) -> Filter:
    """How pixels are filtered: as wished, but single bits and labels never."""
    return Filter.NONE if _is_unmixable(scene) else scene.appearance.filter


def _is_unmixable(scene: Scene) -> bool:
    image = scene.frame.image
    return image.pixel_format.bits_stored == 1 or image.sop_class_uid == _LABEL_MAP


def view_of(scene: Scene) -> tuple[Image, ViewState, int, int]:
    """What decides where the image lies."""
    return scene.frame.image, scene.view, scene.width, scene.height


def is_same_place(scene: Scene, other: Scene) -> bool:
    """Whether two scenes of one layer give the same patch."""
    return (
        scene.view == other.view
        and (scene.width, scene.height) == (other.width, other.height)
        and scene.appearance.interpolation is other.appearance.interpolation
    )


def has_same_geometry(scene: Scene, other: Scene) -> bool:
    """Whether the images of two scenes lie at the same place."""
    image, of_other = scene.frame.image, other.frame.image
    pixels, of_other_pixels = image.pixel_format, of_other.pixel_format
    return (
        (scene.width, scene.height) == (other.width, other.height)
        and (pixels.rows, pixels.columns) == (of_other_pixels.rows, of_other_pixels.columns)
        and image.pixel_aspect == of_other.pixel_aspect
        and image.placement == of_other.placement
        and replace(scene.view, index=0) == replace(other.view, index=0)
    )


def _first_from(edge: float) -> int:
    """The first device pixel whose centre lies at or beyond an edge, computation noise aside."""
    return math.ceil(edge - 0.5 - 1e-6)
