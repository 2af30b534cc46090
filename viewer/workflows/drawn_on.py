"""What the window would draw on a frame: own annotations, those of reports, marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from viewer.model.annotation import Annotation
from viewer.model.crossing import Crossing
from viewer.model.display_set import DisplaySet
from viewer.model.frame import Frame
from viewer.model.key_image import KeyImage
from viewer.model.report import Report
from viewer.workspace.annotations import Annotations
from viewer.workspace.reports import Reports


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What is drawn on one frame, as in `render.scene.Scene`.

    `annotations` are all of the image, hidden ones too: a line of known length calibrates it.
    """

    annotations: tuple[Annotation, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    selections: tuple[Report, ...] = ()
    is_key: bool = False


def drawn_on(
    frame: Frame, own: Iterable[Annotation], keys: Iterable[KeyImage], stacks: Sequence[DisplaySet]
) -> Drawn:
    """Gather it from what was drawn and marked here and from the reports among `stacks`.

    `stacks` are all of the study. Reports that cannot be read draw nothing.
    """
    annotations = Annotations()
    reports = Reports(annotations=annotations)
    annotations.take_in(own)
    reports.follow(stacks)
    ref = frame.ref
    homes = (
        shown
        for shown in stacks
        if not shown.is_document
        for each in shown.frames
        if (each.sop_instance_uid, each.frame_index) == (ref.sop_instance_uid, ref.frame_index)
    )
    return Drawn(
        tuple(each for each in annotations.all if each.sop_instance_uid == ref.sop_instance_uid),
        annotations.crossings_at(frame, next(homes, None)),
        reports.selections_with(ref),
        any(
            (each.sop_instance_uid, each.frame_index) == (ref.sop_instance_uid, ref.frame_index)
            for each in keys
        ),
    )
