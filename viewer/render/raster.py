"""Scene to picture: sample the visible part, then look it up (performance budgets P4, P5)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.imaging import sample
from viewer.imaging.layer import Layer, prepare, shown
from viewer.imaging.voi_choice import effective_voi
from viewer.model.aid import Sketched
from viewer.model.lut import Voi
from viewer.model.view import Filter
from viewer.render.aids import (
    cursor_drawing,
    glass_drawing,
    glass_scene,
    marquee_drawing,
    ring_drawing,
)
from viewer.render.annotations import annotation_drawing
from viewer.render.colour_bar import colour_bar
from viewer.render.corner_text import corner_text
from viewer.render.drawing import Drawing, Stencil
from viewer.render.furniture import furniture, has_same_furniture
from viewer.render.guides import guides
from viewer.render.others_graphics import graphics_drawing
from viewer.render.overlays import overlay_stencils, overlays_in
from viewer.render.patch import (
    Patch,
    filter_of,
    has_same_geometry,
    is_same_place,
    sample_patch,
    view_of,
)
from viewer.render.scene import Scene
from viewer.render.selections import key_mark, titles
from viewer.render.transform import zoom_of


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What a viewport shows: the sampled part of an image, how it is looked up, and a drawing.

    `voi` is the window or LUT in use, None for colour. The layer and the patch are kept so
    that a new window only looks up again. The drawing has three parts, one over the other;
    `annotations` is the same object as before while nothing of it has changed.
    """

    scene: Scene
    under: Drawing
    annotations: Drawing
    over: Drawing
    voi: Voi | None
    layer: Layer
    patch: Patch
    stencils: tuple[Stencil, ...] = ()
    furniture: Drawing = ()
    glass: "Picture | None" = None

    @property
    def drawing(self) -> Drawing:
        """All that is drawn over the pixels."""
        return self.under + self.annotations + self.over

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """Gray (height, width) or RGB (height, width, 3), made anew at each call."""
        return _on_canvas(self.scene, self.patch, _shown(self.scene, self.patch, self.voi))


def render(scene: Scene, previous: Picture | None = None) -> Picture:
    """Make the picture of a scene; `previous` lends whatever has not changed."""
    layer = _layer(scene, previous)
    patch = _patch(scene, layer, previous)
    voi = None
    if not layer.is_colour:
        voi = effective_voi(scene.frame, scene.appearance, scene.series_voi)
    stencils = _stencils(scene, layer, previous)
    letters = _furniture(scene, previous)
    text: Drawing = ()
    if scene.show_text:
        bar = colour_bar(scene, voi) if layer.is_gray else ()
        text = corner_text(scene, voi) + letters + bar
    glass = _glass(scene, previous)
    aids = glass_drawing(scene, glass.pixels) if glass is not None else marquee_drawing(scene)
    aids += cursor_drawing(scene) + ring_drawing(scene)
    under = stencils + text + guides(scene) + key_mark(scene, text) + graphics_drawing(scene)
    annotations = _annotations(scene, previous)
    over = titles(scene, text) + aids
    return Picture(scene, under, annotations, over, voi, layer, patch, stencils, letters, glass)


def _annotations(scene: Scene, previous: Picture | None) -> Drawing:
    """Draw them anew where they, the image or its place have changed: a window changes none."""
    if previous is not None and _has_same_annotations(scene, previous.scene):
        return previous.annotations
    return annotation_drawing(scene)


def _has_same_annotations(scene: Scene, other: Scene) -> bool:
    return (
        scene.frame is other.frame
        and has_same_geometry(scene, other)
        and (scene.annotations, scene.crossings) == (other.annotations, other.crossings)
        and (scene.selected, _sketched(scene)) == (other.selected, _sketched(other))
        and scene.device_pixel_ratio == other.device_pixel_ratio
    )


def _sketched(scene: Scene) -> Sketched | None:
    return scene.aid if isinstance(scene.aid, Sketched) else None


def _glass(scene: Scene, previous: Picture | None) -> Picture | None:
    """What is seen through the magnifying glass, if there is one."""
    seen = glass_scene(scene)
    if seen is None:
        return None
    return render(seen, previous.glass if previous is not None else None)


def _layer(scene: Scene, previous: Picture | None) -> Layer:
    zoom = zoom_of(*view_of(scene))
    scale = zoom * min(1.0, scene.frame.image.pixel_aspect)
    factor = 2 ** sample.halvings(scale)
    kept = previous.layer if previous is not None else None
    wanted = filter_of(scene)
    if kept is not None and kept.frame is scene.frame and kept.factor == factor:
        if kept.filter is wanted:
            return kept
        if kept.filter is Filter.NONE:
            return kept.filtered(wanted)
    return prepare(scene.frame, factor).filtered(wanted)


def _patch(scene: Scene, layer: Layer, previous: Picture | None) -> Patch:
    if previous is not None and previous.layer is layer and is_same_place(scene, previous.scene):
        return previous.patch
    is_known = previous is not None and has_same_geometry(scene, previous.scene)
    return sample_patch(scene, layer, previous.patch.place if is_known and previous else None)


def _furniture(scene: Scene, previous: Picture | None) -> Drawing:
    if (
        previous is not None
        and has_same_geometry(scene, previous.scene)
        and has_same_furniture(scene, previous.scene)
    ):
        return previous.furniture
    return furniture(scene)


def _stencils(scene: Scene, layer: Layer, previous: Picture | None) -> tuple[Stencil, ...]:
    if (
        previous is not None
        and previous.layer is layer
        and _has_same_overlays(scene, previous.scene)
    ):
        return previous.stencils
    return overlay_stencils(scene, layer.factor)


def _has_same_overlays(scene: Scene, other: Scene) -> bool:
    return (
        is_same_place(scene, other)
        and overlays_in(scene) == overlays_in(other)
        and scene.appearance.overlay_colours == other.appearance.overlay_colours
    )


def _shown(scene: Scene, patch: Patch, voi: Voi | None) -> NDArray[np.uint8]:
    """The patch as it is seen; empty where the image is off the canvas."""
    if not patch.layer.pixels.size:
        return patch.layer.pixels.astype(np.uint8)
    return shown(
        patch.layer,
        voi,
        is_inverted=scene.appearance.is_inverted,
        shows_shutter=scene.appearance.shows_shutters,
        colour_map=scene.appearance.colour_map,
        display=scene.screen.display,
    )


def _on_canvas(scene: Scene, patch: Patch, shown: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The patch on black ground, the patch itself where it fills the canvas."""
    size = (scene.height, scene.width)
    if shown.shape[:2] == size:
        return shown
    canvas = np.zeros(size + shown.shape[2:], dtype=np.uint8)
    height, width = shown.shape[:2]
    left, top = patch.place.left, patch.place.top
    canvas[top : top + height, left : left + width] = shown
    return canvas
