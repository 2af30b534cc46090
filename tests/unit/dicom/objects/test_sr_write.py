"""Measurement reports: valid, and the same numbers and points to highdicom and DCMTK (TID 1500)."""

import subprocess
from dataclasses import replace
from pathlib import Path

import highdicom as hd
import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset

from tests.support.builders import make_dataset, write
from tests.support.tools import dicom3tool
from viewer.dicom.errors import DicomError
from viewer.dicom.objects.sr_write import can_be_reported, write_report
from viewer.imaging.measure import measure
from viewer.model.annotation import Annotation
from viewer.model.code import Code
from viewer.model.frame import Frame
from viewer.model.measurement import Measurement, Quantity
from viewer.model.shape import Shape, ShapeKind
from viewer.workflows.render_image import load_frame

LENGTH = Shape(ShapeKind.LENGTH, ((1, 1), (5, 4)))
SHAPES = (
    LENGTH,
    Shape(ShapeKind.ELLIPSE, ((15, 6), (15, 14), (5, 10), (25, 10))),
    Shape(ShapeKind.BIDIRECTIONAL, ((5, 0), (5, 4), (1, 1), (9, 1))),
    Shape(ShapeKind.ANGLE, ((1, 1), (5, 5), (9, 1))),
    Shape(ShapeKind.COBB, ((1, 1), (9, 1), (5, 0), (9, 4))),
    Shape(ShapeKind.POINT, ((3, 3),)),
    Shape(ShapeKind.POLYGON, ((3, 3), (9, 3), (9, 9))),
    Shape(ShapeKind.RECTANGLE, ((3, 3), (9, 9))),
    Shape(ShapeKind.CARDIOTHORACIC, ((12, 9), (22, 9), (5, 15), (37, 15))),
    Shape(ShapeKind.SPLINE, ((3, 3), (9, 3), (9, 9), (3, 9))),
    Shape(ShapeKind.POLYLINE, ((3, 3), (9, 3), (9, 9))),
    Shape(ShapeKind.RULER, ((3, 3), (30, 20))),
    Shape(ShapeKind.OPEN_ANGLE, ((1, 1), (9, 1), (5, 4), (9, 8))),
)


@pytest.fixture
def frame(tmp_path: Path) -> Frame:
    stored = np.random.default_rng(1).integers(0, 3000, (32, 48)).astype(np.uint16)
    return load_frame(write(tmp_path / "ct.dcm", make_dataset(stored)))


def _annotation(frame: Frame, shape: Shape, number: int = 1, label: str = "") -> Annotation:
    image = frame.image
    return Annotation(
        f"2.25.{number}", image.study_uid, image.series_uid, image.sop_instance_uid,
        image.sop_class_uid, 0, shape, measure(shape, frame), label,
    )  # fmt: skip


def _header(frame: Frame) -> Dataset:
    return pydicom.dcmread(frame.image.path, stop_before_pixels=True)


@pytest.fixture
def report(frame: Frame, tmp_path: Path) -> Path:
    annotations = [_annotation(frame, shape, number) for number, shape in enumerate(SHAPES, 1)]
    annotations[0] = replace(annotations[0], label="Läsion 日本")
    path = tmp_path / "report.dcm"
    write_report(annotations, [_header(frame)], path)
    return path


def _dump(report: Path) -> str:
    """What DCMTK reads."""
    done = subprocess.run(["dsrdump", str(report)], capture_output=True, text=True, check=True)
    return done.stdout


def test_the_validator_finds_no_error(report: Path) -> None:
    tool = dicom3tool("dciodvfy")
    done = subprocess.run(
        [tool, str(report)], capture_output=True, text=True, timeout=60, check=False
    )
    assert "Error" not in done.stderr
    assert "ComprehensiveSR" in done.stderr


def test_dcmtk_reads_every_number(report: Path, frame: Frame) -> None:
    told = _dump(report)
    for shape in SHAPES:
        for number in measure(shape, frame):
            if number.quantity in (Quantity.AREA, Quantity.LENGTH, Quantity.COBB_ANGLE):
                assert f'"{float(f"{number.value:.15g}")}" ({number.unit},' in told


