"""Sizes of lesions over studies: what is compared with what, worked out by hand."""

import pytest

from tests.support.lesions import lesion, long_axis, visit
from viewer.model.follow_up import changes, lesions, named_by, sums_of_diameters
from viewer.model.measurement import Quantity


def test_annotations_of_one_tracking_uid_are_one_lesion() -> None:
    first, second = lesion("a", long_axis(10)), lesion("b", long_axis(12), lesion_uid="a")
    (found,) = lesions([visit("20240101", first), visit("20240401", second)])
    assert found.tracking_uid == "a"
    assert found.values == (10, 12)
    assert found.visits == 2


def test_a_change_is_told_against_the_first_the_smallest_and_the_last() -> None:
    changed = changes((20, 10, None, 15, 18), 4)
    assert changed is not None
    assert (changed.baseline.difference, changed.baseline.per_cent) == (-2, pytest.approx(-10))
    assert (changed.nadir.difference, changed.nadir.per_cent) == (8, pytest.approx(80))
    assert (changed.previous.difference, changed.previous.per_cent) == (3, pytest.approx(20))


def test_the_nadir_is_the_smallest_before_so_that_a_new_smallest_is_a_decrease() -> None:
    changed = changes((20, 10, 5), 2)
    assert changed is not None
    assert changed.nadir.difference == -5


@pytest.mark.parametrize(("values", "place"), [((20.0,), 0), ((None, 20.0), 1), ((20.0, None), 1)])
def test_without_something_earlier_there_is_no_change(
    values: tuple[float | None, ...], place: int
) -> None:
    assert changes(values, place) is None


def test_from_nought_there_are_no_per_cent() -> None:
    changed = changes((0, 3), 1)
    assert changed is not None
    assert changed.baseline.difference == 3
    assert changed.baseline.per_cent is None


@pytest.mark.parametrize(
    "other",
    [
        long_axis(100, quantity=Quantity.AREA, unit="mm2", label="mm²"),
        long_axis(100, unit="{pixels}", label="px"),
        long_axis(100, label="mm at detector"),
        long_axis(100, quantity=Quantity.LENGTH),
    ],
)
def test_another_quantity_or_unit_is_shown_and_compared_with_nothing(other: object) -> None:
    (found,) = lesions(
        [
            visit("20240101", lesion("a", long_axis(10))),
            visit("20240201", lesion("b", long_axis(11), lesion_uid="a")),
            visit("20240301", lesion("c", other, lesion_uid="a")),  # type: ignore[arg-type]
        ]
    )
    assert found.values == (10, 11, None)
    assert found.others[2] is not None
    assert found.others[2].number is other


def test_of_several_in_one_study_the_largest_counts() -> None:
    (found,) = lesions(
        [visit("20240101", lesion("a", long_axis(10)), lesion("b", long_axis(14), lesion_uid="a"))]
    )
    assert found.sizes[0] is not None
    assert (found.sizes[0].number.value, found.sizes[0].count) == (14, 2)
    assert found.sizes[0].annotation.uid == "b"


def test_what_has_no_size_is_no_lesion_of_the_table() -> None:
    assert lesions([visit("20240101", lesion("a"))]) == []


def test_diameters_in_mm_are_added_up_and_nothing_else() -> None:
    area = long_axis(50, quantity=Quantity.AREA, unit="mm2", label="mm²")
    magnified = long_axis(9, label="mm at detector")
    found = lesions(
        [
            visit("20240101", lesion("a", long_axis(10)), lesion("b", long_axis(20))),
            visit(
                "20240401", lesion("c", long_axis(7), lesion_uid="a"), lesion("d", area),
                lesion("e", magnified),
            ),
        ]
    )  # fmt: skip
    first, second = sums_of_diameters(found, 2)
    assert (first.value, first.lesions, first.of, first.is_whole) == (30, 2, 2, True)
    assert (second.value, second.lesions, second.of, second.is_whole) == (7, 1, 2, False)


def test_a_lesion_is_called_by_what_was_named_last() -> None:
    drawn = [lesion("a", label="Target 1"), lesion("b", label="Target one"), lesion("c")]
    assert named_by(drawn).uid == "b"
