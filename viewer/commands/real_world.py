"""Real-world values of the image in the active viewport."""

from dataclasses import replace

from viewer.commands.command import command
from viewer.commands.context import Context
from viewer.commands.scope import Scope
from viewer.render.readout import maps_of


def has_maps(context: Context) -> bool:
    """Whether the active viewport has an image with real-world value maps."""
    scene = context.workspace.active.scene()
    return scene is not None and bool(maps_of(scene))


@command(
    "view.real_world", "Real-world values", scope=Scope.VIEWPORT, icon="window-level",
    enabled=has_maps,
)  # fmt: skip
def choose_map(context: Context, *, number: int) -> None:
    """Tell pixel values through one map by its number from 1, or through all of them with 0."""
    viewport = context.workspace.active
    viewport.set_appearance(replace(viewport.appearance, real_world_number=max(0, number)))
