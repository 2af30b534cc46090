"""Annotation: a shape on one frame, with its numbers and its history."""

from dataclasses import dataclass
from typing import Final

from viewer.model.code import Code
from viewer.model.geometry import Vector
from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.measurement import Measurement
from viewer.model.shape import Shape, ShapeKind

ALL_FRAMES: Final = -1  # as a frame index: of a report that names an image and no frame


@dataclass(frozen=True, slots=True)
class Annotation:
    """One shape that somebody drew.

    It is bound to a frame of an instance. `created` is ISO 8601 with the zone. Annotations of one
    lesion, in one study or in several, share `lesion_uid`, the Tracking Unique Identifier of a
    report (PS3.16 TID 1501). `source_uid` is the SOP Instance UID of the report or presentation
    state it was read from, "" for what was drawn here. Where the image lies in the patient,
    `patient_points` are its corners in mm (LPS) in `frame_of_reference_uid`; six of an ellipse
    make it an ellipsoid, by the ends of its three axes (PS3.3 C.18.9.1.2).
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
    lesion_uid: str = ""  # "" for a lesion of its own: then `uid` stands for it
    finding: Code | None = None
    site: Code | None = None
    colour: str = ""  # "#rrggbb"; "" for the colour of the theme
    source_uid: str = ""
    frame_of_reference_uid: str = ""
    patient_points: tuple[Vector, ...] = ()
    known_mm: float = 0.0  # of a line that calibrates its image; 0 for others

    @property
    def tracking_uid(self) -> str:
        """The Tracking Unique Identifier of the lesion that it shows."""
        return self.lesion_uid or self.uid

    @property
    def is_ellipsoid(self) -> bool:
        """Whether it is a body in the patient: every image that cuts it shows its own ellipse."""
        return self.shape.kind is ShapeKind.ELLIPSE and len(self.patient_points) == 6

    @property
    def identity(self) -> tuple[str, str, int]:
        """What a report of ours and what it was written of have in common."""
        return self.tracking_uid, self.sop_instance_uid, self.frame_index

    def is_on(self, sop_instance_uid: InstanceUid, frame_index: int) -> bool:
        """Whether it was drawn on this very frame."""
        return self.sop_instance_uid == sop_instance_uid and self.frame_index == frame_index