def test_highdicom_reads_the_same_groups_values_and_points(report: Path, frame: Frame) -> None:
    groups = hd.sr.srread(report).content.get_planar_roi_measurement_groups()
    assert len(groups) == 4
    by_uid = {str(group.tracking_uid): group for group in groups}
    ellipse = by_uid["2.25.2"]
    (area,) = ellipse.get_measurements(name=pydicom.sr.codedict.codes.SCT.Area)
    assert area.value == pytest.approx(np.pi * 10 * 4 * 0.25, rel=1e-3)
    assert area.unit.value == "mm2"
    expected = [[5.5, 10.5], [25.5, 10.5], [15.5, 6.5], [15.5, 14.5]]  # the longer axis first
    assert np.allclose(ellipse.roi.value, expected)
    polygon = by_uid["2.25.7"].roi.value
    assert np.allclose(polygon[0], polygon[-1])
    lines = hd.sr.srread(report).content.get_image_measurement_groups()
    assert {str(each.tracking_uid) for each in lines} == {
        f"2.25.{n}" for n in (1, 3, 4, 5, 6, 9, 11, 12, 13)
    }
    ratio = {m.name.meaning: m.value for each in lines for m in each.get_measurements()}
    assert ratio["Cardiothoracic ratio"] == pytest.approx(10 / 32)


def test_a_label_is_the_tracking_identifier_in_any_alphabet(report: Path) -> None:
    (group,) = [
        each
        for each in hd.sr.srread(report).content.get_image_measurement_groups()
        if str(each.tracking_uid) == "2.25.1"
    ]
    assert group.tracking_identifier == "Läsion 日本"


def test_each_number_names_what_its_unit_rests_on(report: Path) -> None:
    """DC-070."""
    assert '(00280030,99RADIOLUCENT,"Pixel Spacing (0028,0030)")' in _dump(report)


def test_without_calibration_the_unit_is_pixels(frame: Frame, tmp_path: Path) -> None:
    ds = make_dataset(np.zeros((8, 8), np.uint16), Modality="OT")
    del ds.PixelSpacing
    plain = load_frame(write(tmp_path / "plain.dcm", ds))
    path = tmp_path / "report.dcm"
    write_report([_annotation(plain, LENGTH)], [_header(plain)], path)
    (group,) = hd.sr.srread(path).content.get_image_measurement_groups()
    (length,) = group.get_measurements()
    assert length.unit.value == "{pixels}"


def test_arrows_and_texts_have_no_number_to_report(frame: Frame, tmp_path: Path) -> None:
    arrow = _annotation(frame, Shape(ShapeKind.ARROW, ((1, 1), (5, 5))))
    assert not can_be_reported(arrow)
    with pytest.raises(DicomError, match="no measurement"):
        write_report([arrow], [_header(frame)], tmp_path / "report.dcm")


def test_an_image_that_is_missing_is_named(frame: Frame, tmp_path: Path) -> None:
    with pytest.raises(DicomError, match="not here"):
        write_report([_annotation(frame, LENGTH)], [], tmp_path / "report.dcm")


