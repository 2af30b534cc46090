"""CalibratedFrames: frames with the pixel size that lines of known length give them."""

from collections.abc import Callable, Iterable

from viewer.imaging.user_calibration import calibrated
from viewer.model.annotation import Annotation
from viewer.model.frame import Frame
from viewer.model.identity import InstanceUid

_KEPT = 32  # as many as cells on screen


class CalibratedFrames:
    """Gives the same frame for the same frame, as pictures are made by it.

    `everything` gives all annotations; whoever changes one calls `forget`.
    """

    def __init__(self, everything: Callable[[], Iterable[Annotation]]) -> None:
        self._everything = everything
        self._lines: dict[InstanceUid, list[Annotation]] | None = None
        self._made: dict[int, tuple[Frame, Frame]] = {}  # by the id of the first, which it keeps

    def forget(self, changed: Iterable[Annotation]) -> None:
        """Annotations have changed; only lines that calibrate, now or before, matter."""
        before = self._lines or {}
        if any(each.known_mm or each.sop_instance_uid in before for each in changed):
            self._lines = None
            self._made.clear()

    def of(self, frame: Frame) -> Frame:
        """The frame as calibrated by hand; as it is where nobody did."""
        if self._lines is None:
            self._lines = {}
            for each in self._everything():
                if each.known_mm:
                    self._lines.setdefault(each.sop_instance_uid, []).append(each)
        lines = self._lines.get(frame.image.sop_instance_uid)
        if not lines:
            return frame
        if id(frame) not in self._made:
            if len(self._made) >= _KEPT:
                self._made.clear()
            self._made[id(frame)] = (frame, calibrated(frame, lines))
        return self._made[id(frame)][1]
