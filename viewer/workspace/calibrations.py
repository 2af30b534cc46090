"""Measurements follow the calibration of their image, by the file or by hand."""

from viewer.imaging.calibration import PIXELS, calibration
from viewer.model.annotation import Annotation
from viewer.model.frame import Frame
from viewer.model.measurement import Measurement, Quantity
from viewer.workspace.tools.annotate import measured
from viewer.workspace.viewport import Viewport
from viewer.workspace.workspace import Workspace


class Remeasured:
    """Measures anew what is on screen and rests on a calibration that is there no more, or on none.

    Others are measured anew when they come on screen: until then their numbers say on what they
    rest.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        workspace.viewport_changed.connect(self._check)
        workspace.annotations.changed.connect(self._check_all)

    def _check_all(self, _: tuple[Annotation, ...]) -> None:
        for viewport in self._workspace.visible_viewports:
            self._check(viewport)

    def _check(self, viewport: Viewport) -> None:
        frame = viewport.frame
        if frame is None or frame.header.plane is not None:
            return
        for annotation in self._workspace.annotations.on_frame(frame.ref):
            if not annotation.source_uid and not _rests_on(annotation, frame):
                self._workspace.annotations.put(measured(annotation, frame))


def _rests_on(annotation: Annotation, frame: Frame) -> bool:
    """Whether lengths were found by what holds for the frame now."""
    found = calibration(frame.image, frame.header, annotation.shape.points)
    lengths = [each for each in annotation.measurements if _is_length(each)]
    return not found.is_spatial or all(each.provenance == found.provenance for each in lengths)


def _is_length(number: Measurement) -> bool:
    return number.unit in ("mm", "mm2", PIXELS) and number.quantity is not Quantity.COUNT
