"""Overlay planes as stencils over the canvas (PS3.3 C.9.2; DC-060 to DC-063)."""

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.imaging.overlay import place_plane, unpack_plane
from viewer.model.frame import Frame
from viewer.model.overlay import Overlay
from viewer.model.view import Appearance, Interpolation
from viewer.render.drawing import Stencil
from viewer.render.patch import Place, view_of
from viewer.render.scene import Scene
from viewer.render.transform import zoom_of


def overlays_of(frame: Frame) -> tuple[Overlay, ...]:
    """The overlays that lie over this frame."""
    index = frame.ref.frame_index
    return tuple(each for each in frame.image.overlays if each.plane_of(index) is not None)


def shown_overlays(
    frame: Frame, appearance: Appearance, *, show_patient: bool = True
) -> tuple[Overlay, ...]:
    """Those of them that are wanted on screen.

    Without `show_patient` none is: what they draw may be a name.
    """
    if not (appearance.shows_overlays and show_patient):
        return ()
    hidden = appearance.hidden_overlays
    return tuple(each for each in overlays_of(frame) if each.group not in hidden)


def overlays_in(scene: Scene) -> tuple[Overlay, ...]:
    """The overlays that a scene shows."""
    return shown_overlays(scene.frame, scene.appearance, show_patient=scene.show_patient)


def overlay_stencils(scene: Scene, factor: int) -> tuple[Stencil, ...]:
    """One stencil for each overlay on screen; `factor` is that of the picture's layer.

    Pixels are never mixed. Where the picture is shrunk, a device pixel shows if any bit under
    it is set: lines of one pixel stay.
    """
    overlays = overlays_in(scene)
    if not overlays or (place := Place.of(scene)).is_empty:
        return ()
    sampled = place.sampler(factor)
    image = scene.frame.image
    zoom = zoom_of(*view_of(scene)) * min(1.0, image.pixel_aspect) * factor
    return tuple(
        Stencil(
            place.left,
            place.top,
            sampled(
                _shrunk(overlay_mask(scene.frame, overlay), factor, zoom),
                interpolation=Interpolation.NEAREST,
            ),
            scene.appearance.overlay_colour(overlay.group).value,
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


def _shrunk(mask: NDArray[np.uint8], factor: int, zoom: float) -> NDArray[np.uint8]:
    """The highest of each block of factor x factor pixels, ready to be sampled at `zoom`.

    Below 1 sampling skips pixels, never two in a row: lines are made two pixels wide for it.
    """
    if factor > 1:
        padded = np.pad(mask, [(0, -length % factor) for length in mask.shape])
        rows, columns = (length // factor for length in padded.shape)
        mask = padded.reshape(rows, factor, columns, factor).max(axis=(1, 3))
    if zoom < 1 - 1e-9:
        mask = np.asarray(cv2.dilate(mask, np.ones((2, 2), np.uint8)), dtype=np.uint8)
    return mask
