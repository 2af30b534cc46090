"""A plot follows its annotation, and a region is followed through its stack."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom
import pytest

from tests.support.series import ct_records
from tests.unit.commands.conftest import FakeFace
from viewer.commands.command import call
from viewer.commands.context import Context
from viewer.commands.dispatch import run
from viewer.commands.registry import CommandRegistry
from viewer.imaging.histogram import Histogram
from viewer.imaging.profile import Curve
from viewer.model.annotation import Annotation
from viewer.model.shape import Shape, ShapeKind
from viewer.workspace.tools.annotate import measured, new_annotation

LINE = Shape(ShapeKind.LENGTH, ((1.0, 1.0), (5.0, 4.0)))
BOX = Shape(ShapeKind.RECTANGLE, ((0.5, 0.5), (5.5, 5.5)))


@pytest.fixture(autouse=True)
def ct(context: Context, tmp_path: Path) -> None:
    context.workspace.add_records(ct_records(tmp_path / "ct", 4))
    context.workspace.show(context.workspace.display_sets[0])


def _draw(context: Context, shape: Shape) -> Annotation:
    frame = context.workspace.active.frame
    assert frame is not None
    drawn = measured(new_annotation(frame, shape), frame)
    context.workspace.annotations.put(drawn)
    context.workspace.annotations.select(drawn.uid)
    return drawn


def test_a_line_has_a_profile_that_follows_it(
    context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    drawn = _draw(context, LINE)
    assert run(call("measure.plot"), context, registry)
    (plotted,) = face.plots
    before = plotted.now()
    assert isinstance(before, Curve)
    heard: list[None] = []
    hear = heard.append
    plotted.changed.connect(hear)
    longer = Shape(ShapeKind.LENGTH, ((1.0, 1.0), (7.0, 5.5)))
    context.workspace.annotations.put(replace(drawn, shape=longer))
    after = plotted.now()
    assert isinstance(after, Curve)
    assert heard
    assert after.x[-1] == pytest.approx(before.x[-1] * 1.5)


def test_off_the_screen_and_removed_there_is_nothing_to_plot(
    context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    drawn = _draw(context, BOX)
    run(call("measure.plot"), context, registry)
    (plotted,) = face.plots
    assert isinstance(plotted.now(), Histogram)
    context.workspace.active.scroll(1)
    assert plotted.now() is None
    context.workspace.active.scroll(-1)
    context.workspace.annotations.remove(drawn.uid)
    assert plotted.now() is None


def test_the_mean_of_a_region_is_found_in_every_image_of_the_stack(
    context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    _draw(context, BOX)
    run(call("measure.plot"), context, registry)
    found: list[Curve] = []
    face.plots[0].over_stack(found.append)
    shown = context.workspace.active.display_set
    assert shown is not None
    expected = []
    for ref in shown.frames:
        ds = pydicom.dcmread(ref.path)
        inside = ds.pixel_array[1:6, 1:6]
        expected.append(float(np.mean(inside) * ds.RescaleSlope + ds.RescaleIntercept))
    (curve,) = found
    assert np.allclose(curve.y, expected)
    assert curve.x.tolist() == [1, 2, 3, 4]


def test_texts_and_colours_are_not_plotted(context: Context, registry: CommandRegistry) -> None:
    _draw(context, Shape(ShapeKind.TEXT, ((1.0, 1.0),)))
    assert not run(call("measure.plot"), context, registry)
