"""Compact records of studies, series and instances: what the index and the browser hold."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from viewer.model.finding import Finding
from viewer.model.geometry import Plane
from viewer.model.identity import FrameOfReferenceUid, InstanceUid, SeriesUid, StudyUid
from viewer.model.patient import Patient


@dataclass(frozen=True, slots=True)
class StudyRecord:
    """One study as its files tell; dates and times stay DICOM text.

    `character_set` was chosen by the user and counts in place of what the files declare.
    """

    study_uid: StudyUid
    patient: Patient
    study_id: str = ""
    date: str = ""
    time: str = ""
    description: str = ""
    accession_number: str = ""
    referring_physician: str = ""
    institution: str = ""
    character_set: str = ""

    @property
    def title(self) -> str:
        """The study in words: who, when and what."""
        day = "-".join(filter(None, (self.date[:4], self.date[4:6], self.date[6:8])))
        parts = (self.patient.name.display(), day, self.description)
        return "  ·  ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class SeriesRecord:
    """One series."""

    series_uid: SeriesUid
    study_uid: StudyUid
    modality: str = ""
    number: int | None = None
    description: str = ""
    body_part: str = ""
    laterality: str = ""
    date: str = ""
    time: str = ""
    protocol: str = ""
    frame_of_reference_uid: FrameOfReferenceUid | None = None


@dataclass(frozen=True, slots=True)
class Concatenation:
    """Which part of a larger multi-frame object an instance is, counted from 1 (DC-104)."""

    uid: str
    number: int
    total: int | None = None  # where the file tells


class Depiction(Enum):
    """What a radiograph shows of the body: a shadow of all of it, or slices."""

    PLAIN = "plain"
    SYNTHETIC = "synthetic"  # a mammogram computed from tomosynthesis
    TOMOSYNTHESIS = "tomosynthesis"
    SOURCE = "source"  # the low-dose pictures that tomosynthesis is computed from


@dataclass(frozen=True, slots=True)
class Projection:
    """How a radiograph was taken, as far as its file tells (PS3.3 C.8.11.5, C.8.11.7).

    `laterality` is R, L or B, `view` a view such as CC, MLO, PA, LL, by its code or else View
    Position, `modifiers` what differs from its usual way: S spot compression, M magnification,
    ID implant displaced. `right` and `bottom` are Patient Orientation: the directions towards
    those edges of the picture. Spacings are those of the pixels, at the detector where no better
    is known.
    """

    laterality: str = ""
    view: str = ""
    right: str = ""
    bottom: str = ""
    row_spacing_mm: float | None = None
    column_spacing_mm: float | None = None
    modifiers: tuple[str, ...] = ()
    depiction: Depiction = Depiction.PLAIN


FrameValues = tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class InstanceRecord:
    """One SOP instance with all that splitting and ordering display sets needs.

    `planes` holds one plane for each frame of an enhanced object, one for a plain image with
    geometry, and nothing otherwise. `split_values` are the split keys of DC-085 that the file
    has, as (keyword, text): EchoNumbers, TemporalPositionIdentifier, AcquisitionNumber, ...
    `frame_order` gives the stored frame numbers in dimension-index order (DC-102), empty for
    stored order. `frame_values` holds for each frame of an enhanced object the names and values
    of the dimensions that tell its stacks apart.
    """

    path: Path
    study: StudyRecord
    series: SeriesRecord
    sop_class_uid: str
    sop_instance_uid: InstanceUid
    transfer_syntax_uid: str
    instance_number: int | None = None
    rows: int = 0
    columns: int = 0
    number_of_frames: int = 1
    has_pixels: bool = False
    image_type: tuple[str, ...] = ()
    planes: tuple[Plane, ...] = ()
    split_values: tuple[tuple[str, str], ...] = ()
    frame_order: tuple[int, ...] = ()
    frame_values: FrameValues = ()
    concatenation: Concatenation | None = None
    frame_time_ms: float | None = None
    projection: Projection | None = None
    file_size: int = 0
    file_mtime_ns: int = 0
    findings: tuple[Finding, ...] = ()