def test_a_folder_that_cannot_be_written_is_an_error_in_words(frame: Frame, tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "report.dcm"
    with pytest.raises(DicomError, match="cannot be written"):
        write_report([_annotation(frame, LENGTH)], [_header(frame)], path)


def test_finding_site_and_author_are_told(frame: Frame, tmp_path: Path) -> None:
    lesion = replace(
        _annotation(frame, SHAPES[1]), lesion_uid="2.25.99", author="Doe^Jane",
        finding=Code("52988006", "SCT", "Lesion"), site=Code("10200004", "SCT", "Liver"),
    )  # fmt: skip
    path = tmp_path / "report.dcm"
    write_report([lesion], [_header(frame)], path)
    (group,) = hd.sr.srread(path).content.get_planar_roi_measurement_groups()
    assert group.tracking_uid == "2.25.99"
    assert group.finding_type.value == "52988006"
    assert [site.value.value for site in group.finding_sites] == ["10200004"]
    assert '"Person Observer Name")="Doe^Jane"' in _dump(path)


def test_every_number_of_a_region_is_reported(frame: Frame, tmp_path: Path) -> None:
    region = _annotation(frame, SHAPES[1])
    path = tmp_path / "report.dcm"
    write_report([region], [_header(frame)], path)
    (group,) = hd.sr.srread(path).content.get_planar_roi_measurement_groups()
    assert len(group.get_measurements()) == len(region.measurements)
    told = _dump(path)
    for word in ("Skewness", "Kurtosis", "Number of pixels", "Median"):
        assert word in told


def test_a_trace_keeps_its_time_velocity_and_slope(frame: Frame, tmp_path: Path) -> None:
    """DC-073."""
    numbers = tuple(
        Measurement(quantity, value, unit, unit, "Sequence of Ultrasound Regions (0018,6011)")
        for quantity, value, unit in (
            (Quantity.TIME, 0.5, "s"), (Quantity.VELOCITY, 120.0, "mm/s"),
            (Quantity.SLOPE, 240.0, "mm/s2"), (Quantity.DISTANCE, 7.5, "mm"),
            (Quantity.FREQUENCY, 900.0, "Hz"),
        )
    )  # fmt: skip
    path = tmp_path / "report.dcm"
    write_report([replace(_annotation(frame, LENGTH), measurements=numbers)],
                 [_header(frame)], path)  # fmt: skip
    (group,) = hd.sr.srread(path).content.get_image_measurement_groups()
    told = {each.name.meaning: (each.value, each.unit.value) for each in group.get_measurements()}
    assert told == {
        "Time": (0.5, "s"), "Velocity": (120.0, "mm/s"), "Slope": (240.0, "mm/s2"),
        "Distance": (7.5, "mm"), "Frequency": (900.0, "Hz"),
    }  # fmt: skip


def test_the_image_library_tells_of_the_image(report: Path) -> None:
    assert "Image Library" in _dump(report)


def test_an_image_that_lacks_nearly_everything_can_be_reported_on(
    frame: Frame, tmp_path: Path
) -> None:
    header = _header(frame)
    for keyword in ("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyID",
                    "StudyDate", "StudyTime", "AccessionNumber", "ReferringPhysicianName",
                    "ImageOrientationPatient", "PixelSpacing"):  # fmt: skip
        if keyword in header:
            delattr(header, keyword)
    path = tmp_path / "report.dcm"
    write_report([_annotation(frame, LENGTH)], [header], path)
    told = subprocess.run(
        [dicom3tool("dciodvfy"), str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert "Error" not in told.stderr


@pytest.mark.parametrize("kind", ["1.2.840.10008.5.1.4.1.1.6", "1.2.826.0.1.3680043.9.9999.1"])
def test_an_image_of_a_retired_or_private_class_can_be_reported_on(
    tmp_path: Path, kind: str
) -> None:
    """As ultrasound of the nineties is."""
    ds = make_dataset(np.zeros((32, 48), np.uint16), SOPClassUID=kind)
    frame = load_frame(write(tmp_path / "us.dcm", ds))
    path = tmp_path / "report.dcm"
    drawn = [_annotation(frame, shape, number) for number, shape in enumerate(SHAPES, 1)]
    write_report(drawn, [_header(frame)], path)
    (study,) = hd.sr.srread(path).CurrentRequestedProcedureEvidenceSequence
    (series,) = study.ReferencedSeriesSequence
    (image,) = series.ReferencedSOPSequence
    assert image.ReferencedSOPClassUID == kind
    assert image.ReferencedSOPInstanceUID == ds.SOPInstanceUID
    (group, *_) = hd.sr.srread(path).content.get_planar_roi_measurement_groups()
    (region,) = (each for each in group[0].ContentSequence if each.ValueType == "SCOORD")
    source = region.ContentSequence[0].ReferencedSOPSequence[0]
    assert source.ReferencedSOPClassUID == kind
    if kind.startswith("1.2.840.10008."):  # DCMTK reads no references to classes that it lacks
        assert "Length" in _dump(path)


def test_an_image_without_a_series_is_named(frame: Frame, tmp_path: Path) -> None:
    header = _header(frame)
    del header.SeriesInstanceUID
    with pytest.raises(DicomError, match="SeriesInstanceUID"):
        write_report([_annotation(frame, LENGTH)], [header], tmp_path / "report.dcm")


def test_an_image_without_its_own_uid_among_others_is_named(frame: Frame, tmp_path: Path) -> None:
    nameless = _header(frame)
    del nameless.SOPInstanceUID
    with pytest.raises(DicomError, match="SOPInstanceUID"):
        write_report(
            [_annotation(frame, LENGTH)], [_header(frame), nameless], tmp_path / "report.dcm"
        )


def test_what_others_reported_is_not_reported_as_ours(frame: Frame) -> None:
    assert not can_be_reported(replace(_annotation(frame, LENGTH), source_uid="1.2.9"))


@pytest.mark.parametrize(("keyword", "value"), [
    ("PatientSex", "0000"), ("PatientAge", "0Y"), ("PatientName", "Anonymous"),
    ("StudyDate", "1994.06.13"), ("StudyTime", "15:32:26.392000"), ("StudyTime", "noon"),
])  # fmt: skip
@pytest.mark.filterwarnings("ignore:Invalid value")
def test_what_the_file_says_wrongly_of_the_patient_spoils_no_report(
    frame: Frame, tmp_path: Path, keyword: str, value: str
) -> None:
    header = _header(frame)
    setattr(header, keyword, value)
    path = tmp_path / "report.dcm"
    write_report([_annotation(frame, LENGTH)], [header], path)
    told = subprocess.run(
        [dicom3tool("dciodvfy"), str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert "Error" not in told.stderr
