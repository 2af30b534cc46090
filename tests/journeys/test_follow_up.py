"""A lesion over two studies: measured, closed, compared, printed, sent, deleted, fetched back."""

import json
from pathlib import Path
from urllib.request import urlopen

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from tests.support.builders import ct_series, uid
from tests.support.peers import Orthanc, free_port, orthanc
from tests.support.window import OpenWindow, open_window
from viewer.base.jobs import Job
from viewer.base.paths import app_paths
from viewer.commands.command import call
from viewer.index.options import Copies
from viewer.model.annotation import Annotation
from viewer.model.identity import StudyUid
from viewer.net.node_store import NodeStore
from viewer.qt.follow_up.same_lesion_dialog import SameLesionDialog
from viewer.qt.follow_up.window import FollowUpWindow
from viewer.qt.network.send_dialog import SendDialog
from viewer.workflows.import_files import import_files

STUDIES = {"Staging": "20240105", "Control": "20240405"}
PLACES = {"Staging": 3, "Control": 5}  # of the images with the lesion
Numbers = dict[str, list[tuple[str, float, str]]]


def take_in(program: OpenWindow, folder: Path) -> None:
    """Import both studies into the program's own store."""
    for name, date in STUDIES.items():
        ct_series(
            folder / name, 8, name=name, spacing_mm=5, StudyInstanceUID=uid(name),
            StudyDate=date, StudyDescription=name, SeriesDescription="Lung",
            PixelSpacing=[4, 4], Modality="OT",
        )  # fmt: skip
    report = import_files(
        [folder], archive=program.program.archive, job=Job(),
        store=program.program.parts.paths.received_folder, copies=Copies.ALWAYS,
    )  # fmt: skip
    assert not report.failed


def open_study(program: OpenWindow, name: str) -> None:
    program.window.verbs.run(call("study.show", study_uid=uid(name)))
    program.wait(lambda: any(s.study_uid == uid(name) for s in program.workspace.display_sets))
    program.settle()
    program.window.verbs.run(call("study.show", study_uid=uid(name)))
    program.settle()


