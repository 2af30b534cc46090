"""The tables by which series are cut."""

import pytest

from viewer.dicom.records import SPLIT_TAGS
from viewer.dicom.split_rules import SPLIT_KEYS, describe_differences, separate_by_split_keys


def test_every_split_key_is_read_from_files() -> None:
    assert set(SPLIT_KEYS) - {"ImageType"} == set(SPLIT_TAGS.values())


def test_every_description_takes_a_value() -> None:
    assert all("7" in text.format(7) for text in SPLIT_KEYS.values())


@pytest.mark.parametrize(
    ("directions", "name"),
    [
        (((1, 0, 0), (0, 1, 0)), "axial"),
        (((1, 0, 0), (0, 0, -1)), "coronal"),
        (((0, 1, 0), (0, 0, -1)), "sagittal"),
        (((1, 0, 0), (0, 0.8, 0.6)), "oblique axial"),
        (None, "without geometry"),
    ],
)
def test_orientations_have_the_names_of_anatomy(directions: object, name: str) -> None:
    key = ("1", (8, 8), "AXIAL", "1.2", directions, None)
    other = ("1", (8, 8), "AXIAL", "1.2", ((9, 9, 9), (9, 9, 9)), None)
    assert describe_differences([key, other])[0] == name


def test_a_single_kind_needs_no_reason() -> None:
    assert describe_differences([("1", (8, 8), "", None, None, None)]) == [""]


def test_no_images_are_one_empty_part() -> None:
    assert separate_by_split_keys([]) == [("", [])]
