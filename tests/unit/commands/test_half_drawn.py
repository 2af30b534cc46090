"""A shape that lacks its second line goes into nothing that is kept or handed on."""

import json
from dataclasses import replace
from pathlib import Path

import pydicom
import pytest

from tests.support.series import ct_records
from viewer.commands.command import call
from viewer.commands.context import Context
from viewer.commands.dispatch import run
from viewer.commands.registry import CommandRegistry
from viewer.imaging.measure import measure
from viewer.model.shape import Shape, ShapeKind
from viewer.workspace.tools.annotate import new_annotation
from viewer.workspace.viewport import Canvas

from tests.unit.commands.conftest import FakeFace  # isort: skip

WHOLE = Shape(ShapeKind.LENGTH, ((1, 1), (5, 4)))
HALF = Shape(ShapeKind.COBB, ((1, 6), (6, 6), (1, 6), (6, 6)))


@pytest.fixture(autouse=True)
def drawn(context: Context, tmp_path: Path) -> None:
    """A length, and one line of a Cobb angle."""
    context.workspace.add_records(ct_records(tmp_path / "ct", 4))
    context.workspace.show(context.workspace.display_sets[0])
    context.workspace.active.set_canvas(Canvas(200, 160, 1.0, "screen"))
    frame = context.workspace.active.frame
    assert frame is not None
    for shape in (WHOLE, HALF):
        made = new_annotation(frame, shape)
        context.workspace.annotations.put(replace(made, measurements=measure(shape, frame)))


def test_a_table_has_no_row_of_it(
    context: Context, registry: CommandRegistry, face: FakeFace, tmp_path: Path
) -> None:
    face.new_file = tmp_path / "rows.json"
    assert run(call("export.json"), context, registry)
    assert {row["kind"] for row in json.loads(face.new_file.read_text())} == {"length"}


def test_a_presentation_state_does_not_draw_it(
    context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    face.text = "View"
    assert run(call("save.view"), context, registry)
    shown = context.workspace.active.display_set
    assert shown is not None
    found = [pydicom.dcmread(path) for path in context.archive.locate(shown.study_uid)]
    (state,) = [each for each in found if each.Modality == "PR"]
    graphics = [
        graphic
        for each in state.GraphicAnnotationSequence
        for graphic in each.get("GraphicObjectSequence", [])
    ]
    assert len(graphics) == 1
