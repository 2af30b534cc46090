"""Open and close studies."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.commands.command import command
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import notify_error
from viewer.commands.opening import Opening, cell_for_news
from viewer.model.display_set import DisplaySet
from viewer.model.identity import SeriesUid, StudyUid
from viewer.workflows.audit_access import import_event
from viewer.workflows.choose_character_set import (
    CharacterSetChoice,
    preview_character_sets,
    read_study_as,
)
from viewer.workflows.open_paths import OpenedBatch, OpenReport, open_paths
from viewer.workflows.sample_study import FIRST_SHOWN, ensure_sample_study
from viewer.workflows.scan_files import LockedFile
from viewer.workflows.unpack import Unpacking
from viewer.workspace.workspace import Workspace


def _has_study(context: Context) -> bool:
    return bool(context.workspace.display_sets)


@command("study.open_files", "Open files…", icon="open-files")
def open_files(context: Context) -> None:
    """Choose DICOM files and open them."""
    if paths := context.face.choose_files():
        _bring(context, paths)


@command("study.open_folder", "Open folder…", icon="open-folder")
def open_folder(context: Context) -> None:
    """Choose a folder and open every DICOM file below it."""
    if (folder := context.face.choose_folder()) is not None:
        _bring(context, [folder])


@command("study.open_paths", "Open what was dropped", icon="open-files")
def open_given_paths(context: Context, *, paths: Sequence[Path]) -> None:
    """Open files and folders; folders are read to their last branch."""
    _bring(context, paths)


@command("study.open_sample", "Open the sample study", icon="study")
def open_sample(context: Context) -> None:
    """Open a study made by the program: phantoms in CT, MR, ultrasound and X-ray."""
    folder = context.paths.sample_folder
    context.runner.submit(
        Lane.DISK,
        lambda job: ensure_sample_study(folder, job=job),
        title=tr("Making the sample study"),
        done=lambda study: _open(context, [study / FIRST_SHOWN, study]),
        failed=lambda error: notify_error(context, error),
    )


@command("study.show", "Show study", icon="study")
def show_study(
    context: Context, *, study_uid: StudyUid, series_uid: SeriesUid | None = None
) -> None:
    """Show a study of the local archive, or one of its series."""
    if _show_open(context, study_uid, series_uid):
        return
    context.runner.submit(
        Lane.DISK,
        lambda job: context.archive.locate(study_uid, series_uid),
        done=lambda paths: _open(context, paths),
        failed=lambda error: notify_error(context, error),
    )


@command("study.show_on_server", "Show study of a server", icon="study")
def show_study_on_server(
    context: Context,
    *,
    node_name: str,
    study_uid: StudyUid,
    series_uid: SeriesUid | None = None,
) -> None:
    """Show a study of a DICOMweb server; its images come when they are looked at."""
    if _show_open(context, study_uid, series_uid):
        return
    from viewer.net.node_store import NodeStore  # late: the network (P2)

    node = NodeStore(context.paths.config).node(node_name)
    _follow(
        context,
        lambda job: context.servers.open(node, study_uid, series_uid, job=job),
        lane=Lane.NET,
    )


def _show_open(context: Context, study_uid: StudyUid, series_uid: SeriesUid | None) -> bool:
    """Show what is wanted if it is open; tells whether it was."""
    wanted = [
        display_set
        for display_set in context.workspace.display_sets
        if display_set.study_uid == study_uid and series_uid in (None, display_set.series_uid)
    ]
    if wanted:
        _show_once(context.workspace, min(wanted, key=lambda shown: shown.is_document))
    return bool(wanted)


def _show_once(workspace: Workspace, display_set: DisplaySet) -> None:
    """Go to the cell that shows it, else show it in a cell for news."""
    for viewport in workspace.visible_viewports:
        if viewport.display_set is not None and viewport.display_set.key == display_set.key:
            workspace.activate(viewport)
            return
    workspace.show(display_set, cell_for_news(workspace))


@command("study.close", "Close study", icon="close", enabled=_has_study)
def close_study(context: Context) -> None:
    """Close the study in the active cell; nothing is deleted."""
    shown = context.workspace.active.display_set or context.workspace.display_sets[0]
    context.workspace.close_study(shown.study_uid)


@command("study.close_all", "Close all studies", icon="close", enabled=_has_study)
def close_all(context: Context) -> None:
    """Close every study; nothing is deleted."""
    context.workspace.close_all()


def _can_choose_characters(context: Context) -> bool:
    workspace = context.workspace
    return workspace.shows_patient and workspace.active.wanted is not None


@command("study.character_set", "Character set…", icon="characters", enabled=_can_choose_characters)
def choose_character_set(context: Context) -> None:
    """Choose how the texts of this study are read, where its files declare it wrongly."""
    shown, wanted = context.workspace.active.display_set, context.workspace.active.wanted
    assert shown is not None
    assert wanted is not None
    study_uid = shown.study_uid

    def offer(choice: CharacterSetChoice) -> None:
        context.face.choose_character_set(choice, lambda name: _read_as(context, study_uid, name))

    context.runner.submit(
        Lane.DISK,
        lambda job: preview_character_sets(wanted.path, wanted.character_set, job=job),
        done=offer,
        failed=lambda error: notify_error(context, error),
    )


def _read_as(context: Context, study_uid: StudyUid, character_set: str) -> None:
    """Read the study anew; what is shown stays where it is."""
    archive, workspace = context.archive, context.workspace
    of_study = [s for s in workspace.display_sets if s.study_uid == study_uid]
    open_files = list({ref.path: None for s in of_study for ref in s.frames})

    def receive(batch: OpenedBatch) -> None:
        workspace.add_records(batch.records)

    context.runner.submit(
        Lane.DISK,
        lambda job: read_study_as(
            study_uid, character_set, open_files=open_files, archive=archive, job=job
        ),
        title=tr("Reading the texts anew"),
        received=receive,
        done=lambda report: _tell(context, report),
        failed=lambda error: notify_error(context, error),
    )


def _bring(context: Context, paths: Sequence[Path]) -> None:
    """Open what comes from outside, and put that on record."""
    context.audit(import_event(paths))
    _open(context, paths)


def _open(
    context: Context, paths: Sequence[Path], *, passwords: Mapping[Path, str] = MappingProxyType({})
) -> None:
    """Open files and folders; for archives that are locked the password is asked."""
    archive = context.archive
    unpacking = Unpacking(
        context.paths.unpacked_folder,
        passwords,
        is_listed=lambda folder: bool(archive.known_files(folder)),
    )
    _follow(
        context,
        lambda job: open_paths(paths, archive=archive, job=job, unpacking=unpacking),
        lane=Lane.DISK,
        chosen=_chosen(paths),
    )


def _chosen(paths: Sequence[Path]) -> Path | None:
    """The file that was meant, where not several of a folder were given."""
    if not paths or any(path.parent == paths[0].parent for path in paths[1:]):
        return None
    return paths[0]


def _follow(
    context: Context,
    work: Callable[[Job], OpenReport],
    *,
    lane: Lane,
    chosen: Path | None = None,
) -> None:
    """Show the first image as soon as it is known, and the rest as it comes.

    Where there is no image, the first document is shown in the end.
    """
    workspace = context.workspace
    is_first = True
    keys: set[str] = set()
    opening = Opening(context, chosen=chosen)

    def receive(batch: OpenedBatch) -> None:
        nonlocal is_first
        display_sets = workspace.add_records(batch.records)
        keys.update(s.key for s in display_sets)
        place = _place_of_first(workspace, batch, display_sets) if is_first else None
        if place is not None:
            is_first = False
            opening.show_first(*place)

    def finish(report: OpenReport) -> None:
        opened = [s for s in workspace.display_sets if s.key in keys]
        if is_first and opened:
            workspace.show(opened[0], cell_for_news(workspace))
        opening.finish()
        _tell(context, report)
        for locked in report.locked:
            _ask_password(context, locked)

    context.runner.submit(
        lane,
        work,
        title=tr("Opening"),
        received=receive,
        done=finish,
        failed=lambda error: notify_error(context, error),
    )


def _ask_password(context: Context, locked: LockedFile) -> None:
    path = locked.path

    def retry(password: str) -> None:
        _open(context, [path], passwords={path: password})

    context.face.ask_password(path, is_wrong=locked.is_wrong, taken=retry)


def _place_of_first(
    workspace: Workspace, batch: OpenedBatch, display_sets: Sequence[DisplaySet]
) -> tuple[DisplaySet, int] | None:
    """The display set and index of the first image, which ends its batch; None if there is none."""
    record = batch.records[-1]
    images = [s for s in display_sets if not s.is_document]
    if not record.has_pixels or not images:
        return None
    return workspace.open_sets.find(record.sop_instance_uid) or (images[0], 0)


def _tell(context: Context, report: OpenReport) -> None:
    """Say what is missing from the screen, and why; silence when nothing is."""
    if report.archive_error is not None:
        context.notify(
            Notice(
                Tone.WARNING,
                tr("The images are open, but could not be added to the list of studies."),
                hint=report.archive_error.message,
                detail=report.archive_error.detail,
            )
        )
    if report.failed or report.missing:
        context.face.show_problems(report)
    elif not report.images and not report.others and not report.locked:
        context.notify(
            Notice(
                Tone.WARNING,
                tr("No DICOM files were found there."),
                hint=tr("DICOM files may have any name; other kinds of files are passed over."),
            )
        )
        if report.passed_over:
            context.face.list_passed_over(report)
