"""Series cut into display sets and ordered (DC-085 to DC-087, DC-102)."""

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support import builders
from viewer.dicom.display_sets import split_display_sets
from viewer.dicom.scan import scan_file
from viewer.model.geometry import Plane
from viewer.model.study import InstanceRecord


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> InstanceRecord:
    """The record of one CT slice."""
    folder = tmp_path_factory.mktemp("image")
    return scan_file(builders.write(folder / "a", builders.make_dataset()))


def at(record: InstanceRecord, z: float, number: int, **changes: Any) -> InstanceRecord:
    """The record moved to height `z`."""
    plane = replace(record.planes[0], position_lps=(0.0, 0.0, z))
    uid = f"{record.sop_instance_uid}.{number}"
    return replace(
        record, planes=(plane,), instance_number=number, sop_instance_uid=uid,
        path=Path(f"/{number}"), **changes,
    )  # fmt: skip


def keyed(key: str, value: object) -> dict[str, Any]:
    return {"split_values": ((key, str(value)),)}


def test_slices_are_ordered_by_position_and_not_by_name_or_number(tmp_path: Path) -> None:
    order = list(range(12))
    random.Random(3).shuffle(order)
    paths = builders.ct_series(tmp_path, 12, order=order)
    records = [scan_file(path) for path in sorted(paths)]
    assert [record.path for record in records] != paths
    (found,) = split_display_sets(records)
    assert [frame.path for frame in found.frames] == paths
    assert found.positions_mm == pytest.approx(range(12))
    assert found.spacing_mm == 1
    assert found.order_reason == "position along the normal"
    assert found.split_reason == ""
    assert found.findings == ()


@pytest.mark.parametrize("orientation", [(1, 0, 0, 0, 0, -1), (0, 1, 0, 0, 0, -1)])
def test_order_follows_the_normal_in_every_orientation(
    tmp_path: Path, orientation: tuple[float, ...]
) -> None:
    paths = builders.ct_series(tmp_path, 5, order=[3, 0, 4, 1, 2], orientation=orientation)
    (found,) = split_display_sets([scan_file(path) for path in sorted(paths)])
    assert [frame.path for frame in found.frames] == paths


def test_without_geometry_the_instance_number_orders(image: InstanceRecord) -> None:
    records = [replace(at(image, 0, n), planes=()) for n in (3, 1, 2)]
    (found,) = split_display_sets(records)
    assert [frame.path.name for frame in found.frames] == ["1", "2", "3"]
    assert "no geometry" in found.order_reason
    assert found.positions_mm == ()


def test_localizers_are_split_off_with_a_reason(image: InstanceRecord) -> None:
    slices = [at(image, z, z) for z in range(3)]
    scout = at(image, 0, 9, image_type=("ORIGINAL", "PRIMARY", "LOCALIZER"))
    stack, localizer = split_display_sets([*slices, scout])
    assert len(stack.frames) == 3
    assert stack.split_reason == "image type AXIAL"
    assert localizer.split_reason == "image type LOCALIZER"


def test_orientations_are_split_beyond_half_a_degree(image: InstanceRecord) -> None:
    def tilted(cosine: float, number: int) -> InstanceRecord:
        sine = (1 - cosine**2) ** 0.5
        plane = Plane((0, 0, number), (1, 0, 0), (0, cosine, sine), 0.5, 0.5)
        return replace(at(image, 0, number), planes=(plane,))

    nearly = [tilted(1, 1), tilted(0.99999, 2)]  # 0.26 degrees
    assert len(split_display_sets(nearly)) == 1
    clearly = [tilted(1, 1), tilted(0.9999, 2)]  # 0.81 degrees
    assert len(split_display_sets(clearly)) == 2


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"rows": 16}, "8 x 16 pixels"),
        ({"sop_class_uid": builders.SECONDARY_CAPTURE}, "object class"),
        ({"planes": ()}, "without geometry"),
    ],
)
def test_what_never_lies_in_one_stack_is_split_with_a_reason(
    image: InstanceRecord, changes: dict[str, Any], reason: str
) -> None:
    found = split_display_sets([at(image, 0, 1), replace(at(image, 1, 2), **changes)])
    assert len(found) == 2
    assert reason in found[1].split_reason


def test_two_echoes_at_the_same_places_are_two_stacks(image: InstanceRecord) -> None:
    records = [
        at(image, z, 10 * echo + z, **keyed("EchoNumbers", echo))
        for z in range(4)
        for echo in (1, 2)
    ]
    first, second = split_display_sets(records)
    assert (first.split_reason, second.split_reason) == ("echo 1", "echo 2")
    assert len(first.frames) == len(second.frames) == 4
    assert first.key != second.key
    assert first.findings == second.findings == ()


def test_echoes_and_phases_are_split_by_both_keys(image: InstanceRecord) -> None:
    records = [
        at(
            image, z, 100 * echo + 10 * phase + z,
            split_values=(("EchoNumbers", str(echo)), ("TemporalPositionIdentifier", str(phase))),
        )
        for z in range(3) for echo in (1, 2) for phase in (1, 2, 3)
    ]  # fmt: skip
    found = split_display_sets(records)
    assert len(found) == 6
    assert found[0].split_reason == "time point 1, echo 1"
    assert {len(item.frames) for item in found} == {3}


