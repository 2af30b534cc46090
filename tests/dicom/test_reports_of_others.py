"""Reports of others, written by highdicom: shapes where they were drawn, numbers as reported."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from highdicom.sr import CodedConcept
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as DicomSequence
from pydicom.sr.codedict import codes

from tests.support.builders import uid, write
from tests.support.reports import (
    ellipsoid,
    make_report,
    make_selection,
    measured,
    region,
    region_3d,
    slices,
)
from viewer.dicom.objects.reports import read_report
from viewer.dicom.scan import scan_file
from viewer.model.annotation import ALL_FRAMES
from viewer.model.code import Code
from viewer.model.report import Report, ReportKind
from viewer.model.shape import ShapeKind


def read(folder: Path, ds: Dataset) -> Report:
    report = read_report(write(folder / "report.dcm", ds))
    assert report is not None
    return report


@pytest.mark.parametrize(
    ("kind", "points", "shape", "expected"),
    [
        ("POINT", [[0.5, 0.5]], ShapeKind.POINT, ((0, 0),)),
        ("POLYLINE", [[1, 1], [4, 5]], ShapeKind.LENGTH, ((0.5, 0.5), (3.5, 4.5))),
        (
            "POLYLINE", [[1, 1], [4, 1], [4, 5], [1, 1]],
            ShapeKind.POLYGON, ((0.5, 0.5), (3.5, 0.5), (3.5, 4.5)),
        ),
        (
            "CIRCLE", [[10, 10], [13, 10]],
            ShapeKind.ELLIPSE, ((6.5, 9.5), (12.5, 9.5), (9.5, 6.5), (9.5, 12.5)),
        ),
        (
            "ELLIPSE", [[1, 5], [9, 5], [5, 3], [5, 7]],
            ShapeKind.ELLIPSE, ((0.5, 4.5), (8.5, 4.5), (4.5, 2.5), (4.5, 6.5)),
        ),
    ],
)  # fmt: skip
def test_every_shape_is_half_a_pixel_from_the_numbers_of_the_file(
    tmp_path: Path, kind: str, points: Any, shape: ShapeKind, expected: Any
) -> None:
    """(0.5, 0.5) is the centre of the first pixel: others are off by half of one (wish 31)."""
    images = slices()
    report = read(tmp_path, make_report(images, measured(region(images[1], kind, points))))
    (drawn,) = report.annotations
    assert drawn.shape.kind is shape
    assert np.allclose(drawn.shape.points, expected)
    assert drawn.sop_instance_uid == images[1].SOPInstanceUID


def test_a_report_says_who_found_what_where_and_how_large(tmp_path: Path) -> None:
    """DC-161."""
    images = slices()
    group = measured(region(images[0], "CIRCLE", [[10, 10], [13, 10]]), tracking_uid="1.2.3")
    report = read(tmp_path, make_report(images, group))
    assert (report.kind, report.author) == (ReportKind.MEASUREMENTS, "Reader, Rita")
    assert report.created == "2024-02-03 10:11:12"
    assert report.not_shown == ()
    (drawn,) = report.annotations
    assert (drawn.label, drawn.tracking_uid) == ("Lesion 1", "1.2.3")
    assert drawn.finding == Code("27925004", "SCT", "Nodule")
    assert drawn.site is not None
    assert drawn.site.meaning == "Lung"
    assert (drawn.author, drawn.created) == ("Reader, Rita", "2024-02-03T10:11:12")
    assert drawn.is_locked
    assert drawn.source_uid == uid("report")
    (number,) = drawn.measurements
    assert (number.name, number.value, number.unit) == ("Area", 123.456, "mm2")
    assert number.provenance == "reported by Reader, Rita: 123.456"


def test_a_report_without_a_uid_is_still_somebody_elses(tmp_path: Path) -> None:
    """Or what it draws would be kept and reported as drawn here."""
    images = slices()
    ds = make_report(images, measured(region(images[0], "POINT", [[1, 1]])))
    path = write(tmp_path / "report.dcm", ds)
    bare = dcmread(path)
    del bare.SOPInstanceUID, bare.StudyInstanceUID
    bare.save_as(path)
    record, report = scan_file(path), read_report(path)
    assert report is not None
    (drawn,) = report.annotations
    assert drawn.source_uid == report.sop_instance_uid == record.sop_instance_uid
    assert drawn.study_uid == report.study_uid == record.study.study_uid


def test_how_a_number_was_found_is_told_by_its_method(tmp_path: Path) -> None:
    images = slices()
    method = CodedConcept("126030", "99SOMEBODY", "Area within the contour at 50 % of the maximum")
    group = measured(region(images[0], "CIRCLE", [[10, 10], [13, 10]]), method=method)
    (drawn,) = read(tmp_path, make_report(images, group)).annotations
    assert [number.provenance for number in drawn.measurements] == [
        "reported by Reader, Rita: 123.456; Area within the contour at 50 % of the maximum"
    ]


def test_a_shape_is_on_the_frames_that_it_names(tmp_path: Path) -> None:
    images = slices()
    group = measured(region(images[0], "POINT", [[1, 1]], [2]))
    (drawn,) = read(tmp_path, make_report(images, group)).annotations
    assert drawn.frame_index == 1
    (anywhere,) = read(
        tmp_path, make_report(images, measured(region(images[0], "POINT", [[1, 1]])))
    ).annotations
    assert anywhere.frame_index == ALL_FRAMES


def test_a_shape_in_the_patient_keeps_its_points_and_its_space(tmp_path: Path) -> None:
    images = slices()
    corners = [[12.0, 21.0, 4.0], [14.0, 21.0, 4.0], [14.0, 23.0, 4.0], [12.0, 21.0, 4.0]]
    group = measured(region_3d(images[0], "POLYGON", corners))
    (drawn,) = read(tmp_path, make_report(images, group)).annotations
    assert drawn.shape.kind is ShapeKind.POLYGON
    assert drawn.patient_points == tuple(map(tuple, corners[:3]))
    assert drawn.frame_of_reference_uid == images[0].FrameOfReferenceUID


def test_what_cannot_be_drawn_is_named(tmp_path: Path) -> None:
    images = slices()
    flattened = [[0, 0, 0], [8, 0, 0], [4, 4, 0], [4, -4, 0], [4, 0, 3], [4, 0, 3]]
    report = read(tmp_path, make_report(images, measured(ellipsoid(images[0], flattened))))
    assert report.annotations == ()
    assert report.not_shown == ("a shape that is not known or damaged (ELLIPSOID)",)
    flat = make_report(images, measured(region(images[0], "POINT", [[1, 1]])))
    del _first(flat, "SCOORD").ContentSequence
    assert read(tmp_path, flat).not_shown == ("a shape that names no image (POINT)",)


def test_an_ellipsoid_keeps_the_ends_of_its_three_axes(tmp_path: Path) -> None:
    images = slices()
    ends = [[0, 0, 0], [8, 0, 0], [4, 4, 0], [4, -4, 0], [4, 0, 3], [4, 0, -3]]
    report = read(tmp_path, make_report(images, measured(ellipsoid(images[0], ends))))
    (drawn,) = report.annotations
    assert drawn.is_ellipsoid
    assert drawn.patient_points == tuple(map(tuple, ends))
    assert report.not_shown == ()


def test_points_in_time_are_named_with_their_kind(tmp_path: Path) -> None:
    images = slices()
    made = make_report(images, measured(region(images[0], "POINT", [[1, 1]])))
    ds = dcmread(write(tmp_path / "made.dcm", made))
    time = Dataset()
    time.RelationshipType, time.ValueType = "CONTAINS", "TCOORD"
    time.TemporalRangeType, time.ReferencedTimeOffsets = "SEGMENT", [1.0, 2.5]
    ds.ContentSequence.append(time)
    assert read(tmp_path, ds).not_shown == ("points in time (SEGMENT)",)


def _first(ds: Dataset, kind: str) -> Dataset:
    """The first content item of a value type."""
    for item in ds.get("ContentSequence", ()):
        if item.ValueType == kind:
            return item
        try:
            return _first(item, kind)
        except LookupError:
            continue
    raise LookupError(kind)


def test_images_by_reference_are_found(tmp_path: Path) -> None:
    """CAD reports name their images once and refer to them (PS3.16 TID 4000)."""
    images = slices()
    written = make_report(images, measured(region(images[2], "POINT", [[1, 1]])))
    ds = dcmread(write(tmp_path / "written.dcm", written))  # without highdicom's own sequences
    place = _first(ds, "SCOORD")
    image = place.ContentSequence[0]
    image.RelationshipType = "CONTAINS"
    ds.ContentSequence = DicomSequence([*ds.ContentSequence, image])
    pointer = Dataset()
    pointer.RelationshipType = "SELECTED FROM"
    pointer.ReferencedContentItemIdentifier = [1, len(ds.ContentSequence)]
    place.ContentSequence = DicomSequence([pointer])
    (drawn,) = read(tmp_path, ds).annotations
    assert drawn.sop_instance_uid == images[2].SOPInstanceUID


def test_a_key_object_selection_says_which_images_and_why(tmp_path: Path) -> None:
    images = slices()
    report = read(tmp_path, make_selection(images[:2], codes.DCM.ForTeaching, "Look here"))
    assert (report.kind, report.title) == (ReportKind.KEY_OBJECTS, "For Teaching: Look here")
    assert (report.author, report.created) == ("Reader, Rita", "2024-02-04 13:14:15")
    assert [each.sop_instance_uid for each in report.images] == [
        image.SOPInstanceUID for image in images[:2]
    ]
    assert not report.rejection


def test_a_rejection_is_told_as_one(tmp_path: Path) -> None:
    images = slices()
    selection = make_selection(images[:1], codes.DCM.RejectedForQualityReasons)
    assert read(tmp_path, selection).rejection == "Rejected for quality reasons"


@pytest.mark.parametrize(
    ("declared", "encoding", "words"),
    [
        ("ISO_IR 100", "latin-1", "Größe der Läsion"),
        ("ISO_IR 144", "iso8859_5", "Очаг"),
        ("\\ISO 2022 IR 87", "iso2022_jp", "結節"),
        ("GB18030", "gb18030", "结节"),
    ],
)
def test_texts_are_read_in_the_character_set_of_the_report(
    tmp_path: Path, declared: str, encoding: str, words: str
) -> None:
    """Wish 31: umlauts and scripts of others came out wrong."""
    images = slices()
    made = make_report(images, measured(region(images[0], "POINT", [[1, 1]])))
    ds = dcmread(write(tmp_path / "written.dcm", made))
    ds.SpecificCharacterSet = declared.split("\\")
    _item(ds, "112039").add_new("TextValue", "UT", words.encode(encoding))
    path = write(tmp_path / "report.dcm", ds)
    report = read_report(path)
    assert report is not None
    assert report.annotations[0].label == words


def test_a_character_set_that_the_user_chose_counts(tmp_path: Path) -> None:
    images = slices()
    made = make_report(images, measured(region(images[0], "POINT", [[1, 1]])))
    ds = dcmread(write(tmp_path / "written.dcm", made))
    del ds.SpecificCharacterSet
    _item(ds, "112039").add_new("TextValue", "UT", "Größe".encode("cp1252"))
    path = write(tmp_path / "report.dcm", ds)
    chosen = read_report(path, character_set="ISO_IR 100")
    assert chosen is not None
    assert chosen.annotations[0].label == "Größe"


def _item(ds: Dataset, concept: str) -> Dataset:
    """The content item of a concept, wherever it stands."""
    for item in ds.get("ContentSequence", ()):
        names = item.get("ConceptNameCodeSequence")
        if names and names[0].CodeValue == concept:
            return item
        try:
            return _item(item, concept)
        except LookupError:
            continue
    raise LookupError(concept)


def test_a_device_is_named_once_where_no_person_is(tmp_path: Path) -> None:
    ds = make_selection(slices()[:1], codes.DCM.OfInterest)
    written = dcmread(write(tmp_path / "written.dcm", ds))
    written.ContentSequence = [i for i in written.ContentSequence if i.ValueType == "IMAGE"]
    written.Manufacturer = written.ManufacturerModelName = "Somebody"
    assert read(tmp_path, written).author == "Somebody"
