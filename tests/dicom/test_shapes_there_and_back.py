"""Every kind of shape, written to a report and a presentation state and read back."""

from pathlib import Path

import numpy as np
import pydicom
import pytest

from tests.support.builders import make_dataset, write
from viewer.dicom.objects.presentation_read import read_presentation
from viewer.dicom.objects.presentation_write import write_presentation
from viewer.dicom.objects.reports import read_report
from viewer.dicom.objects.sr_write import can_be_reported, write_report
from viewer.imaging.measure import measure
from viewer.model.annotation import Annotation
from viewer.model.frame import Frame
from viewer.model.identity import InstanceUid
from viewer.model.measurement import Measurement
from viewer.model.presentation import ImageReference, PresentationState
from viewer.model.shape import Point, Shape, ShapeKind
from viewer.workflows.presentation_of import graphics_of
from viewer.workflows.render_image import load_frame

_POINTS: dict[ShapeKind, tuple[Point, ...]] = {
    ShapeKind.POINT: ((3, 3),),
    ShapeKind.LENGTH: ((1, 1.25), (5, 4)),
    ShapeKind.RULER: ((3, 3), (30, 20)),
    ShapeKind.POLYLINE: ((3, 3), (9, 3), (9, 9)),
    ShapeKind.BIDIRECTIONAL: ((1, 1), (9, 1), (5, 0), (5, 4)),
    ShapeKind.ANGLE: ((1, 1), (5, 5), (9, 1)),
    ShapeKind.COBB: ((1, 1), (9, 1), (5, 0), (9, 4)),
    ShapeKind.OPEN_ANGLE: ((1, 1), (9, 1), (5, 4), (9, 8)),
    ShapeKind.CARDIOTHORACIC: ((12, 9), (22, 9), (5, 15), (37, 15)),
    ShapeKind.RECTANGLE: ((3, 3), (9, 8)),
    ShapeKind.ELLIPSE: ((5, 10), (25, 10), (15, 6), (15, 14)),
    ShapeKind.POLYGON: ((3, 3), (9, 3), (9, 9)),
    ShapeKind.SPLINE: ((3, 3), (9, 3), (9, 9), (3, 9)),
    ShapeKind.ARROW: ((4, 4), (12, 9)),
    ShapeKind.TEXT: ((6.5, 7),),
}
_WITH_NUMBERS = [kind for kind in ShapeKind if kind not in (ShapeKind.ARROW, ShapeKind.TEXT)]
_CLOSED = (ShapeKind.RECTANGLE, ShapeKind.POLYGON, ShapeKind.SPLINE)
_IN_TWO = (
    ShapeKind.BIDIRECTIONAL, ShapeKind.COBB, ShapeKind.OPEN_ANGLE, ShapeKind.CARDIOTHORACIC
)  # fmt: skip


@pytest.fixture
def frame(tmp_path: Path) -> Frame:
    stored = np.random.default_rng(1).integers(0, 3000, (32, 48)).astype(np.uint16)
    return load_frame(write(tmp_path / "ct.dcm", make_dataset(stored)))


def _drawn(frame: Frame, kind: ShapeKind) -> Annotation:
    image, shape = frame.image, Shape(kind, _POINTS[kind])
    numbers = measure(shape, frame) if kind in _WITH_NUMBERS else ()
    return Annotation(
        "2.25.7", image.study_uid, image.series_uid, image.sop_instance_uid, image.sop_class_uid,
        0, shape, tuple(numbers), "Läsion",
    )  # fmt: skip


def _lines(kind: ShapeKind) -> set[tuple[Point, ...]]:
    """The lines that a viewer without the kind must draw to show the same."""
    points = Shape(kind, _POINTS[kind]).corners
    found = [points[:2], points[2:]] if kind in _IN_TWO else [points]
    return {_near(each) for each in found}


def _near(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Points as 32-bit floats have them, in an order that does not hang on the direction."""
    rounded = [(round(x, 3), round(y, 3)) for x, y in points]
    return tuple(sorted(rounded))


@pytest.mark.parametrize("kind", _WITH_NUMBERS, ids=lambda kind: kind.value)
def test_a_report_keeps_points_and_numbers(frame: Frame, tmp_path: Path, kind: ShapeKind) -> None:
    drawn = _drawn(frame, kind)
    assert can_be_reported(drawn)
    path = tmp_path / "report.dcm"
    write_report([drawn], [pydicom.dcmread(frame.image.path, stop_before_pixels=True)], path)
    report = read_report(path)
    assert report is not None
    assert not report.not_shown
    assert {_near(each.shape.points) for each in report.annotations} == _lines(kind)
    assert {each.label for each in report.annotations} == {"Läsion"}
    assert {each.tracking_uid for each in report.annotations} == {drawn.tracking_uid}
    assert {each.sop_instance_uid for each in report.annotations} == {drawn.sop_instance_uid}
    read = {_told(number) for each in report.annotations for number in each.measurements}
    assert read == {_told(number) for number in drawn.measurements}


def _told(number: Measurement) -> tuple[str, str]:
    """What the 16 characters of a decimal string keep, whatever sign and exponent take."""
    return f"{number.value:.11g}", number.unit or "1"


@pytest.mark.parametrize("kind", list(ShapeKind), ids=lambda kind: kind.value)
def test_a_presentation_state_keeps_points_and_text(
    frame: Frame, tmp_path: Path, kind: ShapeKind
) -> None:
    drawn = _drawn(frame, kind)
    reference = (ImageReference(drawn.sop_instance_uid),)
    state = PresentationState(
        InstanceUid("1.2"), drawn.study_uid, reference,
        graphics=tuple((reference, each) for each in graphics_of(drawn)),
    )  # fmt: skip
    path = tmp_path / "state.dcm"
    write_presentation(state, [pydicom.dcmread(frame.image.path, stop_before_pixels=True)], path)
    again = [graphic for _, graphic in read_presentation(path).graphics]
    words = [each for each in again if each.text]
    assert [each.text.splitlines()[0] for each in words] == ["Läsion"]
    lines = {_near(each.shape.points) for each in again if not each.text}
    assert lines == (set() if kind is ShapeKind.TEXT else _lines(kind))
    closed = [each.shape.kind is ShapeKind.POLYGON for each in again if not each.text]
    assert any(closed) is (kind in _CLOSED)
