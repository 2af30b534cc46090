"""Lengths, angles and areas against values worked out by hand (DC-071)."""

import math

import numpy as np
import pytest
from scipy.special import ellipe

from viewer.imaging.shapes import (
    angle_deg,
    crosses_itself,
    ellipse_area,
    ellipse_perimeter,
    line_angle_deg,
    path_length,
    polygon_area,
)

ANISOTROPIC = (0.25, 0.30)  # Pixel Spacing 0.30\0.25: column first here


def test_a_length_takes_each_direction_by_its_own_spacing() -> None:
    """DC-071: the vector of the paper."""
    assert path_length([(0, 0), (4, 3)], ANISOTROPIC) == pytest.approx(math.hypot(1.0, 0.9))
    assert round(path_length([(0, 0), (4, 3)], ANISOTROPIC), 4) == 1.3454


def test_a_path_adds_up_and_may_be_closed() -> None:
    corners = [(0, 0), (3, 0), (3, 4)]
    assert path_length(corners, (1, 1)) == 7
    assert path_length(corners, (1, 1), is_closed=True) == 12


@pytest.mark.parametrize("turn", [False, True])
def test_the_area_does_not_depend_on_the_sense_of_drawing(*, turn: bool) -> None:
    corners = [(1, 1), (5, 1), (5, 4), (1, 4)]
    assert polygon_area(corners[::-1] if turn else corners, ANISOTROPIC) == pytest.approx(0.9)


def test_a_crossing_is_found_among_thousands_of_edges() -> None:
    turn = np.linspace(0, 2 * np.pi, 5000, endpoint=False)
    round_one = np.column_stack((np.cos(turn), np.sin(turn))) * 500
    assert not crosses_itself(round_one)
    round_one[[1000, 1001]] = round_one[[1001, 1000]]
    assert crosses_itself(round_one)


def test_a_bow_tie_crosses_itself_and_a_star_shaped_outline_does_not() -> None:
    assert crosses_itself([(0, 0), (4, 4), (4, 0), (0, 4)])
    assert not crosses_itself([(0, 0), (4, 0), (4, 4), (0, 4)])
    assert not crosses_itself([(0, 0), (2, 1), (4, 0), (3, 2), (4, 4), (2, 3), (0, 4), (1, 2)])
    assert not crosses_itself([(0, 0), (4, 0), (0, 4)])


def test_angles_are_those_in_millimetres() -> None:
    assert angle_deg((4, 0), (0, 0), (0, 4), ANISOTROPIC) == pytest.approx(90)
    assert angle_deg((1, 0), (0, 0), (1, 1), (1.0, 2.0)) == pytest.approx(
        math.degrees(math.atan(2))
    )
    assert angle_deg((-1, 0), (0, 0), (1, 0), (1.0, 2.0)) == pytest.approx(180)


def test_an_angle_without_a_side_is_none() -> None:
    assert math.isnan(angle_deg((0, 0), (0, 0), (1, 0), (1, 1)))


@pytest.mark.parametrize("ends", [((0, 5), (10, 5)), ((10, 5), (0, 5))])
def test_the_cobb_angle_does_not_depend_on_the_direction_of_its_lines(
    ends: tuple[tuple[float, float], tuple[float, float]],
) -> None:
    slanted = [(0, 0), (10, 10 * math.tan(math.radians(35)))]
    assert line_angle_deg(slanted, ends, (1, 1)) == pytest.approx(35)


def test_an_ellipse_has_the_area_and_the_perimeter_of_the_formulas() -> None:
    points = [(-5, 0), (5, 0), (0, -3), (0, 3)]
    assert ellipse_area(points, (1, 1)) == pytest.approx(math.pi * 15)
    exact = 4 * 5 * ellipe(1 - (3 / 5) ** 2)  # complete elliptic integral of the second kind
    assert ellipse_perimeter(points, (1, 1)) == pytest.approx(exact, rel=1e-6)


def test_a_turned_ellipse_keeps_its_size() -> None:
    turn = math.radians(30)
    first = np.array([math.cos(turn), math.sin(turn)]) * 5
    second = np.array([-math.sin(turn), math.cos(turn)]) * 3
    points = np.array([-first, first, -second, second]) + np.array([20, 10])
    assert ellipse_area(points, (1, 1)) == pytest.approx(math.pi * 15)
    exact = 4 * 5 * ellipe(1 - (3 / 5) ** 2)
    assert ellipse_perimeter(points, (1, 1)) == pytest.approx(exact, rel=1e-6)


def test_a_circle_on_screen_is_an_ellipse_where_pixels_are_not_square() -> None:
    points = [(-2, 0), (2, 0), (0, -2), (0, 2)]
    assert ellipse_area(points, (0.5, 1.0)) == pytest.approx(math.pi * 1.0 * 2.0)
