"""Report: what an object without pixels says of images: SR, KO, presentation state."""

from dataclasses import dataclass
from enum import Enum

from viewer.model.annotation import Annotation
from viewer.model.display_set import FrameRef
from viewer.model.identity import InstanceUid, StudyUid
from viewer.model.presentation import PresentationState, References, are_meant


class ReportKind(Enum):
    """What kind of object it is; the value is its Modality (0008,0060)."""

    MEASUREMENTS = "SR"
    KEY_OBJECTS = "KO"
    STATE = "PR"


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """One object of somebody, for the list of them and for the images it refers to.

    `created` is a text as it is read. `images` are those it marks or is for. `annotations` are
    what it draws, those in patient coordinates without an instance. `rejection` says why its
    images are not to be used, "" where they are (DC-150). `not_shown` names what of it cannot
    be drawn.
    """

    kind: ReportKind
    sop_instance_uid: InstanceUid
    study_uid: StudyUid
    title: str
    author: str = ""
    created: str = ""
    images: References = ()
    annotations: tuple[Annotation, ...] = ()
    state: PresentationState | None = None
    rejection: str = ""
    not_shown: tuple[str, ...] = ()

    def marks(self, ref: FrameRef) -> bool:
        """Whether it refers to a frame."""
        return bool(self.images) and are_meant(self.images, ref)
