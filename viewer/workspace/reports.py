"""Reports: what open reports, key objects and presentation states say of the open images."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from viewer.base.jobs import InlineRunner, Job, JobRunner, Lane
from viewer.base.signal import Signal
from viewer.dicom.load_pydicom import load_pydicom
from viewer.dicom.sop_classes import is_report
from viewer.imaging.presented import presented
from viewer.model.annotation import Annotation
from viewer.model.display_set import DisplaySet, FrameRef
from viewer.model.frame import Frame
from viewer.model.identity import InstanceUid
from viewer.model.report import Report, ReportKind
from viewer.model.view import Appearance
from viewer.render.options import ScreenMeasure
from viewer.workspace.annotations import Annotations
from viewer.workspace.open_sets import OpenSets
from viewer.workspace.report_marks import placed

_MOST: Final = 1_000  # objects that are read for what they say of images
_Identity = tuple[str, str, int]
_FRAMES_KEPT: Final = 32  # as many as cells on screen


@dataclass(frozen=True, slots=True)
class ReportLooks:
    """What the user hid and coloured of what others reported.

    `hidden` are whole reports; `shapes` are those that look otherwise than they came, by their
    UID: whether they are hidden, and their colour.
    """

    hidden: frozenset[InstanceUid] = frozenset()
    shapes: frozenset[tuple[str, bool, str]] = frozenset()


class Reports:
    """Reads such objects as they are opened; `changed` tells when there are more or fewer.

    Shapes of reports are put among the annotations, where their images are open and the user has
    not drawn the same. `state` is what undo takes: it outlives the study, which may come back.
    """

    def __init__(
        self,
        runner: JobRunner | None = None,
        open_sets: OpenSets | None = None,
        annotations: Annotations | None = None,
    ) -> None:
        self.changed: Signal[None] = Signal()
        self.all: tuple[Report, ...] = ()  # those that are read, by author, then by time
        self.state = ReportLooks()
        self._runner = runner or InlineRunner()
        self._annotations = annotations or Annotations()
        self._display_sets: Sequence[DisplaySet] = ()
        self._homes: dict[FrameRef, DisplaySet] = {}
        self._read: dict[FrameRef, Report | None] = {}  # None while it is being read
        self._presented: OrderedDict[tuple[int, str, float | None], tuple[Frame, Frame]]
        self._presented = OrderedDict()
        self._selections: dict[InstanceUid, list[Report]] = {}  # by what they select
        self._selected: dict[str, tuple[int, ...]] = {}  # by display set
        self._own: frozenset[_Identity] = frozenset()  # what the user drew
        self._annotations.changed.connect(self._drawn)
        self._annotations.dressed.connect(self._note)
        if open_sets is not None:
            open_sets.changed.connect(self.follow)

    def follow(self, display_sets: Sequence[DisplaySet]) -> None:
        """Read the reports among `display_sets`, forget those of earlier ones."""
        self._display_sets = display_sets
        self._selected.clear()
        self._homes = {
            ref: display_set
            for display_set in display_sets
            if is_report(display_set.sop_class_uid)
            for ref in display_set.frames
        }
        gone = [ref for ref in self._read if ref not in self._homes]
        for ref in gone:
            del self._read[ref]
        for ref in self._homes:
            if ref not in self._read and len(self._read) < _MOST:
                self._read[ref] = None
                self._ask(ref)
        self._place()
        if gone:
            self._gather()

    def report(self, uid: InstanceUid) -> Report | None:
        """A report by its SOP Instance UID."""
        return next((each for each in self.all if each.sop_instance_uid == uid), None)

    def drawn_by(self, report: Report) -> tuple[Annotation, ...]:
        """The shapes of a report that are on open images."""
        uid = report.sop_instance_uid
        return tuple(each for each in self._annotations.all if each.source_uid == uid)

    def own_of(self, report: Report) -> int:
        """How many shapes of a report are not drawn, because the user has them as their own."""
        own = {tracking_uid for tracking_uid, _, _ in self._own}
        return sum(each.tracking_uid in own for each in report.annotations)

    @property
    def hidden(self) -> frozenset[InstanceUid]:
        """The reports that the user does not want to see on the images."""
        return self.state.hidden

    def hide(self, uid: InstanceUid, *, is_hidden: bool) -> None:
        """Take what a report says from the images, or bring it back."""
        hidden = self.hidden | {uid} if is_hidden else self.hidden - {uid}
        self.set_state(replace(self.state, hidden=hidden))

    def set_state(self, state: ReportLooks) -> None:
        """Have reports and their shapes look so."""
        self.state = state
        self._selected.clear()
        self._place()
        there = (each for each in self._annotations.all if each.source_uid)
        self._annotations.put_all(self._dressed(there))
        self.changed.emit(None)

    # Key objects

    def selections_with(self, ref: FrameRef) -> tuple[Report, ...]:
        """The key object selections that a frame is in, but for hidden ones."""
        return tuple(
            report
            for report in self._selections.get(ref.sop_instance_uid, ())
            if report.sop_instance_uid not in self.hidden and report.marks(ref)
        )

    def selected_in(self, shown: DisplaySet) -> tuple[int, ...]:
        """Which images of a stack somebody selected, by index; a rejected one is no key image."""
        if not self._selections:
            return ()
        if shown.key not in self._selected:
            self._selected[shown.key] = tuple(
                index
                for index, ref in enumerate(shown.frames)
                if any(not report.rejection for report in self.selections_with(ref))
            )
        return self._selected[shown.key]

    # Presentation states

    def states_for(
        self, shown: DisplaySet | None, wanted: FrameRef | None = None
    ) -> tuple[Report, ...]:
        """The presentation states for any image of a stack; those for the wanted one first."""
        states = [each for each in self.all if each.kind is ReportKind.STATE]
        if shown is None or shown.is_document or not states:
            return ()
        uids = {ref.sop_instance_uid for ref in shown.frames}
        found = [
            each for each in states if any(image.sop_instance_uid in uids for image in each.images)
        ]
        return tuple(sorted(found, key=lambda each: wanted is None or not each.marks(wanted)))

    def presented(self, frame: Frame, appearance: Appearance, measure: ScreenMeasure) -> Frame:
        """A frame by the presentation state of its looks; the same again for the same."""
        uid = InstanceUid(appearance.presentation_uid)
        if not uid:
            return frame
        pitch_mm = measure.pitch_mm or None
        key = (id(frame), uid, pitch_mm)
        if (kept := self._presented.get(key)) is not None:
            self._presented.move_to_end(key)
            return kept[1]
        report = self.report(uid)
        if report is None or report.state is None or report.state.unheeded:
            return frame
        made = presented(frame, report.state, pitch_mm=pitch_mm)
        self._presented[key] = (frame, made)  # the first keeps its id from being used again
        if len(self._presented) > _FRAMES_KEPT:
            self._presented.popitem(last=False)
        return made

    # Inside

    def _ask(self, ref: FrameRef) -> None:
        self._runner.submit(
            Lane.DISK,
            lambda job: _read(ref, job),
            done=lambda report: self._take(ref, report),
            failed=lambda error: None,  # its own cell says why
        )

    def _take(self, ref: FrameRef, report: Report | None) -> None:
        if ref in self._read and report is not None:
            self._read[ref] = report
            self._place()
            self._gather()

    def _gather(self) -> None:
        """List what is read, and tell of it."""
        found = [report for report in self._read.values() if report is not None]
        self.all = tuple(sorted(found, key=lambda each: (each.author, each.created, each.title)))
        self._presented.clear()
        self._selected.clear()
        self._selections = {}
        for report in self.all:
            if report.kind is ReportKind.KEY_OBJECTS:
                for uid in {image.sop_instance_uid for image in report.images}:
                    self._selections.setdefault(uid, []).append(report)
        self.changed.emit(None)

    def _drawn(self, annotations: tuple[Annotation, ...]) -> None:
        """Hear of annotations: of what the user drew, the report's own copy goes."""
        if any(not each.source_uid for each in annotations):
            own = (each for each in self._annotations.all if not each.source_uid)
            identities = frozenset(each.identity for each in own)
            if identities != self._own:
                self._own = identities
                self._place()

    def _note(self, annotations: tuple[Annotation, ...]) -> None:
        """Shapes of others were hidden, shown or coloured: they are so when they come again."""
        touched = {each.uid for each in annotations}
        kept = {each for each in self.state.shapes if each[0] not in touched}
        now = {(each.uid, each.is_hidden, each.colour) for each in annotations}
        plain = {(uid, False, "") for uid in touched}
        self.state = replace(self.state, shapes=frozenset(kept | (now - plain)))

    def _dressed(self, annotations: Iterable[Annotation]) -> Iterator[Annotation]:
        """Shapes of others as the user wants them to look."""
        looks = {uid: (is_hidden, colour) for uid, is_hidden, colour in self.state.shapes}
        for each in annotations:
            is_hidden, colour = looks.get(each.uid, (False, ""))
            yield replace(each, is_hidden=is_hidden, colour=colour)

    def _place(self) -> None:
        """Have just those shapes among the annotations that belong there."""
        before = {each.uid for each in self._annotations.all if each.source_uid}
        wanted = {each.uid: each for each in self._dressed(self._wanted())}
        if not before and not wanted:
            return
        self._annotations.let_go(before - wanted.keys())
        self._annotations.take_in(wanted.values())

    def _wanted(self) -> Iterator[Annotation]:
        drawing = [
            (report, self._homes[ref])
            for ref, report in self._read.items()
            if report is not None
            and report.annotations
            and report.sop_instance_uid not in self.hidden
        ]
        if drawing:
            for annotation in placed(drawing, self._display_sets):
                if annotation.identity not in self._own:
                    yield annotation


def _read(ref: FrameRef, job: Job) -> Report | None:
    # Imported late: pydicom costs a window's start 200 ms and more (P2).
    load_pydicom()
    from viewer.dicom.objects.reports import read_report

    job.check()
    return read_report(ref.path, character_set=ref.character_set)
