"""The window of the active viewport: as stored, presets, inverted."""

from dataclasses import replace

from viewer.commands.command import command
from viewer.commands.context import Context
from viewer.commands.scope import Scope
from viewer.commands.view import has_image
from viewer.model.lut import VoiSource, VoiWindow
from viewer.model.view import Interpolation
from viewer.workspace.windows import see_range, window_choices


def has_window(context: Context) -> bool:
    """Whether the active viewport has a gray image, which is seen through a window."""
    return context.workspace.active.voi() is not None


def _is_smooth(context: Context) -> bool:
    return context.workspace.active.appearance.interpolation is not Interpolation.NEAREST


@command(
    "window.choose", "Window preset", scope=Scope.VIEWPORT, icon="window-level", enabled=has_window
)
def choose(context: Context, *, number: int) -> None:
    """See the image through a window by its number: 0 as stored, then others, then presets."""
    viewport = context.workspace.active
    choices = window_choices(viewport)
    if number < len(choices):
        viewport.set_appearance(choices[number].applied_to(viewport.appearance))


@command("window.set", "Set window", scope=Scope.VIEWPORT, icon="window-level", enabled=has_window)
def set_window(context: Context, *, center: float, width: float) -> None:
    """See the image through a window given by centre and width in modality units."""
    viewport = context.workspace.active
    window = VoiWindow(center=center, width=max(1.0, width), source=VoiSource.USER)
    viewport.set_appearance(replace(viewport.appearance, voi=window))


@command(
    "window.range", "Set window by its ends", scope=Scope.VIEWPORT, icon="window-level",
    enabled=has_window,
)  # fmt: skip
def set_range(context: Context, *, low: float, high: float) -> None:
    """See the image through the window from one value to another, in modality units."""
    see_range(context.workspace.active, low, high)


@command(
    "window.invert", "Invert", scope=Scope.VIEWPORT, icon="invert", enabled=has_image,
    checked=lambda context: context.workspace.active.appearance.is_inverted,
)  # fmt: skip
def invert(context: Context) -> None:
    """Swap black and white."""
    viewport = context.workspace.active
    inverted = not viewport.appearance.is_inverted
    viewport.set_appearance(replace(viewport.appearance, is_inverted=inverted))


@command(
    "window.interpolate", "Smooth pixels", scope=Scope.VIEWPORT, icon="fit", enabled=has_image,
    checked=_is_smooth,
)  # fmt: skip
def toggle_interpolation(context: Context) -> None:
    """Show pixels smoothed into each other, or each as a square (DC-051)."""
    viewport = context.workspace.active
    other = Interpolation.NEAREST if _is_smooth(context) else Interpolation.LINEAR
    viewport.set_appearance(replace(viewport.appearance, interpolation=other))
