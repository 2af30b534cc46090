"""Where annotations cut other images: worked out by hand, in millimetres of the patient."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.images import make_frame, make_ref
from viewer.imaging.crossing import anchored, crossing
from viewer.model.annotation import Annotation
from viewer.model.frame import Frame
from viewer.model.geometry import Plane
from viewer.model.identity import FrameOfReferenceUid, InstanceUid, SeriesUid, StudyUid
from viewer.model.image import FrameHeader
from viewer.model.lut import Rescale
from viewer.model.shape import Shape, ShapeKind

SPACE = FrameOfReferenceUid("1.2.9")


def axial(z: float, *, spacing: float = 2.0) -> Plane:
    return Plane((0.0, 0.0, z), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), spacing, spacing)


def sagittal(x: float) -> Plane:
    """Columns go backwards, rows go down: column c, row r lies at y = c, z = 100 - r."""
    return Plane((x, 0.0, 100.0), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0), 1.0, 1.0)


def frame_at(plane: Plane | None, space: FrameOfReferenceUid | None = SPACE) -> Frame:
    header = FrameHeader(plane, Rescale(), voi=())
    pixels = np.zeros((64, 64), np.int16)
    return make_frame(pixels, ref=make_ref(1), frames=(header,), frame_of_reference_uid=space)


def drawn(kind: ShapeKind, *points: tuple[float, float], plane: Plane) -> Annotation:
    new = Annotation(
        "2.25.1", StudyUid("1.2"), SeriesUid("1.2.3"), InstanceUid("1.2.3.4"), "", 0,
        Shape(kind, points),
    )  # fmt: skip
    return anchored(new, frame_at(plane))


def test_corners_are_told_in_the_patient() -> None:
    line = drawn(ShapeKind.LENGTH, (10.0, 20.0), (30.0, 40.0), plane=sagittal(7.0))
    assert line.patient_points == ((7.0, 10.0, 80.0), (7.0, 30.0, 60.0))
    assert line.frame_of_reference_uid == SPACE
    box = drawn(ShapeKind.RECTANGLE, (1.0, 1.0), (3.0, 5.0), plane=axial(0))
    assert box.patient_points[1:3] == ((6.0, 2.0, 0.0), (6.0, 10.0, 0.0))


@pytest.mark.parametrize("frame", [frame_at(None), frame_at(axial(0), None)])
def test_without_geometry_or_space_nothing_is_told(frame: Frame) -> None:
    line = drawn(ShapeKind.LENGTH, (10.0, 20.0), (30.0, 40.0), plane=axial(0))
    assert anchored(line, frame).patient_points == ()


def test_a_line_through_an_axial_slice_shows_where_it_goes_through() -> None:
    """The sagittal line falls 20 mm over 20 mm: in a slice of 2 mm it runs 2 mm."""
    line = drawn(ShapeKind.LENGTH, (10.0, 20.0), (30.0, 40.0), plane=sagittal(7.0))
    found = crossing(line, axial(70.0), 2.0)
    assert found is not None
    assert not found.is_whole
    ((start, end),) = found.paths
    assert start == pytest.approx((3.5, 9.5))  # x = 7, y = 19: columns and rows of 2 mm
    assert end == pytest.approx((3.5, 10.5))


def test_a_slice_beside_the_line_shows_nothing() -> None:
    line = drawn(ShapeKind.LENGTH, (10.0, 20.0), (30.0, 40.0), plane=sagittal(7.0))
    assert crossing(line, axial(85.0), 2.0) is None
    assert crossing(line, axial(82.0), 2.0) is None
    assert crossing(line, axial(80.5), 2.0) is not None


def test_a_shape_within_the_slice_is_whole_and_lies_where_it_was_drawn() -> None:
    corners = ((2.0, 2.0), (10.0, 2.0), (10.0, 8.0))
    region = drawn(ShapeKind.POLYGON, *corners, plane=axial(10.0, spacing=1.0))
    found = crossing(region, axial(11.0), 4.0)  # pixels of 2 mm: half the numbers
    assert found is not None
    assert found.is_whole
    ((*path,),) = found.paths
    assert np.allclose(path, [(1.0, 1.0), (5.0, 1.0), (5.0, 4.0), (1.0, 1.0)])


def test_an_ellipse_is_cut_twice() -> None:
    oval = drawn(
        ShapeKind.ELLIPSE, (10, 50), (30, 50), (20, 30), (20, 70), plane=sagittal(0.0)
    )  # around y 20, z 50; 10 mm wide on each side, 20 mm high
    found = crossing(oval, axial(50.0, spacing=1.0), 1.0)
    assert found is not None
    assert len(found.paths) >= 2
    rows = sorted(row for path in found.paths for _, row in path)
    assert rows[0] == pytest.approx(10.0, abs=0.1)
    assert rows[-1] == pytest.approx(30.0, abs=0.1)


def test_a_probe_shows_in_its_slice_alone() -> None:
    spot = drawn(ShapeKind.POINT, (10.0, 20.0), plane=sagittal(7.0))
    found = crossing(spot, axial(80.4), 1.0)
    assert found is not None
    assert found.paths == (((3.5, 5.0),),)
    assert crossing(spot, axial(81.0), 1.0) is None


def test_a_text_belongs_to_its_image() -> None:
    assert crossing(drawn(ShapeKind.TEXT, (1.0, 1.0), plane=axial(0)), axial(0), 1.0) is None


def ellipsoid(middle: Sequence[float], axes: NDArray[np.float64]) -> Annotation:
    """By its half axes, one a row."""
    ends = [tuple(map(float, middle + sign * axis)) for axis in axes for sign in (-1, 1)]
    made = drawn(ShapeKind.ELLIPSE, (0, 0), (1, 0), (0, 1), (1, 1), plane=axial(0))
    return replace(made, patient_points=tuple(ends))


@pytest.mark.parametrize(
    ("slice_mm", "radius_mm", "holds_middle"),
    [(1.0, np.sqrt(100 - 5.5**2), False), (4.0, np.sqrt(100 - 4.0**2), False), (12.0, 10.0, True)],
)
def test_a_ball_is_a_circle_in_the_slices_that_cut_it(
    slice_mm: float, radius_mm: float, *, holds_middle: bool
) -> None:
    """The largest within the slice: 6 mm below its middle, less half the thickness."""
    ball = ellipsoid((20.0, 30.0, 6.0), np.eye(3) * 10)
    found = crossing(ball, axial(0, spacing=2.0), slice_mm)
    assert found is not None
    (path,) = found.paths
    ways = (np.asarray(path) - (10.0, 15.0)) * 2.0
    assert np.hypot(*ways.T) == pytest.approx(radius_mm)
    assert found.is_whole is holds_middle


def test_an_ellipsoid_between_two_thick_slices_is_in_one_of_them() -> None:
    small = ellipsoid((20.0, 30.0, 2.4), np.eye(3) * 1.0)
    assert crossing(small, axial(0), 5.0) is not None
    assert crossing(small, axial(5), 5.0) is not None
    assert crossing(small, axial(10), 5.0) is None


def test_an_oblique_ellipsoid_is_cut_where_its_equation_says() -> None:
    turn = np.linalg.qr(np.array([[1.0, 2.0, 3.0], [0.5, -1.0, 4.0], [2.0, 0.3, 1.0]]))[0]
    lengths, middle = np.array([9.0, 5.0, 3.0]), np.array([20.0, 30.0, 1.0])
    found = crossing(ellipsoid(middle, turn.T * lengths[:, None]), sagittal(22.0), 1.0)
    assert found is not None
    (path,) = found.paths
    columns, rows = np.asarray(path).T
    # The plane within the slice that is nearest to the middle lies at 21.5 mm.
    points = np.column_stack((np.full_like(columns, 21.5), columns, 100 - rows))
    parts = (points - middle) @ turn / lengths
    assert (parts**2).sum(axis=1) == pytest.approx(1.0)
    assert len(np.unique(np.round(points, 3), axis=0)) == len(points) - 1  # closed
