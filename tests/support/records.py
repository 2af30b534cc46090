"""Records of instances without files, for the archive."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from viewer.model.geometry import Plane
from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.patient import Patient, PersonName
from viewer.model.study import InstanceRecord, SeriesRecord, StudyRecord

CT = "1.2.840.10008.5.1.4.1.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"


def axial_plane(z_mm: float) -> Plane:
    return Plane((0.0, 0.0, z_mm), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), 0.5, 0.5)


def study_record(uid: str = "1.2.3", *, name: str = "Doe^Jane", **values: Any) -> StudyRecord:
    patient = Patient(PersonName.parse(name), values.pop("patient_id", "ID1"))
    return replace(StudyRecord(StudyUid(uid), patient, date="20240131", time="101500"), **values)


def instance_record(
    path: Path | str,
    *,
    study: StudyRecord | None = None,
    series_uid: str = "",
    series_number: int | None = 1,
    modality: str = "CT",
    uid: str = "",
    z_mm: float | None = None,
    **values: Any,
) -> InstanceRecord:
    """One CT image; the SOP Instance UID follows the file name unless given."""
    study = study or study_record()
    series = SeriesRecord(
        SeriesUid(series_uid or study.study_uid + ".1"),
        study.study_uid,
        modality,
        series_number,
    )
    record = InstanceRecord(
        Path(path),
        study,
        series,
        CT,
        InstanceUid(uid or f"{series.series_uid}.{abs(hash(Path(path).name))}"),
        EXPLICIT,
        rows=512,
        columns=512,
        has_pixels=True,
        planes=() if z_mm is None else (axial_plane(z_mm),),
        file_size=1000,
        file_mtime_ns=1,
    )
    return replace(record, **values)
