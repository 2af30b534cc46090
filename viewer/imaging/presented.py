"""A frame as a presentation state wants it to be shown (PS3.4 N.2; DC-170)."""

from dataclasses import replace
from typing import TypeVar

from viewer.imaging.modality import to_modality
from viewer.model.displayed_area import DisplayedArea, Placement, SizeMode
from viewer.model.frame import Frame
from viewer.model.image import Image, SampleKind
from viewer.model.lut import (
    LutData,
    Modality,
    ModalityLut,
    Rescale,
    Voi,
    VoiFunction,
    VoiLut,
    VoiSource,
    VoiWindow,
)
from viewer.model.presentation import PresentationState, Presented

_SIGN = 0x8000
T = TypeVar("T", ModalityLut, VoiLut)


def presented(frame: Frame, state: PresentationState, *, pitch_mm: float | None = None) -> Frame:
    """The frame with all that the state says of it; as it is where the state is not for it.

    What the file says of window, polarity, shutters and overlays counts no more. `pitch_mm` is
    the distance of device pixels, for TRUE SIZE. Values are read as before.
    """
    if not state.is_for(frame.ref):
        return frame
    image = frame.image
    area = state.area_of(frame.ref)
    modality = _modality(state.modality or Rescale(), image)
    voi = _from_state(state.voi_of(frame.ref), modality, image)
    shutter = state.shutter_of(frame.ref)
    header = replace(frame.header, voi=() if voi is None else (voi,), shutter=shutter)
    overlays = tuple(each for each in image.overlays if each.group in state.image_overlays)
    shown = replace(
        image,
        frames=(header,),
        is_inverse=state.is_inverse,
        supplement=None if state.palette is not None else image.supplement,
        overlays=(*overlays, *state.overlays),
        pixel_aspect=area.pixel_aspect if area is not None else image.pixel_aspect,
        placement=_placement(state, area, image, pitch_mm),
        icc_profile=state.icc_profile or image.icc_profile,
    )
    misses_size = area is not None and area.mode is SizeMode.TRUE_SIZE and pitch_mm is None
    drawn = tuple(each.on_tile(header.tile_origin) for each in state.graphics_on(frame.ref))
    told = Presented(state, modality, drawn, misses_size)
    return replace(frame, image=shown, presented=told)


def _placement(
    state: PresentationState, area: DisplayedArea | None, image: Image, pitch_mm: float | None
) -> Placement:
    pixels = image.pixel_format
    whole = (-0.5, -0.5, pixels.columns - 0.5, pixels.rows - 0.5)
    zoom = None
    if area is not None and area.mode is SizeMode.MAGNIFY:
        zoom = area.magnification
    elif area is not None and area.mode is SizeMode.TRUE_SIZE and area.column_mm and pitch_mm:
        zoom = area.column_mm / pitch_mm
    return Placement(
        whole if area is None else area.area, zoom, state.rotation_deg, state.flip_horizontal
    )


def _modality(modality: Modality, image: Image) -> Modality:
    """The first input of a table is signed where stored values are."""
    is_signed = image.pixel_format.is_signed
    return _signed(modality) if isinstance(modality, ModalityLut) and is_signed else modality


def _from_state(voi: Voi | None, modality: Modality, image: Image) -> Voi | None:
    """The VOI of a state; without one the whole range, None for fractions, which have none."""
    ends = _range(modality, image)
    if isinstance(voi, VoiLut):
        is_signed = ends is not None and ends[0] < 0
        return replace(_signed(voi) if is_signed else voi, source=VoiSource.PRESENTATION)
    if voi is not None:
        return replace(voi, source=VoiSource.PRESENTATION)
    if ends is None:
        return None
    low, high = ends
    return VoiWindow(
        (low + high) / 2, high - low, VoiFunction.LINEAR_EXACT, source=VoiSource.PRESENTATION
    )


def _range(modality: Modality, image: Image) -> tuple[float, float] | None:
    """The lowest and the highest modality value that there can be."""
    pixels = image.pixel_format
    if pixels.sample_kind is not SampleKind.INTEGER:
        return None
    if isinstance(modality, ModalityLut):
        return 0.0, 2.0**modality.data.bits - 1
    top = 1 << pixels.bits_stored - pixels.is_signed
    ends = to_modality((-top if pixels.is_signed else 0, top - 1), modality).tolist()
    return min(ends), max(ends)


def _signed(table: T) -> T:
    """A table whose first input is read as a signed number (DC-016)."""
    data = table.data
    if data.first_mapped < _SIGN:
        return table
    return replace(table, data=LutData(data.first_mapped - 2 * _SIGN, data.entries, data.bits))
