"""Planes of frames, wherever an object keeps its geometry (DC-101, DC-130)."""

import pytest

from tests.support import builders
from viewer.dicom.attributes import Attributes
from viewer.dicom.frame_planes import frame_planes
from viewer.dicom.functional_groups import FunctionalGroups


def heights(**elements: object) -> list[float]:
    attributes = Attributes(builders.make_dataset(**elements))
    planes = frame_planes(attributes, FunctionalGroups(attributes))
    return [plane.position_lps[2] for plane in planes]


def test_a_plain_image_has_one_plane() -> None:
    assert heights(ImagePositionPatient=[0, 0, 7]) == [7]
    assert heights(ImagePositionPatient=None) == []


@pytest.mark.parametrize(
    ("offsets", "expected"),
    [
        ([0, 2.5, 7.5], [10, 12.5, 17.5]),
        ([0, -2.5, -5], [10, 7.5, 5]),
        ([10, 12.5, 17.5], [10, 12.5, 17.5]),
    ],
    ids=["relative", "descending", "absolute"],
)
def test_dose_frames_lie_at_their_offsets(offsets: list[float], expected: list[float]) -> None:
    found = heights(ImagePositionPatient=[0, 0, 10], GridFrameOffsetVector=offsets)
    assert found == pytest.approx(expected)


def test_enhanced_frames_have_their_own_planes_or_none_at_all() -> None:
    ds = builders.enhanced_ct(3, spacing_mm=4)
    attributes = Attributes(ds)
    found = frame_planes(attributes, FunctionalGroups(attributes))
    assert [plane.position_lps[2] for plane in found] == [0, 4, 8]
    del ds.PerFrameFunctionalGroupsSequence[1].PlanePositionSequence
    attributes = Attributes(ds)
    assert frame_planes(attributes, FunctionalGroups(attributes)) == ()
