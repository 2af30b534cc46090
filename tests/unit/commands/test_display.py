"""Presets, the measured screen and true size, by their commands."""

from pathlib import Path

import pytest

from tests.support.series import ct_records
from tests.unit.commands.conftest import FakeFace
from viewer.commands.command import call
from viewer.commands.context import Context, Notice
from viewer.commands.dispatch import run
from viewer.commands.registry import CommandRegistry
from viewer.render.options import PresetEntry, ScreenMeasure
from viewer.workspace.viewport import Canvas
from viewer.workspace.windows import window_choices


@pytest.fixture(autouse=True)
def ct(context: Context, tmp_path: Path) -> None:
    context.settings.changed.connect(
        lambda settings: context.workspace.display.follow(settings.display)
    )
    context.workspace.add_records(ct_records(tmp_path / "ct", 2))
    context.workspace.show(context.workspace.display_sets[0])
    context.workspace.active.set_canvas(Canvas(400, 400, 1.0, "screen 1"))


def test_own_presets_are_kept_and_offered_at_once(
    context: Context, registry: CommandRegistry
) -> None:
    assert run(call("display.presets"), context, registry)
    assert context.settings.value.display.presets["CT"] == (PresetEntry("Own", 1, 2),)
    titles = [choice.title for choice in window_choices(context.workspace.active)]
    assert titles[-1] == "Own"
    assert "Lung" not in titles


def test_true_size_asks_for_a_measured_screen_and_then_holds(
    context: Context, registry: CommandRegistry, notices: list[Notice]
) -> None:
    viewport = context.workspace.active
    before = viewport.view
    assert run(call("view.true_size"), context, registry)
    assert viewport.view == before
    assert "not measured" in notices[-1].message
    run(call("display.measure"), context, registry)
    assert context.settings.value.display.screens == {"screen 1": ScreenMeasure(pitch_mm=0.25)}
    run(call("view.true_size"), context, registry)
    frame = viewport.frame
    assert frame is not None
    assert viewport.view.zoom * 0.25 == pytest.approx(frame.image.spacing.column_mm)


def test_the_check_knows_the_measured_screens(
    context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    run(call("display.measure"), context, registry)
    run(call("display.check"), context, registry)
    assert face.asked == ["check 1"]
