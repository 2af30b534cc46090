"""Pictures of an image or of the whole layout, into the clipboard or a file."""

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.commands.command import command
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import notify_error
from viewer.commands.view import has_image
from viewer.workflows.audit_access import export_event


@command("capture.copy", "Copy image", icon="copy", enabled=has_image)
def copy(context: Context, *, whole: bool = False, patient: bool = True) -> None:
    """Put a picture of the image, or of the whole layout, into the clipboard.

    Without `patient`, nothing that the program writes tells who the patient is; what is burned
    into the image itself stays.
    """

    def done(picture: NDArray[Any]) -> None:
        context.face.display.copy_picture(picture)
        context.notify(Notice(Tone.GOOD, tr("The picture is in the clipboard.")))

    _take(context, whole, patient, lambda picture: None, done)


@command("capture.save", "Save image as PNG", icon="save-picture", enabled=has_image)
def save(context: Context, *, whole: bool = False, patient: bool = True) -> None:
    """Write a picture of the image, or of the whole layout, into a PNG file.

    Without `patient`, nothing that the program writes tells who the patient is; what is burned
    into the image itself stays.
    """
    path = context.face.choose_new_file("Save image as PNG", "image.png")
    if path is None:
        return

    def done(_: NDArray[Any]) -> None:
        shown = context.workspace.active.display_set
        context.audit(export_event(path, () if shown is None else (shown.study,)))
        context.notify(Notice(Tone.GOOD, tr("The picture is written.")))

    def keep(picture: NDArray[Any]) -> None:
        from viewer.export.image import write_picture  # with Pillow: late, P2

        write_picture(path, picture)

    _take(context, whole, patient, keep, done)


def _take(
    context: Context,
    whole: bool,
    patient: bool,
    keep: Callable[[NDArray[Any]], None],
    done: Callable[[NDArray[Any]], None],
) -> None:
    """Draw the picture beside the window's thread; `keep` runs there too, `done` here."""
    from viewer.workflows.capture import PlacedScene, capture, without_patient  # late, P2

    if whole:
        found = [(viewport.scene(), x, y) for viewport, x, y in context.face.display.cell_places()]
    else:
        found = [(context.workspace.active.scene(), 0, 0)]
    scenes = [
        PlacedScene(scene if patient else without_patient(scene), x, y)
        for scene, x, y in found
        if scene is not None
    ]
    if not scenes:
        return

    def work(job: Job) -> NDArray[Any]:
        picture = capture(scenes, job=job, burn=context.face.display.burn)
        keep(picture)
        return picture

    context.runner.submit(
        Lane.DISK,
        work,
        title=tr("Picture"),
        done=done,
        failed=lambda error: notify_error(context, error),
    )
