"""Values that break the rules of their VR are told of; values that keep them are not."""

from pathlib import Path

import pytest
from pydicom.dataset import Dataset

from tests.support.builders import make_dataset, write
from viewer.dicom.tag_problems import value_problem
from viewer.dicom.tag_tree import read_tags

PATIENT_AGE, STUDY_DATE, SOP_UID, ROWS = 0x00101010, 0x00080020, 0x00080018, 0x00280010
PIXEL_SPACING, WINDOW_CENTER, LUT_DATA, OTHER_NAMES = 0x00280030, 0x00281050, 0x00283006, 0x00101001


def test_a_valid_file_has_no_doubtful_value(tmp_path: Path) -> None:
    rows = read_tags(write(tmp_path / "a.dcm", make_dataset()))
    assert len(rows) > 40
    assert [row for row in rows if row.problem] == []


@pytest.mark.parametrize(
    ("tag", "vr", "text", "vm", "told"),
    [
        (PATIENT_AGE, "AS", "56", 1, "VR AS"),
        (STUDY_DATE, "DA", "1994.01.30", 1, "VR DA"),
        (SOP_UID, "UI", "1.2.a", 1, "VR UI"),
        (PIXEL_SPACING, "DS", "0.5\\wide", 2, "VR DS"),
        (STUDY_DATE, "LO", "20240131", 1, "standard says DA"),
        (PIXEL_SPACING, "DS", "0.5", 1, "standard says 2"),
        (OTHER_NAMES, "PN", "Do\N{REPLACEMENT CHARACTER}e", 1, "character set"),
    ],
)
def test_a_value_that_breaks_a_rule_is_told_of(
    tag: int, vr: str, text: str, vm: int, told: str
) -> None:
    assert told in value_problem(tag, vr, text.encode(), text, vm)


@pytest.mark.parametrize(
    ("tag", "vr", "text", "vm"),
    [
        (PATIENT_AGE, "AS", "056Y", 1),
        (STUDY_DATE, "DA", "", 0),
        (WINDOW_CENTER, "DS", "40\\-600 ", 2),
        (LUT_DATA, "US", "1", 1),
        (LUT_DATA, "OW", "1", 1),
        (0x00091001, "UN", "\N{REPLACEMENT CHARACTER}", 1),
        (0x00091001, "LO", "private", 1),
    ],
)
def test_a_value_that_keeps_the_rules_is_not(tag: int, vr: str, text: str, vm: int) -> None:
    assert value_problem(tag, vr, b"", text, vm) == ""


def test_a_number_cut_short_is_told_of() -> None:
    assert "3 bytes" in value_problem(ROWS, "US", b"\1\0\2", "1", 1)


def test_the_row_of_a_bad_value_says_so(tmp_path: Path) -> None:
    ds: Dataset = make_dataset()
    ds.add_new(PATIENT_AGE, "LO", "old")
    (row,) = [r for r in read_tags(write(tmp_path / "a.dcm", ds)) if r.keyword == "PatientAge"]
    assert row.problem == "Its VR is LO, but the standard says AS."
