"""What reports in the archive say of the sizes of lesions, where their study is not open."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from viewer.base.jobs import Job
from viewer.dicom.errors import DicomError
from viewer.dicom.load_pydicom import load_pydicom
from viewer.model.annotation import ALL_FRAMES, Annotation
from viewer.model.archive import Archive
from viewer.model.identity import StudyUid

_MODALITY: Final = "SR"
_KEPT: Final = 512  # files; whoever draws with the table open asks for them again and again
_MOST: Final = 200  # reports of one study


def reported_lesions(
    study_uid: StudyUid, drawn: Iterable[Annotation], *, archive: Archive, job: Job
) -> list[Annotation]:
    """The measured shapes of a study's reports, but for those that are `drawn` here as well.

    They are the same, with the same UIDs, as on screen once the study is open. Of several
    reports of one shape the latest counts. What cannot be read is passed over, as it is told
    when the study is opened. Raises `ArchiveError`.
    """
    own = {each.identity for each in drawn}
    latest: dict[tuple[str, str, int], list[Annotation]] = {}
    for each in _all(study_uid, archive, job):
        if each.study_uid != study_uid or each.identity in own:
            continue
        known = latest.setdefault(each.identity, [])
        if known and known[0].source_uid != each.source_uid:
            if each.created < known[0].created:
                continue
            known.clear()
        known.append(each)
    return [each for group in latest.values() for each in group]


def _all(study_uid: StudyUid, archive: Archive, job: Job) -> Iterator[Annotation]:
    paths = [
        path
        for row in archive.find_series(study_uid)
        if row.series.modality == _MODALITY
        for path in archive.locate(study_uid, row.series.series_uid)
    ]
    character_set = archive.character_sets().get(study_uid, "") if paths else ""
    for path in paths[:_MOST]:
        job.check()
        try:
            state = path.stat()
            yield from _measured(path, character_set, state.st_mtime_ns, state.st_size)
        except (DicomError, OSError):
            continue


@lru_cache(maxsize=_KEPT)
def _measured(
    path: Path, character_set: str, _changed_ns: int, _size: int
) -> tuple[Annotation, ...]:
    """The shapes of a report that have numbers; the same file is read once."""
    # Imported late: pydicom costs a window's start 200 ms and more (P2).
    load_pydicom()
    from viewer.dicom.objects.reports import read_report

    report = read_report(path, character_set=character_set)
    if report is None:
        return ()
    return tuple(_on_first_frame(each) for each in report.annotations if each.measurements)


def _on_first_frame(annotation: Annotation) -> Annotation:
    """One that names no frame, as it is on the first of them."""
    if annotation.frame_index != ALL_FRAMES or annotation.patient_points:
        return annotation
    return replace(annotation, uid=f"{annotation.uid}-0", frame_index=0)
