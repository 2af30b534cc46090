"""Tags as people write them."""

import pytest

from viewer.dicom.tag_names import tag_from_text


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("PatientName", 0x00100010),
        ("0010,0010", 0x00100010),
        ("(0010,0010)", 0x00100010),
        ("00100010", 0x00100010),
        ("7fe00010", 0x7FE00010),
        ("patientname", None),
        ("0010-0010", None),
        ("", None),
    ],
)
def test_a_keyword_or_a_number_names_a_tag(text: str, tag: int | None) -> None:
    assert tag_from_text(text) == tag
