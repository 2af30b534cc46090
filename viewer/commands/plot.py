"""Plot the values under an annotation: along a line, within a region, over a stack or phases."""

from collections.abc import Callable

from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.base.signal import Signal
from viewer.commands.command import command
from viewer.commands.context import Context
from viewer.commands.dispatch import notify_error
from viewer.commands.scope import Scope
from viewer.imaging.histogram import Histogram
from viewer.imaging.profile import Curve, line_profile, region_histogram
from viewer.model.annotation import Annotation
from viewer.model.display_set import DisplaySet, FrameRef
from viewer.model.frame import Frame
from viewer.model.shape import ShapeKind
from viewer.workspace.phases import phases_of

_LINES = (ShapeKind.LENGTH, ShapeKind.RULER, ShapeKind.POLYLINE)


class AnnotationValues:
    """Implements `faces.PlottedValues` for an annotation of the open studies."""

    def __init__(self, context: Context, uid: str) -> None:
        self.changed: Signal[None] = Signal()
        self._context = context
        self._uid = uid
        context.workspace.annotations.changed.connect(self._hear)

    @property
    def is_region(self) -> bool:
        """Whether it encloses pixels, so that it has a mean in every image."""
        annotation = self._annotation()
        return annotation is not None and annotation.shape.kind.is_region

    def now(self) -> Curve | Histogram | None:
        """The profile or the histogram; None once the annotation is gone or off the screen."""
        annotation = self._annotation()
        frame = None if annotation is None else _frame_of(self._context, annotation)
        if annotation is None or frame is None:
            return None
        if annotation.shape.kind.is_region:
            return region_histogram(annotation.shape, frame)
        return line_profile(annotation.shape, frame)

    @property
    def has_phases(self) -> bool:
        """Whether the same place was taken at several times or settings."""
        annotation = self._annotation()
        return annotation is not None and bool(self._phases(annotation))

    def over_stack(self, done: Callable[[Curve], None]) -> None:
        """Have the mean of the region found in every image of its stack."""
        annotation = self._annotation()
        place = None if annotation is None else self._place(annotation)
        if annotation is None or place is None:
            return
        shape, decode, shown = annotation.shape, self._context.frames.decode, place[0]

        def work(job: Job) -> Curve:
            from viewer.workflows.time_curve import time_curve  # with pydicom: late, P2

            return time_curve(shape, shown, decode, job)

        self._submit(tr("Mean over the stack"), work, done)

    def over_phases(self, done: Callable[[Curve], None]) -> None:
        """Have the mean of the region found at its place in every phase."""
        annotation = self._annotation()
        if annotation is None:
            return
        shape, decode, refs = (
            annotation.shape,
            self._context.frames.decode,
            self._phases(annotation),
        )

        def work(job: Job) -> Curve:
            from viewer.workflows.time_curve import phase_curve  # with pydicom: late, P2

            return phase_curve(shape, refs, decode, job)

        self._submit(tr("Mean over the phases"), work, done)

    def _submit(
        self, title: str, work: Callable[[Job], Curve], done: Callable[[Curve], None]
    ) -> None:
        context = self._context
        context.runner.submit(
            Lane.DISK,
            work,
            title=title,
            done=done,
            failed=lambda error: notify_error(context, error),
        )

    def _place(self, annotation: Annotation) -> tuple[DisplaySet, int] | None:
        open_sets = self._context.workspace.open_sets
        return open_sets.find(annotation.sop_instance_uid, annotation.frame_index)

    def _phases(self, annotation: Annotation) -> tuple[FrameRef, ...]:
        """The images of its place, one of each phase; none where there is one alone."""
        if (place := self._place(annotation)) is None:
            return ()
        shown, index = place
        phases = phases_of(shown, self._context.workspace.display_sets)
        return () if phases is None else tuple(each.frames[index] for each in phases.sets)

    def _annotation(self) -> Annotation | None:
        return self._context.workspace.annotations.get(self._uid)

    def _hear(self, annotations: tuple[Annotation, ...]) -> None:
        if any(each.uid == self._uid for each in annotations):
            self.changed.emit(None)


def _frame_of(context: Context, annotation: Annotation) -> Frame | None:
    """The frame of an annotation, if a cell shows it."""
    for viewport in context.workspace.visible_viewports:
        frame = viewport.frame
        if frame is not None and annotation.is_on(
            frame.ref.sop_instance_uid, frame.ref.frame_index
        ):
            return frame
    return None


def _can_plot(context: Context) -> bool:
    selected = context.workspace.annotations.selected
    if selected is None:
        return False
    kind = selected.shape.kind
    frame = _frame_of(context, selected)
    return (kind.is_region or kind in _LINES) and frame is not None and frame.has_window


@command("measure.plot", "Plot values", scope=Scope.VIEWPORT, icon="plot", enabled=_can_plot)
def plot(context: Context) -> None:
    """Show the profile along the selected line, or the histogram of the selected region."""
    if selected := context.workspace.annotations.selected:
        context.face.display.show_plot(AnnotationValues(context, selected.uid))
