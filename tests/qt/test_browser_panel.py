"""The study browser in the window: what can be done with a study of the list."""

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.support.builders import ct_series, make_dataset, uid, write
from tests.support.records import instance_record, study_record
from tests.support.window import OpenWindow, let_run
from viewer.base.errors import ViewerError
from viewer.base.jobs import Job, Lane
from viewer.commands.command import call
from viewer.index.archive import SqliteArchive
from viewer.model.study import StudyRecord
from viewer.qt.browser.browser_panel import BrowserPanel
from viewer.qt.browser.studies_window import StudiesWindow
from viewer.qt.browser.tree_model import Role
from viewer.qt.panels.strip_model import StripRole

Opened = Callable[[Path], OpenWindow]


@pytest.fixture
def listed(opened: Opened, tmp_path: Path) -> OpenWindow:
    """Two studies of one patient in the list, none of them open."""
    ct_series(tmp_path / "a", 3, name="a", StudyInstanceUID=uid("a"), StudyDescription="Knee")
    ct_series(tmp_path / "b", 3, name="b", StudyInstanceUID=uid("b"), StudyDescription="Skull")
    program = opened(tmp_path)
    program.workspace.close_all()
    program.wait(lambda: len(studies(program)) == 2)
    return program


def studies(program: OpenWindow) -> dict[str, QModelIndex]:
    """The rows of the studies in the list by their description."""
    model = program.window.browser.model
    return {
        str(index.data()): index
        for patient in range(model.rowCount())
        for index in (
            model.index(row, 0, model.index(patient, 0))
            for row in range(model.rowCount(model.index(patient, 0)))
        )
    }


def test_enter_in_the_search_box_opens_what_was_found_and_the_images_take_the_keys(
    listed: OpenWindow,
) -> None:
    listed.window.verbs.run(call("study.show", study_uid=uid("a")))
    listed.wait(lambda: listed.workspace.display_sets)
    browser = listed.window.browser
    browser.focus_search()
    QTest.keyClicks(browser.filters.box, "skull")
    listed.wait(lambda: list(studies(listed)) == ["Skull"])
    QTest.keyClick(browser.filters.box, Qt.Key.Key_Return)
    listed.wait(lambda: {each.study_uid for each in listed.workspace.display_sets} >= {uid("b")})
    listed.settle()
    shown = listed.viewport.display_set
    assert shown is not None
    assert shown.study_uid == uid("b")
    assert QApplication.focusWidget() is listed.canvas


def test_the_menu_of_a_study_opens_it(listed: OpenWindow) -> None:
    menu = listed.window.browser.menu_of(studies(listed)["Skull"])
    assert menu is not None
    menu.actions()[0].trigger()
    listed.wait(lambda: listed.workspace.display_sets)
    listed.settle()
    shown = listed.viewport.display_set
    assert shown is not None
    assert shown.study_uid == uid("b")


def test_the_menu_of_a_study_takes_it_from_the_list_and_says_what_of_its_files(
    listed: OpenWindow,
) -> None:
    menu = listed.window.browser.menu_of(studies(listed)["Knee"])
    assert menu is not None
    menu.actions()[1].trigger()
    listed.wait(lambda: list(studies(listed)) == ["Skull"])
    assert "The study is no longer listed." in listed.window.messages.texts


def test_the_delete_key_takes_the_chosen_study_from_the_list(listed: OpenWindow) -> None:
    view = listed.window.browser.view
    view.setFocus()
    view.setCurrentIndex(studies(listed)["Skull"])
    QTest.keyClick(view, Qt.Key.Key_Delete)
    listed.wait(lambda: list(studies(listed)) == ["Knee"])


def test_a_patient_has_no_menu_and_is_not_removed_by_a_key(listed: OpenWindow) -> None:
    browser = listed.window.browser
    patient = browser.model.index(0, 0)
    assert patient.data(Role.DETAIL)
    assert browser.menu_of(patient) is None
    browser.view.setFocus()
    browser.view.setCurrentIndex(patient)
    QTest.keyClick(browser.view, Qt.Key.Key_Delete)
    listed.settle()
    assert len(studies(listed)) == 2


