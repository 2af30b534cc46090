"""Hanging protocols: hang, go from stage to stage, keep a layout as a protocol."""

from collections.abc import Sequence

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.commands.command import command
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import notify_error
from viewer.model.hanging import HangingProtocol
from viewer.workflows.hanging_file import write_protocols


def _has_study(context: Context) -> bool:
    return context.workspace.active.display_set is not None


def _has_stages(context: Context) -> bool:
    hung = context.hangings.hung
    return hung is not None and len(hung.stages) > 1 and _has_study(context)


@command("hanging.step", "Next stage", icon="stage-next", enabled=_has_stages)
def step(context: Context, *, steps: int) -> None:
    """Hang the next stage of the protocol, or an earlier one."""
    context.hangings.step(steps)


@command("hanging.hang", "Hang by protocol", icon="hanging", enabled=_has_study)
def hang(context: Context, *, name: str = "") -> None:
    """Hang the active study by the protocol of that name, or by the first that fits."""
    shown = context.workspace.active.display_set
    assert shown is not None
    named = next((p for p in context.hangings.protocols if p.name == name), None)
    if not context.hangings.hang(shown.study_uid, named):
        raise ViewerError(
            tr("No hanging protocol fits this study."),
            hint=tr("Arrange it by hand, then save the layout as a protocol."),
        )


@command("hanging.save", "Save this layout as a protocol…", icon="hanging", enabled=_has_study)
def save(context: Context) -> None:
    """Keep layout and series of this window, to be hung so from now on in studies like this."""
    shown = context.workspace.active.display_set
    assert shown is not None
    parts = (shown.series.modality, shown.series.body_part.capitalize())
    suggestion = " ".join(part for part in parts if part) or tr("My layout")
    context.face.ask_text(
        "Name of the protocol", suggestion, lambda name: _keep(context, name.strip())
    )


@command("hanging.edit", "Hanging protocols…", icon="hanging")
def edit(context: Context) -> None:
    """List all protocols: why one fits the active study or not, order, export, import."""
    shown = context.workspace.active.display_set
    context.face.show_hangings(
        context.hangings,
        shown.study_uid if shown else None,
        lambda protocols: set_protocols(context, protocols),
    )


def set_protocols(context: Context, protocols: Sequence[HangingProtocol]) -> None:
    """Have other protocols from now on, and in the next runs."""
    context.hangings.set_protocols(protocols)
    try:
        write_protocols(context.paths.hanging_file, protocols)
    except ViewerError as error:
        notify_error(context, error)


def _keep(context: Context, name: str) -> None:
    if not name:
        return
    hangings = context.hangings
    made = hangings.protocol_of_screen(name)
    others = [protocol for protocol in hangings.protocols if protocol.name != name]
    set_protocols(context, [made, *others])
    context.notify(
        Notice(
            Tone.GOOD,
            tr("The layout is a hanging protocol now, the first that is tried."),
            hint=tr("Change what it is for under Layout, Hanging."),
        )
    )
