"""Key images: mark, step through, show alone."""

from viewer.commands.command import command
from viewer.commands.context import Context
from viewer.commands.scope import Scope
from viewer.commands.view import has_image
from viewer.model.display_set import DisplaySet


def _has_keys(context: Context) -> bool:
    shown = context.workspace.active.display_set
    return shown is not None and bool(context.workspace.key_images.stops_in(shown))


def _has_own_keys(context: Context) -> bool:
    key_images = context.workspace.key_images
    return key_images.is_only or bool(key_images.all)


@command(
    "key.toggle", "Key image", scope=Scope.VIEWPORT, icon="key-image", enabled=has_image,
    checked=lambda context: context.workspace.key_images.holds(context.workspace.active),
)  # fmt: skip
def toggle(context: Context) -> None:
    """Mark the image on screen to be found again, or take the mark away."""
    context.workspace.key_images.toggle(context.workspace.active)


@command("key.next", "Next key image", scope=Scope.VIEWPORT, icon="key-next", enabled=_has_keys)
def next_key(context: Context) -> None:
    """Go to the next key image of the stack."""
    context.workspace.key_images.step(context.workspace.active, 1)


@command(
    "key.previous", "Previous key image", scope=Scope.VIEWPORT, icon="key-previous",
    enabled=_has_keys,
)  # fmt: skip
def previous_key(context: Context) -> None:
    """Go to the key image before this one."""
    context.workspace.key_images.step(context.workspace.active, -1)


@command(
    "key.only", "Key images only", icon="key-only",
    enabled=lambda context: _has_keys(context) or _has_own_keys(context),
    checked=lambda context: context.workspace.key_images.is_only,
)  # fmt: skip
def only(context: Context) -> None:
    """Have scrolling stop at key images alone, or at every image again."""
    key_images = context.workspace.key_images
    key_images.show_only(is_only=not key_images.is_only)


@command("key.show", "Show key image", icon="key-image")
def show(context: Context, *, display_set: DisplaySet, index: int) -> None:
    """Show a key image, in the cell that has its stack or in the active one."""
    workspace = context.workspace
    viewports = workspace.visible_viewports
    shown = [v for v in viewports if v.display_set and v.display_set.key == display_set.key]
    if not shown:
        workspace.show(display_set, index=index)
        return
    viewport = workspace.active if workspace.active in shown else shown[0]
    workspace.activate(viewport)
    viewport.set_cine(None)
    viewport.go_to(index)
