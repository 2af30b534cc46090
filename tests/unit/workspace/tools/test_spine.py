"""Vertebrae get the next name down or up the spine."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.series import ct_display_set
from viewer.frames.store import FrameStore
from viewer.model.annotation import Annotation
from viewer.workspace.input import Button, PointerEvent
from viewer.workspace.tools.spine import level_beside
from viewer.workspace.toolset import Toolset
from viewer.workspace.viewport import Canvas, Viewport


@pytest.fixture
def viewport(frames: FrameStore, tmp_path: Path) -> Viewport:
    made = Viewport(frames)
    made.set_canvas(Canvas(400, 400))
    made.show(ct_display_set(tmp_path, 4))
    return made


@pytest.fixture
def toolset() -> Toolset:
    made = Toolset()
    made.choose("spine")
    return made


def _click(toolset: Toolset, viewport: Viewport, y: float) -> Annotation:
    toolset.press(viewport, PointerEvent(200, y, frozenset({Button.LEFT})))
    toolset.release(viewport, PointerEvent(200, y))
    return viewport.annotations.all[-1]


def test_the_spine_is_counted_down_and_up() -> None:
    down = ["C1"]
    while (following := level_beside(down[-1], 1)) != down[-1]:
        down.append(following)
    assert len(down) == 7 + 12 + 5 + 5
    assert [down[0], down[6], down[7], down[18], down[19], down[24], down[-1]] == [
        "C1", "C7", "T1", "T12", "L1", "S1", "S5",
    ]  # fmt: skip
    up = [down[-1]]
    while (before := level_beside(up[-1], -1)) != up[-1]:
        up.append(before)
    assert up == down[::-1]


@pytest.mark.parametrize(("name", "below", "above"), [("T13", "L1", "T12"), ("L6", "S1", "L5")])
def test_variants_are_gone_on_from(name: str, below: str, above: str) -> None:
    assert level_beside(name, 1) == below
    assert level_beside(name, -1) == above


def test_the_first_name_is_asked_for_and_the_others_follow(
    viewport: Viewport, toolset: Toolset
) -> None:
    asked: list[Annotation] = []
    viewport.annotations.text_wanted.connect(asked.append)
    first = _click(toolset, viewport, 100)
    assert asked == [first]
    viewport.annotations.put(replace(first, label="T11"))
    assert [_click(toolset, viewport, y).label for y in (150, 200, 250)] == ["T12", "L1", "L2"]
    assert asked == [first]


def test_upwards_the_names_go_back_and_a_variant_is_heeded(
    viewport: Viewport, toolset: Toolset
) -> None:
    first = _click(toolset, viewport, 350)
    viewport.annotations.put(replace(first, label="S1"))
    second = _click(toolset, viewport, 300)
    assert second.label == "L5"
    viewport.annotations.put(replace(second, label="L6"))
    assert _click(toolset, viewport, 250).label == "L5"


def test_the_count_goes_on_on_another_image_of_the_series(
    viewport: Viewport, toolset: Toolset
) -> None:
    first = _click(toolset, viewport, 100)
    viewport.annotations.put(replace(first, label="C7"))
    viewport.scroll(1)
    assert _click(toolset, viewport, 150).label == "T1"
