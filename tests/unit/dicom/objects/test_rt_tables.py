"""Radiotherapy objects as tables, against what pydicom reads of the same files (DC-135)."""

from pathlib import Path

from pydicom import dcmread
from pydicom.data import get_testdata_file

from viewer.dicom.objects.documents import read_document
from viewer.model.document import Document, Entry, Table
from viewer.model.finding import Severity

PLAN = "dicom+rtkit/samples/simple_phantom_case/RP1.3.6.1.4.1.2452.6.2467388899.1146065960.224089749.3085483327.dcm"  # noqa: E501
STRUCTURES = "dicom+rtkit/samples/simple_phantom_case/RS1.3.6.1.4.1.2452.6.727319383.1116259385.3336283576.3074434425.dcm"  # noqa: E501


def table(document: Document, title: str) -> list[dict[str, str]]:
    (found,) = [p for p in document.parts if isinstance(p, Table) and p.title == title]
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def test_the_beams_of_a_plan_are_listed_as_stored(corpus: Path) -> None:
    rows = table(read_document(corpus / PLAN), "Beams")
    beams = dcmread(corpus / PLAN).BeamSequence
    assert [row["Name"] for row in rows] == [str(beam.BeamName) for beam in beams]
    for row, beam in zip(rows, beams, strict=True):
        first = beam.ControlPointSequence[0]
        assert row["Radiation"] == beam.RadiationType
        assert row["Energy"] == f"{float(first.NominalBeamEnergy):g} MV"
        assert row["Gantry"] == f"{float(first.GantryAngle):g}°"
        assert row["Control points"] == str(len(beam.ControlPointSequence))


def test_the_fractions_and_monitor_units_of_a_plan(corpus: Path) -> None:
    document = read_document(corpus / PLAN)
    group = dcmread(corpus / PLAN).FractionGroupSequence[0]
    (fractions,) = table(document, "Fractions")
    assert fractions["Fractions"] == str(group.NumberOfFractionsPlanned)
    beams = table(document, "Beams of fraction group 1")
    assert [float(row["Meterset"]) for row in beams] == [
        float(beam.BeamMeterset) for beam in group.ReferencedBeamSequence
    ]


def test_a_plan_that_is_not_approved_says_so_on_top(corpus: Path) -> None:
    (flag,) = read_document(corpus / PLAN).flags
    assert (flag.text, flag.severity) == ("Unapproved", Severity.WARNING)


def test_the_structures_of_a_set_are_joined_with_their_contours(corpus: Path) -> None:
    document = read_document(corpus / STRUCTURES)
    ds = dcmread(corpus / STRUCTURES)
    rows = table(document, "Structures")
    drawn = {int(roi.ReferencedROINumber): roi for roi in ds.ROIContourSequence}
    assert [row["Name"] for row in rows] == [str(r.ROIName) for r in ds.StructureSetROISequence]
    for row in rows:
        roi = drawn[int(row["No."])]
        assert row["Contours"].startswith(f"{len(roi.ContourSequence)} (")
        assert row["Colour"] == ", ".join(str(part) for part in roi.ROIDisplayColor)


def test_a_plan_refers_to_its_structure_set(corpus: Path) -> None:
    heading = read_document(corpus / PLAN).parts[-1]
    assert isinstance(heading, Entry)
    (reference,) = [part for part in heading.parts if isinstance(part, Entry)]
    expected = dcmread(corpus / PLAN).ReferencedStructureSetSequence[0].ReferencedSOPInstanceUID
    assert reference.link is not None
    assert reference.link.sop_instance_uid == expected
    assert reference.value == "RT Structure Set"


def test_a_plan_that_breaks_off_shows_what_there_is() -> None:
    path = get_testdata_file("rtplan_truncated.dcm")
    document = read_document(Path(str(path)))
    assert document.object_name == "RT Plan"
    assert document.findings
