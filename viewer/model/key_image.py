"""KeyImage: one frame that somebody marked as worth finding again."""

from dataclasses import dataclass

from viewer.model.display_set import DisplaySet, FrameRef
from viewer.model.identity import InstanceUid, SeriesUid, StudyUid


@dataclass(frozen=True, slots=True)
class KeyImage:
    """A frame by its UIDs, so that it is known wherever its file lies; `frame_index` from 0."""

    study_uid: StudyUid
    series_uid: SeriesUid
    sop_instance_uid: InstanceUid
    frame_index: int = 0


def key_image(shown: DisplaySet, ref: FrameRef) -> KeyImage:
    """The key image that a frame of a display set would be."""
    return KeyImage(shown.study_uid, shown.series_uid, ref.sop_instance_uid, ref.frame_index)
