"""Reports: what open reports, key objects and presentation states say of the open images."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from viewer.base.jobs import InlineRunner, Job, JobRunner, Lane
from viewer.base.signal import Signal
from viewer.dicom.load_pydicom import load_pydicom
from viewer.dicom.sop_classes import is_report
from viewer.imaging.presented import presented
from viewer.model.display_set import DisplaySet, FrameRef
from viewer.model.frame import Frame
from viewer.model.identity import InstanceUid
from viewer.model.report import Report, ReportKind
from viewer.model.view import Appearance
from viewer.render.options import ScreenMeasure
from viewer.workspace.open_sets import OpenSets

_MOST: Final = 1_000  # objects that are read for what they say of images
_FRAMES_KEPT: Final = 32  # as many as cells on screen


class Reports:
    """Reads such objects as they are opened; `changed` tells when there are more or fewer.

    `hidden` are those that the user does not want to see on the images.
    """

    def __init__(self, runner: JobRunner | None = None, open_sets: OpenSets | None = None) -> None:
        self.changed: Signal[None] = Signal()
        self.hidden: frozenset[InstanceUid] = frozenset()
        self._runner = runner or InlineRunner()
        self._read_or_asked: dict[FrameRef, Report | None] = {}
        self._presented: OrderedDict[tuple[int, InstanceUid, float | None], tuple[Frame, Frame]]
        self._presented = OrderedDict()
        if open_sets is not None:
            open_sets.changed.connect(self.follow)

    @property
    def all(self) -> tuple[Report, ...]:
        """Every report that is open and read, by author, then by time."""
        found = [report for report in self._read_or_asked.values() if report is not None]
        return tuple(sorted(found, key=lambda each: (each.author, each.created, each.title)))

    def follow(self, display_sets: Sequence[DisplaySet]) -> None:
        """Read the reports among `display_sets`, forget those of earlier ones."""
        objects = dict.fromkeys(
            ref
            for display_set in display_sets
            if is_report(display_set.sop_class_uid)
            for ref in display_set.frames
        )
        known = self._read_or_asked
        gone = [ref for ref in known if ref not in objects]
        for ref in gone:
            del known[ref]
        for ref in objects:
            if ref not in known and len(known) < _MOST:
                known[ref] = None
                self._read(ref)
        if gone:
            self._presented.clear()
            self.changed.emit(None)

    # Presentation states

    def states_for(self, shown: DisplaySet | None) -> tuple[Report, ...]:
        """The presentation states for any image of a stack."""
        if shown is None or shown.is_document:
            return ()
        uids = {ref.sop_instance_uid for ref in shown.frames}
        return tuple(
            report
            for report in self.all
            if report.kind is ReportKind.STATE
            and any(image.sop_instance_uid in uids for image in report.images)
        )

    def state(self, uid: InstanceUid) -> Report | None:
        """A presentation state by its SOP Instance UID."""
        return next((r for r in self.all if r.state and r.sop_instance_uid == uid), None)

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
        report = self.state(uid)
        if report is None or report.state is None or report.state.unheeded:
            return frame
        made = presented(frame, report.state, pitch_mm=pitch_mm)
        self._presented[key] = (frame, made)  # the first keeps its id from being used again
        if len(self._presented) > _FRAMES_KEPT:
            self._presented.popitem(last=False)
        return made

    def _read(self, ref: FrameRef) -> None:
        self._runner.submit(
            Lane.DISK,
            lambda job: _read(ref, job),
            done=lambda report: self._take(ref, report),
            failed=lambda error: None,  # its own cell says why
        )

    def _take(self, ref: FrameRef, report: Report | None) -> None:
        if ref in self._read_or_asked and report is not None:
            self._read_or_asked[ref] = report
            self.changed.emit(None)


def _read(ref: FrameRef, job: Job) -> Report | None:
    # Imported late: pydicom costs a window's start 200 ms and more (P2).
    load_pydicom()
    from viewer.dicom.objects.reports import read_report

    job.check()
    return read_report(ref.path, character_set=ref.character_set)
