"""Follow-up: lesions are linked over studies, compared, gone to and unlinked in the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydicom import dcmread
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.support.builders import ct_series, uid, write
from tests.support.reports import make_report, measured, region
from tests.support.window import OpenWindow
from viewer.base.jobs import Job
from viewer.commands.command import call
from viewer.model.annotation import Annotation
from viewer.qt.follow_up.same_lesion_dialog import SameLesionDialog
from viewer.qt.follow_up.window import FollowUpWindow
from viewer.workflows.import_files import import_files

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def patient(program: OpenWindow, tmp_path: Path) -> OpenWindow:
    """Two studies of one patient and one of another in the archive; none is open."""
    for name, date, who in (
        ("Staging", "20240105", "ID1"),
        ("Control", "20240405", "ID1"),
        ("Other", "20240301", "ID2"),
    ):
        ct_series(
            tmp_path / name, 6, name=name, StudyInstanceUID=uid(name), StudyDate=date,
            StudyDescription=name, PatientID=who, Modality="OT",
        )  # fmt: skip
    import_files([tmp_path], archive=program.program.archive, job=Job())
    return program


def open_study(program: OpenWindow, name: str, index: int) -> None:
    program.window.verbs.run(call("study.show", study_uid=uid(name)))
    program.wait(lambda: program.viewport.frame and program.viewport.display_set)
    program.settle()
    program.viewport.go_to(index)
    program.settle()


def draw(program: OpenWindow, half: int) -> Annotation:
    """Two axes across the middle of the image, `half` pixels to both sides."""
    QTest.keyClick(program.canvas, "b")
    middle = program.canvas.rect().center()
    program.drag(middle - QPoint(half, 0), middle + QPoint(half, 0), LEFT)
    program.settle()
    selected = program.workspace.annotations.selected
    assert selected is not None
    return selected


def link_to_first(program: OpenWindow) -> None:
    """Say that the selected one is the first lesion that is offered."""
    program.window.verbs.run(call("lesion.same"))
    program.wait(lambda: program.window.findChildren(SameLesionDialog))
    (dialog,) = program.window.findChildren(SameLesionDialog)
    dialog.accept()
    program.settle()


@pytest.fixture
def linked(patient: OpenWindow) -> OpenWindow:
    """A lesion of both studies, half as large in the later, of which alone is open."""
    open_study(patient, "Other", 0)
    draw(patient, 10)
    open_study(patient, "Staging", 3)
    draw(patient, 40)
    patient.window.verbs.run(call("study.close_all"))
    patient.settle()
    open_study(patient, "Control", 4)
    draw(patient, 20)
    link_to_first(patient)
    return patient


@pytest.fixture
def window(linked: OpenWindow) -> Iterator[FollowUpWindow]:
    linked.window.verbs.run(call("lesion.follow_up"))
    found = linked.window.findChild(FollowUpWindow)
    assert isinstance(found, FollowUpWindow)
    linked.wait(lambda: found.model.lesions)
    yield found
    found.close()


def row(window: FollowUpWindow, number: int) -> list[str]:
    model = window.model
    return [str(model.index(number, place).data()) for place in range(model.columnCount())]


def test_the_table_tells_the_change_over_studies_of_this_patient_only(
    window: FollowUpWindow,
) -> None:
    assert [visit.study.description for visit in window.model.visits] == ["Staging", "Control"]
    lesion, total = row(window, 0), row(window, 1)
    assert window.model.rowCount() == 2
    assert lesion[1] == "Long axis"
    assert "(\N{MINUS SIGN}50%)" in lesion[4]
    assert total[0] == "Sum of diameters"
    assert total[2:4] == lesion[2:4]


def test_a_click_goes_to_the_measurement_in_the_study_that_is_not_open(
    linked: OpenWindow, window: FollowUpWindow
) -> None:
    assert {each.study.description for each in linked.workspace.display_sets} == {"Control"}
    where = window.table.visualRect(window.model.index(0, 2)).center()
    QTest.mouseClick(window.table.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, where)
    shown = linked.workspace
    linked.wait(lambda: shown.annotations.selected and shown.active.frame)
    linked.wait(
        lambda: shown.active.display_set and shown.active.display_set.study.description == "Staging"
    )
    assert shown.active.view.index == 3
    assert shown.annotations.selected is not None
    assert shown.annotations.selected.study_uid == uid("Staging")


def test_unlinking_makes_two_lesions_and_undo_one_again(
    linked: OpenWindow, window: FollowUpWindow
) -> None:
    assert window.unlink.isEnabled()
    window.unlink.click()
    linked.wait(lambda: len(window.model.lesions) == 2)
    assert linked.window.verbs.run(call("edit.undo"))
    linked.wait(lambda: len(window.model.lesions) == 1)


def test_the_curve_has_a_point_for_each_study_with_a_size(window: FollowUpWindow) -> None:
    (line,) = window.curve._lines
    assert line.is_chosen
    days = (line.times[1] - line.times[0]) / 86400
    assert days == 91
    assert line.values[1] == pytest.approx(line.values[0] / 2, rel=0.05)


def test_privacy_mode_hides_who_it_is(linked: OpenWindow, window: FollowUpWindow) -> None:
    assert window.who.text() == "Doe, Jane"
    linked.window.verbs.run(call("view.privacy"))
    window.refresh()
    assert window.who.text() == "Patient"


def test_a_lesion_that_only_a_report_knows_is_in_the_table_and_gone_to(
    patient: OpenWindow, tmp_path: Path
) -> None:
    images = [dcmread(path) for path in (tmp_path / "Staging").iterdir()]
    for image in images:
        image.ReferringPhysicianName = ""
    circle = region(images[2], "CIRCLE", [[3, 3], [5, 3]])
    report = make_report(images, measured(circle, tracking_uid="1.2.3"))
    write(tmp_path / "report" / "report.dcm", report)
    import_files([tmp_path / "report"], archive=patient.program.archive, job=Job())
    open_study(patient, "Control", 4)
    patient.window.verbs.run(call("lesion.follow_up"))
    found = patient.window.findChild(FollowUpWindow)
    assert isinstance(found, FollowUpWindow)
    patient.wait(lambda: found.model.lesions)
    assert row(found, 0)[:3] == ["Lesion 1", "Area", "123.5 mm²"]
    found.jump(found.model.index(0, 2))
    shown = patient.workspace
    patient.wait(lambda: shown.annotations.selected and shown.active.frame)
    assert shown.active.display_set is not None
    assert shown.active.display_set.study.description == "Staging"
    wanted = shown.active.wanted
    assert wanted is not None
    assert wanted.sop_instance_uid == images[2].SOPInstanceUID
    found.close()
