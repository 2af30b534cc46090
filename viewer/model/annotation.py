"""Annotation: a shape on one frame, with its numbers and its history."""

from dataclasses import dataclass

from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.measurement import Measurement
from viewer.model.shape import Shape


@dataclass(frozen=True, slots=True)
class Annotation:
    """One shape that somebody drew.

    It is bound to a frame of an instance and shown nowhere else. `uid` is its Tracking UID
    (PS3.3 C.17.3, TID 1501); `created` and `changed` are ISO 8601 with the zone.
    """

    uid: str
    study_uid: StudyUid
    series_uid: SeriesUid
    sop_instance_uid: InstanceUid
    sop_class_uid: str
    frame_index: int  # 0-based
    shape: Shape
    measurements: tuple[Measurement, ...] = ()
    label: str = ""  # what the user calls it, or the text that is shown
    author: str = ""
    created: str = ""
    is_hidden: bool = False
    is_locked: bool = False

    def is_on(self, sop_instance_uid: InstanceUid, frame_index: int) -> bool:
        """Whether it was drawn on this very frame."""
        return self.sop_instance_uid == sop_instance_uid and self.frame_index == frame_index
