"""Functional groups: the frame's own item first, then the shared one (DC-100, DC-101)."""

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support import builders
from viewer.dicom.attributes import Attributes
from viewer.dicom.functional_groups import FunctionalGroups, frame_order


def test_a_plain_image_has_none() -> None:
    groups = FunctionalGroups(Attributes(builders.make_dataset()))
    assert not groups.is_present
    assert groups.macro(0, "PixelMeasuresSequence") is None
    assert groups.plane(0) is None
    assert frame_order(groups) == ()


def test_shared_and_own_macros_make_the_plane_of_a_frame() -> None:
    groups = FunctionalGroups(Attributes(builders.enhanced_ct(3, spacing_mm=2.5)))
    assert len(groups) == 3
    plane = groups.plane(2)
    assert plane is not None
    assert plane.position_lps == (0, 0, 5)
    assert (plane.row_spacing_mm, plane.column_spacing_mm) == (0.5, 0.25)
    assert groups.dimension_index(1) == (1, 2)


def test_a_macro_in_both_places_counts_for_the_frame_and_is_told() -> None:
    ds = builders.enhanced_ct(2)
    own = builders.override(Dataset(), PixelSpacing=[9, 9], SliceThickness=9)
    ds.PerFrameFunctionalGroupsSequence[1].PixelMeasuresSequence = Sequence([own])
    attributes = Attributes(ds)
    groups = FunctionalGroups(attributes)
    first, second = groups.plane(0), groups.plane(1)
    assert first is not None
    assert second is not None
    assert (first.row_spacing_mm, second.row_spacing_mm) == (0.5, 9)
    assert attributes.findings[0].where == "PixelMeasuresSequence"


def test_a_frame_without_position_has_no_plane() -> None:
    ds = builders.enhanced_ct(2)
    del ds.PerFrameFunctionalGroupsSequence[1].PlanePositionSequence
    groups = FunctionalGroups(Attributes(ds))
    assert groups.plane(0) is not None
    assert groups.plane(1) is None


def test_order_needs_indices_in_every_frame() -> None:
    ds = builders.enhanced_ct(3)
    for item, index in zip(ds.PerFrameFunctionalGroupsSequence, (2, 3, 1), strict=True):
        item.FrameContentSequence[0].DimensionIndexValues = [1, index]
    assert frame_order(FunctionalGroups(Attributes(ds))) == (2, 0, 1)
    del ds.PerFrameFunctionalGroupsSequence[0].FrameContentSequence
    assert frame_order(FunctionalGroups(Attributes(ds))) == ()


def test_shared_macros_are_looked_up_once_for_all_frames() -> None:
    ds = builders.enhanced_ct(50)
    groups = FunctionalGroups(Attributes(ds))
    assert groups.macro(0, "PixelMeasuresSequence") is groups.macro(49, "PixelMeasuresSequence")
    heights = [plane.position_lps[2] for k in range(50) if (plane := groups.plane(k))]
    np.testing.assert_allclose(heights, np.arange(50) * 2.0)
