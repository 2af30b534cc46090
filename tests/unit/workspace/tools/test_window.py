"""Dragging a window."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.imaging.voi import is_valid_window
from viewer.model.lut import LutData, VoiFunction, VoiLut, VoiSource, VoiWindow
from viewer.workspace.tools.window import dragged_window

WIDE = VoiWindow(40, 400)


def test_256_pixels_to_the_right_double_the_width() -> None:
    window = dragged_window(WIDE, dx=256, dy=0)
    assert (window.center, window.width) == (40, 800)


def test_256_pixels_down_raise_the_centre_by_a_width_and_so_darken() -> None:
    window = dragged_window(WIDE, dx=0, dy=256)
    assert (window.center, window.width) == (440, 400)


def test_the_result_is_the_users_and_keeps_the_function() -> None:
    sigmoid = VoiWindow(0, 100, VoiFunction.SIGMOID, explanation="SOFT")
    window = dragged_window(sigmoid, dx=10, dy=0)
    assert (window.source, window.function) == (VoiSource.USER, VoiFunction.SIGMOID)
    assert window.explanation == ""


def test_a_narrow_window_moves_in_fractions_and_a_wide_one_in_whole_values() -> None:
    assert dragged_window(VoiWindow(0.5, 1.0), dx=0, dy=1).center == pytest.approx(0.5 + 1 / 256)
    assert dragged_window(VoiWindow(40, 1001), dx=3, dy=3).center.is_integer()


def test_a_table_becomes_the_window_over_its_input() -> None:
    table = VoiLut(LutData(100, np.zeros(512, np.uint16), 8))
    window = dragged_window(table, dx=0, dy=0)
    assert (window.center, window.width) == (356, 512)


@given(
    st.floats(-5000, 5000),
    st.floats(1, 70000),
    st.floats(-4000, 4000),
    st.floats(-4000, 4000),
    st.sampled_from(VoiFunction),
)
def test_no_drag_makes_a_window_that_is_not_allowed(
    center: float, width: float, dx: float, dy: float, function: VoiFunction
) -> None:
    assert is_valid_window(dragged_window(VoiWindow(center, width, function), dx=dx, dy=dy))
