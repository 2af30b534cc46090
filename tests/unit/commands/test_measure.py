"""Annotations are changed, found and saved by command."""

from pathlib import Path

import highdicom as hd
import pytest

from tests.support.series import ct_records
from tests.unit.commands.conftest import FakeFace
from viewer.commands.command import call
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import run
from viewer.commands.registry import CommandRegistry
from viewer.imaging.measure import measure
from viewer.model.annotation import Annotation
from viewer.model.shape import Shape, ShapeKind

LINE = Shape(ShapeKind.LENGTH, ((1, 1), (5, 4)))


@pytest.fixture(autouse=True)
def ct(context: Context, tmp_path: Path) -> None:
    context.workspace.add_records(ct_records(tmp_path / "ct", 4))
    context.workspace.show(context.workspace.display_sets[0])


@pytest.fixture
def drawn(context: Context) -> Annotation:
    """A length on the image on screen, selected."""
    frame = context.workspace.active.frame
    assert frame is not None
    image = frame.image
    annotation = Annotation(
        "2.25.1", image.study_uid, image.series_uid, image.sop_instance_uid,
        image.sop_class_uid, 0, LINE, measure(LINE, frame),
    )  # fmt: skip
    context.workspace.annotations.put(annotation)
    context.workspace.annotations.select(annotation.uid)
    return annotation


@pytest.mark.parametrize(
    "tool",
    ["length", "bidirectional", "angle", "cobb", "rectangle", "ellipse", "circle", "freehand",
     "arrow", "text", "probe", "cardiothoracic"],
)  # fmt: skip
def test_each_tool_becomes_that_of_the_left_button(
    tool: str, context: Context, registry: CommandRegistry
) -> None:
    assert run(call(f"measure.{tool}"), context, registry)
    assert context.workspace.toolset.chosen is not None
    assert context.workspace.toolset.chosen.id == tool
    is_checked = registry[f"measure.{tool}"].is_checked
    assert is_checked is not None
    assert is_checked(context)


def test_a_label_is_written(
    context: Context, registry: CommandRegistry, face: FakeFace, drawn: Annotation
) -> None:
    face.text = "Lesion 1"
    assert run(call("measure.label"), context, registry)
    selected = context.workspace.annotations.selected
    assert selected is not None
    assert selected.label == "Lesion 1"


def test_delete_needs_a_selection_and_no_lock(
    context: Context, registry: CommandRegistry, drawn: Annotation
) -> None:
    run(call("measure.lock"), context, registry)
    assert not run(call("measure.delete"), context, registry)
    run(call("measure.lock"), context, registry)
    assert run(call("measure.delete"), context, registry)
    assert not run(call("measure.delete"), context, registry)
    assert context.workspace.annotations.all == ()


def test_show_goes_to_the_image_and_selects(
    context: Context, registry: CommandRegistry, drawn: Annotation
) -> None:
    viewport = context.workspace.active
    first = viewport.view.index
    viewport.scroll(3)
    context.workspace.annotations.select("")
    assert run(call("measure.show", uid=drawn.uid), context, registry)
    assert viewport.view.index == first
    assert context.workspace.annotations.selected_uid == drawn.uid


def test_a_hidden_one_is_on_no_image(
    context: Context, registry: CommandRegistry, drawn: Annotation
) -> None:
    run(call("measure.hide", uid=drawn.uid), context, registry)
    scene = context.workspace.active.scene()
    assert scene is not None
    assert scene.annotations == ()
    run(call("measure.hide", uid=drawn.uid), context, registry)
    assert len(context.workspace.annotations.all) == 1


def test_measurements_are_saved_as_a_report(
    *,
    context: Context,
    registry: CommandRegistry,
    face: FakeFace,
    notices: list[Notice],
    drawn: Annotation,
    tmp_path: Path,
) -> None:
    face.new_file = tmp_path / "report.dcm"
    assert run(call("measure.save_report"), context, registry)
    (group,) = hd.sr.srread(face.new_file).content.get_image_measurement_groups()
    assert str(group.tracking_uid) == drawn.uid
    assert group.get_measurements()[0].value == pytest.approx(drawn.measurements[0].value)
    assert notices[-1].tone is Tone.GOOD


def test_there_is_nothing_to_save_without_measurements(
    context: Context, registry: CommandRegistry
) -> None:
    assert not run(call("measure.save_report"), context, registry)


def test_a_place_that_cannot_be_written_is_told(
    *,
    context: Context,
    registry: CommandRegistry,
    face: FakeFace,
    notices: list[Notice],
    drawn: Annotation,
    tmp_path: Path,
) -> None:
    face.new_file = tmp_path / "nowhere" / "report.dcm"
    run(call("measure.save_report"), context, registry)
    assert notices[-1].tone is Tone.ERROR


@pytest.mark.parametrize(("text", "fixed"), [("130 3000", (130.0, 3000.0)), ("much", None)])
def test_the_brush_takes_a_range_that_is_two_numbers(
    text: str,
    fixed: tuple[float, float] | None,
    context: Context,
    registry: CommandRegistry,
    face: FakeFace,
) -> None:
    face.text = text
    assert run(call("measure.brush"), context, registry)
    assert run(call("measure.brush_range"), context, registry)
    assert context.workspace.toolset.brush.fixed == fixed
