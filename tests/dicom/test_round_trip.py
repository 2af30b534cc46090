"""Every tool, drawn and written as SR and GSPS: the same points and numbers to all who read it."""

import re
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import highdicom
import numpy as np
import pydicom
import pytest
from highdicom import sr

from tests.support.builders import make_dataset, write
from tests.support.tools import dicom3tool
from viewer.dicom.objects.presentation_read import read_presentation
from viewer.dicom.objects.presentation_write import write_presentation
from viewer.dicom.objects.reports import read_report
from viewer.dicom.objects.sr_write import can_be_reported, write_report
from viewer.imaging.measure import measure
from viewer.model.annotation import Annotation
from viewer.model.display_set import FrameRef
from viewer.model.displayed_area import DisplayedArea
from viewer.model.identity import InstanceUid
from viewer.model.lut import VoiWindow
from viewer.model.presentation import ImageReference, PresentationState
from viewer.model.shape import Point, Shape, ShapeKind
from viewer.workflows.presentation_of import graphics_of
from viewer.workflows.render_image import load_frame

_SHAPES = {
    ShapeKind.POINT: ((3.25, 3.0),),
    ShapeKind.LENGTH: ((1.0, 1.0), (5.5, 4.0)),
    ShapeKind.RULER: ((3.0, 3.0), (30.0, 20.25)),
    ShapeKind.POLYLINE: ((3.0, 3.0), (9.0, 3.5), (9.0, 9.0)),
    ShapeKind.BIDIRECTIONAL: ((1.0, 1.0), (9.0, 1.0), (5.0, 0.0), (5.0, 4.0)),
    ShapeKind.ANGLE: ((1.0, 1.0), (5.0, 5.0), (9.0, 1.0)),
    ShapeKind.COBB: ((1.0, 1.0), (9.0, 1.0), (5.0, 0.0), (9.0, 4.0)),
    ShapeKind.OPEN_ANGLE: ((1.0, 1.0), (9.0, 1.0), (5.0, 4.0), (9.0, 8.0)),
    ShapeKind.CARDIOTHORACIC: ((12.0, 9.0), (22.0, 9.0), (5.0, 15.0), (37.0, 15.0)),
    ShapeKind.RECTANGLE: ((3.0, 3.0), (9.0, 9.5)),
    ShapeKind.ELLIPSE: ((5.0, 10.0), (25.0, 10.0), (15.0, 6.0), (15.0, 14.0)),
    ShapeKind.POLYGON: ((3.0, 3.0), (9.0, 3.0), (9.0, 9.0)),
    ShapeKind.SPLINE: ((3.0, 3.0), (9.0, 3.0), (9.0, 9.0), (3.0, 9.0)),
    ShapeKind.ARROW: ((4.0, 4.0), (12.0, 8.0)),
    ShapeKind.TEXT: ((6.0, 7.0),),
}
_MEASURED = [kind for kind in _SHAPES if kind not in (ShapeKind.ARROW, ShapeKind.TEXT)]


@pytest.fixture
def image(tmp_path: Path) -> Path:
    stored = np.random.default_rng(1).integers(0, 3000, (32, 48)).astype(np.uint16)
    ds = make_dataset(stored, PatientName="A^B")  # which dcmpschk reads in ASCII alone
    return write(tmp_path / "ct.dcm", ds)


def drawn(path: Path, kind: ShapeKind) -> Annotation:
    frame = load_frame(path)
    of, shape = frame.image, Shape(kind, _SHAPES[kind])
    return Annotation(
        "2.25.17", of.study_uid, of.series_uid, of.sop_instance_uid, of.sop_class_uid, 0, shape,
        measure(shape, frame), "Lesion",
    )  # fmt: skip


def rounded(points: Iterable[Any]) -> set[Point]:
    return {(round(float(x), 3), round(float(y), 3)) for x, y in points}


