"""Which window or VOI LUT a frame is shown with (DC-012 to DC-014)."""

from viewer.imaging.statistics import automatic_window
from viewer.imaging.voi import is_valid_window
from viewer.model.finding import Finding, FindingKind, Severity
from viewer.model.frame import Frame
from viewer.model.image import FrameHeader
from viewer.model.lut import Voi, VoiFunction, VoiLut, VoiWindow
from viewer.model.view import Appearance


def file_vois(header: FrameHeader) -> tuple[Voi, ...]:
    """The usable windows and LUTs of the file, windows first as the file lists them (DC-014)."""
    return tuple(voi for voi in header.voi if _is_usable(voi))


def rejected_windows(header: FrameHeader) -> tuple[Finding, ...]:
    """What to tell about windows whose width their function does not allow (DC-013)."""
    return tuple(
        Finding(
            Severity.WARNING,
            "WindowWidth",
            f"The window width {voi.width:g} is not allowed for {voi.function.value}; "
            "the window of the file is not used.",
            reference="DC-013",
            kind=FindingKind.WINDOW,
        )
        for voi in header.voi
        if isinstance(voi, VoiWindow) and not is_valid_window(voi)
    )


def automatic_voi(frame: Frame) -> VoiWindow:
    """The full range of the frame's values, padding left out."""
    image = frame.image
    return automatic_window(
        frame.pixels,
        frame.header.modality,
        image.padding,
        bits_stored=image.pixel_format.bits_stored,
    )


def is_step(window: VoiWindow) -> bool:
    """Whether a window knows only black and white: LINEAR of width 1 (C.11.2.1.2.1)."""
    return window.function is VoiFunction.LINEAR and window.width == 1


def effective_voi(frame: Frame, appearance: Appearance, series_voi: Voi | None = None) -> Voi:
    """The user's choice, else the file's, else the series' automatic window, else the frame's."""
    if appearance.voi is not None and _is_usable(appearance.voi):
        return appearance.voi
    if choices := file_vois(frame.header):
        return choices[appearance.voi_index if appearance.voi_index < len(choices) else 0]
    return series_voi or automatic_voi(frame)


def _is_usable(voi: Voi) -> bool:
    return isinstance(voi, VoiLut) or is_valid_window(voi)
