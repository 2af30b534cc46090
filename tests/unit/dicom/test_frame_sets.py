"""Multi-frame objects as display sets (DC-102, DC-104)."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support.builders import AXIAL, enhanced_ct, override, uid, write
from viewer.dicom.display_sets import split_display_sets
from viewer.dicom.scan import scan_file
from viewer.model.display_set import DisplaySet

TEMPORAL_INDEX, TEMPORAL_GROUP = 0x00209128, 0x00209111
POSITION, POSITION_GROUP = 0x00200032, 0x00209113
PRIVATE, PRIVATE_GROUP = 0x20051011, 0x2005140F
BRAIN = "neurolabusc+dcm_qa_enh/In/Philips/IM_0027_fMAP.dcm"
OVERLAPPING_SEG = "ImagingDataCommons+highdicom/data/test_files/seg_image_ct_binary_overlap.dcm"


def item(**elements: Any) -> Sequence:
    return Sequence([override(Dataset(), **elements)])


def four_dimensional(
    times: int = 2, slices: int = 3, *, with_value: bool = True, **elements: Any
) -> Dataset:
    """Frames of all times at the first place, then of the next place."""
    ds = enhanced_ct(frames=times * slices)
    ds.DimensionIndexSequence = Sequence(
        [
            override(Dataset(), DimensionIndexPointer=pointer, FunctionalGroupPointer=group)
            for pointer, group in ((TEMPORAL_INDEX, TEMPORAL_GROUP), (POSITION, POSITION_GROUP))
        ]
    )
    for k, frame in enumerate(ds.PerFrameFunctionalGroupsSequence):
        place, time = divmod(k, times)
        content = {"DimensionIndexValues": [time + 1, place + 1]}
        if with_value:
            content["TemporalPositionIndex"] = time + 1
        frame.FrameContentSequence = item(**content)
        frame.PlanePositionSequence = item(ImagePositionPatient=[0, 0, 2.0 * place])
    return override(ds, **elements)


def sets_of(tmp_path: Path, *objects: Dataset) -> list[DisplaySet]:
    paths = [write(tmp_path / f"{k}.dcm", ds) for k, ds in enumerate(objects)]
    return split_display_sets([scan_file(path) for path in paths])


@pytest.mark.parametrize("with_value", [True, False])
def test_time_points_of_one_object_are_stacks_of_their_own(
    tmp_path: Path, with_value: bool
) -> None:
    """DC-102: each a pass through the patient, with the reason in words."""
    first, second = sets_of(tmp_path, four_dimensional(with_value=with_value))
    assert [ref.frame_index for ref in first.frames] == [0, 2, 4]
    assert [ref.frame_index for ref in second.frames] == [1, 3, 5]
    assert "1" in first.split_reason
    assert "2" in second.split_reason
    assert first.key != second.key
    assert first.spacing_mm == 2.0


def test_a_private_dimension_is_called_by_its_label(tmp_path: Path) -> None:
    """DC-102."""
    ds = four_dimensional()
    dimension = ds.DimensionIndexSequence[0]
    dimension.DimensionIndexPointer, dimension.FunctionalGroupPointer = PRIVATE, PRIVATE_GROUP
    dimension.DimensionDescriptionLabel = "Kind {of} image"
    assert [each.split_reason for each in sets_of(tmp_path, ds)] == [
        "kind {of} image 1", "kind {of} image 2",
    ]  # fmt: skip


def test_a_series_in_time_at_one_place_stays_one_stack(tmp_path: Path) -> None:
    """DC-102."""
    [only] = sets_of(tmp_path, four_dimensional(times=6, slices=1))
    assert len(only.frames) == 6
    assert only.split_reason == "multi-frame object"


def test_frames_that_turn_are_no_tilted_stack(tmp_path: Path) -> None:
    """DC-085: three planes at right angles have no spacing and no gantry tilt."""
    ds = enhanced_ct(frames=3)
    del ds.SharedFunctionalGroupsSequence[0].PlaneOrientationSequence
    turns = (AXIAL, (0, 1, 0, 0, 0, -1), (1, 0, 0, 0, 0, -1))
    for frame, turn in zip(ds.PerFrameFunctionalGroupsSequence, turns, strict=True):
        frame.PlaneOrientationSequence = item(ImageOrientationPatient=list(turn))
    [only] = sets_of(tmp_path, ds)
    assert only.spacing_mm is None
    assert only.findings == ()


def part(number: int, total: int = 2, frames: int = 2) -> Dataset:
    ds = enhanced_ct(frames=frames)
    for k, frame in enumerate(ds.PerFrameFunctionalGroupsSequence):
        z_mm = 2.0 * ((number - 1) * frames + k)
        frame.PlanePositionSequence = item(ImagePositionPatient=[0, 0, z_mm])
    return override(
        ds, SOPInstanceUID=uid("part", number), ConcatenationUID=uid("whole"),
        InConcatenationNumber=number, InConcatenationTotalNumber=total,
    )  # fmt: skip


def test_parts_of_a_concatenation_are_one_stack(tmp_path: Path) -> None:
    """DC-104: in the order of their numbers, whatever the files are called."""
    [only] = sets_of(tmp_path, part(2), part(1))
    assert [(ref.path.name, ref.frame_index) for ref in only.frames] == [
        ("1.dcm", 0), ("1.dcm", 1), ("0.dcm", 0), ("0.dcm", 1),
    ]  # fmt: skip
    assert only.positions_mm == (0, 2, 4, 6)
    assert only.findings == ()


def test_missing_parts_are_told(tmp_path: Path) -> None:
    """DC-104."""
    [only] = sets_of(tmp_path, part(1, total=3))
    assert [finding.what for finding in only.findings] == [
        "Only 1 of the 3 parts of this object are here."
    ]


def test_a_part_of_one_frame_joins_the_others(tmp_path: Path) -> None:
    """DC-104."""
    [only] = sets_of(tmp_path, part(1, frames=1), part(2, frames=1))
    assert np.diff(only.positions_mm).tolist() == [2.0]


def test_a_real_object_with_two_kinds_of_image_is_two_stacks(corpus: Path) -> None:
    """DC-102: magnitude and field map, 32 places each."""
    first, second = split_display_sets([scan_file(corpus / BRAIN)])
    assert len(first.frames) == len(second.frames) == 32
    assert len(set(np.round(first.positions_mm, 3))) == 32


def test_segments_are_stacks_and_left_out_frames_are_no_gaps(corpus: Path) -> None:
    """DC-102; a segmentation leaves empty frames out (DC-141)."""
    sets = split_display_sets([scan_file(corpus / OVERLAPPING_SEG)])
    assert [each.split_reason for each in sets] == ["segment 1", "segment 2"]
    assert all(each.findings == () for each in sets)
