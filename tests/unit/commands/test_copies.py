"""Annotations are copied to other images and moved by command."""

from pathlib import Path

import pytest

from tests.support.series import ct_records
from tests.unit.commands.conftest import FakeFace
from viewer.commands.command import call
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import run
from viewer.commands.registry import CommandRegistry
from viewer.model.annotation import Annotation
from viewer.model.measurement import Quantity
from viewer.model.shape import Shape, ShapeKind
from viewer.model.view import ViewState
from viewer.workspace.tools.annotate import measured, new_annotation
from viewer.workspace.viewport import Canvas

BOX = Shape(ShapeKind.RECTANGLE, ((1.0, 1.0), (5.0, 4.0)))


@pytest.fixture(autouse=True)
def ct(context: Context, tmp_path: Path) -> None:
    """Five slices; slice k holds the value k; the second is on screen."""
    context.workspace.add_records(ct_records(tmp_path / "ct", 5))
    context.workspace.show(context.workspace.display_sets[0], index=1)
    context.workspace.active.set_canvas(Canvas(400, 400))


@pytest.fixture
def drawn(context: Context) -> Annotation:
    """A rectangle on the image on screen, selected."""
    frame = context.workspace.active.frame
    assert frame is not None
    annotation = measured(new_annotation(frame, BOX), frame)
    context.workspace.annotations.put(annotation)
    context.workspace.annotations.select(annotation.uid)
    context.history.settle()
    return annotation


def _places(context: Context) -> list[int]:
    viewport = context.workspace.active
    assert viewport.display_set is not None
    uids = [ref.sop_instance_uid for ref in viewport.display_set.frames]
    return sorted(uids.index(each.sop_instance_uid) for each in context.workspace.annotations.all)


def _mean(annotation: Annotation) -> float:
    return next(n.value for n in annotation.measurements if n.quantity is Quantity.MEAN)


def test_a_copy_is_pasted_on_another_image_with_its_own_numbers(
    context: Context, registry: CommandRegistry, drawn: Annotation
) -> None:
    assert not run(call("edit.paste"), context, registry)
    assert run(call("edit.copy"), context, registry)
    context.workspace.active.go_to(3)
    assert run(call("edit.paste"), context, registry)
    new = context.workspace.annotations.selected
    assert new is not None
    assert new.uid != drawn.uid
    assert new.shape == BOX
    assert _mean(new) == _mean(drawn) + 2
    context.history.undo()
    assert context.workspace.annotations.all == (drawn,)


def test_without_a_selection_the_picture_is_copied(
    context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    assert run(call("edit.copy"), context, registry)
    assert context.workspace.annotations.copied is None
    assert len(face.pictures) == 1


def test_the_next_image_gets_a_copy_and_is_shown(
    context: Context, registry: CommandRegistry, drawn: Annotation
) -> None:
    assert run(call("measure.copy_on", steps=1), context, registry)
    assert run(call("measure.copy_on", steps=1), context, registry)
    assert context.workspace.active.view.index == 3
    assert _places(context) == [1, 2, 3]
    context.history.undo()
    assert _places(context) == [1, 2]


@pytest.mark.parametrize(
    ("text", "places"),
    [("1", [0, 1, 2]), ("+2", [1, 2, 3]), ("-1", [0, 1]), ("90", [0, 1, 2, 3, 4])],
)
@pytest.mark.usefixtures("drawn")
def test_neighbours_get_copies_as_far_as_there_are_any(
    context: Context,
    registry: CommandRegistry,
    face: FakeFace,
    text: str,
    places: list[int],
) -> None:
    face.text = text
    assert run(call("measure.propagate"), context, registry)
    assert _places(context) == places
    context.history.undo()
    assert _places(context) == [1]


def test_what_is_no_number_is_told(
    context: Context,
    registry: CommandRegistry,
    face: FakeFace,
    drawn: Annotation,
    notices: list[Notice],
) -> None:
    face.text = "many"
    run(call("measure.propagate"), context, registry)
    assert notices[-1].tone is Tone.ERROR
    assert _places(context) == [1]


@pytest.mark.parametrize(
    ("view", "moved"),
    [(ViewState(index=1), (1, 0)), (ViewState(index=1, rotation_deg=90), (0, -1))],
)
def test_it_is_moved_by_a_pixel_along_the_screen(
    context: Context,
    registry: CommandRegistry,
    drawn: Annotation,
    view: ViewState,
    moved: tuple[int, int],
) -> None:
    context.workspace.active.set_view(view)
    assert run(call("measure.nudge", right=1, down=0), context, registry)
    (after,) = context.workspace.annotations.all
    x, y = after.shape.points[0]
    assert (x - 1, y - 1) == pytest.approx(moved)


def test_on_another_image_there_is_nothing_to_move_or_copy(
    context: Context, registry: CommandRegistry, drawn: Annotation
) -> None:
    context.workspace.active.go_to(3)
    assert not run(call("measure.nudge", right=1, down=0), context, registry)
    assert not run(call("measure.propagate"), context, registry)
