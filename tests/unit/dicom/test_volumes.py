"""Gaps, tilt and affines of stacks, against highdicom where it has an answer (DC-086 to DC-089)."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import highdicom
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom import dcmread

from tests.support import builders
from viewer.dicom.scan import scan_file
from viewer.dicom.volumes import lps_from_ijk, regularity, stack_findings
from viewer.model.geometry import Plane

PLANE = Plane((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), 0.5, 0.25)
OBLIQUE = (0.8, 0.6, 0.0, 0.0, 0.0, -1.0)
CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)


def stack(heights: Sequence[float], *, shear: float = 0.0) -> list[Plane]:
    return [replace(PLANE, position_lps=(0.0, shear * k, z)) for k, z in enumerate(heights)]


@pytest.mark.parametrize("orientation", [builders.AXIAL, CORONAL, OBLIQUE])
def test_the_affine_of_a_regular_series_is_that_of_highdicom(
    tmp_path: Path, orientation: Sequence[float]
) -> None:
    paths = builders.ct_series(tmp_path, 5, spacing_mm=2.5, orientation=orientation)
    volume = highdicom.get_volume_from_series([dcmread(path) for path in paths])
    planes = [scan_file(path).planes[0] for path in paths]
    # highdicom counts (slice, row, column), from either end of the stack.
    theirs = volume.affine
    ours = lps_from_ijk(planes)
    swap = np.eye(4)[[2, 1, 0, 3]]
    if np.allclose(theirs[:3, 0], -ours[:3, 2]):
        flip = np.diag([-1.0, 1, 1, 1])
        flip[0, 3] = len(paths) - 1
        theirs = theirs @ flip
    np.testing.assert_allclose(ours, theirs @ swap, atol=1e-6)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(i=st.integers(0, 511), j=st.integers(0, 511), k=st.integers(0, 4), shear=st.floats(-3, 3))
def test_voxels_go_to_the_patient_and_back(i: int, j: int, k: int, shear: float) -> None:
    affine = lps_from_ijk(stack([0, 2, 4, 6, 8], shear=shear))
    point = affine @ (i, j, k, 1)
    np.testing.assert_allclose(point[:3], (i * 0.25, j * 0.5 + shear * k, 2 * k), atol=1e-9)
    np.testing.assert_allclose(np.linalg.inv(affine) @ point, (i, j, k, 1), atol=1e-6)


def test_planes_at_one_place_still_have_an_affine_that_can_be_inverted() -> None:
    affine = lps_from_ijk(stack([3, 3, 3]))
    assert np.linalg.det(affine) != 0


def test_a_regular_stack_is_a_volume_without_findings() -> None:
    found = regularity(stack([0, 2.5, 5, 7.5]))
    assert found.spacing_mm == 2.5
    assert found.is_volume
    assert stack_findings(found) == ()


def test_descending_positions_have_the_same_spacing() -> None:
    assert regularity(stack([7.5, 5, 2.5, 0])).spacing_mm == 2.5


@pytest.mark.parametrize("jitter", [0.009, 0.02])
def test_gaps_within_a_percent_or_a_hundredth_mm_are_uniform(jitter: float) -> None:
    found = regularity(stack([0, 1, 2 + jitter, 3, 4]))
    assert found.is_uniform == (jitter < 0.01)


@pytest.mark.parametrize(
    ("heights", "missing"), [([0, 1, 3, 4, 5], 1), ([0, 1, 2, 5, 6, 7, 9, 10], 3)]
)
def test_gaps_of_whole_slices_are_counted_as_missing(heights: list[float], missing: int) -> None:
    found = regularity(stack(heights))
    assert found.missing == missing
    assert not found.is_volume
    assert str(missing) in stack_findings(found)[0].what


def test_other_gaps_are_told_with_the_largest_error() -> None:
    found = regularity(stack([0, 1, 2, 3.4, 4.4]))
    assert found.missing == 0
    assert found.largest_error_mm == pytest.approx(0.4)
    assert "0.40 mm" in stack_findings(found)[0].what


def test_positions_held_twice_are_counted_and_do_not_change_the_spacing() -> None:
    found = regularity(stack([0, 0, 1, 2, 2, 3]))
    assert found.duplicates == 2
    assert found.spacing_mm == 1
    assert not found.is_volume


def test_positions_a_thousandth_of_a_mm_apart_are_different() -> None:
    assert regularity(stack([0, 0.0005, 1])).duplicates == 1
    assert regularity(stack([0, 0.002, 1])).duplicates == 0


def test_a_tilted_gantry_shears_the_affine_and_is_told() -> None:
    found = regularity(stack([0, 1, 2, 3], shear=0.25))
    assert found.is_tilted
    assert found.is_volume
    assert found.shear_mm == pytest.approx(0.25)
    assert "tilted" in stack_findings(found)[0].what
    np.testing.assert_allclose(lps_from_ijk(stack([0, 1], shear=0.25))[:3, 2], (0, 0.25, 1))


def test_a_single_plane_has_no_spacing() -> None:
    assert regularity(stack([4])).spacing_mm is None
