"""`radiolucent export`: what was measured and marked in a study, as files."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TextIO

import click

from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.cli.output import say
from viewer.cli.session import Session, pass_session
from viewer.cli.study_content import StudyContent, study_content
from viewer.export.measurements import MeasuredRow, measured_rows, write_csv, write_json
from viewer.model.annotation import Annotation
from viewer.model.display_set import DisplaySet
from viewer.model.identity import InstanceUid, StudyUid
from viewer.workflows.audit_access import export_event

Write = Callable[[Session, StudyContent, Path], list[Path]]
WriteRows = Callable[[TextIO, list[MeasuredRow]], None]

_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)
_FOLDER = click.Path(file_okay=False, writable=True, path_type=Path)


@click.command("export")
@click.argument("uid")
@click.option("--csv", type=_FILE, help="A line for each number, for spreadsheets.")
@click.option("--json", type=_FILE, help="The same for programs.")
@click.option("--sr", type=_FILE, help="A structured report (TID 1500).")
@click.option(
    "--gsps",
    type=_FOLDER,
    help="A folder for presentation states: what was drawn, one file for images of one kind.",
)
@click.option("--key-images", type=_FILE, help="A key object selection.")
@click.option("--pdf", type=_FILE, help="A report to be printed, with pictures.")
@pass_session
def export_command(session: Session, /, uid: str, **chosen: Path | None) -> None:
    """Write what was measured and marked in the study of this UID.

    Files that exist are written over. DICOM files are not put into the archive: `import` does.
    """
    wanted = [(path, _WRITERS[name]) for name in _WRITERS if (path := chosen[name]) is not None]
    if not wanted:
        names = ", ".join(f"--{name}".replace("_", "-") for name in _WRITERS)
        raise click.UsageError(f"name a file to write: one of {names}")
    content = study_content(session, StudyUid(uid))
    if not content.stacks:
        raise ViewerError(
            "No study with this UID is in the archive.", hint="`radiolucent list` shows the UIDs."
        )
    for path, write in wanted:
        for made in write(session, content, path):
            session.audit(export_event(made, (content.stacks[0].study,)))
            say(f"{made} is written.")


def _measured(content: StudyContent) -> tuple[Annotation, ...]:
    if not content.annotations:
        raise ViewerError("Nothing was measured in this study.", hint="Draw in the window first.")
    return content.annotations


def _places(content: StudyContent) -> dict[tuple[InstanceUid, int], tuple[DisplaySet, int]]:
    return {
        (ref.sop_instance_uid, ref.frame_index): (stack, index)
        for stack in content.stacks
        for index, ref in enumerate(stack.frames)
    }


def _write_csv(_: Session, content: StudyContent, path: Path) -> list[Path]:
    return _write_rows(content, path, write_csv, "utf-8-sig")


def _write_json(_: Session, content: StudyContent, path: Path) -> list[Path]:
    return _write_rows(content, path, write_json, "utf-8")


def _write_rows(content: StudyContent, path: Path, write: WriteRows, encoding: str) -> list[Path]:
    rows = list(measured_rows(_measured(content), _places(content)))
    try:
        with path.open("w", encoding=encoding) as file:
            write(file, rows)
    except OSError as error:
        raise ViewerError(f"{path} cannot be written.", detail=error.strerror or "") from error
    return [path]


def _write_report(_: Session, content: StudyContent, path: Path) -> list[Path]:
    from viewer.workflows.save_report import save_report

    files = {ref.sop_instance_uid: ref.path for stack in content.stacks for ref in stack.frames}
    save_report(_measured(content), files, path, Job())
    return [path]


def _write_states(_: Session, content: StudyContent, folder: Path) -> list[Path]:
    from viewer.frames.workers import DecodePool
    from viewer.workflows.save_objects import save_graphics

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ViewerError(f"{folder} cannot be made.", detail=error.strerror or "") from error
    made: list[Path] = []
    paths = (folder / f"PR{number:06}.dcm" for number in count(1))

    def keep(write: Callable[[Path], object]) -> None:
        made.append(next(paths))
        write(made[-1])

    pool = DecodePool(workers=1)
    try:
        save_graphics(content.stacks, _measured(content), keep, pool.decode, Job())
    finally:
        pool.close()
    return made


def _write_keys(_: Session, content: StudyContent, path: Path) -> list[Path]:
    from viewer.workflows.save_objects import save_key_images

    if not content.keys:
        raise ViewerError(
            "No image of this study was marked.", hint="The key K marks the image on screen."
        )
    refs = [stack.frames[index] for stack, index in _key_places(content)]
    save_key_images(refs, "113000", lambda write: write(path), Job())
    return [path]


def _write_pages(session: Session, content: StudyContent, path: Path) -> list[Path]:
    from viewer.frames.workers import DecodePool
    from viewer.workflows.study_report import study_report

    if session.print_report is None:
        raise ViewerError("Nothing can be printed here.")
    keys = _key_places(content)
    annotations = content.annotations if keys else _measured(content)
    found = _places(content)
    homes = ((each.uid, (each.sop_instance_uid, each.frame_index)) for each in annotations)
    places = {uid: found[home] for uid, home in homes if home in found}
    pool = DecodePool(workers=1)
    try:
        session.print_report(
            lambda burn: study_report(
                content.stacks[0].study, annotations, keys, places,
                appearances={}, decode=pool.decode, burn=burn, job=Job(),
            ),
            path,
        )  # fmt: skip
    finally:
        pool.close()
    return [path]


def _key_places(content: StudyContent) -> list[tuple[DisplaySet, int]]:
    marked = {(key.sop_instance_uid, key.frame_index) for key in content.keys}
    return [place for at, place in _places(content).items() if at in marked]


_WRITERS: dict[str, Write] = {
    "csv": _write_csv,
    "json": _write_json,
    "sr": _write_report,
    "gsps": _write_states,
    "key_images": _write_keys,
    "pdf": _write_pages,
}
