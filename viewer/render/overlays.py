"""Overlay planes as stencils over the canvas (PS3.3 C.9.2; DC-060 to DC-063)."""

import numpy as np
from numpy.typing import NDArray

from viewer.imaging.overlay import place_plane, unpack_plane
from viewer.model.frame import Frame
from viewer.model.overlay import Overlay
from viewer.model.view import Appearance, Interpolation
from viewer.render.drawing import Ink, Stencil
from viewer.render.patch import Place
from viewer.render.scene import Scene


def overlays_of(frame: Frame) -> tuple[Overlay, ...]:
    """The overlays that lie over this frame."""
    index = frame.ref.frame_index
    return tuple(each for each in frame.image.overlays if each.plane_of(index) is not None)


def shown_overlays(frame: Frame, appearance: Appearance) -> tuple[Overlay, ...]:
    """Those of them that are wanted on screen."""
    if not appearance.shows_overlays:
        return ()
    hidden = appearance.hidden_overlays
    return tuple(each for each in overlays_of(frame) if each.group not in hidden)


def overlay_stencils(scene: Scene, factor: int) -> tuple[Stencil, ...]:
    """One stencil for each overlay on screen; `factor` is that of the picture's layer.

    Pixels are never mixed. Where the picture is shrunk, a block shows if any of its bits is
    set: lines of one pixel stay.
    """
    overlays = shown_overlays(scene.frame, scene.appearance)
    place = Place.of(scene)
    if not overlays or place.is_empty:
        return ()
    sampled = place.sampler(factor)
    return tuple(
        Stencil(
            place.left,
            place.top,
            sampled(
                _any_of_blocks(overlay_mask(scene.frame, overlay), factor),
                interpolation=Interpolation.NEAREST,
            ),
            Ink.OVERLAY,
        )
        for overlay in overlays
    )


def overlay_mask(frame: Frame, overlay: Overlay) -> NDArray[np.uint8]:
    """255 where the overlay has a bit set, over the whole image."""
    plane = overlay.plane_of(frame.ref.frame_index) or 0
    if overlay.is_embedded:
        bits = frame.embedded_overlays[overlay.group]
    else:
        bits = unpack_plane(overlay, plane)
    rows, columns = frame.pixels.shape[:2]
    return place_plane(bits, overlay, rows=rows, columns=columns)


def _any_of_blocks(mask: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    """The highest of each block of factor x factor pixels."""
    if factor == 1:
        return mask
    padded = np.pad(mask, [(0, -length % factor) for length in mask.shape])
    rows, columns = (length // factor for length in padded.shape)
    blocks = padded.reshape(rows, factor, columns, factor)
    return np.asarray(blocks.max(axis=(1, 3)))
