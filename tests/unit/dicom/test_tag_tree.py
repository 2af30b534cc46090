"""A header as rows of tags, against pydicom's own iteration."""

from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support import builders
from viewer.dicom.errors import LimitExceededError
from viewer.dicom.read import DicomFile, read_dataset
from viewer.dicom.tag_tree import search_rows, tag_rows


@pytest.fixture
def file(tmp_path: Path) -> DicomFile:
    """An enhanced object with a private block and a pointer to a tag."""
    ds = builders.enhanced_ct(2, FrameIncrementPointer=0x00181063)
    block = ds.private_block(0x0019, "RADIOLUCENT TEST", create=True)
    block.add_new(0x01, "LO", "secret value")
    block.add_new(0x02, "OB", bytes(range(40)))
    return read_dataset(builders.write(tmp_path / "a", ds))


def test_every_element_of_every_depth_is_listed_in_order(file: DicomFile) -> None:
    theirs = [int(e.tag) for e in dcmread(file.path).iterall() if e.keyword != "PixelData"]
    rows = [r for r in tag_rows(file) if r.tag >> 16 not in (0x0002, 0xFFFE, 0x7FE0)]
    assert [row.tag for row in rows] == theirs


def test_vr_and_number_of_values_agree_with_pydicom(file: DicomFile) -> None:
    ds = dcmread(file.path)
    for row in tag_rows(file):
        if row.depth == 0 and row.tag in ds and row.vr != "OB" and row.keyword != "PixelData":
            assert (row.vr, row.vm) == (ds[row.tag].VR, ds[row.tag].VM), row


def test_names_come_from_the_dictionary_and_private_ones_from_their_creator(
    file: DicomFile,
) -> None:
    rows = {(row.depth, row.tag): row for row in tag_rows(file)}
    assert rows[0, 0x00100010].name == "Patient's Name"
    assert rows[0, 0x00020010].value == "1.2.840.10008.1.2.1"
    private = rows[0, 0x00191001]
    assert (private.creator, private.value) == ("RADIOLUCENT TEST", "secret value")
    assert rows[0, 0x00190010].name == "Private Creator"


def test_long_binary_values_are_cut_and_pointers_are_tags(file: DicomFile) -> None:
    rows = {row.tag: row for row in tag_rows(file)}
    assert rows[0x00191002].value.endswith("(40 bytes)")
    assert rows[0x00191002].value.startswith("00 01 02")
    assert rows[0x00280009].value == "(0018,1063)"
    assert "256 bytes" in rows[0x7FE00010].value


def test_search_finds_tags_keywords_names_and_values(file: DicomFile) -> None:
    def found(text: str) -> set[str]:
        return {row.keyword or row.tag_text for row in search_rows(tag_rows(file), text)}

    assert found("patientid") == {"PatientID"}
    assert found("patient's name") == {"PatientName"}
    assert found("(0010,0010)") == {"PatientName"}
    assert "(0019,1001)" in found("secret")
    assert found("no such thing") == set()


def test_more_rows_than_allowed_are_refused(file: DicomFile) -> None:
    with pytest.raises(LimitExceededError):
        list(tag_rows(file, max_rows=10))


def test_nesting_beyond_64_levels_is_refused(tmp_path: Path) -> None:
    ds = Dataset()
    for _ in range(70):
        outer = Dataset()
        outer.ReferencedImageSequence = Sequence([ds])
        ds = outer
    whole = builders.make_dataset(ReferencedImageSequence=ds.ReferencedImageSequence)
    with pytest.raises(LimitExceededError, match="nested"):
        list(tag_rows(read_dataset(builders.write(tmp_path / "a", whole))))
