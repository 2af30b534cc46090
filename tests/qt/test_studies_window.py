"""The table of all studies: columns, filters, saved searches, marks and care."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pydicom
import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QToolButton,
)

from tests.support.builders import make_dataset, write
from tests.support.records import instance_record, study_record
from tests.support.window import OpenWindow, open_window
from viewer.base.jobs import Job
from viewer.commands.command import call
from viewer.index.connection import Readers
from viewer.index.key_image_store import KeyImageStore
from viewer.index.options import Copies
from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.key_image import KeyImage
from viewer.model.search import Order, SortKey
from viewer.qt.browser.duplicates_dialog import DuplicatesDialog
from viewer.qt.browser.mark_dialog import MarkDialog
from viewer.qt.browser.studies_model import AWAITED
from viewer.qt.browser.studies_window import StudiesWindow
from viewer.qt.browser.verified_dialog import VerifiedDialog
from viewer.settings.store import SettingsStore
from viewer.workflows.import_files import import_files

STUDIES = (
    ("Doe^Jane", "CT", "20240301", "CHEST"),
    ("Adams^Ann", "MR", "20240302", "HEAD"),
    ("Zola^E", "US", "20230101", ""),
)


@pytest.fixture
def studies(program: OpenWindow, tmp_path: Path) -> Iterator[StudiesWindow]:
    """Three studies in the archive, and the window over them."""
    for number, (name, modality, day, part) in enumerate(STUDIES):
        write(
            tmp_path / f"{number}.dcm",
            make_dataset(
                PatientName=name, PatientID=f"P{number}", Modality=modality, StudyDate=day,
                StudyInstanceUID=f"1.2.3.{number}", SeriesInstanceUID=f"1.2.3.{number}.1",
                SOPInstanceUID=f"1.2.3.{number}.1.1", BodyPartExamined=part,
            ),
        )  # fmt: skip
    import_files([tmp_path], archive=program.program.archive, job=Job())
    program.window.verbs.run(call("archive.show_studies"))
    window = program.window.findChild(StudiesWindow)
    assert isinstance(window, StudiesWindow)
    program.wait(lambda: window.model.rowCount() == len(STUDIES))
    yield window
    window.close()


def names(window: StudiesWindow) -> list[str]:
    place = [column.title for column in window.model.columns].index("Name")
    return [str(window.model.index(row, place).data()) for row in range(window.model.rowCount())]


def test_the_newest_study_comes_first_and_headings_sort(
    studies: StudiesWindow, program: OpenWindow
) -> None:
    assert names(studies) == ["Adams, Ann", "Doe, Jane", "Zola, E"]
    titles = [column.title for column in studies.model.columns]
    studies.sort_by(titles.index("Name"))
    studies.sort_by(titles.index("Name"))
    program.wait(lambda: names(studies) == ["Zola, E", "Doe, Jane", "Adams, Ann"])
    assert studies.wanted().order[0] == Order(SortKey.NAME, is_descending=True)


def test_filters_narrow_the_list_and_a_saved_search_brings_them_back(
    studies: StudiesWindow, program: OpenWindow
) -> None:
    part = studies.filters.more.body_part
    program.wait(lambda: part.count() == 3)
    assert [part.itemText(row) for row in range(part.count())] == ["All", "CHEST", "HEAD"]
    part.setCurrentIndex(part.findData("HEAD"))
    studies.filters.bar.box.setText("ada")
    program.wait(lambda: names(studies) == ["Adams, Ann"])
    studies.searches.save("heads")
    part.setCurrentIndex(0)
    studies.filters.bar.box.clear()
    program.wait(lambda: len(names(studies)) == 3)
    [saved] = studies.searches.searches
    studies.searches.chosen.emit(saved)
    program.wait(lambda: names(studies) == ["Adams, Ann"])
    settings = json.loads(program.program.parts.paths.settings_file.read_text())
    assert settings["archive"]["searches"][0]["body_part"] == "HEAD"


def test_a_note_and_labels_are_written_found_and_undone(
    studies: StudiesWindow, program: OpenWindow
) -> None:
    studies.table.selectRow(1)
    uid = studies.chosen[0]
    program.window.verbs.run(call("archive.edit_mark", study_uid=uid))
    dialog = program.window.findChild(MarkDialog)
    assert isinstance(dialog, MarkDialog)
    dialog.note.setPlainText("ask about the nodule")
    dialog.labels.setText("teaching, follow-up")
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save).click()
    archive = program.program.archive

    def labels() -> tuple[str, ...]:
        row = archive.find_study(uid)
        assert row is not None
        return row.mark.labels

    program.wait(lambda: labels() == ("follow-up", "teaching"))
    program.settle()
    studies.filters.bar.box.setText("nodule")
    program.wait(lambda: names(studies) == ["Doe, Jane"])
    program.wait(lambda: program.program.parts.history.can_undo)
    program.window.verbs.run(call("edit.undo"))
    program.wait(lambda: labels() == ())


def test_opening_a_study_marks_it_as_seen(studies: StudiesWindow, program: OpenWindow) -> None:
    studies.filters.more.seen.setCurrentIndex(1)
    program.settle()
    assert len(names(studies)) == 3
    studies.table.selectRow(0)
    studies.table.doubleClicked.emit(studies.model.index(0, 0))
    program.settle()
    program.wait(lambda: names(studies) == ["Doe, Jane", "Zola, E"])


def test_studies_are_listed_under_one_patient_and_apart_again(
    studies: StudiesWindow, program: OpenWindow
) -> None:
    studies.table.selectAll()
    program.window.verbs.run(call("archive.unite", study_uids=studies.chosen))
    program.wait(lambda: set(names(studies)) == {"Adams, Ann"})
    program.window.verbs.run(call("edit.undo"))
    program.wait(lambda: names(studies) == ["Adams, Ann", "Doe, Jane", "Zola, E"])


def test_removing_can_be_undone_and_deleting_names_what_it_would_delete(
    studies: StudiesWindow, program: OpenWindow, tmp_path: Path
) -> None:
    studies.table.selectRow(0)
    uids = studies.chosen
    studies.table.setFocus(Qt.FocusReason.OtherFocusReason)
    program.window.verbs.run(call("archive.remove", study_uid=uids[0]))
    program.wait(lambda: len(names(studies)) == 2)
    program.window.verbs.run(call("edit.undo"))
    program.wait(lambda: len(names(studies)) == 3)
    program.window.verbs.run(call("archive.delete", study_uids=uids))
    program.wait(lambda: program.window.findChild(QMessageBox))
    box = program.window.findChild(QMessageBox)
    assert "None of these files is a copy" in box.text()  # they were listed where they are
    assert not [b for b in box.findChildren(QPushButton) if "Delete" in b.text()]
    box.close()
    assert (tmp_path / "1.dcm").exists()


def test_verifying_lists_what_is_missing_and_changed(
    studies: StudiesWindow, program: OpenWindow, tmp_path: Path
) -> None:
    (tmp_path / "0.dcm").unlink()
    with (tmp_path / "1.dcm").open("ab") as file:
        file.write(b"\0\0")
    program.window.verbs.run(call("archive.verify"))
    program.wait(lambda: program.window.findChild(VerifiedDialog))
    dialog = program.window.findChild(VerifiedDialog)
    table = dialog.table
    told = [
        (table.item(row, 0).text(), table.item(row, 1).text()) for row in range(table.rowCount())
    ]
    assert [(Path(file).name, what) for file, what in told] == [
        ("0.dcm", "missing"), ("1.dcm", "changed"),
    ]  # fmt: skip
    dialog.close()


def test_the_list_is_exported_as_it_is_filtered(
    studies: StudiesWindow, program: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "list.csv"
    monkeypatch.setattr(type(program.window.face), "choose_new_file", lambda *_: file)
    studies.filters.bar.box.setText("zola")
    program.wait(lambda: names(studies) == ["Zola, E"])
    program.window.verbs.run(call("archive.export_list", search=studies.wanted()))
    program.wait(file.exists)
    program.settle()
    lines = file.read_text().splitlines()
    assert len(lines) == 2
    assert "Zola^E" in lines[1]


def test_privacy_hides_who_the_patients_are(studies: StudiesWindow, program: OpenWindow) -> None:
    program.workspace.show_texts(text=True, patient=False)
    studies.refresh()
    program.wait(lambda: set(names(studies)) == {""})


def test_columns_that_are_hidden_stay_hidden(studies: StudiesWindow, program: OpenWindow) -> None:
    titles = [column.title for column in studies.model.columns]
    studies.table.setColumnHidden(titles.index("Sex"), True)
    studies.close()
    again = StudiesWindow(
        program.program.parts, program.window.verbs.run, program.look, program.window
    )
    assert again.table.isColumnHidden(titles.index("Sex"))
    assert not again.table.isColumnHidden(titles.index("Name"))


def test_the_question_before_deleting_names_the_studies(
    program: OpenWindow, tmp_path: Path
) -> None:
    write(tmp_path / "a.dcm", make_dataset(PatientName="Doe^Jane", StudyDate="20240301"))
    parts, archive = program.program.parts, program.program.archive
    import_files(
        [tmp_path], archive=archive, job=Job(), store=parts.paths.received_folder,
        copies=Copies.ALWAYS,
    )  # fmt: skip
    [row] = archive.find_studies()
    program.window.verbs.run(call("archive.delete", study_uids=(row.study.study_uid,)))
    program.wait(lambda: program.window.findChild(QMessageBox))
    box = program.window.findChild(QMessageBox)
    assert "Delete 1 file of 1 study?" in box.text()
    assert "Doe, Jane" in box.informativeText()
    [copy] = archive.locate(row.study.study_uid)
    next(b for b in box.findChildren(QPushButton) if "Delete" in b.text()).click()
    program.wait(lambda: not copy.exists())
    program.settle()
    assert archive.find_studies() == []
    assert (tmp_path / "a.dcm").exists()


def test_a_shift_key_of_an_earlier_window_selects_nothing_here(qapp: QApplication) -> None:
    pressed = QLineEdit()
    QTest.keyClick(pressed, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    with open_window(qapp):
        assert QApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier


@pytest.fixture
def many(program: OpenWindow) -> Iterator[StudiesWindow]:
    """More studies than are read at a time."""
    program.program.archive.store(
        instance_record(f"/d/{number}", study=study_record(f"1.{number:03}", name=f"N{number:03}"))
        for number in range(450)
    )
    program.window.verbs.run(call("archive.show_studies"))
    window = program.window.findChild(StudiesWindow)
    assert isinstance(window, StudiesWindow)
    program.wait(lambda: window.model.rowCount() == 450)
    yield window
    window.close()


def test_rows_are_awaited_where_the_table_is_scrolled_to_and_then_come(
    many: StudiesWindow, program: OpenWindow
) -> None:
    assert many.count.text() == "450 studies"
    last = many.model.index(449, 2)
    assert last.data() is None
    assert last.data(AWAITED)
    many.table.scrollToBottom()
    program.wait(lambda: last.data() == "N000")
    assert not last.data(AWAITED)


def test_all_studies_can_be_chosen_before_their_rows_are_here(
    many: StudiesWindow, program: OpenWindow
) -> None:
    many.table.selectAll()
    assert len(many.chosen) == 450
    many.filters.bar.box.setText("N00*")
    program.wait(lambda: many.model.rowCount() == 10)
    assert many.chosen == tuple(many.model.uids)


def test_the_window_itself_never_reads_the_list(
    many: StudiesWindow, program: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = list[int]()
    connection = Readers.connection

    def noted(self: Readers) -> AbstractContextManager[sqlite3.Connection]:
        readers.append(threading.get_ident())
        return connection(self)

    monkeypatch.setattr(Readers, "connection", noted)
    many.sort_by(2)
    many.table.scrollToBottom()
    many.filters.more.marked.setCurrentIndex(1)
    many.refresh()
    program.wait(lambda: many.model.rowCount() == 0)
    assert readers
    assert threading.get_ident() not in readers


def test_images_marked_by_hand_count_as_key_images_like_objects_of_others(
    studies: StudiesWindow, program: OpenWindow, tmp_path: Path
) -> None:
    other = make_dataset(
        PatientName="Ko^O", StudyInstanceUID="1.2.9", SeriesInstanceUID="1.2.9.1",
        SOPInstanceUID="1.2.9.1.1", Modality="KO",
    )  # fmt: skip
    write(tmp_path / "ko.dcm", other)
    import_files([tmp_path], archive=program.program.archive, job=Job())
    key = KeyImage(StudyUid("1.2.3.2"), SeriesUid("1.2.3.2.1"), InstanceUid("1.2.3.2.1.1"), 0)
    with closing(KeyImageStore(program.program.parts.paths.key_images_file)) as store:
        store.save([key])
    studies.filters.more.marked.setCurrentIndex(studies.filters.more.marked.findData("key_images"))
    program.wait(lambda: set(names(studies)) == {"Ko, O", "Zola, E"})


def test_active_filters_are_words_that_are_taken_away_one_by_one_or_all(
    studies: StudiesWindow, program: OpenWindow
) -> None:
    filters = studies.filters
    program.wait(lambda: filters.more.body_part.count() == 3)
    assert filters.active.isHidden()
    filters.more.body_part.setCurrentIndex(filters.more.body_part.findData("HEAD"))
    filters.bar.choose("ann", -1, ("MR", "CT"))
    program.wait(lambda: filters.active.words == ["CT", "MR", "Body part: HEAD"])
    program.wait(lambda: names(studies) == ["Adams, Ann"])
    words = filters.active.findChildren(QToolButton)
    next(word for word in words if word.text() == "MR").click()
    program.wait(lambda: names(studies) == [])
    assert filters.active.words == ["CT", "Body part: HEAD"]
    words = filters.active.findChildren(QToolButton)
    next(word for word in words if word.text() == "Clear all" and word.isVisible()).click()
    program.wait(lambda: len(names(studies)) == 3)
    assert filters.active.isHidden()
    assert filters.bar.box.text() == ""


def test_chosen_days_narrow_the_list_and_come_back_with_a_saved_search(
    studies: StudiesWindow, program: OpenWindow
) -> None:
    dates = studies.filters.dates
    dates.spans.setCurrentIndex(dates.spans.count() - 1)
    assert dates.choice.isVisible()
    dates.first.setDate(QDate(2024, 3, 2))
    dates.last.setDate(QDate(2024, 3, 1))
    program.wait(lambda: set(names(studies)) == {"Adams, Ann", "Doe, Jane"})
    assert studies.filters.active.words == ["2024-03-01 - 2024-03-02"]
    studies.searches.save("two days")
    dates.spans.setCurrentIndex(0)
    program.wait(lambda: len(names(studies)) == 3)
    dates.last.setDate(QDate(2025, 1, 1))
    dates.spans.setCurrentIndex(dates.spans.findText("Last year"))
    assert studies.wanted().date_to == ""
    kept = SettingsStore(program.program.parts.paths.settings_file).value.archive.searches
    studies.searches.chosen.emit(kept[0])
    program.wait(lambda: set(names(studies)) == {"Adams, Ann", "Doe, Jane"})
    assert studies.filters.active.words == ["2024-03-01 - 2024-03-02"]


def test_duplicates_are_named_with_what_differs(
    studies: StudiesWindow, program: OpenWindow, tmp_path: Path
) -> None:
    program.window.verbs.run(call("archive.find_duplicates"))
    program.settle()
    assert program.window.findChild(DuplicatesDialog) is None
    other = pydicom.dcmread(tmp_path / "0.dcm")
    other.PatientName = "Doe^J"
    other.save_as(tmp_path / "again.dcm")
    import_files([tmp_path], archive=program.program.archive, job=Job())
    program.window.verbs.run(call("archive.find_duplicates"))
    program.wait(lambda: program.window.findChild(DuplicatesDialog))
    dialog = program.window.findChild(DuplicatesDialog)
    table = dialog.table
    told = [
        (Path(table.item(row, 0).text()).name, table.item(row, 1).text())
        for row in range(table.rowCount())
    ]
    assert told == [("0.dcm", "listed first"), ("again.dcm", "other content: PatientName")]
    dialog.close()