def test_the_strip_scrolls_to_a_series_that_is_shown_from_elsewhere(
    opened: Opened, tmp_path: Path
) -> None:
    for number in range(12):
        ct_series(tmp_path / str(number), 2, name=f"s{number}", SeriesNumber=number)
    program = opened(tmp_path)
    strip, last = program.window.strip, program.workspace.display_sets[-1]
    card = strip.strip.index(11)
    assert not strip.viewport().rect().contains(strip.visualRect(card))
    program.workspace.show(last)
    program.settle()
    assert strip.viewport().rect().contains(strip.visualRect(card))
    strip.scrollToTop()
    program.viewport.scroll(1)
    program.settle()
    assert not strip.viewport().rect().contains(strip.visualRect(card)), "scrolled by hand"


def numbered(n: int) -> StudyRecord:
    """Two studies to a patient, the first newest."""
    date = f"{2020 - n // 300}{12 - n // 25 % 12:02}{25 - n % 25:02}"
    return study_record(f"1.{n}", name=f"N{n // 2:04}", patient_id=f"{n // 2}", date=date)


def archive_of(program: OpenWindow, studies: int) -> BrowserPanel:
    """Fill the list without files."""
    program.program.archive.store(
        instance_record(f"/d/{n}", study=numbered(n)) for n in range(studies)
    )
    panel = program.window.browser
    panel.refresh_soon()
    program.wait(panel.model.rowCount)
    return panel


def test_the_list_reads_the_archive_beside_the_window_and_a_page_at_a_time(
    program: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, threads = program.program.archive, list[threading.Thread]()
    for name in ("find_studies", "find_series"):
        method = getattr(archive, name)

        def noted(*args: object, method: Callable[..., object] = method, **rest: object) -> object:
            threads.append(threading.current_thread())
            return method(*args, **rest)

        monkeypatch.setattr(SqliteArchive, name, lambda _, *args, f=noted, **rest: f(*args, **rest))
    panel = archive_of(program, 601)
    program.settle()
    assert panel.model.rowCount() == 50, "patients of a page; a layout reads no more"
    panel.view.verticalScrollBar().setValue(panel.view.verticalScrollBar().maximum())
    program.wait(lambda: panel.model.rowCount() == 100)
    first = panel.model.index(0, 0, panel.model.index(0, 0))
    panel.view.expand(first)
    program.wait(lambda: panel.model.rowCount(first) == 1)
    panel.filters.box.setText("n0007")
    program.wait(lambda: panel.model.rowCount() == 1)
    assert len(threads) >= 4
    assert threading.main_thread() not in threads


def test_a_refreshed_list_stays_where_it_stands_with_what_is_open_and_chosen(
    program: OpenWindow,
) -> None:
    panel, archive = archive_of(program, 400), program.program.archive
    model, view = panel.model, panel.view
    bar = view.verticalScrollBar()
    program.settle()
    view.collapse(model.index(0, 0))
    opened = model.index(1, 0, model.index(1, 0))
    view.expand(opened)
    program.wait(lambda: model.rowCount(opened) == 1)
    bar.setValue(bar.maximum())
    program.wait(lambda: model.rowCount() == 100)
    program.settle()
    stood_at = bar.value()
    view.setCurrentIndex(opened)
    bar.setValue(stood_at)
    resets = list[int]()
    model.modelReset.connect(lambda: resets.append(1))
    panel.refresh_soon()
    program.settle()
    program.wait(lambda: not panel._pause.isActive())
    assert not resets, "nothing changed"
    archive.store([instance_record("/d/more", study=numbered(3))])
    panel.refresh_soon()
    program.wait(lambda: resets)
    program.settle()
    opened = model.index(1, 0, model.index(1, 0))
    assert model.rowCount() == 100
    assert not view.isExpanded(model.index(0, 0))
    assert view.isExpanded(opened)
    assert view.currentIndex() == opened
    assert bar.value() == stood_at


def test_at_rest_the_status_bar_says_how_much_is_open(listed: OpenWindow) -> None:
    assert listed.window.status.work_text == ""
    listed.window.browser.view.doubleClicked.emit(studies(listed)["Knee"])
    listed.wait(lambda: listed.workspace.display_sets)
    listed.settle()
    assert listed.window.status.work_text == "1 series · 3 images"


def test_hidden_patient_data_are_hidden_in_the_panels_too(opened: Opened, tmp_path: Path) -> None:
    ct_series(tmp_path, 2, PatientName="Doe^Jane", PatientID="4711", StudyDate="19991231")
    program = opened(tmp_path)
    program.wait(lambda: studies(program))
    model = program.window.browser.model

    def told() -> str:
        patient, card = model.index(0, 0), program.window.strip.strip.index(0)
        rows = (patient, model.index(0, 0, patient))
        roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Role.DETAIL)
        listed = (str(row.data(role)) for row in rows for role in roles)
        return " ".join((*listed, str(card.data(StripRole.HEADING))))

    assert "Jane" in told()
    assert "4711" in told()
    assert told().count("1999-12-31") == 3  # the study, what it tells on hover, the card
    program.window.verbs.run(call("view.privacy"))
    program.settle()
    assert "Jane" not in told()
    assert "4711" not in told()
    assert "1999" not in told()
    assert "2 images" in told()
    program.window.verbs.run(call("view.privacy"))
    program.settle()
    assert "Jane" in told()


