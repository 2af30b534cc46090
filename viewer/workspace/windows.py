"""The windows one can choose for an image: its file's own, then those of its modality."""

from dataclasses import dataclass, replace

from viewer.base.i18n import tr
from viewer.imaging.statistics import window_over
from viewer.imaging.voi_choice import file_vois
from viewer.model.lut import Voi, VoiFunction, VoiSource, VoiWindow
from viewer.model.view import Appearance
from viewer.render.presets import window_presets
from viewer.workspace.viewport import Viewport


@dataclass(frozen=True, slots=True)
class WindowChoice:
    """One window by name; `voi` None stands for number `voi_index` of the file's own."""

    title: str
    voi: Voi | None = None
    voi_index: int = 0

    def applied_to(self, appearance: Appearance) -> Appearance:
        """The same looks through this window."""
        return replace(appearance, voi=self.voi, voi_index=self.voi_index)


def window_choices(viewport: Viewport) -> tuple[WindowChoice, ...]:
    """As stored (automatic where the file has none), the next stored ones, presets (DC-014)."""
    frame = viewport.frame
    if frame is None or not frame.has_window:
        return ()
    stored = [
        WindowChoice(_title(voi, number), voi_index=number)
        for number, voi in enumerate(file_vois(frame.header))
    ]
    presets = [
        WindowChoice(tr(preset.title), voi=preset.voi)
        for preset in window_presets(
            frame.image.modality, viewport.automatic_window, viewport.display.options.presets
        )
    ]
    return (*(stored or [WindowChoice(tr("Automatic"))]), *presets)


def see_range(viewport: Viewport, low: float, high: float) -> None:
    """See the image through the window from one value to another, in modality units."""
    if low >= high:
        return
    automatic = viewport.automatic_window
    is_whole = automatic is None or automatic.function is VoiFunction.LINEAR
    if is_whole:
        low, high = round(low), max(round(low) + 1, round(high))
    window = replace(window_over(low, high, is_whole=is_whole), source=VoiSource.USER)
    viewport.set_appearance(replace(viewport.appearance, voi=window))


def _title(voi: Voi, number: int) -> str:
    if voi.explanation:
        return voi.explanation
    name = tr("Window") if isinstance(voi, VoiWindow) else tr("Table")
    return f"{name} {number + 1}" if number else tr("As stored")
