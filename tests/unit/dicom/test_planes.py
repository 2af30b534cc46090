"""Planes from Image Position, Image Orientation and Pixel Spacing (PS3.3 C.7.6.2)."""

import math

import pytest

from viewer.dicom.planes import is_orientation, is_spacing, plane_from_values

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def test_spacing_is_rows_first() -> None:
    plane = plane_from_values(position=(1, 2, 3), orientation=AXIAL, spacing=(0.3, 0.25))
    assert plane is not None
    assert plane.row_spacing_mm == 0.3
    assert plane.column_spacing_mm == 0.25
    assert plane.position_lps == (1, 2, 3)


def test_rounded_cosines_are_made_unit_length() -> None:
    plane = plane_from_values(
        position=(0, 0, 0), orientation=(0.707, 0.707, 0, 0, 0, -1), spacing=(1, 1)
    )
    assert plane is not None
    assert math.hypot(*plane.row_direction) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(
    "orientation",
    [(), (0,) * 6, (1, 0, 0, 1, 0, 0), (2, 0, 0, 0, 1, 0), (math.nan, 0, 0, 0, 1, 0), AXIAL[:5]],
)
def test_impossible_directions_give_no_plane(orientation: tuple[float, ...]) -> None:
    assert not is_orientation(orientation)
    assert plane_from_values(position=(0, 0, 0), orientation=orientation, spacing=(1, 1)) is None


@pytest.mark.parametrize("spacing", [(), (1,), (0, -1), (1, 0), (math.nan, 1), (math.inf, 1)])
def test_impossible_spacings_give_no_plane(spacing: tuple[float, ...]) -> None:
    assert not is_spacing(spacing)
    assert plane_from_values(position=(0, 0, 0), orientation=AXIAL, spacing=spacing) is None


@pytest.mark.parametrize("position", [(), (0, 0), (0, 0, math.nan)])
def test_impossible_positions_give_no_plane(position: tuple[float, ...]) -> None:
    assert plane_from_values(position=position, orientation=AXIAL, spacing=(1, 1)) is None
