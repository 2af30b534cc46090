"""A plot follows its annotation, and a region is followed through its stack."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest

from tests.support.builders import make_dataset, uid, write
from tests.support.series import ct_records
from tests.unit.commands.conftest import FakeFace
from viewer.base.jobs import Job
from viewer.commands.command import call
from viewer.commands.context import Context
from viewer.commands.dispatch import run
from viewer.commands.plot import plot
from viewer.commands.registry import CommandRegistry
from viewer.imaging.histogram import Histogram
from viewer.imaging.profile import Curve
from viewer.model.annotation import Annotation
from viewer.model.measurement import Quantity
from viewer.model.shape import Shape, ShapeKind
from viewer.workflows.scan_files import ScanTally, scan_files
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


def test_the_mean_of_a_region_is_found_at_its_place_in_every_phase(
    context: Context, registry: CommandRegistry, face: FakeFace, tmp_path: Path
) -> None:
    """Three time points of four slices, one a hundred HU brighter than the one before."""
    plain = face.plots
    workspace = context.workspace
    workspace.close_all()
    for time in (1, 2, 3):
        taken = ct_records(
            tmp_path / f"t{time}", 4, name=f"t{time}", SeriesInstanceUID=uid("4d"),
            TemporalPositionIdentifier=time, RescaleSlope=1, RescaleIntercept=100 * time,
        )  # fmt: skip
        workspace.add_records(taken)
    workspace.show(workspace.display_sets[0], index=2)
    drawn = _draw(context, BOX)
    assert run(call("measure.plot"), context, registry)
    assert plain[-1].has_phases
    found: list[Curve] = []
    plain[-1].over_phases(found.append)
    (curve,) = found
    mean = next(each.value for each in drawn.measurements if each.quantity is Quantity.MEAN)
    assert curve.y.tolist() == pytest.approx([mean, mean + 100, mean + 200])
    assert (curve.x.tolist(), curve.y_unit) == ([1, 2, 3], "HU")


def test_a_stack_alone_has_no_phases(
    context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    _draw(context, BOX)
    run(call("measure.plot"), context, registry)
    assert not face.plots[0].has_phases


@pytest.mark.parametrize(
    ("timing", "expected"),
    [({"FrameTime": 40}, [0, 0.04, 0.08]), ({"FrameTimeVector": [0, 100, 250]}, [0, 0.1, 0.35])],
)
def test_frames_are_plotted_over_their_times(
    context: Context, face: FakeFace, tmp_path: Path, timing: dict[str, Any], expected: list[float]
) -> None:
    """A vector gives the time from the frame before (PS3.3 C.7.6.5.1.2)."""
    pixels = np.stack([np.full((8, 8), value, np.uint8) for value in (10, 30, 20)])
    pointer = 0x00181063 if "FrameTime" in timing else 0x00181065
    write(
        tmp_path / "us" / "cine.dcm",
        make_dataset(
            pixels,
            Modality="US",
            RescaleIntercept=0,
            FrameIncrementPointer=pointer,
            **timing,
        ),
    )
    context.workspace.close_all()
    records = list(scan_files([tmp_path / "us"], job=Job(), tally=ScanTally()))
    context.workspace.add_records(records)
    context.workspace.show(context.workspace.display_sets[0])
    _draw(context, BOX)
    plot(context)
    found: list[Curve] = []
    face.plots[0].over_stack(found.append)
    (curve,) = found
    assert curve.x.tolist() == pytest.approx(expected)
    assert (curve.y.tolist(), curve.x_unit) == ([10, 30, 20], "s")


def test_texts_and_colours_are_not_plotted(context: Context, registry: CommandRegistry) -> None:
    _draw(context, Shape(ShapeKind.TEXT, ((1.0, 1.0),)))
    assert not run(call("measure.plot"), context, registry)
