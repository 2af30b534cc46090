"""An image is calibrated by a line of known length; numbers follow, and say so (DC-070)."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.support.builders import make_dataset, write
from tests.unit.commands.conftest import FakeFace
from viewer.base.jobs import InlineRunner, Lane
from viewer.commands.command import call
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import run
from viewer.commands.registry import CommandRegistry
from viewer.model.annotation import Annotation
from viewer.model.geometry import SpacingSource
from viewer.model.measurement import Quantity
from viewer.model.shape import Shape, ShapeKind
from viewer.model.study import InstanceRecord
from viewer.workflows.scan_files import ScanTally, scan_files
from viewer.workspace.calibrations import Remeasured
from viewer.workspace.tools.annotate import measured, new_annotation

BALL = Shape(ShapeKind.LENGTH, ((10.0, 10.0), (10.0, 60.0)))  # 50 rows
OTHER = Shape(ShapeKind.LENGTH, ((0.0, 0.0), (30.0, 0.0)))  # 30 columns
REGION = Shape(ShapeKind.RECTANGLE, ((10.0, 10.0), (20.0, 30.0)))


def _open(context: Context, folder: Path, **values: object) -> None:
    ds = make_dataset(np.arange(6400, dtype=np.uint16).reshape(80, 80), Modality="DX", **values)
    for keyword in ("PixelSpacing", "ImagePositionPatient", "ImageOrientationPatient"):
        if keyword in ds and keyword not in values:
            delattr(ds, keyword)
    write(folder / "dx.dcm", ds)
    records: list[InstanceRecord] = []
    InlineRunner().submit(
        Lane.DISK, lambda job: records.extend(scan_files([folder], job=job, tally=ScanTally()))
    )
    context.workspace.add_records(records)
    context.workspace.show(context.workspace.display_sets[0])


@pytest.fixture
def remeasured(context: Context, tmp_path: Path) -> Remeasured:
    _open(context, tmp_path / "dx", PixelAspectRatio=[2, 1])
    return Remeasured(context.workspace)


def _draw(context: Context, shape: Shape) -> Annotation:
    frame = context.workspace.active.frame
    assert frame is not None
    drawn = measured(new_annotation(frame, shape), frame)
    context.workspace.annotations.put(drawn)
    context.workspace.annotations.select(drawn.uid)
    context.history.settle()
    return drawn


def _numbers(context: Context, drawn: Annotation) -> dict[Quantity, tuple[float, str]]:
    now = context.workspace.annotations.get(drawn.uid)
    assert now is not None
    return {each.quantity: (each.value, each.label) for each in now.measurements}


@pytest.mark.usefixtures("remeasured")
def test_all_lengths_of_the_image_follow_and_say_so(
    context: Context, registry: CommandRegistry, face: FakeFace, notices: list[Notice]
) -> None:
    """50 rows, twice as high as wide, are 25 mm: a column is 0.25 mm, a row 0.5 mm."""
    other, region = _draw(context, OTHER), _draw(context, REGION)
    assert _numbers(context, other)[Quantity.LENGTH] == (30.0, "px")
    mean = _numbers(context, region)[Quantity.MEAN]
    ball = _draw(context, BALL)
    face.text = "25"
    assert run(call("measure.calibrate"), context, registry)
    label = "mm (user-calibrated)"
    assert _numbers(context, ball)[Quantity.LENGTH] == (pytest.approx(25.0), label)
    assert _numbers(context, other)[Quantity.LENGTH] == (pytest.approx(7.5), label)
    area, unit = _numbers(context, region)[Quantity.AREA]
    assert area == pytest.approx(10 * 0.25 * 20 * 0.5)
    assert "mm²" in unit
    assert "user-calibrated" in unit
    assert _numbers(context, region)[Quantity.MEAN] == mean
    now = context.workspace.annotations.get(other.uid)
    assert now is not None
    assert "25 mm" in now.measurements[0].provenance
    assert notices[-1].tone is Tone.NOTE
    frame = context.workspace.active.frame
    assert frame is not None
    assert frame.image.spacing.source is SpacingSource.USER


@pytest.mark.usefixtures("remeasured")
def test_moving_the_line_measures_everything_anew(
    context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    other, ball = _draw(context, OTHER), _draw(context, BALL)
    face.text = "25 mm"
    run(call("measure.calibrate"), context, registry)
    now = context.workspace.annotations.get(ball.uid)
    assert now is not None
    longer = Shape(ShapeKind.LENGTH, ((10.0, 10.0), (10.0, 70.0)))
    frame = context.workspace.active.frame
    assert frame is not None
    context.workspace.annotations.put(measured(replace(now, shape=longer), frame))
    assert _numbers(context, ball)[Quantity.LENGTH][0] == pytest.approx(25.0)
    assert _numbers(context, other)[Quantity.LENGTH][0] == pytest.approx(30 * 25 / 120)


@pytest.mark.usefixtures("remeasured")
def test_undo_deleting_and_removing_give_pixels_back(
    context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    other, ball = _draw(context, OTHER), _draw(context, BALL)
    face.text = "25"
    run(call("measure.calibrate"), context, registry)
    context.history.undo()
    assert _numbers(context, other)[Quantity.LENGTH] == (30.0, "px")
    context.history.redo()
    assert _numbers(context, other)[Quantity.LENGTH][0] == pytest.approx(7.5)
    context.workspace.annotations.select(ball.uid)
    assert run(call("measure.uncalibrate"), context, registry)
    assert _numbers(context, other)[Quantity.LENGTH] == (30.0, "px")
    run(call("measure.calibrate"), context, registry)
    assert run(call("measure.delete"), context, registry)
    assert _numbers(context, other)[Quantity.LENGTH] == (30.0, "px")


@pytest.mark.usefixtures("remeasured")
@pytest.mark.parametrize("text", ["", "abc", "0", "-3", "nan", "1e9"])
def test_what_is_no_length_changes_nothing(
    context: Context, registry: CommandRegistry, face: FakeFace, notices: list[Notice], text: str
) -> None:
    ball = _draw(context, BALL)
    face.text = text
    run(call("measure.calibrate"), context, registry)
    assert notices[-1].tone is Tone.ERROR
    assert _numbers(context, ball)[Quantity.LENGTH][1] == "px"


def test_where_the_patients_geometry_is_known_it_is_not_offered(
    context: Context, registry: CommandRegistry, tmp_path: Path
) -> None:
    _open(
        context, tmp_path / "ct", PixelSpacing=[1, 1], ImagePositionPatient=[0, 0, 0],
        ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
    )  # fmt: skip
    _draw(context, BALL)
    assert not run(call("measure.calibrate"), context, registry)


def test_the_estimate_of_the_device_is_a_number_of_its_own(
    context: Context, tmp_path: Path
) -> None:
    """DC-070: 50 rows of 0.2 mm at the detector, 1.25 times too large."""
    _open(
        context, tmp_path / "dx", ImagerPixelSpacing=[0.2, 0.2],
        EstimatedRadiographicMagnificationFactor=1.25,
    )  # fmt: skip
    numbers = _numbers(context, _draw(context, BALL))
    assert numbers[Quantity.LENGTH] == (pytest.approx(10.0), "mm at detector")
    assert numbers[Quantity.ESTIMATED_LENGTH] == (
        pytest.approx(8.0), "mm estimated in the patient",
    )  # fmt: skip
