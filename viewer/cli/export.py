"""`radiolucent export`: what was measured and marked in a study, as files."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TextIO

import click

from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.cli.output import say, warn
from viewer.cli.session import Session, pass_session
from viewer.export.measurements import MeasuredRow, measured_rows, write_csv, write_json
from viewer.model.annotation import Annotation
from viewer.model.display_set import DisplaySet
from viewer.model.identity import StudyUid
from viewer.model.key_image import KeyImage
from viewer.workflows.audit_access import export_event

WriteRows = Callable[[TextIO, list[MeasuredRow]], None]

_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command("export")
@click.argument("uid")
@click.option("--csv", "csv_file", type=_FILE, help="A line for each number, for spreadsheets.")
@click.option("--json", "json_file", type=_FILE, help="The same for programs.")
@click.option("--sr", "report_file", type=_FILE, help="A structured report (TID 1500).")
@click.option("--key-images", "keys_file", type=_FILE, help="A key object selection.")
@pass_session
def export_command(
    session: Session,
    uid: str,
    *,
    csv_file: Path | None,
    json_file: Path | None,
    report_file: Path | None,
    keys_file: Path | None,
) -> None:
    """Write what was measured and marked in the study of this UID.

    Files that exist are written over. DICOM files are not put into the archive: `import` does.
    """
    written = [path for path in (csv_file, json_file, report_file, keys_file) if path is not None]
    if not written:
        raise click.UsageError("name a file to write: --csv, --json, --sr or --key-images")
    study_uid = StudyUid(uid)
    stacks = _stacks(session, study_uid)
    if csv_file or json_file or report_file:
        annotations = _annotations(session, study_uid)
        if csv_file is not None:
            _write_rows(csv_file, write_csv, annotations, stacks)
        if json_file is not None:
            _write_rows(json_file, write_json, annotations, stacks)
        if report_file is not None:
            _write_report(report_file, annotations, stacks)
    if keys_file is not None:
        _write_keys(keys_file, _keys(session, study_uid), stacks)
    session.audit(*(export_event(path, (stacks[0].study,)) for path in written))
    for path in written:
        say(f"{path} is written.")


def _stacks(session: Session, study_uid: StudyUid) -> list[DisplaySet]:
    """The stacks of a study as the window would show them; files that are gone are told of."""
    from viewer.dicom.display_sets import split_display_sets
    from viewer.dicom.scan import scan_file

    records = []
    with session.archive() as archive:
        chosen = archive.character_sets().get(study_uid, "")
        for path in archive.locate(study_uid):
            try:
                records.append(scan_file(path, character_set=chosen))
            except ViewerError as error:
                warn(f"{path}: {error.message}")
    if not records:
        raise ViewerError(
            "No study with this UID is in the archive.", hint="`radiolucent list` shows the UIDs."
        )
    return split_display_sets(records)


def _annotations(session: Session, study_uid: StudyUid) -> list[Annotation]:
    from viewer.index.annotation_store import AnnotationStore

    with closing(AnnotationStore(session.paths().annotations_file)) as store:
        found = store.load(study_uid)
    if not found:
        raise ViewerError("Nothing was measured in this study.", hint="Draw in the window first.")
    return found


def _keys(session: Session, study_uid: StudyUid) -> list[KeyImage]:
    from viewer.index.key_image_store import KeyImageStore

    with closing(KeyImageStore(session.paths().key_images_file)) as store:
        found = store.load(study_uid)
    if not found:
        raise ViewerError(
            "No image of this study was marked.", hint="The key K marks the image on screen."
        )
    return found


def _write_rows(
    path: Path, write: WriteRows, annotations: list[Annotation], stacks: list[DisplaySet]
) -> None:
    places = {
        (ref.sop_instance_uid, ref.frame_index): (stack, index)
        for stack in stacks
        for index, ref in enumerate(stack.frames)
    }
    try:
        with path.open("w", encoding="utf-8-sig" if write is write_csv else "utf-8") as file:
            write(file, list(measured_rows(annotations, places)))
    except OSError as error:
        raise ViewerError(f"{path} cannot be written.", detail=error.strerror or "") from error


def _write_report(path: Path, annotations: list[Annotation], stacks: list[DisplaySet]) -> None:
    from viewer.workflows.save_report import save_report

    files = {ref.sop_instance_uid: ref.path for stack in stacks for ref in stack.frames}
    save_report(annotations, files, path, Job())


def _write_keys(path: Path, keys: list[KeyImage], stacks: list[DisplaySet]) -> None:
    from viewer.workflows.save_objects import save_key_images

    marked = {(key.sop_instance_uid, key.frame_index) for key in keys}
    refs = [
        ref
        for stack in stacks
        for ref in stack.frames
        if (ref.sop_instance_uid, ref.frame_index) in marked
    ]
    save_key_images(refs, "113000", lambda write: write(path), Job())
