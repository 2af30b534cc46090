"""Reference lines and the 3D cursor against geometry worked out in other ways (DC-092)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from viewer.model.geometry import Plane, Vector
from viewer.model.guides import ImagePlane
from viewer.render.guides import is_almost_parallel, section_lps

AXIAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
SAGITTAL = ((0.0, 1.0, 0.0), (0.0, 0.0, -1.0))
CORONAL = ((1.0, 0.0, 0.0), (0.0, 0.0, -1.0))


def plane(
    position: Vector, directions: tuple[Vector, Vector], spacing: tuple[float, float] = (1.0, 1.0)
) -> Plane:
    return Plane(position, directions[0], directions[1], spacing[0], spacing[1])


def test_an_axial_image_cuts_a_sagittal_one_along_its_whole_depth() -> None:
    """By hand: the axial area reaches from y = -0.5 to y = 199.5 at z = 30; the cut is at x = 10.

    Lines end at the outer edges of pixels, not at their centres.
    """
    axial = ImagePlane(plane((0, 0, 30), AXIAL), columns=100, rows=200)
    ends = section_lps(axial, plane((10, 0, 100), SAGITTAL))
    assert ends is not None
    assert sorted(ends) == [(10.0, -0.5, 30.0), (10.0, 199.5, 30.0)]


def test_spacing_counts_in_its_own_direction() -> None:
    """By hand: 50 rows of 4 mm from y = -2 to 198, 100 columns of 0.5 mm from x = -0.25 on."""
    axial = ImagePlane(plane((0, 0, 30), AXIAL, (4.0, 0.5)), columns=100, rows=50)
    ends = section_lps(axial, plane((10, 0, 100), SAGITTAL))
    assert ends is not None
    assert sorted(ends) == [(10.0, -2.0, 30.0), (10.0, 198.0, 30.0)]
    ends = section_lps(axial, plane((0, 20, 100), CORONAL))
    assert ends is not None
    assert sorted(ends) == [(-0.25, 20.0, 30.0), (49.75, 20.0, 30.0)]


def test_an_image_that_does_not_reach_the_plane_has_no_line() -> None:
    axial = ImagePlane(plane((0, 0, 30), AXIAL), columns=100, rows=200)
    assert section_lps(axial, plane((150, 0, 100), SAGITTAL)) is None


def test_images_that_lie_almost_alike_have_no_line() -> None:
    tilted = ((1.0, 0.0, 0.0), (0.0, float(np.cos(0.1)), float(np.sin(0.1))))
    axial = ImagePlane(plane((0, 0, 0), AXIAL), columns=100, rows=100)
    assert is_almost_parallel(axial.plane, plane((0, 50, 0), tilted))
    assert section_lps(axial, plane((0, 50, 0), tilted)) is None


def _rotation(angles: tuple[float, float, float]) -> NDArray[np.float64]:
    a, b, c = angles
    x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    return np.asarray(z @ y @ x)


def _turned(angles: tuple[float, float, float], position: Vector) -> Plane:
    turn = _rotation(angles)
    row, column = tuple(turn[:, 0].tolist()), tuple(turn[:, 1].tolist())
    return Plane(position, row, column, 0.7, 1.3)


def _independent_ends(
    image: ImagePlane, cut: Plane
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """The line common to both planes (cross product), clipped to the area in its own pixels."""
    n1, n2 = image.plane.normal, cut.normal
    way = np.cross(n1, n2)
    sides = np.array([n1 @ image.plane.position_lps, n2 @ cut.position_lps, 0.0])
    start = np.linalg.solve(np.array([n1, n2, way]), sides)
    into = np.linalg.inv(image.plane.lps_from_pixel)
    at, step = into @ (*start, 1.0), into @ (*way, 0.0)
    first, last = -np.inf, np.inf
    for axis, count in ((0, image.columns), (1, image.rows)):
        if abs(step[axis]) < 1e-12:
            if not -0.5 < at[axis] < count - 0.5:
                return None
            continue
        bounds = sorted(((-0.5 - at[axis]) / step[axis], (count - 0.5 - at[axis]) / step[axis]))
        first, last = max(first, bounds[0]), min(last, bounds[1])
    return None if first >= last else (start + first * way, start + last * way)


angle = st.floats(-3.1, 3.1)
place = st.floats(-60, 60)


@settings(max_examples=200, deadline=None)
@given(
    st.tuples(angle, angle, angle), st.tuples(place, place, place), st.tuples(angle, angle, angle)
)
def test_lines_end_where_the_common_line_of_both_planes_leaves_the_image(
    image_angles: tuple[float, float, float],
    position: Vector,
    cut_angles: tuple[float, float, float],
) -> None:
    image = ImagePlane(_turned(image_angles, position), columns=90, rows=50)
    cut = _turned(cut_angles, (3.0, -4.0, 5.0))
    if is_almost_parallel(image.plane, cut):
        return
    found, expected = section_lps(image, cut), _independent_ends(image, cut)
    if found is None or expected is None:
        length = 0.0 if expected is None else float(np.linalg.norm(expected[1] - expected[0]))
        assert found is None
        assert length < 1e-6
        return
    for end in expected:
        assert min(np.linalg.norm(np.subtract(end, other)) for other in found) == pytest.approx(
            0, abs=1e-6
        )