def measure(program: OpenWindow, name: str, half: int) -> None:
    """Draw two axes on the image with the lesion."""
    open_study(program, name)
    program.viewport.go_to(PLACES[name])
    program.settle()
    QTest.keyClick(program.canvas, "b")
    middle = program.canvas.rect().center()
    program.drag(
        middle - QPoint(half, half // 2), middle + QPoint(half, half // 2),
        Qt.MouseButton.LeftButton,
    )  # fmt: skip
    program.settle()
    QTest.keyClick(program.canvas, Qt.Key.Key_Escape)


def link(program: OpenWindow) -> None:
    program.window.verbs.run(call("lesion.same"))
    program.wait(lambda: program.window.findChildren(SameLesionDialog))
    program.window.findChildren(SameLesionDialog)[0].accept()
    program.settle()


def numbers(program: OpenWindow) -> Numbers:
    """What is measured of each study, as the table tells it."""
    found: Numbers = {}
    for name in STUDIES:
        drawn = [a for a in program.workspace.annotations.all if a.study_uid == uid(name)]
        found[name] = sorted(
            (each.quantity.value, round(each.value, 3), each.unit)
            for annotation in drawn
            for each in annotation.measurements
        )
    return found


def lesions(program: OpenWindow) -> set[str]:
    return {each.tracking_uid for each in program.workspace.annotations.all}


def changes(program: OpenWindow) -> list[str]:
    """The row of the lesion in the window of follow-up."""
    program.window.verbs.run(call("lesion.follow_up"))
    window = program.window.findChild(FollowUpWindow)
    assert isinstance(window, FollowUpWindow)
    program.wait(lambda: window.model.lesions and window.model.lesions[0].visits == 2)
    model = window.model
    told = [str(model.index(0, place).data()) for place in range(model.columnCount())]
    window.close()
    return told


def shown_at(program: OpenWindow, annotation: Annotation) -> int:
    """Go to an annotation; the number of the image that is shown then."""
    program.window.verbs.run(
        call("lesion.show", uid=annotation.uid, study_uid=annotation.study_uid)
    )
    program.settle()
    return program.viewport.view.index


def print_report(program: OpenWindow, path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(program.window.face, "choose_new_file", lambda title, name: path)
    assert program.window.verbs.run(call("export.pdf"))
    program.settle()
    document = QPdfDocument()
    assert document.load(str(path)) is QPdfDocument.Error.None_
    texts = [document.getAllText(page).text() for page in range(document.pageCount())]
    document.close()
    return " ".join(" ".join(texts).split())


def told_in_report(numbers: list[tuple[str, float, str]]) -> list[str]:
    """The numbers of a study as its report writes them: each of the two axes."""
    assert [name for name, _, _ in numbers] == ["long_axis", "short_axis"]
    return [f"{value:.1f} {unit}" for _, value, unit in numbers]


def save_and_send(program: OpenWindow, name: str) -> None:
    """Keep the measurements of a study as a report in it, and send all of it."""
    open_study(program, name)
    assert program.window.verbs.run(call("save.measurements"))
    program.settle()
    program.wait(lambda: len(program.workspace.reports.all) >= 1)
    assert program.window.verbs.run(call("network.send"))
    dialog = program.window.findChild(SendDialog)
    assert isinstance(dialog, SendDialog)
    dialog.accept()
    program.wait(lambda: not program.window.findChildren(SendDialog) or not dialog.isVisible())
    program.settle()


def stored(pacs: Orthanc) -> int:
    """How many images and reports the PACS has."""
    with urlopen(f"http://127.0.0.1:{pacs.http_port}/statistics", timeout=10) as answer:
        return int(json.load(answer)["CountInstances"])


def delete_locally(program: OpenWindow) -> None:
    program.window.verbs.run(call("study.close_all"))
    uids = tuple(StudyUid(uid(name)) for name in STUDIES)
    assert program.window.verbs.run(call("archive.delete", study_uids=uids))
    program.wait(lambda: program.window.findChildren(QMessageBox))
    (box,) = program.window.findChildren(QMessageBox)
    next(b for b in box.findChildren(QPushButton) if b.text() == "Delete").click()
    program.wait(lambda: program.program.archive.counts().instances == 0)
    program.settle()


def fetch_back(program: OpenWindow) -> None:
    for name in STUDIES:
        program.window.verbs.run(
            call("network.retrieve", node_name="pacs", study_uid=StudyUid(uid(name)))
        )
    program.wait(lambda: program.program.archive.counts().instances == 18, 60)
    program.settle()
    for name in STUDIES:
        open_study(program, name)
    program.wait(lambda: all(numbers(program).values()))
    program.settle()


def test_a_lesion_is_followed_over_two_studies_and_survives_the_pacs(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pacs").mkdir()
    title = "RADIOLUCENT"
    with orthanc(tmp_path / "pacs", own_ae_title=title, own_port=free_port()) as pacs:
        NodeStore(app_paths().create().config).put(pacs.node)
        with open_window(qapp) as first:
            take_in(first, tmp_path / "disc")
            measure(first, "Staging", 120)
            measure(first, "Control", 60)
            link(first)
            first.settle()
            measured, lesion = numbers(first), lesions(first)
            assert len(lesion) == 1

        with open_window(qapp) as second:
            open_study(second, "Control")
            told = changes(second)  # the other study is not open
            assert "(\N{MINUS SIGN}50%)" in told[4]
            open_study(second, "Staging")
            second.wait(lambda: len(second.workspace.annotations.all) == 2)
            assert numbers(second) == measured
            for each in second.workspace.annotations.all:
                name = next(name for name in STUDIES if uid(name) == each.study_uid)
                assert shown_at(second, each) == PLACES[name]
            for name in STUDIES:
                open_study(second, name)
                printed = print_report(second, tmp_path / f"{name}.pdf", monkeypatch)
                own = told_in_report(measured[name])
                assert all(value in printed for value in own)
                others = {each for other in STUDIES for each in told_in_report(measured[other])}
                assert not any(value in printed for value in others.difference(own))
            for name in STUDIES:
                save_and_send(second, name)
            second.wait(lambda: stored(pacs) == 18, 60)
            delete_locally(second)
            fetch_back(second)
            assert numbers(second) == measured
            assert lesions(second) == lesion
            assert changes(second) == told

        # On another workstation nobody has drawn anything: all of it is in the reports.
        monkeypatch.setenv("RADIOLUCENT_HOME", str(tmp_path / "elsewhere"))
        NodeStore(app_paths().create().config).put(pacs.node)
        with open_window(qapp) as other:
            fetch_back(other)
            assert all(each.source_uid for each in other.workspace.annotations.all)
            assert numbers(other) == measured
            assert lesions(other) == lesion
            assert changes(other)[1:] == told[1:]