def test_nothing_is_told_of_an_image_that_was_closed(opened: Opened, tmp_path: Path) -> None:
    write(tmp_path / "lossy.dcm", make_dataset(LossyImageCompression="01"))
    program = opened(tmp_path)
    assert program.window.grid.active.marks
    program.workspace.close_all()
    program.settle()
    assert program.window.grid.active.marks == ()
    assert program.window.status.warning_text == ""


def test_studies_come_into_the_lists_while_more_is_looked_for(program: OpenWindow) -> None:
    parts, goes_on = program.program.parts, threading.Event()

    def work(job: Job) -> None:
        for number in range(2):
            study = study_record(f"1.{number}", name=f"N{number}")
            parts.archive.store([instance_record(f"/d/{number}", study=study)])
            while not goes_on.wait(0.02):
                job.progress(number)
            goes_on.clear()

    program.window.verbs.run(call("archive.show_studies"))
    window = program.window.findChild(StudiesWindow)
    panel = program.window.findChild(BrowserPanel)
    assert isinstance(window, StudiesWindow)
    parts.runner.submit(Lane.INDEX, work, title="Importing")
    program.wait(lambda: (window.model.rowCount(), panel.model.rowCount()) == (1, 1))
    assert parts.runner.jobs
    goes_on.set()
    program.wait(lambda: (window.model.rowCount(), panel.model.rowCount()) == (2, 2))
    assert parts.runner.jobs
    goes_on.set()
    program.settle()
    window.close()


def test_a_list_that_cannot_be_read_says_so_in_the_window(
    program: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ViewerError("The list of studies is damaged.")

    program.settle()
    monkeypatch.setattr(SqliteArchive, "find_studies", fail)
    program.window.browser.filters.box.setText("x")
    program.wait(lambda: "The list of studies is damaged." in program.window.messages.texts)


def test_a_table_without_studies_says_why(program: OpenWindow) -> None:
    archive_of(program, 3)
    program.window.verbs.run(call("archive.show_studies"))
    window = program.window.findChild(StudiesWindow)
    assert isinstance(window, StudiesWindow)
    program.wait(lambda: window.model.rowCount() == 3)
    assert not window.nothing.isVisible()
    window.filters.bar.box.setText("nobody")
    program.wait(window.nothing.isVisible)
    assert window.nothing.text().startswith("No study matches.")
    window.filters.bar.box.setText("")
    program.wait(lambda: not window.nothing.isVisible())
    for number in range(3):
        program.program.archive.remove(numbered(number).study_uid)
    window.refresh()
    program.wait(window.nothing.isVisible)
    assert window.nothing.text().startswith("No studies yet.")
    window.close()


def test_rows_above_cost_next_to_nothing_when_more_are_added(
    program: OpenWindow,
) -> None:
    def record(number: int) -> StudyRecord:
        name, date = f"Name{number:04}", f"2020{1 + number // 28 % 12:02}{1 + number % 28:02}"
        return study_record(f"1.2.{number}", name=name, patient_id=f"{number}", date=date)

    program.program.parts.archive.store(
        instance_record(f"/images/{n}", study=record(n), series_uid=f"1.3.{n}", uid=f"1.4.{n}")
        for n in range(600)
    )
    browser = program.window.browser
    browser.refresh_soon()
    program.wait(browser.model.rowCount)
    bar, calls = browser.view.verticalScrollBar(), list[int]()
    asked: list[int] = []

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.endswith(("tree_model.py", "tree_view.py")):
            asked.append(1)

    while browser.model.rowCount() < 600:
        had = browser.model.rowCount()
        asked.clear()
        sys.setprofile(count)
        try:
            bar.setValue(bar.maximum())
            program.wait(lambda had=had: browser.model.rowCount() > had)
            let_run(20)
        finally:
            sys.setprofile(None)
        calls.append(len(asked))
    per_row_above = (calls[-1] - calls[0]) / (200 * (len(calls) - 1))
    assert per_row_above < 5, calls
