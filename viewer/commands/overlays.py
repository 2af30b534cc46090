"""What the file lays over its image: graphics and shutters, shown, hidden, coloured."""

from dataclasses import replace

from viewer.base.errors import ViewerError
from viewer.commands.command import command
from viewer.commands.context import Context
from viewer.commands.scope import Scope
from viewer.model.view import OverlayColour
from viewer.render.overlays import overlays_of


def has_overlays(context: Context) -> bool:
    """Whether the active viewport has an image with overlays."""
    frame = context.workspace.active.frame
    return frame is not None and bool(overlays_of(frame))


def has_shutter(context: Context) -> bool:
    """Whether the active viewport has an image with a shutter."""
    frame = context.workspace.active.frame
    return frame is not None and frame.header.shutter is not None


@command(
    "view.overlays", "Overlays", scope=Scope.VIEWPORT, icon="overlay", enabled=has_overlays,
    checked=lambda context: context.workspace.active.appearance.shows_overlays,
)  # fmt: skip
def toggle_overlays(context: Context) -> None:
    """Show or hide the graphics that the file lays over its image."""
    viewport = context.workspace.active
    appearance = viewport.appearance
    viewport.set_appearance(
        replace(
            appearance,
            shows_overlays=not appearance.shows_overlays,
            hidden_overlays=frozenset(),
        )
    )


@command("view.overlay", "Overlay", scope=Scope.VIEWPORT, icon="overlay", enabled=has_overlays)
def toggle_overlay(context: Context, *, group: int) -> None:
    """Show or hide one group of overlay graphics, by its number."""
    viewport = context.workspace.active
    appearance = viewport.appearance
    hidden = appearance.hidden_overlays ^ {group}
    viewport.set_appearance(replace(appearance, shows_overlays=True, hidden_overlays=hidden))


@command(
    "view.shutters", "Shutters", scope=Scope.VIEWPORT, icon="shutter", enabled=has_shutter,
    checked=lambda context: context.workspace.active.appearance.shows_shutters,
)  # fmt: skip
def toggle_shutters(context: Context) -> None:
    """Cover what the file wants covered, or lift the cover."""
    viewport = context.workspace.active
    appearance = viewport.appearance
    viewport.set_appearance(replace(appearance, shows_shutters=not appearance.shows_shutters))


@command(
    "view.overlay_colour", "Overlay colour", scope=Scope.VIEWPORT, icon="overlay",
    enabled=has_overlays,
)  # fmt: skip
def set_overlay_colour(context: Context, *, colour: str, group: int | None = None) -> None:
    """Draw one group of overlay graphics, or all of them, in a colour by its English name."""
    if colour.upper() not in OverlayColour.__members__:
        names = ", ".join(each.name.lower() for each in OverlayColour)
        raise ViewerError(f"There is no colour “{colour}”.", hint=f"Choose one of {names}.")
    viewport = context.workspace.active
    if viewport.frame is None:
        return
    groups = [each.group for each in overlays_of(viewport.frame) if group in (None, each.group)]
    chosen = dict.fromkeys(groups, OverlayColour[colour.upper()])
    colours = dict(viewport.appearance.overlay_colours) | chosen
    viewport.set_appearance(
        replace(viewport.appearance, overlay_colours=frozenset(colours.items()))
    )