def told(tool: str, path: Path, *options: str) -> str:
    done = subprocess.run(
        [tool, *options, str(path)], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout + done.stderr


def points_by_highdicom(groups: Iterable[Any]) -> set[Point]:
    """Points of regions and of the lines of numbers, counted from the first pixel's centre."""
    found: list[Any] = []
    for group in groups:
        if isinstance(group, sr.PlanarROIMeasurementsAndQualitativeEvaluations):
            found += list(group.roi.value)
        else:
            for number in group.get_measurements():
                for line in number.referenced_coordinates:
                    found += list(np.atleast_2d(line.value))
    return rounded(np.asarray(found) - 0.5)


def points_by_dcmtk(dump: str) -> set[Point]:
    """The same, of what dsrdump prints of spatial coordinates."""
    shapes = re.findall(r"SCOORD:[^=]*=\([A-Z]+,([^)]*)\)", dump)
    pairs = (pair.split("/") for shape in shapes for pair in shape.split(","))
    return rounded((float(x) - 0.5, float(y) - 0.5) for x, y in pairs)


def state_by_dcmtk(path: Path, image: Path) -> PresentationState:
    """What DCMTK writes of a state once it has read and applied it."""
    saved = path.with_name("by-dcmtk.dcm")
    subprocess.run(
        ["dcmp2pgm", "--pstate", path, "--save-pstate", saved, image, path.with_name("seen.pgm")],
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    return read_presentation(saved)


def test_every_kind_of_shape_goes_the_round() -> None:
    assert set(_SHAPES) == set(ShapeKind)


@pytest.mark.parametrize("kind", _MEASURED, ids=lambda kind: str(kind.value))
def test_a_report_holds_the_same_points_and_numbers_for_all(
    image: Path, tmp_path: Path, kind: ShapeKind
) -> None:
    annotation = drawn(image, kind)
    assert can_be_reported(annotation)
    path = tmp_path / "sr.dcm"
    write_report([annotation], [pydicom.dcmread(image, stop_before_pixels=True)], path)
    content = highdicom.sr.srread(path).content
    groups = [*content.get_planar_roi_measurement_groups(), *content.get_image_measurement_groups()]
    theirs = sorted(float(each.value) for group in groups for each in group.get_measurements())
    report = read_report(path)
    assert report is not None
    assert not report.not_shown
    marks = [each for each in report.annotations if each.tracking_uid == "2.25.17"]
    ours = sorted({number.value for each in marks for number in each.measurements})
    assert ours == pytest.approx(sorted(set(theirs)))
    known = sorted(number.value for number in annotation.measurements)
    assert all(any(value == pytest.approx(each) for each in known) for value in ours)
    points = rounded(point for each in marks for point in each.shape.points)
    if kind is not ShapeKind.SPLINE:  # which goes out as the polygon that it is drawn as
        assert points == rounded(annotation.shape.corners)
    else:
        assert rounded(_SHAPES[kind]) <= points
    assert points_by_highdicom(groups) == points
    dump = told("dsrdump", path, "+Pl")
    assert points_by_dcmtk(dump) == points
    measured = dump.partition('"Imaging Measurements"')[2]  # behind the library of images
    by_dcmtk = [float(value) for value in re.findall(r'NUM:[^=]*="([^"]+)"', measured)]
    assert sorted(by_dcmtk) == pytest.approx(theirs)
    page = unescape(told("dsr2html", path))
    assert all(f"{value:.4g}"[:4] in page for value in ours)


def test_what_a_number_rests_on_is_told_whole_to_all(image: Path, tmp_path: Path) -> None:
    """SUV rests on more than 64 characters, some of which are not ASCII."""
    inputs = "368.1 MBq, 70 kg, T½ 6586.2 s, 60.0 min from the dose to the picture, decay: START"
    annotation = drawn(image, ShapeKind.ELLIPSE)
    numbers = tuple(replace(each, provenance=inputs) for each in annotation.measurements)
    path = tmp_path / "sr.dcm"
    write_report(
        [replace(annotation, measurements=numbers)],
        [pydicom.dcmread(image, stop_before_pixels=True)],
        path,
    )
    assert "Error" not in told(dicom3tool("dciodvfy"), path)
    assert "368.1 MBq, 70 kg, T½ 6586.2 s" in str(pydicom.dcmread(path))
    assert inputs in unescape(told("dsr2html", path))
    (group,) = highdicom.sr.srread(path).content.get_planar_roi_measurement_groups()
    assert len(group.get_measurements()) == len(numbers)
    report = read_report(path)
    assert report is not None
    read = {each.provenance for mark in report.annotations for each in mark.measurements}
    assert {each.split("; ", 1)[1] for each in read} == {inputs}


@pytest.mark.parametrize("kind", _SHAPES, ids=lambda kind: str(kind.value))
def test_a_presentation_state_holds_the_same_points_and_words(
    image: Path, tmp_path: Path, kind: ShapeKind
) -> None:
    annotation = drawn(image, kind)
    header = pydicom.dcmread(image, stop_before_pixels=True)
    graphics = [
        replace(each, text=each.text.encode("ascii", "replace").decode())
        for each in graphics_of(annotation)
    ]
    state = PresentationState(
        InstanceUid(""), annotation.study_uid, (ImageReference(annotation.sop_instance_uid),),
        vois=(((), VoiWindow(40, 400)),), areas=(((), DisplayedArea((-0.5, -0.5, 47.5, 31.5))),),
        graphics=tuple(((), each) for each in graphics),
    )  # fmt: skip
    path = tmp_path / "pr.dcm"
    write_presentation(state, [header], path)
    assert "Test passed" in told("dcmpschk", path)
    read = read_presentation(path)
    assert not read.unheeded
    texts = [each.text for _, each in read.graphics if each.text]
    assert texts == [each.text for each in graphics if each.text]
    assert "Lesion" in texts[0]
    shapes = [each.shape for _, each in read.graphics if not each.text]
    assert bool(shapes) == (kind is not ShapeKind.TEXT)
    points = rounded(point for shape in shapes for point in shape.points)
    if shapes:
        assert rounded(_SHAPES[kind]) <= points
    stored = pydicom.dcmread(path).GraphicAnnotationSequence
    numbers = [
        float(number) - 0.5
        for item in stored
        for each in item.get("GraphicObjectSequence", ())
        for number in each.GraphicData
    ]
    assert rounded(zip(numbers[::2], numbers[1::2], strict=True)) == points
    by_dcmtk = state_by_dcmtk(path, image)
    assert [each.text for _, each in by_dcmtk.graphics if each.text] == texts
    assert [each.shape for _, each in by_dcmtk.graphics if not each.text] == shapes
    assert [area for _, area in by_dcmtk.areas] == [area for _, area in read.areas]
    assert by_dcmtk.voi_of(FrameRef(image, annotation.sop_instance_uid)) is not None
