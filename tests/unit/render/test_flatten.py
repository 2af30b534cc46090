"""Burning a drawing into pixels."""

import numpy as np
import pytest

from viewer.render.drawing import Anchor, Ink, Line, Polyline, Text
from viewer.render.flatten import flatten

GRAY = np.full((60, 100), 90, dtype=np.uint8)


def touched(pixels: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what was painted."""
    rows, columns = np.nonzero((pixels != 90).any(axis=2))
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


def test_an_empty_drawing_only_turns_gray_into_rgb() -> None:
    assert (flatten(GRAY, ()) == 90).all()
    assert flatten(GRAY, ()).shape == (60, 100, 3)


def test_the_picture_itself_is_left_alone() -> None:
    flatten(GRAY, (Line(0, 0, 50, 50),))
    assert (GRAY == 90).all()


def test_text_is_white_with_a_dark_edge() -> None:
    colours = {tuple(c) for c in flatten(GRAY, (Text(10, 10, "H", 20),)).reshape(-1, 3).tolist()}
    assert {(255, 255, 255), (0, 0, 0)} <= colours


@pytest.mark.parametrize("anchor", Anchor)
def test_text_stands_on_the_side_that_its_anchor_says(anchor: Anchor) -> None:
    left, top, right, bottom = touched(flatten(GRAY, (Text(50, 30, "HHH", 14, anchor),)))
    across, down = anchor.value
    assert (left + right) / 2 == pytest.approx(50 + (0.5 - across) * (right - left), abs=4)
    assert (top + bottom) / 2 == pytest.approx(30 + (0.5 - down) * (bottom - top), abs=6)


@pytest.mark.parametrize("ink", Ink)
def test_every_ink_has_a_colour_that_is_seen(ink: Ink) -> None:
    line = flatten(GRAY, (Line(10, 30, 90, 30, 1.5, ink),))[30, 50]
    assert line.max() > 200


def test_a_closed_polyline_returns_to_its_start() -> None:
    corners = ((10.0, 10.0), (90.0, 10.0), (90.0, 50.0))
    is_open = flatten(GRAY, (Polyline(corners),))
    is_closed = flatten(GRAY, (Polyline(corners, is_closed=True),))
    assert (is_open[30, 50] == 90).all()
    assert (is_closed[30, 50] != 90).any()


def test_text_that_is_too_wide_is_cut() -> None:
    left, _, right, _ = touched(flatten(GRAY, (Text(5, 10, "W" * 40, 12, max_width=50),)))
    assert 5 + 50 / 2 < right <= 5 + 50 + 2
    assert left >= 3
