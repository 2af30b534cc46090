"""Link cells, and show where they lie to each other."""

from dataclasses import replace
from typing import Final

from viewer.base.i18n import tr
from viewer.commands.command import Predicate, command
from viewer.commands.context import Context, Notice, Tone
from viewer.model.guides import LinkKind
from viewer.workspace.links import LinkState

_ACROSS: Final = "The linked cells show different patients: only steps and sizes go together."


def _does(kind: LinkKind) -> Predicate:
    return lambda context: context.workspace.links.state.does(kind)


@command(
    "link.toggle", "Link cells", icon="link",
    checked=lambda context: context.workspace.links.state.is_on,
)  # fmt: skip
def toggle(context: Context) -> None:
    """Let the cells scroll, move and zoom together, or each for itself."""
    state = context.workspace.links.state
    _set(context, replace(state, is_on=not state.is_on))


@command("link.scroll", "Link scrolling", icon="scroll", checked=_does(LinkKind.SCROLL))
def link_scroll(context: Context) -> None:
    """Scroll all cells together: by the place in the patient where they know it."""
    _toggle(context, LinkKind.SCROLL)


@command("link.pan", "Link moving", icon="pan", checked=_does(LinkKind.PAN))
def link_pan(context: Context) -> None:
    """Move the pictures of all cells together, in millimetres where they are known."""
    _toggle(context, LinkKind.PAN)


@command("link.zoom", "Link zoom", icon="zoom", checked=_does(LinkKind.ZOOM))
def link_zoom(context: Context) -> None:
    """Show the pictures of all cells at one scale."""
    _toggle(context, LinkKind.ZOOM)


@command("link.window", "Link windows", icon="window-level", checked=_does(LinkKind.WINDOW))
def link_window(context: Context) -> None:
    """Give all cells of one modality the same window."""
    _toggle(context, LinkKind.WINDOW)


@command(
    "link.by_position", "By place in the patient", icon="patient",
    checked=lambda context: not context.workspace.links.state.keeps_offset,
)  # fmt: skip
def by_position(context: Context) -> None:
    """Scroll to the nearest image at the same place, where images share a frame of reference."""
    _set(context, replace(context.workspace.links.state, keeps_offset=False))


@command(
    "link.as_they_stand", "As they stand now", icon="link-offset",
    checked=lambda context: context.workspace.links.state.keeps_offset,
)  # fmt: skip
def as_they_stand(context: Context) -> None:
    """Take the images on screen as belonging together, and scroll by the same way from there."""
    context.workspace.links.link_as_they_stand()
    _warn(context)


@command(
    "link.reference_lines", "Reference lines", icon="reference-lines",
    checked=lambda context: context.workspace.references.shows_lines,
)  # fmt: skip
def reference_lines(context: Context) -> None:
    """Draw where the images of other cells cut the image, or draw nothing."""
    lines = context.workspace.references
    lines.show_lines(is_on=not lines.shows_lines)


def _toggle(context: Context, kind: LinkKind) -> None:
    """Link one thing more or less; unlinked cells become linked in this alone."""
    state = context.workspace.links.state
    kinds = state.kinds ^ {kind} if state.is_on else frozenset({kind})
    _set(context, replace(state, is_on=bool(kinds), kinds=kinds or LinkState().kinds))


def _set(context: Context, state: LinkState) -> None:
    context.workspace.links.set_state(state)
    _warn(context)


def _warn(context: Context) -> None:
    if context.workspace.links.is_across_patients():
        context.notify(Notice(Tone.WARNING, tr(_ACROSS)))
