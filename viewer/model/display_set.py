"""DisplaySet: the unit that one viewport shows, usually one stack of one series."""

from dataclasses import dataclass
from pathlib import Path

from viewer.model.finding import Finding
from viewer.model.geometry import Plane
from viewer.model.identity import FrameOfReferenceUid, InstanceUid, SeriesUid, StudyUid
from viewer.model.study import InstanceRecord, Projection, SeriesRecord, StudyRecord


@dataclass(frozen=True, slots=True)
class FrameRef:
    """One frame of one file: the key by which frames are asked for and kept.

    `character_set` counts in place of what the file declares, where it is not "".
    """

    path: Path
    sop_instance_uid: InstanceUid
    frame_index: int = 0  # 0-based, as stored
    character_set: str = ""

    def is_at(self, other: "FrameRef") -> bool:
        """Whether both are the same frame of the same file, however its texts are read."""
        return self.frame_index == other.frame_index and self.path == other.path


def frame_ref(record: InstanceRecord, frame_index: int = 0) -> FrameRef:
    """A frame of the file that `record` tells of."""
    uid = record.sop_instance_uid
    return FrameRef(record.path, uid, frame_index, record.study.character_set)


@dataclass(frozen=True, slots=True)
class DisplaySet:
    """An ordered stack of frames with the reasons for its cut and its order.

    `key` is stable while files of the series keep arriving. `planes` say where each frame lies,
    empty without geometry; `positions_mm` are along the normal of the first of them. `spacing_mm`
    is the median gap (DC-087). `split_reason` says in plain words why this is a stack of its own,
    "" when the series was not split; `order_reason` what the order follows.
    """

    key: str
    study: StudyRecord
    series: SeriesRecord
    frames: tuple[FrameRef, ...]
    rows: int
    columns: int
    split_reason: str = ""
    order_reason: str = ""
    planes: tuple[Plane, ...] = ()
    positions_mm: tuple[float, ...] = ()
    spacing_mm: float | None = None
    is_multi_frame: bool = False
    frame_time_ms: float | None = None
    findings: tuple[Finding, ...] = ()
    is_showable: bool = True  # False: listed by name, no pixels
    sop_class_uid: str = ""
    is_video: bool = False  # one stream of all frames: far frames take long to reach
    projection: Projection | None = None  # of a radiograph, or of its slices

    @property
    def is_document(self) -> bool:
        """Whether it is read rather than looked at: objects without pixels."""
        return not self.is_showable

    @property
    def study_uid(self) -> StudyUid:
        """The study that the stack belongs to."""
        return self.study.study_uid

    @property
    def series_uid(self) -> SeriesUid:
        """The series that the stack was cut from."""
        return self.series.series_uid

    @property
    def frame_of_reference_uid(self) -> FrameOfReferenceUid | None:
        """The frame of reference, where the series names one."""
        return self.series.frame_of_reference_uid
