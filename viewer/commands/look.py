"""How the image of the active viewport is painted: colour map, interpolation, filter."""

from dataclasses import replace

from viewer.commands.command import command
from viewer.commands.context import Context
from viewer.commands.scope import Scope
from viewer.commands.view import has_image
from viewer.commands.window import has_window
from viewer.imaging.colour_maps import TITLES
from viewer.model.view import Appearance, Filter, Interpolation


def _appearance(context: Context) -> Appearance:
    return context.workspace.active.appearance


def takes_colours(context: Context) -> bool:
    """Whether the image is gray, also by the presentation state that is applied."""
    frame = context.workspace.active.frame
    return has_window(context) and (frame is None or frame.gray_palette is None)


@command(
    "look.colour_map", "Colour map", scope=Scope.VIEWPORT, icon="colour-map",
    enabled=takes_colours,
    checked=lambda context, name: (
        takes_colours(context) and _appearance(context).colour_map == name
    ),
)  # fmt: skip
def set_colour_map(context: Context, *, name: str) -> None:
    """Show a gray image in colours, or with an empty name in gray; colour images stay as are."""
    if not name or name in TITLES:
        context.workspace.active.set_appearance(replace(_appearance(context), colour_map=name))


@command(
    "look.interpolation", "Interpolation", scope=Scope.VIEWPORT, icon="fit", enabled=has_image,
    checked=lambda context, method: _appearance(context).interpolation.value == method,
)  # fmt: skip
def set_interpolation(context: Context, *, method: str) -> None:
    """Choose how pixels are made between those of the image: nearest, linear, cubic (DC-051)."""
    interpolation = Interpolation(method)
    context.workspace.active.set_appearance(
        replace(_appearance(context), interpolation=interpolation)
    )


@command(
    "look.filter", "Filter", scope=Scope.VIEWPORT, icon="filter", enabled=has_image,
    checked=lambda context, name: _appearance(context).filter.value == name,
)  # fmt: skip
def set_filter(context: Context, *, name: str) -> None:
    """Smooth or sharpen the picture, marked as not original; values and files stay as they are."""
    context.workspace.active.set_appearance(replace(_appearance(context), filter=Filter(name)))
