"""Between the records of the model and the rows of the tables."""

import math
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from viewer.index.words import search_words
from viewer.model.archive import NO_MARK, InstanceRow, SeriesRow, StudyMark, StudyRow
from viewer.model.geometry import Plane
from viewer.model.identity import FrameOfReferenceUid, InstanceUid, SeriesUid, StudyUid
from viewer.model.patient import Patient, PersonName
from viewer.model.study import InstanceRecord, SeriesRecord, StudyRecord

Row = tuple[Any, ...]

_INT64 = range(-(2**63), 2**63)


def storable_text(text: str) -> str:
    """The text with what no UTF-8 can hold (lone surrogates) replaced by `?`."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def storable_path(path: str) -> str | bytes:
    """Text where the file system's bytes are valid UTF-8, else those bytes."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path)
    return path


def path_of(folder: str | bytes, file_name: str | bytes) -> Path:
    """The path that was stored in two parts."""
    return Path(os.fsdecode(folder), os.fsdecode(file_name))


def storable_integer(number: int | None) -> int | None:
    """The number, or None where it is too large for any honest attribute."""
    return number if number is not None and number in _INT64 else None


def date_key(date: str) -> str:
    """The eight digits of a date, whichever form it has (`2004.01.19`), else ""."""
    digits = "".join(letter for letter in date if letter in "0123456789")
    return digits if len(digits) == 8 else ""


def time_key(time: str) -> str:
    """The digits of a time."""
    return "".join(letter for letter in time if letter in "0123456789")


def position_mm(plane: Plane) -> float | None:
    """Position along the normal (DC-086), to 0.1 um, so that equal positions compare equal.

    `Plane.distance_mm` in plain Python: numpy would take longer than reading the header.
    """
    (ax, ay, az), (bx, by, bz) = plane.row_direction, plane.column_direction
    nx, ny, nz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
    length = math.sqrt(nx * nx + ny * ny + nz * nz)
    x, y, z = plane.position_lps
    distance = (x * nx + y * ny + z * nz) / length if length else math.nan
    return round(distance, 4) if math.isfinite(distance) else None


STUDY_COLUMNS = (
    "study_uid, patient_name, patient_id, issuer, birth_date, sex, study_id, date, time, "
    "description, accession_number, referring_physician, institution, character_set"
)


def study_values(study: StudyRecord) -> Row:
    """The values of STUDY_COLUMNS."""
    patient = study.patient
    values = (
        study.study_uid,
        patient.name.joined(),
        patient.patient_id,
        patient.issuer,
        patient.birth_date,
        patient.sex,
        study.study_id,
        study.date,
        study.time,
        study.description,
        study.accession_number,
        study.referring_physician,
        study.institution,
        study.character_set,
    )
    return tuple(storable_text(value) for value in values)


def study_record(row: Row) -> StudyRecord:
    """The record of a row of STUDY_COLUMNS."""
    patient = Patient(PersonName.parse(row[1]), *row[2:6])
    return StudyRecord(StudyUid(row[0]), patient, *row[6:])


def study_words(study: StudyRecord, mark: StudyMark = NO_MARK) -> str:
    """What search finds a study by: all groups of the name, ID, accession, description, mark."""
    patient = study.patient
    return search_words(
        patient.name.joined(),
        patient.patient_id,
        study.accession_number,
        study.description,
        *mark.labels,
        mark.note,
    )


def study_row(row: Row) -> StudyRow:
    """The row that `query.STUDY_ROWS` selects."""
    modalities, series_count, instance_count, row_id, *marked, is_given = row[-8:]
    return StudyRow(
        study_record(row[:-8]),
        names_of(modalities),
        series_count,
        instance_count,
        NO_MARK if marked[0] is None else mark_of(tuple(marked)),
        row_id,
        has_given_patient=bool(is_given),
    )


MARK_COLUMNS = "is_seen, note, labels"


def mark_of(row: Row) -> StudyMark:
    """The mark of a row of MARK_COLUMNS."""
    is_seen, note, labels = row
    return StudyMark(bool(is_seen), note, names_of(labels))


def names_of(joined: str) -> tuple[str, ...]:
    r"""`\one\two\` -> the names in it."""
    return tuple(name for name in joined.split("\\") if name)


def joined_names(names: Iterable[str]) -> str:
    r"""The names as `\one\two\`, sorted and each once; "" for none."""
    clean = sorted({storable_text(name.replace("\\", "/").strip()) for name in names} - {""})
    return "".join(f"\\{name}" for name in clean) + "\\" * bool(clean)


SERIES_COLUMNS = (
    "series_uid, modality, number, description, body_part, laterality, date, time, protocol, "
    "frame_of_reference_uid"
)


def series_values(series: SeriesRecord) -> Row:
    """The values of SERIES_COLUMNS."""
    return (
        storable_text(series.series_uid),
        storable_text(series.modality),
        storable_integer(series.number),
        storable_text(series.description),
        storable_text(series.body_part),
        storable_text(series.laterality),
        storable_text(series.date),
        storable_text(series.time),
        storable_text(series.protocol),
        storable_text(series.frame_of_reference_uid or "") or None,
    )


def series_record(row: Row, study_uid: StudyUid) -> SeriesRecord:
    """The record of a row of SERIES_COLUMNS."""
    frame_of_reference = FrameOfReferenceUid(row[9]) if row[9] else None
    return SeriesRecord(SeriesUid(row[0]), study_uid, *row[1:9], frame_of_reference)  # type: ignore[call-arg]


def series_row(row: Row, study_uid: StudyUid) -> SeriesRow:
    """The row of SERIES_COLUMNS, instance_count."""
    return SeriesRow(series_record(row[:-1], study_uid), row[-1])


INSTANCE_COLUMNS = (
    "series_id, sop_instance_uid, folder_id, file_name, file_size, file_mtime_ns, sop_class, "
    "transfer_syntax, instance_number, rows, columns, number_of_frames, position_mm"
)


def instance_tail(instance: InstanceRecord) -> Row:
    """The values of INSTANCE_COLUMNS from `instance_number` on."""
    return (
        storable_integer(instance.instance_number),
        storable_integer(instance.rows) or 0,
        storable_integer(instance.columns) or 0,
        storable_integer(instance.number_of_frames) or 0,
        position_mm(instance.planes[0]) if instance.planes else None,
    )


def instance_row(row: Row) -> InstanceRow:
    """The row that `query.INSTANCES` selects."""
    folder, file_name, study_uid, series_uid, sop_class, uid = row[:6]
    return InstanceRow(
        path_of(folder, file_name),
        StudyUid(study_uid),
        SeriesUid(series_uid),
        sop_class,
        InstanceUid(uid),
        *row[6:-1],
        is_duplicate=bool(row[-1]),  # type: ignore[misc]
    )
