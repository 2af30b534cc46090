"""Paths of elements as code writes them, and two data sets side by side."""

from pathlib import Path

from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support.builders import enhanced_ct, make_dataset, write
from viewer.dicom.tag_paths import Difference, compare, path_text, paths_of
from viewer.dicom.tag_tree import read_tags
from viewer.model.tag import TagRow


def rows_of(path: Path, ds: Dataset) -> tuple[TagRow, ...]:
    return read_tags(write(path, ds))


def test_every_path_leads_to_its_element_in_pydicom(tmp_path: Path) -> None:
    rows = rows_of(tmp_path / "a.dcm", enhanced_ct(3))
    ds = dcmread(tmp_path / "a.dcm")
    paths = paths_of(rows)
    assert len(set(paths)) == len(paths)
    checked = 0
    for number, row in enumerate(rows):
        if row.keyword and row.tag >> 16 not in (0x0002, 0x7FE0):
            found = eval(f"ds.{path_text(rows, paths, number)}", {"ds": ds})
            is_sequence = isinstance(found, Sequence)
            assert not is_sequence or row.value.startswith(str(len(found)))
            checked += 1
    assert checked > 60


def test_a_private_element_stands_in_its_path_by_its_tag(tmp_path: Path) -> None:
    ds = make_dataset()
    ds.private_block(0x0009, "ACME", create=True).add_new(1, "LO", "x")
    rows = rows_of(tmp_path / "a.dcm", ds)
    paths = paths_of(rows)
    texts = [path_text(rows, paths, number) for number in range(len(rows))]
    assert "(0009,1001)" in texts
    assert "PatientName" in texts


def test_equal_data_sets_do_not_differ(tmp_path: Path) -> None:
    rows = rows_of(tmp_path / "a.dcm", enhanced_ct(3))
    assert {found.difference for found in compare(rows, rows)} == {Difference.SAME}
    assert [found.row for found in compare(rows, rows)] == list(rows)


def test_what_differs_is_found_in_its_place(tmp_path: Path) -> None:
    first, second = enhanced_ct(2), enhanced_ct(2)
    first.PatientComments = "only here"
    second.StudyComments = "only there"
    second.PatientName = "Roe^Other"
    frame = second.PerFrameFunctionalGroupsSequence[1]
    frame.PlanePositionSequence[0].ImagePositionPatient = [9, 9, 9]
    compared = compare(rows_of(tmp_path / "a", first), rows_of(tmp_path / "b", second))
    found = {
        each.row.keyword or each.row.name: each
        for each in compared
        if each.difference is not Difference.SAME
    }
    assert found["PatientComments"].difference is Difference.ONLY_FIRST
    assert found["StudyComments"].difference is Difference.ONLY_SECOND
    assert found["PatientName"].difference is Difference.CHANGED
    assert (found["PatientName"].row.value, found["PatientName"].other) == ("Doe^Jane", "Roe^Other")
    assert found["ImagePositionPatient"].path[1] == 2  # in the second frame
    for outer in ("PerFrameFunctionalGroupsSequence", "PlanePositionSequence", "Item 2"):
        assert found[outer].difference is Difference.INSIDE
    assert len(found) == 8


def test_an_item_that_only_one_has_comes_in_order(tmp_path: Path) -> None:
    rows = rows_of(tmp_path / "a", enhanced_ct(2)), rows_of(tmp_path / "b", enhanced_ct(3))
    compared = compare(*rows)
    paths = [each.path for each in compared]
    assert paths == sorted(paths)
    extra = [each for each in compared if each.difference is Difference.ONLY_SECOND]
    assert extra[0].row.name == "Item 3"
    assert len(extra) > 3
