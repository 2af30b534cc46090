"""The printed report: what it tells, and that nothing in a file becomes markup."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.series import ct_records
from viewer.base.errors import ViewerError
from viewer.base.jobs import InlineRunner, Job, Lane
from viewer.dicom.decoding.decode import decode_encoded
from viewer.imaging.measure import measure
from viewer.model.annotation import Annotation
from viewer.model.code import Code
from viewer.model.shape import Shape, ShapeKind
from viewer.qt.report_pdf import report_html, write_report_pdf
from viewer.qt.viewport.painter import burnt
from viewer.render.drawing import Drawing, Text
from viewer.workflows.render_image import load_frame
from viewer.workflows.study_report import StudyReport, study_report
from viewer.workspace.open_sets import OpenSets

SHAPE = Shape(ShapeKind.ELLIPSE, ((4, 8), (14, 8), (9, 4), (9, 12)))


@pytest.fixture
def report(qapp: QApplication, tmp_path: Path) -> StudyReport:
    sets = OpenSets(InlineRunner())
    sets.add(ct_records(tmp_path / "ct", 6))
    (shown,) = sets.listed
    ref = shown.frames[2]
    frame = load_frame(ref.path)
    image = frame.image
    drawn = Annotation(
        "2.25.1", image.study_uid, image.series_uid, image.sop_instance_uid, image.sop_class_uid,
        0, SHAPE, measure(SHAPE, frame), "Läsion <b>日本</b>", author="Doe & Co",
        finding=Code("52988006", "SCT", "Lesion"),
    )  # fmt: skip
    made: list[StudyReport] = []

    def work(job: Job) -> StudyReport:
        return study_report(
            shown.study, [drawn], [(shown, 2), (shown, 4)], {drawn.uid: (shown, 2)},
            appearances={}, decode=decode_encoded, burn=burnt, job=job,
        )  # fmt: skip

    InlineRunner().submit(Lane.DISK, work, done=made.append)
    return made[0]


def _pages(path: Path) -> list[str]:
    document = QPdfDocument()
    assert document.load(str(path)) is QPdfDocument.Error.None_
    texts = [document.getAllText(page).text() for page in range(document.pageCount())]
    document.close()
    return texts


def test_it_tells_numbers_with_what_they_rest_on(
    qtbot: QtBot, report: StudyReport, tmp_path: Path
) -> None:
    write_report_pdf(report, tmp_path / "report.pdf")
    told = " ".join(" ".join(_pages(tmp_path / "report.pdf")).split())
    (annotation, _), area = report.measured[0], report.measured[0][0].measurements[0]
    assert f"{area.value:.1f}" in told
    assert "(0028,0030)" in told
    assert "not a certified medical device" in told
    assert "Lesion" in told
    assert report.study.patient.patient_id in told
    assert annotation.author in told


def test_each_annotated_and_each_key_image_has_one_picture(report: StudyReport) -> None:
    assert [each.index for each in report.pictures] == [2, 4]
    marked, plain = report.pictures
    assert len(marked.annotations) == 1
    assert plain.annotations == ()
    assert np.ptp(marked.pixels) > 0


def test_pictures_are_numbered_as_the_table_numbers_them(report: StudyReport) -> None:
    """The number that a file has may be another one: nobody finds image 14 as 9 of 22."""
    shown, said = report.pictures[0].shown, list[str]()

    def burn(pixels: np.ndarray, drawing: Drawing) -> np.ndarray:
        said.extend(part.text for part in drawing if isinstance(part, Text))
        return burnt(pixels, drawing)

    def work(job: Job) -> StudyReport:
        return study_report(
            report.study, [], [(shown, 2), (shown, 4)], {},
            appearances={}, decode=decode_encoded, burn=burn, job=job,
        )  # fmt: skip

    InlineRunner().submit(Lane.DISK, work)
    assert [text for text in said if "Im " in text] == ["Se 1  Im 3/6", "Se 1  Im 5/6"]
    assert "3/6" in report_html(report)


def test_texts_of_files_stay_texts(report: StudyReport) -> None:
    """SEC-021."""
    html = report_html(report)
    assert "Läsion &lt;b&gt;日本&lt;/b&gt;" in html
    assert "<b>日本" not in html
    evil = replace(report.study, description="<img src='file:///etc/passwd'>")
    assert "file:///etc/passwd'>" not in report_html(
        StudyReport(evil, report.measured, report.pictures)
    )


def test_a_place_that_cannot_be_written_is_said(
    qtbot: QtBot, report: StudyReport, tmp_path: Path
) -> None:
    with pytest.raises(ViewerError, match="could not be written"):
        write_report_pdf(report, tmp_path / "nowhere" / "report.pdf")


def test_pictures_speak_every_alphabet(qtbot: QtBot) -> None:
    """An area is told in mm², a mean by Ø: no letter may be a box."""

    def drawn(text: str) -> np.ndarray:
        label = Text(4, 4, text, 20.0)
        return burnt(np.zeros((40, 80), np.uint8), (label,))

    missing = drawn("\U000f0000")
    for letter in "Ø²∆é":
        assert np.ptp(drawn(letter)) > 0
        assert (drawn(letter) != missing).any()
