"""Names of SOP classes against pydicom's dictionary."""

import pytest
from pydicom.uid import UID_dictionary

from viewer.dicom.sop_classes import is_image, is_known, needs_whole_header, sop_class_name

STORAGE = [
    (uid, row[0])
    for uid, row in UID_dictionary.items()
    if row[1] == "SOP Class" and "Storage" in row[0]
]


@pytest.mark.parametrize(("uid", "name"), STORAGE)
def test_every_storage_class_has_its_name(uid: str, name: str) -> None:
    assert is_known(uid)
    assert sop_class_name(uid) == name.replace(" Storage", "")


def test_classes_newer_than_the_dictionary_have_names() -> None:
    assert sop_class_name("1.2.840.10008.5.1.4.1.1.66.7") == "Label Map Segmentation"


def test_an_unknown_class_keeps_its_uid_and_an_absent_one_is_said_to_be_unknown() -> None:
    assert sop_class_name("1.2.3") == "1.2.3"
    assert not is_known("1.2.3")
    assert sop_class_name("") == "Unknown object"
    assert not is_known("")


def test_enhanced_classes_need_the_whole_header_and_plain_ones_do_not() -> None:
    enhanced = [uid for uid, name in STORAGE if name.startswith(("Enhanced", "Legacy Converted"))]
    images = [uid for uid in enhanced if "SR" not in dict(STORAGE)[uid]]
    assert len(images) >= 8
    assert all(map(needs_whole_header, images))
    assert not needs_whole_header("1.2.840.10008.5.1.4.1.1.2")


@pytest.mark.parametrize(
    ("keyword", "expected"),
    [
        ("CTImageStorage", True),
        ("DigitalXRayImageStorageForPresentation", True),
        ("SegmentationStorage", True),
        ("ParametricMapStorage", True),
        ("RTDoseStorage", False),  # a dose-volume histogram may stand alone (PS3.3 C.8.8.4)
        ("MRSpectroscopyStorage", False),
        ("BasicTextSRStorage", False),
    ],
)
def test_images_are_nothing_without_pixels_and_other_objects_are(
    keyword: str, expected: bool
) -> None:
    (found,) = [uid for uid, entry in UID_dictionary.items() if entry[4] == keyword]
    assert is_image(found) == expected
