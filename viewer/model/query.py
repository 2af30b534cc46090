"""Query and Match: what is asked of a node, and one of its answers (PS3.4 C, PS3.18 F)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

# An answer in the DICOM JSON model: "0020000D" -> {"vr": "UI", "Value": [...]}.
DicomJson = Mapping[str, Mapping[str, Any]]


class Level(Enum):
    """The levels of the information models of query/retrieve (PS3.4 C.3)."""

    PATIENT = "PATIENT"
    STUDY = "STUDY"
    SERIES = "SERIES"
    IMAGE = "IMAGE"


class Root(Enum):
    """Whether patients or studies are on top; AUTO takes what the node offers."""

    AUTO = "auto"
    STUDY = "study"
    PATIENT = "patient"


class Peculiarity(Enum):
    """How a node answers otherwise than it was asked."""

    WALKED = "was asked level by level: it takes no relational queries"
    GATHERED = "tells of no patients: they are gathered from its studies"
    UNTOLD = "does not tell: {keys}"
    UNHEEDED = "did not go by: {keys}"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say of a node's answers; `keys` are the keywords it is about."""

    kind: Peculiarity
    keys: tuple[str, ...] = ()


# What is asked back at each level besides the keys of the question.
RETURN_KEYS: Final[Mapping[Level, tuple[str, ...]]] = {
    Level.PATIENT: (
        "PatientName", "PatientID", "PatientBirthDate", "PatientSex",
        "NumberOfPatientRelatedStudies",
    ),
    Level.STUDY: (
        "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyDate", "StudyTime",
        "AccessionNumber", "StudyID", "StudyDescription", "ModalitiesInStudy",
        "ReferringPhysicianName", "StudyInstanceUID", "NumberOfStudyRelatedSeries",
        "NumberOfStudyRelatedInstances",
    ),
    Level.SERIES: (
        "StudyInstanceUID", "SeriesInstanceUID", "Modality", "SeriesNumber", "SeriesDescription",
        "SeriesDate", "SeriesTime", "BodyPartExamined", "NumberOfSeriesRelatedInstances",
    ),
    Level.IMAGE: (
        "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "SOPClassUID",
        "InstanceNumber", "NumberOfFrames",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """Matching keys by DICOM keyword, with wildcards, ranges and lists as the standard has them."""

    level: Level = Level.STUDY
    keys: Mapping[str, str] = field(default_factory=dict)
    root: Root = Root.AUTO
    limit: int = 0

    def all_keys(self) -> dict[str, str]:
        """The keys of the question, and empty ones for what is to come back."""
        return {**dict.fromkeys(RETURN_KEYS[self.level], ""), **self.keys}


def first_text(match: DicomJson, tag: str) -> str:
    """All values of an attribute of a DICOM JSON object as one text, a person by its names."""
    values = match.get(tag, {}).get("Value", ())
    return "\\".join(_text(value) for value in values)


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return "=".join(
            str(value.get(part, "")) for part in ("Alphabetic", "Ideographic", "Phonetic")
        ).rstrip("=")
    return "" if value is None else str(value)
