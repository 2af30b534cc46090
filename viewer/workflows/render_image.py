"""One frame of a file as a picture or as numbers, without a screen."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from viewer.base.errors import ViewerError
from viewer.dicom.decoding.decode import Decode, decode_encoded
from viewer.dicom.decoding.frames import open_pixels
from viewer.dicom.decoding.read_frame import read_frame
from viewer.dicom.images import read_image
from viewer.imaging.modality import to_modality
from viewer.imaging.presented import presented
from viewer.imaging.user_calibration import calibrated
from viewer.imaging.voi_choice import automatic_voi, file_vois
from viewer.model.display_set import FrameRef
from viewer.model.frame import Frame
from viewer.model.guides import Guides
from viewer.model.image import Image
from viewer.model.lut import Rescale, Voi, VoiWindow
from viewer.model.presentation import PresentationState
from viewer.model.view import Appearance, ViewState, ZoomMode
from viewer.render.flatten import flatten
from viewer.render.presets import window_presets
from viewer.render.raster import render
from viewer.render.scene import Scene
from viewer.workflows.drawn_on import Drawn

LONGEST_SIDE: Final = 32766  # the most that OpenCV can sample


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How a frame is rendered; at most one of window, preset and voi_number is given.

    Without a `size` (width, height) the picture has the image's own columns and rows.
    """

    window: VoiWindow | None = None
    preset: str = ""
    voi_number: int | None = None  # 1-based among the file's windows and LUTs
    size: tuple[int, int] | None = None
    corrects_aspect: bool = False
    draws_text: bool = False
    draws_overlays: bool = False
    draws_shutters: bool = True
    presentation: PresentationState | None = None
    drawn: Drawn = field(default_factory=Drawn)


def load_frame(
    path: Path,
    frame_number: int = 1,
    *,
    decode: Decode = decode_encoded,
    character_set: str = "",
) -> Frame:
    """Read and decode one frame, 1-based; texts in `character_set`, if given."""
    image = read_image(path, character_set=character_set)
    count = image.pixel_format.number_of_frames
    if not 1 <= frame_number <= count:
        raise ViewerError(
            f"There is no frame {frame_number}.", hint=f"The frames are 1 to {count}."
        )
    source = open_pixels(image)
    try:
        ref = FrameRef(path, image.sop_instance_uid, frame_number - 1)
        return read_frame(image, source, ref, decode=decode)
    finally:
        source.close()


def render_frame(frame: Frame, options: RenderOptions) -> NDArray[np.uint8]:
    """Render a frame as 8-bit gray (h, w) or RGB (h, w, 3)."""
    if options.presentation is not None:
        frame = presented_by(frame, options.presentation)
    frame = calibrated(frame, [each for each in options.drawn.annotations if each.known_mm])
    image = frame.image
    if not options.corrects_aspect and options.size is None and image.placement is None:
        image = replace(image, pixel_aspect=1.0)
    scene = _scene(replace(frame, image=image), options)
    picture = render(scene)
    return flatten(picture.pixels, picture.drawing) if picture.drawing else picture.pixels


def _scene(frame: Frame, options: RenderOptions) -> Scene:
    appearance = Appearance(
        voi=chosen_voi(frame, options) if frame.has_window else None,
        shows_overlays=options.draws_overlays or options.presentation is not None,
        shows_shutters=options.draws_shutters,
    )
    if options.size is not None:
        width, height = options.size
        view = ViewState()
    elif frame.image.placement is not None:
        width, height = placed_size(frame.image)
        view = ViewState()
    else:
        width, height, zoom = own_size(frame.image)
        view = ViewState(zoom_mode=ZoomMode.FREE, zoom=zoom)
    return Scene(
        frame,
        width,
        height,
        view=view,
        appearance=appearance,
        show_text=options.draws_text,
        annotations=tuple(
            each
            for each in options.drawn.annotations
            if each.is_on(frame.ref.sop_instance_uid, frame.ref.frame_index) and not each.is_hidden
        ),
        crossings=options.drawn.crossings,
        selections=options.drawn.selections,
        guides=Guides(is_key=options.drawn.is_key),
    )


def own_size(image: Image) -> tuple[int, int, float]:
    """Width, height and zoom that keep every pixel, the shorter side stretched by the aspect."""
    columns, rows = image.pixel_format.columns, image.pixel_format.rows
    zoom = max(1.0, 1.0 / image.pixel_aspect)
    return round(columns * zoom), round(rows * image.pixel_aspect * zoom), zoom


def presented_by(frame: Frame, state: PresentationState) -> Frame:
    """The frame by a presentation state; raises `ViewerError` where it cannot be had whole."""
    if state.unheeded:
        raise ViewerError(
            "The presentation state cannot be applied.",
            hint=f"It asks for: {'; '.join(state.unheeded)}.",
        )
    made = presented(frame, state)
    if made.presented is None:
        raise ViewerError("The presentation state is not for this image.")
    return made


def placed_size(image: Image) -> tuple[int, int]:
    """Width and height of what a presentation state shows, a device pixel for each column."""
    assert image.placement is not None
    columns, rows = image.placement.size
    zoom = image.placement.zoom or 1.0
    across, down = columns * zoom, rows * image.pixel_aspect * zoom
    if image.placement.rotation_deg % 180:
        across, down = down, across
    if not (1 <= round(across) <= LONGEST_SIDE and 1 <= round(down) <= LONGEST_SIDE):
        raise ViewerError(
            "The presentation state asks for a picture of an impossible size.",
            hint="Give a size.",
        )
    return round(across), round(down)


def chosen_voi(frame: Frame, options: RenderOptions) -> Voi | None:
    """The window or LUT that the options name; None leaves it to the file."""
    if options.window is not None:
        return options.window
    if options.preset:
        presets = window_presets(frame.image.modality, automatic_voi(frame))
        by_name = {preset.name: preset.voi for preset in presets}
        if options.preset not in by_name:
            raise ViewerError(
                f"There is no preset “{options.preset}” for this modality.",
                hint=f"Choose one of {', '.join(by_name)}.",
            )
        return by_name[options.preset]
    if options.voi_number is not None:
        choices = file_vois(frame.header)
        if not 1 <= options.voi_number <= len(choices):
            raise ViewerError(
                f"There is no window {options.voi_number} in the file.",
                hint=f"The file has {len(choices)} windows and tables.",
            )
        return choices[options.voi_number - 1]
    return None


def modality_values(frame: Frame) -> NDArray[Any]:
    """The modality values of a frame: int64 where all are whole by the rescale, else floats."""
    if not frame.has_window:
        raise ViewerError("A colour image has no modality values.")
    modality = frame.header.modality
    if not isinstance(modality, Rescale):
        return to_modality(frame.pixels, modality).astype(np.int64)
    is_identity = modality.slope == 1 and modality.intercept == 0
    if frame.pixels.dtype.kind == "f":
        return frame.pixels if is_identity else to_modality(frame.pixels, modality)
    if modality.slope.is_integer() and modality.intercept.is_integer():
        stored = frame.pixels.astype(np.int64)
        return stored * int(modality.slope) + int(modality.intercept)
    return to_modality(frame.pixels, modality)
