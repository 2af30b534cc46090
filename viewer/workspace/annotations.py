"""Annotations: what has been drawn on the open studies, and which one is selected."""

from collections.abc import Iterable

from viewer.base.signal import Signal
from viewer.model.annotation import Annotation
from viewer.model.copied import Copied
from viewer.model.crossing import Crossing
from viewer.model.display_set import DisplaySet, FrameRef
from viewer.model.frame import Frame
from viewer.model.identity import StudyUid
from viewer.workspace.calibrated_frames import CalibratedFrames
from viewer.workspace.crossings import Crossings


class Annotations:
    """Owns all annotations of the open studies, in the order they were drawn.

    `changed` sends those that came, changed or went, for views; `edited` those of them that the
    user drew, changed or removed, for whoever keeps them; `dressed` those of others that the user
    hid, showed or coloured; `selection_changed` the one that was selected and the one that is;
    `text_wanted` one that was just drawn and is nothing without a text. `copied` is what can be
    pasted.
    """

    def __init__(self) -> None:
        self.changed: Signal[tuple[Annotation, ...]] = Signal()
        self.edited: Signal[tuple[Annotation, ...]] = Signal()
        self.dressed: Signal[tuple[Annotation, ...]] = Signal()
        self.selection_changed: Signal[tuple[Annotation, ...]] = Signal()
        self.text_wanted: Signal[Annotation] = Signal()
        self._by_uid: dict[str, Annotation] = {}
        self.selected_uid = ""
        self.copied: Copied | None = None
        self._crossings = Crossings(lambda: self.all)
        self.changed.connect(self._crossings.forget)
        self._calibrations = CalibratedFrames(lambda: self.all)
        self.changed.connect(self._calibrations.forget)

    @property
    def all(self) -> tuple[Annotation, ...]:
        """Every annotation: what undo and the list of them take."""
        return tuple(self._by_uid.values())

    @property
    def selected(self) -> Annotation | None:
        """The one that keys act on."""
        return self._by_uid.get(self.selected_uid)

    def get(self, uid: str) -> Annotation | None:
        """One annotation by its Tracking UID."""
        return self._by_uid.get(uid)

    def key(self, annotation: Annotation) -> str:
        """What stays the same of an annotation however it changes."""
        return annotation.uid

    def current(self, annotation: Annotation) -> Annotation | None:
        """The annotation as it is now; None where it was removed, or lacks its second line."""
        now = self._by_uid.get(annotation.uid)
        return None if now is None or now.shape.waits else now

    def on_frame(self, ref: FrameRef) -> tuple[Annotation, ...]:
        """What is shown on a frame."""
        return tuple(
            each
            for each in self._by_uid.values()
            if not each.is_hidden and each.is_on(ref.sop_instance_uid, ref.frame_index)
        )

    def crossings_at(self, frame: Frame, shown: DisplaySet | None) -> tuple[Crossing, ...]:
        """What of annotations on other images lies in the slice of a frame, in the patient."""
        return self._crossings.at(frame, None if shown is None else shown.spacing_mm)

    def calibrated(self, frame: Frame | None) -> Frame | None:
        """A frame with its pixel size by the line that calibrates its image, if there is one."""
        return frame and self._calibrations.of(frame)

    def put(self, annotation: Annotation) -> None:
        """Add an annotation, or replace the one with its UID."""
        if self._by_uid.get(annotation.uid) != annotation:
            self._by_uid[annotation.uid] = annotation
            self._tell((annotation,))

    def remove(self, uid: str) -> None:
        """Take one away; nothing where there is none."""
        if gone := self._by_uid.pop(uid, None):
            if uid == self.selected_uid:
                self.select("")
            self._tell((gone,))

    def put_all(self, annotations: Iterable[Annotation]) -> None:
        """Add or replace several, and tell of them at once."""
        touched = tuple(each for each in annotations if self._by_uid.get(each.uid) != each)
        self._by_uid |= {each.uid: each for each in touched}
        if touched:
            self._tell(touched)

    def remove_all(self, uids: Iterable[str]) -> None:
        """Take several away, and tell of them at once."""
        gone = tuple(each for uid in uids if (each := self._by_uid.pop(uid, None)))
        if self.selected_uid in {each.uid for each in gone}:
            self.select("")
        if gone:
            self._tell(gone)

    def restore(self, annotations: Iterable[Annotation]) -> None:
        """Have just these, as they were; what others drew comes and goes with their reports."""
        before, after = self._by_uid, {each.uid: each for each in annotations}
        after = {uid: each for uid, each in after.items() if not each.source_uid}
        after |= {uid: each for uid, each in before.items() if each.source_uid}
        touched = [each for uid, each in after.items() if before.get(uid) != each]
        touched += [each for uid, each in before.items() if uid not in after]
        self._by_uid = after
        if touched:
            self._tell(tuple(touched))

    def take_in(self, annotations: Iterable[Annotation]) -> None:
        """Add what was drawn earlier; what is here already stays as it is."""
        new = {each.uid: each for each in annotations if each.uid not in self._by_uid}
        self._by_uid = new | self._by_uid
        if new:
            self.changed.emit(tuple(new.values()))

    def forget(self, study_uid: StudyUid) -> None:
        """Let go of what belongs to a study that is open no more; it is kept elsewhere."""
        self.let_go(each.uid for each in self.all if each.study_uid == study_uid)

    def let_go(self, uids: Iterable[str]) -> None:
        """Forget some that are kept elsewhere, or come from somebody else."""
        gone = [self._by_uid.pop(uid) for uid in tuple(uids) if uid in self._by_uid]
        if gone:
            self.changed.emit(tuple(gone))

    def select(self, uid: str) -> None:
        """Select one, or with "" none."""
        before = self.selected
        if uid != self.selected_uid:
            self.selected_uid = uid
            both = (before, self.selected)
            self.selection_changed.emit(tuple(each for each in both if each is not None))

    def _tell(self, annotations: tuple[Annotation, ...]) -> None:
        self.changed.emit(annotations)
        if own := tuple(each for each in annotations if not each.source_uid):
            self.edited.emit(own)
        if others := tuple(each for each in annotations if each.source_uid):
            self.dressed.emit(others)


def concerns(frame: Frame, annotations: Iterable[Annotation]) -> bool:
    """Whether any of them was drawn on a frame, or may cut it."""
    ref, image = frame.ref, frame.image
    return any(
        each.is_on(ref.sop_instance_uid, ref.frame_index)
        or (
            bool(each.patient_points)
            and each.study_uid == image.study_uid
            and each.frame_of_reference_uid == image.frame_of_reference_uid
        )
        for each in annotations
    )
