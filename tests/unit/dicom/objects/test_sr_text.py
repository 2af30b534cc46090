"""What a report reader must survive, and what the text of each value type is (DC-160)."""

from pathlib import Path
from typing import Any

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support.builders import report, write
from viewer.dicom.objects import sr_text
from viewer.dicom.objects.documents import read_document
from viewer.model.document import Document, Entry, Table
from viewer.model.finding import Severity


def item(kind: str, **elements: Any) -> Dataset:
    ds = Dataset()
    ds.RelationshipType = elements.pop("RelationshipType", "CONTAINS")
    ds.ValueType = kind
    for keyword, value in elements.items():
        setattr(ds, keyword, value)
    return ds


def code(meaning: str, value: str = "1", scheme: str = "99TEST") -> Sequence:
    ds = Dataset()
    ds.CodeValue, ds.CodingSchemeDesignator, ds.CodeMeaning = value, scheme, meaning
    return Sequence([ds])


def read(tmp_path: Path, *content: Dataset, **elements: Any) -> Document:
    ds = report(ContentDate=None, ContentTime=None, **elements)
    ds.ContentSequence = Sequence(content)
    return read_document(write(tmp_path / "sr.dcm", ds))


def value(tmp_path: Path, kind: str, **elements: Any) -> str:
    (entry,) = read(tmp_path, item(kind, **elements)).parts
    assert isinstance(entry, Entry)
    return entry.value


def measured(number: str, unit: str, meaning: str, scheme: str = "UCUM") -> Sequence:
    ds = Dataset()
    ds.NumericValue = number
    ds.MeasurementUnitsCodeSequence = code(meaning, unit, scheme)
    return Sequence([ds])


@pytest.mark.parametrize(
    ("unit", "meaning", "scheme", "expected"),
    [
        ("mm", "millimeter", "UCUM", "12.5 mm"),
        ("1", "no units", "UCUM", "12.5"),
        ("{ratio}", "ratio", "UCUM", "12.5 ratio"),
        ("zz", "Zorkmid", "99TEST", "12.5 Zorkmid"),
    ],
)
def test_a_number_has_its_unit(
    tmp_path: Path, unit: str, meaning: str, scheme: str, expected: str
) -> None:
    sequence = measured("12.5", unit, meaning, scheme)
    assert value(tmp_path, "NUM", MeasuredValueSequence=sequence) == expected


def test_a_number_that_is_none_says_why(tmp_path: Path) -> None:
    qualifier = code("Measurement failure")
    assert (
        value(tmp_path, "NUM", NumericValueQualifierCodeSequence=qualifier) == "Measurement failure"
    )
    assert value(tmp_path, "NUM") == "no value"


def test_people_dates_and_times_read_as_people_write_them(tmp_path: Path) -> None:
    assert value(tmp_path, "PNAME", PersonName="Doe^Jane^Mary") == "Doe, Jane Mary"
    assert value(tmp_path, "DATE", Date="20240131") == "2024-01-31"
    assert value(tmp_path, "TIME", Time="101500.250") == "10:15:00"
    assert value(tmp_path, "DATETIME", DateTime="20240131101500+0100") == (
        "2024-01-31 10:15:00 +0100"
    )


def test_a_shape_lists_its_first_points(tmp_path: Path) -> None:
    points = [float(k) for k in range(20)]
    text = value(tmp_path, "SCOORD", GraphicType="POLYLINE", GraphicData=points)
    assert text == "POLYLINE (0, 1) (2, 3) (4, 5) (6, 7) (8, 9) (10, 11) … 10 points"
    solid = value(tmp_path, "SCOORD3D", GraphicType="POINT", GraphicData=[1.5, 2, 3])
    assert solid == "POINT (1.5, 2, 3) mm"


def test_a_table_of_values_becomes_a_table(tmp_path: Path) -> None:
    cells = []
    for row, column, text in ((1, 1, "a"), (2, 2, "d")):
        cell = Dataset()
        cell.TableRowNumber, cell.TableColumnNumber, cell.TextValue = row, column, text
        cells.append(cell)
    values = Dataset()
    values.NumberOfTableRows, values.NumberOfTableColumns = 2, 2
    values.CellValuesSequence = Sequence(cells)
    document = read(tmp_path, item("TABLE", TabulatedValuesSequence=Sequence([values])))
    (entry,) = document.parts
    assert isinstance(entry, Entry)
    assert entry.parts == (Table("", ("1", "2"), (("a", ""), ("", "d"))),)


