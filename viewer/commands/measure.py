"""Draw and change annotations: lengths, angles, regions, arrows and texts."""

from dataclasses import replace

from viewer.base.i18n import tr
from viewer.base.jobs import Lane
from viewer.commands.choose_tool import choose_tool
from viewer.commands.command import command
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import notify_error
from viewer.commands.scope import Scope
from viewer.commands.view import has_image
from viewer.dicom.objects.sr_write import can_be_reported
from viewer.model.annotation import Annotation
from viewer.workflows.audit_access import export_event
from viewer.workspace.report_marks import place_of
from viewer.workspace.tools.brush import parse_range


def _selected(context: Context) -> Annotation | None:
    return context.workspace.annotations.selected


def has_selection(context: Context) -> bool:
    """Whether an annotation is selected."""
    return _selected(context) is not None


def has_own_selection(context: Context) -> bool:
    """Whether an annotation is selected that is not from a report of somebody else."""
    selected = _selected(context)
    return selected is not None and not selected.source_uid


def can_change(context: Context) -> bool:
    """Whether an annotation is selected that is not locked."""
    selected = _selected(context)
    return selected is not None and not selected.is_locked


def has_annotations(context: Context) -> bool:
    """Whether there is any annotation on what is open."""
    return bool(context.workspace.annotations.all)


length = choose_tool("measure.length", "Length", "length", "Drag from end to end.")
polyline = choose_tool(
    "measure.polyline",
    "Polyline",
    "polyline",
    "Click each corner; a double click or Enter ends the line.",
)
ruler = choose_tool(
    "measure.ruler",
    "Ruler",
    "ruler",
    "Drag from end to end: a length with a mark each millimetre and centimetre.",
)
bidirectional = choose_tool(
    "measure.bidirectional",
    "Two axes",
    "bidirectional",
    "Drag along the longest axis of a lesion; then move the ends of the short one (RECIST).",
)
angle = choose_tool(
    "measure.angle", "Angle", "angle", "Drag one side towards the vertex, then drag the other side."
)
cobb = choose_tool("measure.cobb", "Cobb angle", "cobb", "Drag one line, then the other.")
open_angle = choose_tool(
    "measure.open_angle",
    "Open angle",
    "open-angle",
    "Drag one line, then the other; they need not meet.",
)
cardiothoracic = choose_tool(
    "measure.cardiothoracic",
    "Cardiothoracic ratio",
    "cardiothoracic",
    "Drag across the heart, then across the thorax.",
)
rectangle = choose_tool(
    "measure.rectangle",
    "Rectangle",
    "rectangle",
    "Drag from corner to corner: area and statistics of the pixels inside.",
)
ellipse = choose_tool(
    "measure.ellipse",
    "Ellipse",
    "ellipse",
    "Drag across: area and statistics of the pixels inside.",
)
circle = choose_tool(
    "measure.circle",
    "Circle",
    "circle",
    "Drag from the centre to the edge: area and statistics of the pixels inside.",
)
circle_three = choose_tool(
    "measure.circle_three",
    "Circle through three points",
    "circle-3",
    "Click three points on the edge.",
)
polygon = choose_tool(
    "measure.polygon",
    "Polygon",
    "polygon",
    "Click each corner; a double click, Enter or a click on the first corner closes it.",
)
spline = choose_tool(
    "measure.spline",
    "Spline",
    "spline",
    "Click points on the edge: a smooth curve goes through them; a double click closes it.",
)
freehand = choose_tool(
    "measure.freehand", "Freehand", "freehand", "Drag around the edge; it closes by itself."
)
brush = choose_tool(
    "measure.brush",
    "Brush",
    "brush",
    "Paint what looks alike: a stroke takes the pixels near the value where it begins.",
)
arrow = choose_tool(
    "measure.arrow", "Arrow", "arrow", "Drag from the tip to where the text stands."
)
text = choose_tool("measure.text", "Text", "text", "Click where the text begins.", icon="text-tool")
spine = choose_tool(
    "measure.spine",
    "Spine labels",
    "spine",
    "Click down or up the spine: each vertebra gets the next name; the first one is asked for.",
)
probe = choose_tool("measure.probe", "Probe", "probe", "Click a pixel to keep its value.")


@command(
    "measure.by_keys",
    "Draw with the keys",
    scope=Scope.VIEWPORT,
    icon="keyboard",
    enabled=has_image,
    checked=lambda context: context.workspace.toolset.points_with_keys(context.workspace.active),
)
def by_keys(context: Context) -> None:
    """Show a pointer that the arrow keys move: Space sets points, Enter ends, Tab finds handles."""
    context.workspace.toolset.point_with_keys(context.workspace.active)


