"""Move through a stack, and move, turn and enlarge the picture of the active viewport."""

from dataclasses import replace
from typing import Final

from viewer.base.i18n import tr
from viewer.commands.command import command
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.scope import Scope
from viewer.model.view import Appearance
from viewer.render import transform
from viewer.render.furniture import known_spacing
from viewer.workspace.first_view import reset_view
from viewer.workspace.tools.navigate import zoomed

_ZOOM_STEP: Final = 1.25


def has_image(context: Context) -> bool:
    """Whether the active viewport has a picture."""
    return context.workspace.active.frame is not None


def has_stack(context: Context) -> bool:
    """Whether the active viewport has more than one image."""
    return context.workspace.active.length > 1


@command("view.scroll", "Scroll", scope=Scope.VIEWPORT, icon="scroll", enabled=has_stack)
def scroll(context: Context, *, steps: int) -> None:
    """Go on in the stack, or back, by a number of images."""
    context.workspace.active.scroll(steps)


@command("view.first", "First image", scope=Scope.VIEWPORT, icon="first", enabled=has_stack)
def first(context: Context) -> None:
    """Go to the first image of the stack."""
    viewport = context.workspace.active
    viewport.scroll(-viewport.length)


@command("view.last", "Last image", scope=Scope.VIEWPORT, icon="last", enabled=has_stack)
def last(context: Context) -> None:
    """Go to the last image of the stack."""
    viewport = context.workspace.active
    viewport.scroll(viewport.length)


@command("view.fit", "Fit to cell", scope=Scope.VIEWPORT, icon="fit", enabled=has_image)
def fit(context: Context) -> None:
    """Show the whole image as large as the cell allows."""
    viewport = context.workspace.active
    viewport.set_view(transform.fit(viewport.view))


@command("view.one_to_one", "1:1", scope=Scope.VIEWPORT, icon="one-to-one", enabled=has_image)
def one_to_one(context: Context) -> None:
    """Show each image pixel as one pixel of the screen."""
    viewport = context.workspace.active
    viewport.set_view(transform.actual_size(viewport.view))


def can_measure(context: Context) -> bool:
    """Whether the image of the active viewport has a known pixel size."""
    scene = context.workspace.active.scene()
    return scene is not None and known_spacing(scene) is not None


@command("view.true_size", "True size", scope=Scope.VIEWPORT, icon="true-size", enabled=can_measure)
def true_size(context: Context) -> None:
    """Show a millimetre of the image as a millimetre of the screen, once that is measured."""
    viewport = context.workspace.active
    scene = viewport.scene()
    spacing = known_spacing(scene) if scene is not None else None
    if scene is None or spacing is None or not spacing.column_mm:
        return
    if not scene.screen.pitch_mm:
        message = tr("This screen is not measured yet.")
        hint = tr("Choose View, Measure this screen.")
        context.notify(Notice(Tone.NOTE, message, hint))
        return
    view = transform.true_size(
        viewport.view, column_mm=spacing.column_mm, pitch_mm=scene.screen.pitch_mm
    )
    viewport.set_view(view)


@command("view.zoom_in", "Zoom in", scope=Scope.VIEWPORT, icon="zoom-in", enabled=has_image)
def zoom_in(context: Context, *, factor: float = _ZOOM_STEP) -> None:
    """Enlarge the picture about the centre of the cell."""
    _zoom(context, factor)


@command("view.zoom_out", "Zoom out", scope=Scope.VIEWPORT, icon="zoom-out", enabled=has_image)
def zoom_out(context: Context, *, factor: float = _ZOOM_STEP) -> None:
    """Shrink the picture about the centre of the cell."""
    _zoom(context, 1 / factor)


@command(
    "view.rotate_right", "Rotate right", scope=Scope.VIEWPORT, icon="rotate-right",
    enabled=has_image,
)  # fmt: skip
def rotate_right(context: Context) -> None:
    """Turn the picture a quarter clockwise."""
    _rotate(context, 90)


@command(
    "view.rotate_left", "Rotate left", scope=Scope.VIEWPORT, icon="rotate-left", enabled=has_image
)
def rotate_left(context: Context) -> None:
    """Turn the picture a quarter anticlockwise."""
    _rotate(context, -90)


@command(
    "view.flip_horizontal", "Flip left and right", scope=Scope.VIEWPORT, icon="flip-horizontal",
    enabled=has_image, checked=lambda context: context.workspace.active.view.flip_horizontal,
)  # fmt: skip
def flip_horizontal(context: Context) -> None:
    """Mirror the picture left to right; the orientation letters follow."""
    viewport = context.workspace.active
    flipped = not viewport.view.flip_horizontal
    viewport.set_view(replace(viewport.view, flip_horizontal=flipped))


@command(
    "view.flip_vertical", "Flip top and bottom", scope=Scope.VIEWPORT, icon="flip-vertical",
    enabled=has_image, checked=lambda context: context.workspace.active.view.flip_vertical,
)  # fmt: skip
def flip_vertical(context: Context) -> None:
    """Mirror the picture top to bottom; the orientation letters follow."""
    viewport = context.workspace.active
    viewport.set_view(replace(viewport.view, flip_vertical=not viewport.view.flip_vertical))


@command("view.reset", "Reset view", scope=Scope.VIEWPORT, icon="reset", enabled=has_image)
def reset(context: Context) -> None:
    """Show the image as it was first shown: whole, as it was hung, with its own window."""
    viewport = context.workspace.active
    reset_view(viewport)
    viewport.set_appearance(Appearance())


@command(
    "view.text", "Text on images", icon="text",
    checked=lambda context: context.workspace.shows_text,
)  # fmt: skip
def toggle_text(context: Context) -> None:
    """Show or hide the texts and marks over the images."""
    workspace = context.workspace
    workspace.show_texts(text=not workspace.shows_text, patient=workspace.shows_patient)


@command(
    "view.privacy", "Hide patient data", icon="privacy",
    checked=lambda context: not context.workspace.shows_patient,
)  # fmt: skip
def toggle_privacy(context: Context) -> None:
    """Hide whatever tells who the patient is, or show it again."""
    workspace = context.workspace
    workspace.show_texts(text=workspace.shows_text, patient=not workspace.shows_patient)


def _zoom(context: Context, factor: float) -> None:
    viewport = context.workspace.active
    x, y = viewport.canvas.width / 2, viewport.canvas.height / 2
    viewport.set_view(zoomed(viewport, viewport.view, factor, x, y))


def _rotate(context: Context, angle_deg: int) -> None:
    """Turn what is seen: the rotation comes before the flips, so one flip turns its sense."""
    viewport = context.workspace.active
    view = viewport.view
    sense = -1 if view.flip_horizontal != view.flip_vertical else 1
    turned = (view.rotation_deg + sense * angle_deg) % 360
    viewport.set_view(replace(view, rotation_deg=turned))
