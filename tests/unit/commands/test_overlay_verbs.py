"""Overlays and shutters by command (DC-063, DC-065)."""

from pathlib import Path

import numpy as np
import pytest

from tests.support.builders import make_dataset, write
from viewer.commands.command import call
from viewer.commands.context import Context
from viewer.commands.dispatch import run
from viewer.commands.registry import CommandRegistry
from viewer.dicom.scan import scan_file
from viewer.model.view import Appearance, OverlayColour
from viewer.workspace.viewport import Viewport


def show(context: Context, tmp_path: Path, *, is_plain: bool = False) -> Viewport:
    ds = make_dataset(np.zeros((8, 8), np.uint16))
    if not is_plain:
        for element, vr, value in (
            (0x10, "US", 8), (0x11, "US", 8), (0x50, "SS", [1, 1]), (0x3000, "OW", b"\1" * 8),
        ):  # fmt: skip
            ds.add_new((0x6000, element), vr, value)
        ds.ShutterShape = "CIRCULAR"
        ds.CenterOfCircularShutter, ds.RadiusOfCircularShutter = [4, 4], 3
    workspace = context.workspace
    workspace.add_records([scan_file(write(tmp_path / "a", ds))])
    workspace.show(workspace.display_sets[0])
    return workspace.active


def test_overlays_and_shutters_are_switches(
    context: Context, registry: CommandRegistry, tmp_path: Path
) -> None:
    viewport = show(context, tmp_path)
    seen = []
    for command_id in ("view.overlays", "view.shutters", "view.shutters", "view.overlays"):
        assert run(call(command_id), context, registry)
        looks = viewport.appearance
        seen.append((looks.shows_overlays, looks.shows_shutters))
    assert seen == [(False, True), (False, False), (False, True), (True, True)]


def test_one_group_is_hidden_and_shown_and_a_reset_shows_all(
    context: Context, registry: CommandRegistry, tmp_path: Path
) -> None:
    viewport = show(context, tmp_path)
    assert run(call("view.overlay", group=0x6000), context, registry)
    assert viewport.appearance.hidden_overlays == {0x6000}
    assert run(call("view.overlay", group=0x6000), context, registry)
    assert viewport.appearance.hidden_overlays == frozenset()
    run(call("view.shutters"), context, registry)
    run(call("view.reset"), context, registry)
    assert viewport.appearance == Appearance()


@pytest.mark.parametrize("command_id", ["view.overlays", "view.shutters"])
def test_an_image_without_either_has_no_such_verb(
    context: Context, registry: CommandRegistry, tmp_path: Path, command_id: str
) -> None:
    show(context, tmp_path, is_plain=True)
    assert not registry[command_id].is_enabled(context)


def test_overlays_take_the_colour_that_is_chosen(
    context: Context, registry: CommandRegistry, tmp_path: Path
) -> None:
    viewport = show(context, tmp_path)
    assert run(call("view.overlay_colour", colour="cyan"), context, registry)
    assert viewport.appearance.overlay_colour(0x6000) is OverlayColour.CYAN
    assert run(call("view.overlay_colour", colour="red", group=0x6000), context, registry)
    assert viewport.appearance.overlay_colour(0x6000) is OverlayColour.RED
    assert not run(call("view.overlay_colour", colour="mauve"), context, registry)
    assert viewport.appearance.overlay_colour(0x6000) is OverlayColour.RED
