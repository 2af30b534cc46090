"""Share the archive: what others may find and fetch here by query and retrieve."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from viewer.dicom.file_start import read_file_start
from viewer.model.archive import Archive, InstanceRow, SeriesRow, StudyRow
from viewer.model.identity import SeriesUid, StudyUid
from viewer.model.matching import Kind, is_match
from viewer.model.query import Level, Query
from viewer.model.search import Search
from viewer.net.store import Outgoing

_PAGE: Final = 500
_START_BYTES: Final = 1 << 16
_KINDS: Final = {
    "PatientName": Kind.NAME,
    "ReferringPhysicianName": Kind.NAME,
    "StudyInstanceUID": Kind.UID,
    "SeriesInstanceUID": Kind.UID,
    "SOPInstanceUID": Kind.UID,
    "SOPClassUID": Kind.UID,
    "FrameOfReferenceUID": Kind.UID,
    "PatientBirthDate": Kind.MOMENT,
    "StudyDate": Kind.MOMENT,
    "StudyTime": Kind.MOMENT,
    "SeriesDate": Kind.MOMENT,
    "SeriesTime": Kind.MOMENT,
    "SeriesNumber": Kind.NUMBER,
    "InstanceNumber": Kind.NUMBER,
    "NumberOfFrames": Kind.NUMBER,
}
_WHERE: Final = ("RetrieveAETitle", "InstanceAvailability")
_OF_PATIENT: Final = (
    "PatientName", "PatientID", "IssuerOfPatientID", "PatientBirthDate", "PatientSex",
)  # fmt: skip
_OF_STUDY: Final = (
    "StudyInstanceUID", "StudyID", "StudyDate", "StudyTime", "StudyDescription",
    "AccessionNumber", "ReferringPhysicianName", "InstitutionName", "ModalitiesInStudy",
    "NumberOfStudyRelatedSeries", "NumberOfStudyRelatedInstances",
)  # fmt: skip
_OF_SERIES: Final = (
    "SeriesInstanceUID", "Modality", "SeriesNumber", "SeriesDescription", "BodyPartExamined",
    "Laterality", "SeriesDate", "SeriesTime", "ProtocolName", "FrameOfReferenceUID",
    "NumberOfSeriesRelatedInstances",
)  # fmt: skip
_OF_IMAGE: Final = ("SOPInstanceUID", "SOPClassUID", "InstanceNumber", "NumberOfFrames")
KNOWN_KEYS: Final[Mapping[Level, tuple[str, ...]]] = {
    Level.PATIENT: (*_OF_PATIENT, "NumberOfPatientRelatedStudies", *_WHERE),
    Level.STUDY: (*_OF_PATIENT, *_OF_STUDY, *_WHERE),
    Level.SERIES: (*_OF_PATIENT, *_OF_STUDY, *_OF_SERIES, *_WHERE),
    Level.IMAGE: (*_OF_PATIENT, *_OF_STUDY, *_OF_SERIES, *_OF_IMAGE, *_WHERE),
}


class ListedArchive(Archive, Protocol):
    """An archive that lists single files too."""

    def instances(
        self, study_uid: StudyUid, series_uid: SeriesUid | None = None
    ) -> list[InstanceRow]:
        """Every file of a study or series, duplicates too, in series order."""
        ...


class SharedArchive:
    """Answers queries of other systems from the archive; safe to call from any thread."""

    def __init__(self, archive: ListedArchive, *, ae_title: str) -> None:
        self._archive = archive
        self._fixed = {"RetrieveAETitle": ae_title, "InstanceAvailability": "ONLINE"}

    def known_keys(self, level: Level) -> Collection[str]:
        """The keywords that can be matched and told at a level."""
        return KNOWN_KEYS[level]

    def find(self, query: Query) -> Iterator[Mapping[str, str]]:
        """The values of each match by keyword."""
        if query.level is Level.PATIENT:
            found = self._patients(query.keys)
        elif query.level is Level.STUDY:
            found = (values for _, values in self._studies(query.keys))
        elif query.level is Level.SERIES:
            found = (values for _, values in self._series(query.keys))
        else:
            found = (values for _, values in self._images(query.keys))
        for values in found:
            yield {**values, **self._fixed}

    def files(self, query: Query) -> Sequence[Outgoing]:
        """The files of all instances that the unique keys of a query name."""
        names = ("PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
        keys = {name: query.keys[name] for name in names if query.keys.get(name)}
        return [
            Outgoing(
                row.path,
                row.sop_class_uid,
                row.sop_instance_uid,
                row.transfer_syntax_uid,
                _offset(row.path),
                row.study_uid,
            )
            for row, _ in self._images(keys)
        ]

    def _patients(self, keys: Mapping[str, str]) -> Iterator[dict[str, str]]:
        found = dict[tuple[str, str, str], dict[str, str]]()
        counts = dict[tuple[str, str, str], int]()
        for row, values in self._studies(keys):
            patient = row.study.patient
            name = "" if patient.patient_id else patient.name.joined()
            key = patient.patient_id, patient.issuer, name
            found.setdefault(key, {each: values[each] for each in _OF_PATIENT})
            counts[key] = counts.get(key, 0) + 1
        for key, values in found.items():
            yield {**values, "NumberOfPatientRelatedStudies": str(counts[key])}

    def _studies(self, keys: Mapping[str, str]) -> Iterator[tuple[StudyRow, dict[str, str]]]:
        for row in self._candidates(keys):
            values = _study_values(row)
            if _all_match(values, keys):
                yield row, values

    def _candidates(self, keys: Mapping[str, str]) -> Iterator[StudyRow]:
        """The studies that may match, as few as the list of studies can tell quickly."""
        if uids := keys.get("StudyInstanceUID", "").strip("*"):
            rows = (self._archive.find_study(StudyUid(uid)) for uid in uids.split("\\"))
            yield from (row for row in rows if row is not None)
            return
        search = _search(keys)
        last: StudyRow | None = None
        while rows_of_page := self._archive.find_studies(search, limit=_PAGE, after=last):
            yield from rows_of_page
            last = rows_of_page[-1]

    def _series(self, keys: Mapping[str, str]) -> Iterator[tuple[SeriesRow, dict[str, str]]]:
        for study, of_study in self._studies(keys):
            for row in self._archive.find_series(study.study.study_uid):
                values = {**of_study, **_series_values(row)}
                if _all_match(values, keys):
                    yield row, values

    def _images(self, keys: Mapping[str, str]) -> Iterator[tuple[InstanceRow, dict[str, str]]]:
        for series, of_series in self._series(keys):
            record = series.series
            for row in self._archive.instances(record.study_uid, record.series_uid):
                values = {**of_series, **_image_values(row)}
                if not row.is_duplicate and _all_match(values, keys):
                    yield row, values


def _all_match(values: Mapping[str, str], keys: Mapping[str, str]) -> bool:
    return all(
        is_match(values[name], key, _KINDS.get(name, Kind.TEXT))
        for name, key in keys.items()
        if name in values
    )


def _search(keys: Mapping[str, str]) -> Search:
    words = [keys.get("PatientID", ""), keys.get("AccessionNumber", "")]
    words.append(keys.get("PatientName", "").rstrip("*^").replace("^", " ").replace("=", " "))
    first, dash, last = keys.get("StudyDate", "").partition("-")
    modalities = keys.get("ModalitiesInStudy", "") or keys.get("Modality", "")
    return Search(
        words=" ".join(word for word in words if not set(word) & set("*?\\")),
        date_from=first,
        date_to=last if dash else first,
        modalities=()
        if set(modalities) & set("*?")
        else tuple(filter(None, modalities.split("\\"))),
    )


def _study_values(row: StudyRow) -> dict[str, str]:
    study, patient = row.study, row.study.patient
    return {
        "PatientName": patient.name.joined(),
        "PatientID": patient.patient_id,
        "IssuerOfPatientID": patient.issuer,
        "PatientBirthDate": patient.birth_date,
        "PatientSex": patient.sex,
        "StudyInstanceUID": study.study_uid,
        "StudyID": study.study_id,
        "StudyDate": study.date,
        "StudyTime": study.time,
        "StudyDescription": study.description,
        "AccessionNumber": study.accession_number,
        "ReferringPhysicianName": study.referring_physician,
        "InstitutionName": study.institution,
        "ModalitiesInStudy": "\\".join(row.modalities),
        "NumberOfStudyRelatedSeries": str(row.series_count),
        "NumberOfStudyRelatedInstances": str(row.instance_count),
    }


def _series_values(row: SeriesRow) -> dict[str, str]:
    series = row.series
    return {
        "SeriesInstanceUID": series.series_uid,
        "Modality": series.modality,
        "SeriesNumber": "" if series.number is None else str(series.number),
        "SeriesDescription": series.description,
        "BodyPartExamined": series.body_part,
        "Laterality": series.laterality,
        "SeriesDate": series.date,
        "SeriesTime": series.time,
        "ProtocolName": series.protocol,
        "FrameOfReferenceUID": series.frame_of_reference_uid or "",
        "NumberOfSeriesRelatedInstances": str(row.instance_count),
    }


def _image_values(row: InstanceRow) -> dict[str, str]:
    return {
        "SOPInstanceUID": row.sop_instance_uid,
        "SOPClassUID": row.sop_class_uid,
        "InstanceNumber": "" if row.instance_number is None else str(row.instance_number),
        "NumberOfFrames": str(row.number_of_frames),
    }


def _offset(path: Path) -> int:
    """Where the data set begins; 0 for a file that cannot be read, which sending will tell."""
    try:
        with path.open("rb", buffering=0) as file:
            return read_file_start(file.read(_START_BYTES)).dataset_offset
    except OSError:
        return 0
