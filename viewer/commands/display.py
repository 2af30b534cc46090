"""The display: presets of windows, the measured screen, the display check."""

from viewer.commands.command import command
from viewer.commands.context import Context
from viewer.model.lut import VoiWindow
from viewer.render.options import PresetEntry, ScreenMeasure
from viewer.render.presets import OwnPresets


@command("display.presets", "Edit presets", icon="window-presets")
def edit_presets(context: Context) -> None:
    """Add, change and delete the window presets of each modality."""
    viewport, settings = context.workspace.active, context.settings
    frame, voi = viewport.frame, viewport.voi()
    current = None
    if isinstance(voi, VoiWindow):
        current = PresetEntry(voi.explanation or "Window", voi.center, voi.width)

    def taken(presets: OwnPresets) -> None:
        settings.set("display.presets", presets)

    modality = frame.image.modality if frame is not None else "CT"
    context.face.display.edit_presets(settings.value.display.presets, modality, current, taken)


@command("display.measure", "Measure this screen", icon="display")
def measure_screen(context: Context) -> None:
    """Enter how large the pixels of this screen are, and how bright its grays."""
    settings = context.settings

    def taken(screen: str, measure: ScreenMeasure) -> None:
        settings.set("display.screens", {**settings.value.display.screens, screen: measure})

    context.face.display.measure_screen(settings.value.display.screens, taken)


@command("display.check", "Check the display", icon="display")
def check_display(context: Context) -> None:
    """Show test patterns on the whole screen, with what to look for."""
    context.face.display.check_display(context.settings.value.display.screens)
