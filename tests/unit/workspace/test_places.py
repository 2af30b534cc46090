"""Where stacks lie to each other."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import uid
from tests.support.series import ct_display_set
from viewer.model.display_set import DisplaySet
from viewer.model.identity import FrameOfReferenceUid
from viewer.workspace.places import (
    Relation,
    centre_lps,
    nearest_image,
    nearest_position,
    relation,
    shares_space,
)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> DisplaySet:
    return ct_display_set(tmp_path_factory.mktemp("ct"), 9)


@given(
    st.lists(st.floats(-500, 500), min_size=1, max_size=40),
    st.floats(-600, 600),
    st.booleans(),
)
def test_the_nearest_position_is_that_of_a_search_through_all(
    stack: DisplaySet, positions: list[float], wanted: float, is_falling: bool
) -> None:
    ordered = tuple(sorted(positions, reverse=is_falling))
    found = nearest_position(replace(stack, positions_mm=ordered), wanted)
    assert found.distance_mm == min(abs(position - wanted) for position in ordered)


def test_a_point_beside_the_image_still_lies_in_its_plane(stack: DisplaySet) -> None:
    found = nearest_image(stack, (300.0, -200.0, 4.4))
    assert found is not None
    assert (found.index, found.off_mm) == (4, None)
    assert found.distance_mm == pytest.approx(0.4)


def test_beyond_the_end_it_is_told_how_far(stack: DisplaySet) -> None:
    found = nearest_image(stack, (0.0, 0.0, 20.0))
    assert found is not None
    assert (found.index, found.off_mm) == (8, 12.0)


def test_the_centre_is_the_middle_of_the_pixels(stack: DisplaySet) -> None:
    """By hand: 8 x 8 pixels of 0.5 mm, the first of them at 0: the middle is at 1.75 mm."""
    assert centre_lps(stack, 3) == (1.75, 1.75, 3.0)


def test_relations(stack: DisplaySet, tmp_path: Path) -> None:
    coronal = ct_display_set(tmp_path, 4, orientation=(1, 0, 0, 0, 0, -1))
    series = replace(stack.series, frame_of_reference_uid=None)
    nowhere = replace(stack, series=series)
    elsewhere = replace(stack.series, frame_of_reference_uid=FrameOfReferenceUid(uid("o")))
    other = replace(stack, series=elsewhere)
    assert relation(stack, stack) is Relation.SAME_SPACE
    assert relation(stack, coronal) is Relation.CROSSING
    assert relation(stack, other) is Relation.PARALLEL
    assert relation(stack, replace(stack, planes=())) is Relation.UNKNOWN
    assert not shares_space(nowhere, nowhere), "no name is not the same name"
