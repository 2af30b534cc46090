"""Reports, key objects and presentation states of real programs say what they should."""

from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import CORPUS
from viewer.dicom.objects.reports import read_report
from viewer.model.report import ReportKind
from viewer.model.shape import ShapeKind
from viewer.workflows.render_image import RenderOptions, load_frame, render_frame

_DWV = "ivmartel+dwv/tests/annotation/"
_THALES = "ThalesMMS+DICOM-Swift/Tests/DicomCoreTests/Fixtures/"
_ULTRASOUND = (
    "AlizaMedicalImaging+AlizaMS/package/archive/usr/share/alizams/datasets/001US/TESTXX04_SR.dcm"
)
_ULTRASOUND_IMAGE = _ULTRASOUND.replace("TESTXX04_SR", "TESTXX02")
_CLEARCANVAS = "ClearCanvas+ClearCanvas/ImageViewer/RoiGraphics/Tests/Images/"

# How many shapes of which kind each draws.
SHAPES = {
    _ULTRASOUND: {"length": 1},
    "ImagingDataCommons+highdicom/data/test_files/sr_document.dcm": {"ellipse": 1},
    "dcmjs-org+dcmjs/examples/data/structured_report.dcm": {"length": 4, "ellipse": 2, "point": 1},
    _DWV + "dwv034/sr-circle.dcm": {"ellipse": 3, "point": 1},
    _DWV + "dwv034/sr-rectangle.dcm": {"polygon": 3, "point": 1},
    _DWV + "dwv034/sr-ruler.dcm": {"length": 3, "point": 1},
    _THALES + "StructuredReports/sr_tid1500_measurement_report.dcm": {},
    "cornerstonejs+dicomParser/testImages/deflate/report_dfl": {},
}
STATES = [
    *(f"{_CLEARCANVAS}real0{number}.pr.dcm" for number in range(1, 7)),
    _THALES + "ClinicalInterop/gsps_annotation.dcm",
]


def file_of(name: str) -> Path:
    if not (CORPUS / name).is_file():
        pytest.skip("the corpus is not here")
    return CORPUS / name


@pytest.mark.parametrize("name", SHAPES)
def test_the_shapes_of_a_report_are_found(name: str) -> None:
    report = read_report(file_of(name))
    assert report is not None
    assert report.kind is ReportKind.MEASUREMENTS
    assert Counter(each.shape.kind.value for each in report.annotations) == SHAPES[name]
    assert report.not_shown == ()


def test_the_name_of_a_tool_is_no_name_of_a_lesion() -> None:
    report = read_report(file_of("dcmjs-org+dcmjs/examples/data/structured_report.dcm"))
    assert report is not None
    assert {each.label for each in report.annotations} == {"ExampleText", ""}


def test_numbers_that_stand_below_a_shape_are_its_numbers() -> None:
    """Of three circles, each on a square of one value; read out with pydicom."""
    report = read_report(file_of(_DWV + "dwv034/sr-circle.dcm"))
    assert report is not None
    circles = [each for each in report.annotations if each.shape.kind is ShapeKind.ELLIPSE]
    found = [{number.name: number.value for number in each.measurements} for each in circles]
    assert [numbers["Radius"] for numbers in found] == pytest.approx([2, 2.00296736, 2.00593472])
    assert [numbers["Pixel by pixel mean"] for numbers in found] == [25, 50, 100]
    assert len({each.label for each in circles}) == 3


@pytest.mark.parametrize("name", [name for name in SHAPES if name.startswith(_DWV)])
def test_what_a_report_without_a_uid_draws_is_not_taken_for_ours(name: str) -> None:
    report = read_report(file_of(name))
    assert report is not None
    assert all(each.source_uid for each in report.annotations)


def test_an_ultrasound_line_ends_at_the_marks_in_the_picture_with_the_number_beside_it() -> None:
    """The device burned in crosses, and 0.849 sec."""
    report = read_report(file_of(_ULTRASOUND))
    assert report is not None
    (line,) = report.annotations
    (number,) = line.measurements
    assert (number.value, number.label) == (0.849, "sec")
    pixels = render_frame(load_frame(file_of(_ULTRASOUND_IMAGE)), RenderOptions()).max(axis=2)
    for x, y in line.shape.points:
        column, row = round(x), round(y)
        across = pixels[row - 1 : row + 2, column - 3 : column + 4].max(axis=0)
        down = pixels[row - 3 : row + 4, column - 1 : column + 2].max(axis=1)
        assert across.min() == down.min() == 255


@pytest.mark.parametrize("name", STATES)
def test_states_can_be_applied_whole(name: str) -> None:
    report = read_report(file_of(name))
    assert report is not None
    assert report.kind is ReportKind.STATE
    assert report.state is not None
    assert report.state.unheeded == ()
    assert report.state.graphics


def test_key_objects_are_of_interest() -> None:
    report = read_report(file_of(_THALES + "StructuredReports/kos_key_object_selection.dcm"))
    assert report is not None
    assert (report.kind, report.title) == (ReportKind.KEY_OBJECTS, "Of Interest")
