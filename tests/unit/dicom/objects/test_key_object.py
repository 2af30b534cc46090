"""Key objects: why, and which instances; a rejection cannot be overlooked (DC-150)."""

from pathlib import Path
from typing import Any

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support.builders import CT, report, write
from viewer.dicom.objects.documents import read_document
from viewer.model.document import Document, Entry, Link
from viewer.model.finding import Severity
from viewer.model.identity import InstanceUid

KEY_OBJECT = "1.2.840.10008.5.1.4.1.1.88.59"


def item(**elements: Any) -> Dataset:
    ds = Dataset()
    for keyword, value in elements.items():
        setattr(ds, keyword, value)
    return ds


def code(value: str, meaning: str) -> Sequence:
    return Sequence([item(CodeValue=value, CodingSchemeDesignator="DCM", CodeMeaning=meaning)])


def picked(uid: str, *frames: int) -> Dataset:
    reference = item(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=uid)
    if frames:
        reference.ReferencedFrameNumber = list(frames)
    return item(
        RelationshipType="CONTAINS", ValueType="IMAGE",
        ReferencedSOPSequence=Sequence([reference]),
    )  # fmt: skip


def selection(tmp_path: Path, title: Sequence, *content: Dataset, **elements: Any) -> Document:
    ds = report(SOPClassUID=KEY_OBJECT, Modality="KO", CompletionFlag=None, VerificationFlag=None)
    ds.ConceptNameCodeSequence = title
    ds.ContentSequence = Sequence(content)
    for keyword, value in elements.items():
        setattr(ds, keyword, value)
    return read_document(write(tmp_path / "ko.dcm", ds))


def test_title_description_and_references_are_told(tmp_path: Path) -> None:
    words = item(
        RelationshipType="CONTAINS", ValueType="TEXT", TextValue="See the left lobe",
        ConceptNameCodeSequence=code("113012", "Key Object Description"),
    )  # fmt: skip
    document = selection(
        tmp_path, code("113000", "Of Interest"), words, picked("1.2.3", 4, 5), picked("1.2.6")
    )
    assert document.title == "Of Interest"
    assert document.flags == ()
    described, made, selected = document.parts
    assert described == Entry("Key Object Description", "See the left lobe")
    assert made == Entry("Made", "2024-01-31 10:16:00")
    assert isinstance(selected, Entry)
    assert selected.name == "Selected instances (2)"
    assert [part.link for part in selected.parts if isinstance(part, Entry)] == [
        Link(InstanceUid("1.2.3"), (4, 5)),
        Link(InstanceUid("1.2.6")),
    ]
    assert selected.parts[0] == Entry(
        "", "CT Image, frames 4, 5", link=Link(InstanceUid("1.2.3"), (4, 5))
    )


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        ("113001", "Rejected for Quality Reasons"),
        ("113037", "Rejected for Patient Safety Reasons"),
        ("113039", "Data Retention Policy Expired"),
    ],
)
def test_a_rejection_is_flagged(tmp_path: Path, value: str, meaning: str) -> None:
    (flag,) = selection(tmp_path, code(value, meaning), picked("1.2.3")).flags
    assert flag.text.casefold() == meaning.casefold()
    assert flag.severity is Severity.WARNING


def test_evidence_that_was_not_selected_is_listed_apart(tmp_path: Path) -> None:
    series = item(
        SeriesInstanceUID="1.9",
        ReferencedSOPSequence=Sequence(
            item(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=uid) for uid in ("1.2", "1.3")
        ),
    )
    evidence = Sequence([item(StudyInstanceUID="1", ReferencedSeriesSequence=Sequence([series]))])
    document = selection(
        tmp_path, code("113030", "Manifest"), picked("1.2"),
        CurrentRequestedProcedureEvidenceSequence=evidence,
    )  # fmt: skip
    only = document.parts[-1]
    assert isinstance(only, Entry)
    assert only.name == "Named as evidence only (1)"
