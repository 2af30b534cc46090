"""Objects that refer to nothing, to themselves or to millions of points: cases 94 to 98, 100, 101.

None of them keeps the program busy or brings it down: each is examined as *Why?* does it, and has
something to say. Links of a PDF lead nowhere: see `tests/qt/test_documents.py`. Broken videos
(case 101) are in `test_video.py`.
"""

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support import builders
from viewer.workflows.diagnosis import Diagnosis
from viewer.workflows.doctor import examine

SEG = "1.2.840.10008.5.1.4.1.1.66.4"
RTSTRUCT = "1.2.840.10008.5.1.4.1.1.481.3"
GSPS = "1.2.840.10008.5.1.4.1.1.11.1"
KEY_OBJECT = "1.2.840.10008.5.1.4.1.1.88.59"
ENCAPSULATED_PDF = "1.2.840.10008.5.1.4.1.1.104.1"
_MAX_SECONDS = 4.0  # of the processor


def item(**elements: Any) -> Dataset:
    ds = Dataset()
    for keyword, value in elements.items():
        setattr(ds, keyword, value)
    return ds


def examined(path: Path) -> Diagnosis:
    start = time.process_time()
    diagnosis = examine(path)
    assert time.process_time() - start < _MAX_SECONDS
    assert diagnosis.readable
    return diagnosis


def without_pixels(sop_class: str, modality: str) -> Dataset:
    return builders.make_dataset(
        SOPClassUID=sop_class, Modality=modality, PixelData=None, Rows=None, Columns=None
    )


def test_94_a_segmentation_of_unknown_segments_shows_its_frames(tmp_path: Path) -> None:
    ds = builders.enhanced_ct(3)
    ds.SOPClassUID, ds.Modality = SEG, "SEG"
    ds.SegmentSequence = Sequence([item(SegmentNumber=1, SegmentLabel="Liver")])
    for group in ds.PerFrameFunctionalGroupsSequence:
        group.SegmentIdentificationSequence = Sequence([item(ReferencedSegmentNumber=99)])
        group.DerivationImageSequence = Sequence(
            [item(SourceImageSequence=Sequence([item(ReferencedSOPInstanceUID="9.9.9")]))]
        )
    assert examined(builders.write(tmp_path / "a.dcm", ds)).displayable


@pytest.mark.parametrize("values", [["NaN", "inf", "0"] * 300_000, ["1", "2"], []])
def test_95_contours_of_a_million_points_or_none_are_listed(
    values: list[str], tmp_path: Path
) -> None:
    ds = without_pixels(RTSTRUCT, "RTSTRUCT")
    ds.StructureSetROISequence = Sequence([item(ROINumber=1, ROIName="PTV")])
    contour = Dataset()
    raw = "\\".join(values).encode()
    contour.add_new(0x30060050, "UN", raw)  # what a reader makes of it is its own affair
    contour.ContourGeometricType = "CLOSED_PLANAR"
    region = item(ReferencedROINumber=1, ContourSequence=Sequence([contour]))
    ds.ROIContourSequence = Sequence([region, region])
    examined(builders.write(tmp_path / "a.dcm", ds))


def test_96_a_report_of_a_thousand_levels_is_refused_with_its_limit(tmp_path: Path) -> None:
    node = item(RelationshipType="CONTAINS", ValueType="TEXT", TextValue="x")
    for _ in range(150):
        node = item(
            RelationshipType="CONTAINS", ValueType="CONTAINER", ContentSequence=Sequence([node])
        )
    ds = builders.report()
    ds.ContentSequence = Sequence([node])
    diagnosis = examined(builders.write(tmp_path / "a.dcm", ds))
    assert not diagnosis.displayable or diagnosis.findings


@pytest.mark.parametrize("points", [0, 2_000_000])
def test_97_graphics_of_no_or_millions_of_points_on_an_area_of_nothing(
    points: int, tmp_path: Path
) -> None:
    ds = without_pixels(GSPS, "PR")
    graphic = Dataset()
    graphic.add_new(0x00700022, "FL", np.zeros(points, np.float32).tolist())
    graphic.NumberOfGraphicPoints = min(points // 2, 65535)
    ds.GraphicAnnotationSequence = Sequence([item(GraphicObjectSequence=Sequence([graphic]))])
    area = Dataset()
    area.DisplayedAreaTopLeftHandCorner = [0, 0]
    area.DisplayedAreaBottomRightHandCorner = [0, 0]
    ds.DisplayedAreaSelectionSequence = Sequence([area])
    examined(builders.write(tmp_path / "a.dcm", ds))


def test_98_key_objects_that_name_each_other_end(tmp_path: Path) -> None:
    for own, other in (("1.2.1", "1.2.2"), ("1.2.2", "1.2.1")):
        ds = builders.report(SOPClassUID=KEY_OBJECT, Modality="KO", SOPInstanceUID=own)
        reference = item(ReferencedSOPClassUID=KEY_OBJECT, ReferencedSOPInstanceUID=other)
        ds.ContentSequence = Sequence(
            [
                item(
                    RelationshipType="CONTAINS",
                    ValueType="COMPOSITE",
                    ReferencedSOPSequence=Sequence([reference]),
                )
            ]
        )
        assert examined(builders.write(tmp_path / own, ds)).displayable


def test_100_a_pdf_with_scripts_is_a_document_and_starts_nothing(tmp_path: Path) -> None:
    """QtPdf runs no scripts, and its links lead nowhere (SEC-024)."""
    ds = without_pixels(ENCAPSULATED_PDF, "DOC")
    ds.MIMETypeOfEncapsulatedDocument = "application/pdf"
    ds.EncapsulatedDocument = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.launchURL('x'))>>"
        b"/AA<</O<</S/Launch/F(/bin/sh)>>>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF  "
    )
    assert examined(builders.write(tmp_path / "a.dcm", ds)).displayable
