"""Save what was measured, marked and seen as DICOM objects, beside the images of the study."""

from collections.abc import Callable
from functools import partial

from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.commands.command import command
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import notify_error
from viewer.commands.measure import can_save, of_active_study
from viewer.commands.view import has_image
from viewer.dicom.sop_classes import is_report
from viewer.model.display_set import DisplaySet
from viewer.model.identity import StudyUid
from viewer.workflows.open_paths import OpenedBatch


@command("save.measurements", "Save measurements in the study", icon="save", enabled=can_save)
def measurements(context: Context) -> None:
    """Keep the measurements of this study as a structured report (TID 1500)."""
    save_measurements_then(context, lambda: None)


def save_measurements_then(context: Context, then: Callable[[], None]) -> None:
    """Save them, and go on once the report is in the study."""
    found = of_active_study(context)
    files = {
        ref.sop_instance_uid: ref.path
        for shown in sets_of_active_study(context)
        for ref in shown.frames
    }
    reports = [
        ref.path
        for shown in sets_of_active_study(context)
        if is_report(shown.sop_class_uid)
        for ref in shown.frames
    ]

    def work(keep: Callable[..., object], job: Job) -> str:
        from viewer.workflows.save_objects import save_measurements  # with pydicom: late, P2

        if save_measurements(found, files, reports, keep, job):
            return tr("The measurements are saved as a report in the study.")
        return tr("Nothing has changed: the report in the study says these measurements already.")

    _save(context, work, then)


@command("save.view", "Save view as presentation state…", icon="presentation", enabled=has_image)
def view(context: Context) -> None:
    """Keep window, position, turns, shutter and what is drawn as a presentation state (GSPS)."""
    scene = context.workspace.active.scene()
    shown = context.workspace.active.display_set
    found = [
        each
        for each in context.workspace.annotations.all
        if shown is not None and each.study_uid == shown.study_uid and not each.shape.waits
    ]

    def begin(description: str) -> None:
        if scene is None:
            return

        def work(keep: Callable[..., object], job: Job) -> str:
            from viewer.workflows.save_objects import save_view  # with pydicom: late, P2

            save_view(scene, found, description, keep, job)
            return tr("The view is saved as a presentation state in the study.")

        _save(context, work)

    context.face.ask_text("Save view as presentation state", tr("As seen"), begin)


def _has_keys_of_study(context: Context) -> bool:
    return bool(_keys(context))


@command(
    "save.key_images", "Save key images as key object", icon="key-image",
    enabled=_has_keys_of_study,
)  # fmt: skip
def key_images(context: Context, *, code: str = "113000") -> None:
    """Keep the key images of this study as a Key Object Selection, titled by a code of CID 7010."""
    refs = [shown.frames[place] for shown, place in _keys(context)]

    def work(keep: Callable[..., object], job: Job) -> str:
        from viewer.workflows.save_objects import save_key_images  # with pydicom: late, P2

        save_key_images(refs, code, keep, job)
        return tr("The key images are saved as a key object in the study.")

    _save(context, work)


@command("save.capture", "Save picture as DICOM image", icon="save-picture", enabled=has_image)
def picture(context: Context) -> None:
    """Keep a picture of what is seen, with its texts and annotations, as a Secondary Capture."""
    scene = context.workspace.active.scene()
    if scene is None:
        return

    def work(keep: Callable[..., object], job: Job) -> str:
        from viewer.workflows.capture import PlacedScene  # late, P2
        from viewer.workflows.save_objects import save_capture

        save_capture([PlacedScene(scene)], context.face.display.burn, keep, job)
        return tr("The picture is saved as an image in the study.")

    _save(context, work)


def _save(
    context: Context,
    work: Callable[[Callable[..., object], Job], str],
    then: Callable[[], None] = lambda: None,
) -> None:
    """Do the work beside the window's thread, and tell what it answers.

    What it keeps is opened with the study.
    """
    shown = context.workspace.active.display_set
    if shown is None:
        return
    study_uid: StudyUid = shown.study_uid

    def run(job: Job) -> str:
        from viewer.workflows.keep_object import keep_object

        keep = partial(
            keep_object, study_uid=study_uid, archive=context.archive,
            store=context.paths.received_folder, job=job,
        )  # fmt: skip
        return work(keep, job)

    def receive(batch: OpenedBatch) -> None:
        context.workspace.add_records(batch.records)

    def done(message: str) -> None:
        context.notify(Notice(Tone.GOOD, message))
        then()

    context.runner.submit(
        Lane.DISK,
        run,
        title=tr("Saving"),
        received=receive,
        done=done,
        failed=lambda error: notify_error(context, error),
    )


def sets_of_active_study(context: Context) -> list[DisplaySet]:
    """The display sets of the study in the active cell."""
    shown = context.workspace.active.display_set
    if shown is None:
        return []
    return [each for each in context.workspace.display_sets if each.study_uid == shown.study_uid]


def _keys(context: Context) -> list[tuple[DisplaySet, int]]:
    return context.workspace.key_images.listed(sets_of_active_study(context))
