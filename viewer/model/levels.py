"""Levels: which keys belong to which, and where a query has to begin (PS3.4 C.3, C.4.1.2)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from viewer.model.query import RETURN_KEYS, DicomJson, Level, Query, Root, first_text

UNIQUE_KEYS: Final = {
    Level.PATIENT: "PatientID",
    Level.STUDY: "StudyInstanceUID",
    Level.SERIES: "SeriesInstanceUID",
    Level.IMAGE: "SOPInstanceUID",
}
_DOWN: Final = tuple(Level)
# What to tell of the levels above an answer that is looked for by itself.
ABOVE_KEYS: Final = ("PatientName", "PatientID", "StudyDate", "StudyDescription")
_LEVELS: Final = {
    Level.PATIENT: """
        PatientName PatientID IssuerOfPatientID PatientBirthDate PatientBirthTime PatientSex
        OtherPatientIDs OtherPatientNames EthnicGroup PatientComments PatientSpeciesDescription
        ResponsiblePerson NumberOfPatientRelatedStudies NumberOfPatientRelatedSeries
        NumberOfPatientRelatedInstances
    """,
    Level.STUDY: """
        StudyInstanceUID StudyDate StudyTime AccessionNumber StudyID StudyDescription
        ModalitiesInStudy SOPClassesInStudy ReferringPhysicianName NameOfPhysiciansReadingStudy
        AdmittingDiagnosesDescription PatientAge PatientSize PatientWeight Occupation
        AdditionalPatientHistory NumberOfStudyRelatedSeries NumberOfStudyRelatedInstances
    """,
    Level.SERIES: """
        SeriesInstanceUID Modality SeriesNumber SeriesDescription SeriesDate SeriesTime
        BodyPartExamined Laterality ProtocolName PerformingPhysicianName OperatorsName
        InstitutionName StationName Manufacturer ManufacturerModelName
        PerformedProcedureStepStartDate PerformedProcedureStepStartTime
        NumberOfSeriesRelatedInstances
    """,
}
_LEVEL_OF: Final = {word: level for level, words in _LEVELS.items() for word in words.split()}


def hierarchy(root: Root) -> tuple[Level, ...]:
    """The levels that a root has, from the top."""
    return _DOWN if root is Root.PATIENT else _DOWN[1:]


def begins_at(root: Root, query: Query) -> Level:
    """The level at which a hierarchical query has to begin: that of the query where nothing lacks.

    Above it each unique key must have one value; above this one they do.
    """
    levels = hierarchy(root)
    above = levels[: levels.index(query.level)]
    return next((level for level in above if not _is_one_value(query, level)), query.level)


def _is_one_value(query: Query, level: Level) -> bool:
    value = query.keys.get(UNIQUE_KEYS[level], "")
    return bool(value) and not any(sign in value for sign in "\\*?")


def keys_at(level: Level, query: Query, above: Mapping[str, str], root: Root) -> dict[str, str]:
    """The keys of a hierarchical query at one of the levels that a walk down comes by.

    `above` has the unique keys of the levels above. A key that belongs further down than the
    query goes is asked at its last level.
    """
    top = hierarchy(root)[0]

    def place(keyword: str) -> int:
        own = _DOWN.index(_LEVEL_OF.get(keyword, query.level))
        return min(max(own, _DOWN.index(top)), _DOWN.index(query.level))

    here = _DOWN.index(level)
    own = {key: value for key, value in query.keys.items() if place(key) == here}
    return {**dict.fromkeys(RETURN_KEYS[level], ""), **own, **above}


def unique_above(root: Root, query: Query, level: Level) -> dict[str, str]:
    """The unique keys of the levels above one, as the query has them."""
    levels = hierarchy(root)
    return {
        UNIQUE_KEYS[each]: query.keys[UNIQUE_KEYS[each]] for each in levels[: levels.index(level)]
    }


def direct_keys(root: Root, query: Query, *, is_relational: bool) -> dict[str, str]:
    """The keys of a query that is asked at its own level at once.

    Of an open level above, a relational query has the usual keys told. In a hierarchical one a
    patient ID has no place below the study (PS3.4 C.4.1.2.1), which it names by its UID.
    """
    keys = query.all_keys()
    if is_relational:
        is_open = begins_at(root, query) is not query.level
        return {**(dict.fromkeys(ABOVE_KEYS, "") if is_open else {}), **keys}
    if root is Root.STUDY and query.level in (Level.SERIES, Level.IMAGE):
        keys.pop(UNIQUE_KEYS[Level.PATIENT], None)
    return keys


def patients_of(studies: Iterable[DicomJson]) -> Iterator[DicomJson]:
    """The patients of studies, each when its first study comes."""
    seen = set[tuple[str, ...]]()
    for study in studies:
        who = tuple(first_text(study, tag) for tag in ("00100020", "00100021", "00100010"))
        if who not in seen:
            seen.add(who)
            yield {tag: value for tag, value in study.items() if tag.startswith("0010")}