def test_a_table_with_a_false_size_is_not_made(tmp_path: Path) -> None:
    values = Dataset()
    values.NumberOfTableRows, values.NumberOfTableColumns = 2_000_000_000, 2_000_000_000
    document = read(tmp_path, item("TABLE", TabulatedValuesSequence=Sequence([values])))
    (entry,) = document.parts
    assert isinstance(entry, Entry)
    assert entry.parts == ()


def test_partial_and_unverified_stand_out_on_top(tmp_path: Path) -> None:
    document = read(tmp_path, CompletionFlag="PARTIAL", VerificationFlag="UNVERIFIED")
    assert [flag.text for flag in document.flags] == ["Partial", "Unverified"]
    assert {flag.severity for flag in document.flags} == {Severity.WARNING}
    whole = read(tmp_path, CompletionFlag="COMPLETE", VerificationFlag="VERIFIED")
    assert {flag.severity for flag in whole.flags} == {Severity.NOTE}


def test_who_verified_it_is_told(tmp_path: Path) -> None:
    observer = Dataset()
    observer.VerifyingObserverName = "Roe^Richard"
    observer.VerifyingOrganization = "Clinic"
    observer.VerificationDateTime = "20240131101500"
    document = read(tmp_path, VerifyingObserverSequence=Sequence([observer]))
    assert document.parts == (Entry("Verified by", "Roe, Richard, Clinic, 2024-01-31 10:15:00"),)


def test_relations_other_than_containing_are_named(tmp_path: Path) -> None:
    child = item("TEXT", RelationshipType="INFERRED FROM", TextValue="a shadow")
    parent = item("TEXT", TextValue="a nodule", ContentSequence=Sequence([child]))
    (entry,) = read(tmp_path, parent).parts
    assert isinstance(entry, Entry)
    (below,) = entry.parts
    assert isinstance(below, Entry)
    assert (entry.relation, below.relation) == ("", "inferred from")


def test_references_that_form_a_loop_or_lead_nowhere_end(tmp_path: Path) -> None:
    def reference(*position: int) -> Dataset:
        ds = Dataset()
        ds.RelationshipType = "INFERRED FROM"
        ds.ReferencedContentItemIdentifier = list(position)
        return ds

    first = item("TEXT", TextValue="one", ContentSequence=Sequence([reference(1, 2)]))
    second = item("TEXT", TextValue="two", ContentSequence=Sequence([reference(1, 1)]))
    lost = item("TEXT", TextValue="three", ContentSequence=Sequence([reference(1, 9, 9)]))
    found = [part for part in read(tmp_path, first, second, lost).parts if isinstance(part, Entry)]
    texts = [below.value for entry in found for below in entry.parts if isinstance(below, Entry)]
    assert texts == [
        "two (item 1.2)",
        "one (item 1.1)",
        "A reference to item 1.9.9, which is not there.",
    ]


def test_a_tree_without_end_is_cut_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sr_text, "_MAX_ENTRIES", 5)
    many = read(tmp_path, *(item("TEXT", TextValue=str(k)) for k in range(9)))
    assert len(many.parts) == 6
    last = many.parts[-1]
    assert isinstance(last, Entry)
    assert last.value == "Only the first 5 items are listed."

    deepest = item("TEXT", TextValue="end")
    for _ in range(60):
        deepest = item("CONTAINER", ContentSequence=Sequence([deepest]))
    monkeypatch.setattr(sr_text, "_MAX_ENTRIES", 1000)
    level, depth = read(tmp_path, deepest).parts[0], 0
    while isinstance(level, Entry) and level.parts:
        level, depth = level.parts[0], depth + 1
    assert isinstance(level, Entry)
    assert level.value == "The report goes on deeper than 48 levels."
    assert depth == 48


def test_an_item_of_an_unknown_kind_is_named(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, item("HOLOGRAM", TextValue="?")).parts
    assert isinstance(entry, Entry)
    assert entry.value == "An item of an unknown kind (HOLOGRAM)."
    assert entry.severity is Severity.WARNING
