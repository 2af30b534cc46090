"""Calibrate an image by a line whose length is known."""

from dataclasses import replace

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.commands.command import command
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.scope import Scope
from viewer.imaging.user_calibration import can_calibrate

_LONGEST_MM = 10_000.0


def _can_calibrate(context: Context) -> bool:
    selected, frame = context.workspace.annotations.selected, context.workspace.active.frame
    if selected is None or frame is None or selected.is_locked:
        return False
    return selected.sop_instance_uid == frame.image.sop_instance_uid and can_calibrate(
        selected, frame
    )


def _is_calibrating(context: Context) -> bool:
    selected = context.workspace.annotations.selected
    return selected is not None and bool(selected.known_mm) and not selected.is_locked


@command(
    "measure.calibrate", "Calibrate to a known length…", scope=Scope.VIEWPORT, icon="ruler",
    enabled=_can_calibrate,
)  # fmt: skip
def calibrate(context: Context) -> None:
    """Say how long the selected line is in mm: all lengths on its image follow."""
    selected = context.workspace.annotations.selected
    if selected is None:
        return

    def take(text: str) -> None:
        known_mm = _length_of(text)
        current = context.workspace.annotations.get(selected.uid)
        if current is not None:
            label = current.label or tr("Calibration")
            changed = replace(current, known_mm=known_mm, label=label)
            context.workspace.annotations.put(changed)
            context.history.settle()
            message = tr("This image is calibrated by hand; its lengths say so.")
            context.notify(Notice(Tone.NOTE, message))

    known = f"{selected.known_mm:g}" if selected.known_mm else ""
    context.face.ask_text("Length of the line in mm", known, take)


@command(
    "measure.uncalibrate", "Remove calibration", scope=Scope.VIEWPORT, icon="remove",
    enabled=_is_calibrating,
)  # fmt: skip
def uncalibrate(context: Context) -> None:
    """Let the selected line calibrate its image no more: lengths follow the file again."""
    if selected := context.workspace.annotations.selected:
        context.workspace.annotations.put(replace(selected, known_mm=0.0))


def _length_of(text: str) -> float:
    """Millimetres as somebody writes them; raises `ViewerError` for anything else."""
    try:
        known_mm = float(text.strip().removesuffix("mm").strip().replace(",", "."))
    except ValueError:
        known_mm = 0.0
    if not 0 < known_mm <= _LONGEST_MM:
        raise ViewerError(
            tr("This is not a length in millimetres."), hint=tr("Write a number such as 100.")
        )
    return known_mm