def paints(context: Context) -> bool:
    """Whether the brush is in use."""
    chosen = context.workspace.toolset.chosen
    return chosen is not None and chosen.id == "brush"


@command("measure.brush_size", "Brush size", scope=Scope.VIEWPORT, icon="brush", enabled=paints)
def brush_size(context: Context, *, factor: float) -> None:
    """Make the brush larger or smaller."""
    context.workspace.toolset.brush.resize(factor)


@command("measure.brush_range", "Brush range…", scope=Scope.VIEWPORT, icon="brush", enabled=paints)
def brush_range(context: Context) -> None:
    """Say which values the brush takes; none for those near the first pixel."""
    brush = context.workspace.toolset.brush

    def take(text: str) -> None:
        try:
            brush.fixed = parse_range(text)
        except ValueError:
            message, hint = tr("This is no range of values."), tr("Two numbers, as in 130 3000.")
            context.notify(Notice(Tone.WARNING, message, hint))

    now = "" if brush.fixed is None else f"{brush.fixed[0]:g} {brush.fixed[1]:g}"
    context.face.ask_text("Lowest and highest value (empty: near the first pixel)", now, take)


@command(
    "measure.delete", "Delete annotation", scope=Scope.VIEWPORT, icon="trash", enabled=can_change
)
def delete(context: Context) -> None:
    """Take the selected annotation away; undo brings it back."""
    if selected := _selected(context):
        context.workspace.annotations.remove(selected.uid)


@command("measure.label", "Label annotation", scope=Scope.VIEWPORT, icon="edit", enabled=can_change)
def label(context: Context) -> None:
    """Write a text beside the selected annotation."""
    selected = _selected(context)
    if selected is None:
        return

    def take(text: str) -> None:
        current = context.workspace.annotations.get(selected.uid)
        if current is not None:
            context.workspace.annotations.put(replace(current, label=text))

    context.face.ask_text("Label", selected.label, take)


@command(
    "measure.lock", "Lock annotation", scope=Scope.VIEWPORT, icon="lock", enabled=has_own_selection,
    checked=lambda context: has_selection(context) and not can_change(context),
)  # fmt: skip
def lock(context: Context) -> None:
    """Keep the selected annotation from being moved or deleted, or let go of it."""
    if selected := _selected(context):
        changed = replace(selected, is_locked=not selected.is_locked)
        context.workspace.annotations.put(changed)


def can_save(context: Context) -> bool:
    """Whether the study in the active cell has a measurement."""
    return any(can_be_reported(each) for each in of_active_study(context))


@command("measure.save_report", "Save measurements as DICOM…", icon="save", enabled=can_save)
def save_report_of_study(context: Context) -> None:
    """Write the measurements of this study as a structured report (TID 1500)."""
    from viewer.workflows.save_report import save_report  # with pydicom: late, P2

    workspace = context.workspace
    annotations = of_active_study(context)
    path = context.face.choose_new_file("Save measurements", "measurements.dcm")
    if path is None:
        return
    files = {
        ref.sop_instance_uid: ref.path
        for shown in workspace.display_sets
        for ref in shown.frames
        if any(each.sop_instance_uid == ref.sop_instance_uid for each in annotations)
    }

    def tell(count: int) -> None:
        context.audit(export_event(path))
        many = tr("{count} measurements were saved.").format(count=count)
        message = tr("1 measurement was saved.") if count == 1 else many
        context.notify(Notice(Tone.GOOD, message))

    context.runner.submit(
        Lane.DISK,
        lambda job: save_report(annotations, files, path, job),
        title=tr("Saving measurements"),
        done=tell,
        failed=lambda error: notify_error(context, error),
    )


def of_active_study(context: Context) -> list[Annotation]:
    """What is drawn on the study in the active cell, but for what lacks its second line."""
    shown = context.workspace.active.display_set
    if shown is None:
        return []
    own = (each for each in context.workspace.annotations.all if not each.source_uid)
    return [each for each in own if each.study_uid == shown.study_uid and not each.shape.waits]


@command("measure.show", "Show annotation", icon="go-to")
def show(context: Context, *, uid: str) -> None:
    """Go to the image that an annotation was drawn on, and select it."""
    workspace = context.workspace
    annotation = workspace.annotations.get(uid)
    if annotation is None:
        return
    if found := place_of(annotation, workspace.open_sets):
        workspace.show(found[0], index=found[1])
        workspace.annotations.select(uid)


@command("measure.hide", "Hide annotation", icon="hide")
def hide(context: Context, *, uid: str) -> None:
    """Show an annotation on its image no more, or again."""
    annotations = context.workspace.annotations
    if annotation := annotations.get(uid):
        annotations.put(replace(annotation, is_hidden=not annotation.is_hidden))