def test_a_key_that_counts_slices_does_not_shatter_a_series(image: InstanceRecord) -> None:
    records = [at(image, z, z, **keyed("AcquisitionNumber", z)) for z in range(6)]
    (found,) = split_display_sets(records)
    assert len(found.frames) == 6


def test_trigger_times_that_differ_in_every_image_do_not_shatter_a_series(
    image: InstanceRecord,
) -> None:
    records = [
        at(image, z, 10 * z + phase, **keyed("TriggerTime", 100 * phase + z))
        for z in range(8)
        for phase in range(3)
    ]
    found = split_display_sets(records)
    assert [len(item.frames) for item in found] == [8, 8, 8]
    assert found[0].split_reason == "volume 1 of 3"


def test_a_series_in_time_at_one_place_stays_one_stack(image: InstanceRecord) -> None:
    records = [at(image, 5, n, **keyed("TriggerTime", 40 * n)) for n in (3, 1, 2, 4)]
    (found,) = split_display_sets(records)
    assert [frame.path.name for frame in found.frames] == ["1", "2", "3", "4"]
    assert "one position" in found.order_reason
    assert found.findings == ()


def test_duplicates_that_nothing_explains_are_told(image: InstanceRecord) -> None:
    records = [at(image, z, n) for n, z in enumerate((0, 1, 1, 2))]
    (found,) = split_display_sets(records)
    assert "1 image lies where another one lies" in found.findings[0].what


def test_missing_slices_are_told(image: InstanceRecord) -> None:
    (found,) = split_display_sets([at(image, z, z) for z in (0, 1, 2, 4, 5)])
    assert found.findings[0].what == "1 slice is missing."
    assert found.spacing_mm == 1


def test_an_instance_that_comes_twice_is_shown_once(image: InstanceRecord) -> None:
    one = at(image, 0, 1)
    (found,) = split_display_sets([one, replace(one, path=Path("/copy")), at(image, 1, 2)])
    assert len(found.frames) == 2
    assert found.findings == ()


def test_two_contents_of_one_instance_are_told(image: InstanceRecord) -> None:
    one = at(image, 0, 1)
    (found,) = split_display_sets([one, replace(one, path=Path("/other"), file_size=1)])
    assert found.frames[0].path == one.path
    assert "same instance" in found.findings[0].what


def test_two_patients_in_one_series_are_told(image: InstanceRecord) -> None:
    patient = replace(image.study.patient, patient_id="ID2")
    other = replace(at(image, 1, 2), study=replace(image.study, patient=patient))
    (found,) = split_display_sets([at(image, 0, 1), other])
    assert found.findings[0].where == "PatientID"


def test_a_multi_frame_object_is_a_stack_of_its_own(tmp_path: Path) -> None:
    cine = scan_file(builders.write(tmp_path / "a", builders.ultrasound_cine(5)))
    still = scan_file(builders.write(tmp_path / "b", builders.colour_image(SOPInstanceUID="1.2")))
    stack, movie = split_display_sets([cine, still])
    assert len(stack.frames) == 1
    assert [frame.frame_index for frame in movie.frames] == [0, 1, 2, 3, 4]
    assert movie.is_multi_frame
    assert movie.frame_time_ms == 40


def test_frames_follow_their_dimension_indices(tmp_path: Path) -> None:
    ds = builders.enhanced_ct(3)
    for item, index in zip(ds.PerFrameFunctionalGroupsSequence, (3, 1, 2), strict=True):
        item.FrameContentSequence[0].DimensionIndexValues = [1, index]
        item.PlanePositionSequence[0].ImagePositionPatient = [0, 0, 5 * index]
    (found,) = split_display_sets([scan_file(builders.write(tmp_path / "a", ds))])
    assert [frame.frame_index for frame in found.frames] == [1, 2, 0]
    assert found.positions_mm == pytest.approx([5, 10, 15])
    assert found.spacing_mm == 5
    assert found.order_reason == "dimension indices"


def test_radiographs_are_views_of_their_own(tmp_path: Path) -> None:
    records = [
        scan_file(builders.write(tmp_path / str(n), builders.monochrome1(SOPInstanceUID=f"1.{n}")))
        for n in (1, 2)
    ]
    found = split_display_sets(records)
    assert [len(item.frames) for item in found] == [1, 1]
    assert found[0].key != found[1].key


def test_objects_without_pixels_are_listed_by_their_class(tmp_path: Path) -> None:
    (found,) = split_display_sets([scan_file(builders.write(tmp_path / "a", builders.report()))])
    assert not found.is_showable
    assert found.split_reason == "Basic Text SR"


def test_series_come_by_number_and_unnumbered_ones_last(image: InstanceRecord) -> None:
    def in_series(number: int | None) -> InstanceRecord:
        series = replace(image.series, number=number, series_uid=f"1.{number}")
        return replace(image, series=series)

    found = split_display_sets([in_series(n) for n in (None, 10, 2)])
    assert [item.series.number for item in found] == [2, 10, None]


def test_the_key_stays_while_files_keep_arriving(image: InstanceRecord) -> None:
    records = [at(image, z, z) for z in range(5)]
    scout = at(image, 0, 9, image_type=("ORIGINAL", "PRIMARY", "LOCALIZER"))
    (early,) = split_display_sets(records[:1])
    late, _ = split_display_sets([*records, scout])
    assert early.key == late.key


def test_nothing_gives_nothing() -> None:
    assert split_display_sets([]) == []
