"""Copy annotations onto other images, and move them by keys."""

from dataclasses import replace

from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.commands import capture
from viewer.commands.command import command
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import notify_error
from viewer.commands.measure import can_change
from viewer.commands.scope import Scope
from viewer.commands.view import has_image
from viewer.model.annotation import Annotation
from viewer.render.transform import image_from_canvas, map_point
from viewer.workspace.copies import CannotCopyError, Pasted, copied_from, pasted
from viewer.workspace.tools.annotate import measured, shifted_within

_MOST_NEIGHBOURS = 500


def _shown_selection(context: Context) -> Annotation | None:
    """The selected annotation, if the active cell shows the image that it is on."""
    workspace = context.workspace
    selected, frame = workspace.annotations.selected, workspace.active.frame
    if selected is None or frame is None:
        return None
    return selected if selected.is_on(frame.image.sop_instance_uid, frame.ref.frame_index) else None


def shows_selection(context: Context) -> bool:
    """Whether the active cell shows the selected annotation."""
    return _shown_selection(context) is not None


def can_move(context: Context) -> bool:
    """Whether the active cell shows the selected annotation and it is not locked."""
    return shows_selection(context) and can_change(context)


def can_paste(context: Context) -> bool:
    """Whether an annotation was copied and there is an image for it."""
    return has_image(context) and context.workspace.annotations.copied is not None


@command("edit.copy", "Copy", scope=Scope.VIEWPORT, icon="copy", enabled=has_image)
def copy(context: Context) -> None:
    """Copy the selected annotation for other images, or without one a picture of the image."""
    selected, active = _shown_selection(context), context.workspace.active
    if selected is None or active.frame is None or active.display_set is None:
        capture.copy(context)
        return
    copied = copied_from(selected, active.display_set, active.frame)
    context.workspace.annotations.copied = copied
    context.notify(
        Notice(Tone.GOOD, tr("The annotation is copied."), tr("Go to another image and paste it."))
    )


@command("edit.paste", "Paste annotation", scope=Scope.VIEWPORT, icon="paste", enabled=can_paste)
def paste(context: Context) -> None:
    """Put a copy of the annotation on this image, where it lies in the patient if that is known."""
    active, annotations = context.workspace.active, context.workspace.annotations
    if annotations.copied is None or active.frame is None or active.display_set is None:
        return
    made = pasted(annotations.copied, active.display_set, active.frame)
    annotations.put(made.annotation)
    annotations.select(made.annotation.uid)
    if not made.is_by_geometry:
        message = tr("The annotation is pasted at the same pixels.")
        hint = tr("Nothing tells where this image lies to the other one in the patient.")
        context.notify(Notice(Tone.NOTE, message, hint))


@command(
    "measure.propagate",
    "Copy to neighbours…",
    scope=Scope.VIEWPORT,
    icon="propagate",
    enabled=shows_selection,
)
def propagate(context: Context) -> None:
    """Copy the selected annotation to images on either side; +3 and -3 mean one side only."""

    def take(text: str) -> None:
        try:
            _copy_to(context, _steps(text))
        except CannotCopyError as error:
            notify_error(context, error)

    context.face.ask_text("To how many images on either side?", "1", take)


@command(
    "measure.copy_on",
    "Copy to the next image",
    scope=Scope.VIEWPORT,
    icon="propagate",
    enabled=shows_selection,
)
def copy_on(context: Context, *, steps: int = 1) -> None:
    """Copy the selected annotation to the next image, and go there."""
    _copy_to(context, [steps], goes_there=True)


def _steps(text: str) -> list[int]:
    """What "3", "+3" and "-3" mean as steps in a stack; raises `CannotCopyError` for no number."""
    try:
        count = int(text)
    except ValueError:
        raise CannotCopyError(tr("This is no number of images.")) from None
    near = range(1, min(abs(count), _MOST_NEIGHBOURS) + 1)
    before, behind = [-step for step in near], list(near)
    if text.startswith(("+", "-")):
        return before if count < 0 else behind
    return before + behind


def _copy_to(context: Context, steps: list[int], *, goes_there: bool = False) -> None:
    """Copy the selected annotation to images of its stack, each so many steps from its own."""
    selected, viewport = _shown_selection(context), context.workspace.active
    shown, frame = viewport.display_set, viewport.frame
    here = viewport.place_of(frame.ref) if frame is not None else None
    if selected is None or shown is None or frame is None or here is None:
        return
    copied = copied_from(selected, shown, frame)
    places = [here + step for step in steps if 0 <= here + step < len(shown.frames)]
    refs = [shown.frames[place] for place in places]

    def work(job: Job) -> list[Pasted]:
        made = []
        for ref in refs:
            job.check()
            made.append(pasted(copied, shown, context.frames.load(ref)))
        return made

    def done(made: list[Pasted]) -> None:
        annotations = context.workspace.annotations
        context.history.settle()
        for each in made:
            annotations.put(each.annotation)
        context.history.settle()
        if goes_there and made and viewport.display_set is shown:
            viewport.go_to(places[0])
            annotations.select(made[0].annotation.uid)
        elif made:
            many = tr("The annotation is on {count} more images.").format(count=len(made))
            one = tr("The annotation is on 1 more image.")
            context.notify(Notice(Tone.GOOD, one if len(made) == 1 else many))

    if not refs:
        raise CannotCopyError(tr("There is no further image in this stack."))
    context.runner.submit(
        Lane.DISK,
        work,
        title=tr("Copying the annotation"),
        done=done,
        failed=lambda error: notify_error(context, error),
    )


@command("measure.nudge", "Move annotation", scope=Scope.VIEWPORT, icon="pan", enabled=can_move)
def nudge(context: Context, *, right: int, down: int) -> None:
    """Move the selected annotation by so many pixels of the image, along the screen."""
    selected, viewport = _shown_selection(context), context.workspace.active
    frame = viewport.frame
    if selected is None or frame is None:
        return
    back = image_from_canvas(
        frame.image, viewport.view, viewport.canvas.width, viewport.canvas.height
    )
    (x0, y0), (x1, y1) = map_point(back, 0.0, 0.0), map_point(back, float(right), float(down))
    longest = max(abs(x1 - x0), abs(y1 - y0))
    factor = max(abs(right), abs(down)) / longest
    shape = shifted_within(selected.shape, frame, (x1 - x0) * factor, (y1 - y0) * factor)
    context.workspace.annotations.put(measured(replace(selected, shape=shape), frame))
