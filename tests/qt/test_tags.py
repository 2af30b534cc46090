"""The tag browser: a sound model, filled as it is seen; search, copy, compare, privacy."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from tests.support.builders import ct_series, enhanced_ct, make_dataset, write
from tests.support.window import OpenWindow, let_run
from viewer.commands.command import call
from viewer.dicom.tag_tree import read_tags
from viewer.qt.tags import tag_model
from viewer.qt.tags.tag_browser import TagBrowser
from viewer.qt.tags.tag_model import TagColumn, TagModel, tag_table
from viewer.qt.tags.tag_view import TagView
from viewer.qt.theme import DARK

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
Opened = Callable[[Path], OpenWindow]


@pytest.fixture
def model(qapp: QApplication) -> TagModel:
    made = TagModel(DARK)
    tester = QAbstractItemModelTester(made, FATAL, made)
    tester.setUseFetchMore(False)  # inside a reset it takes its own fetching for an error
    return made


def fetch_all(model: TagModel, parent: QModelIndex | None = None) -> list[list[str]]:
    """All texts, in reading order, after having asked for every batch."""
    parent = parent or QModelIndex()
    while model.canFetchMore(parent):
        model.fetchMore(parent)
    rows = []
    for row in range(model.rowCount(parent)):
        columns = range(model.columnCount())
        rows.append([str(model.index(row, column, parent).data()) for column in columns])
        rows += fetch_all(model, model.index(row, 0, parent))
    return rows


def test_every_element_of_a_nested_file_is_there_once(model: TagModel, tmp_path: Path) -> None:
    rows = read_tags(write(tmp_path / "a.dcm", enhanced_ct(4)))
    model.set_table(tag_table(rows))
    shown = fetch_all(model)
    assert [row[TagColumn.NAME] for row in shown] == [row.name for row in rows]
    assert [row[TagColumn.VALUE] for row in shown] == [row.value for row in rows]


def test_a_long_sequence_is_handed_out_in_batches(
    model: TagModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tag_model, "_BATCH", 50)
    rows = read_tags(write(tmp_path / "a.dcm", enhanced_ct(70)))
    model.set_table(tag_table(rows))
    top = [model.index(row, 0) for row in range(model.rowCount())]
    (frames,) = [index for index in top if index.siblingAtColumn(1).data().startswith("Per-Frame")]
    assert model.hasChildren(frames)
    assert model.rowCount(frames) == 0
    model.fetchMore(frames)
    assert model.rowCount(frames) == 50
    while model.canFetchMore(frames):
        model.fetchMore(frames)
    assert model.rowCount(frames) == 70


def test_a_search_leaves_what_matches_and_what_it_stands_in(
    model: TagModel, tmp_path: Path
) -> None:
    rows = read_tags(write(tmp_path / "a.dcm", enhanced_ct(2)))
    model.set_table(tag_table(rows), search="plane POSITION")
    names = [row[TagColumn.NAME] for row in fetch_all(model)]
    assert names[0] == "Per-Frame Functional Groups Sequence"
    assert names.count("Plane Position Sequence") == 2
    assert "Patient's Name" not in names
    model.set_table(model.table, search="DOE jane")
    assert [row[TagColumn.VALUE] for row in fetch_all(model)] == ["Doe^Jane"]
    model.set_table(model.table, search="nothing like this")
    assert fetch_all(model) == []


def test_a_private_element_names_its_creator(model: TagModel, tmp_path: Path) -> None:
    ds = make_dataset()
    ds.private_block(0x0009, "ACME 1.1", create=True).add_new(1, "LO", "x")
    model.set_table(tag_table(read_tags(write(tmp_path / "a.dcm", ds))), search="ACME")
    names = [row[TagColumn.NAME] for row in fetch_all(model)]
    assert names == ["Private Creator", "Private element [ACME 1.1]"]


def test_a_bad_value_has_a_sign_and_a_reason(model: TagModel, tmp_path: Path) -> None:
    ds = make_dataset()
    ds.add_new(0x00101010, "LO", "old")
    model.set_table(tag_table(read_tags(write(tmp_path / "a.dcm", ds))), search="PatientAge")
    index = model.index(0, 0) if fetch_all(model) else QModelIndex()
    assert index.data() == "⚠ (0010,1010)"
    assert "the standard says AS" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_markup_in_a_value_stays_what_it_is(model: TagModel, tmp_path: Path) -> None:
    path = write(tmp_path / "a.dcm", make_dataset(PatientName="<b>Doe</b>"))
    model.set_table(tag_table(read_tags(path)), search="PatientName")
    fetch_all(model)
    index = model.index(0, int(TagColumn.VALUE))
    assert index.data() == "<b>Doe</b>"
    assert "&lt;b&gt;Doe" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_differences_have_a_sign_and_both_values(model: TagModel, tmp_path: Path) -> None:
    first = read_tags(write(tmp_path / "a.dcm", make_dataset(PatientComments="here")))
    second = read_tags(
        write(tmp_path / "b.dcm", make_dataset(PatientName="Roe", StudyComments="there"))
    )
    model.set_table(tag_table(first, second), is_changed_only=True)
    rows = {row[TagColumn.NAME]: row for row in fetch_all(model)}
    assert rows["Patient's Name"] == ["≠ (0010,0010)", "Patient's Name", "PN", "Doe^Jane", "Roe"]
    assert rows["Patient Comments"][TagColumn.TAG].startswith("− ")  # noqa: RUF001
    assert rows["Study Comments"] == ["+ (0032,4000)", "Study Comments", "LT", "", "there"]
    assert len(rows) == 3


def test_what_is_copied(qapp: QApplication, tmp_path: Path) -> None:
    view = TagView()
    view.set_table(tag_table(read_tags(write(tmp_path / "a.dcm", enhanced_ct(2)))))
    path = (0x52009230, 2, 0x00209113, 1, 0x00200032)
    index = view.model.index_of(path)
    view.tree.setCurrentIndex(index)
    copied = {}
    for action in view.tree.actions():
        action.trigger()
        copied[action.text()] = QGuiApplication.clipboard().text()
    assert copied["Copy row"].split("\t")[:3] == ["(0020,0032)", "Image Position (Patient)", "DS"]
    assert copied["Copy value"] == copied["Copy row"].split("\t")[3]
    assert copied["Copy path"] == (
        "PerFrameFunctionalGroupsSequence[1].PlanePositionSequence[0].ImagePositionPatient"
    )


def test_what_is_open_in_the_tree_stays_open_for_the_next_instance(
    qapp: QApplication, tmp_path: Path
) -> None:
    view = TagView()
    table = tag_table(read_tags(write(tmp_path / "a.dcm", enhanced_ct(2))))
    view.set_table(table)
    path = (0x52009230, 2)
    for end in (1, 2):
        view.tree.expand(view.model.index_of(path[:end]))
    view.set_table(table)
    assert view.tree.isExpanded(view.model.index_of(path))
    assert not view.tree.isExpanded(view.model.index_of((0x52009230, 1)))


# In the window


def browser(program: OpenWindow) -> TagBrowser:
    shown = program.window.tags.browser
    assert shown is not None
    return shown


def values(program: OpenWindow, keyword: str) -> list[str]:
    """What the browser shows of an element: its value and that of the other instance."""
    program.settle()
    let_run(250)
    program.settle()
    for shown in browser(program).view.model.table.rows:
        if shown.row.keyword == keyword:
            return [shown.row.value, shown.other]
    return []


def test_the_browser_follows_the_image_on_screen(opened: Opened, tmp_path: Path) -> None:
    ct_series(tmp_path, 3)
    program = opened(tmp_path)
    assert not program.window.tags.isVisible()
    assert program.window.tags.browser is None  # nothing is read for nobody
    program.window.verbs.run(call("app.tags"))
    assert program.window.tags.isVisible()
    first = values(program, "SOPInstanceUID")[0]
    wanted = program.viewport.wanted
    assert wanted is not None
    assert first == wanted.sop_instance_uid
    program.viewport.scroll(1)
    second = values(program, "SOPInstanceUID")[0]
    assert second == program.viewport.wanted.sop_instance_uid != first
    program.window.verbs.run(call("app.tags"))
    assert not program.window.tags.isVisible()


def test_two_instances_are_compared(opened: Opened, tmp_path: Path) -> None:
    ct_series(tmp_path, 3)
    program = opened(tmp_path)
    program.window.verbs.run(call("app.tags"))
    browser(program).partner.setCurrentIndex(2)  # the next one
    shown = program.viewport.display_set
    assert shown is not None
    uids = [str(ref.sop_instance_uid) for ref in shown.frames]
    assert values(program, "SOPInstanceUID") == uids[:2]
    browser(program).partner.setCurrentIndex(1)  # there is none before
    assert values(program, "SOPInstanceUID") == [uids[0], ""]
    program.viewport.scroll(1)
    assert values(program, "SOPInstanceUID") == [uids[1], uids[0]]


def test_patient_data_are_hidden_in_the_browser_too(opened: Opened, tmp_path: Path) -> None:
    write(tmp_path / "a.dcm", make_dataset(PatientName="Canary^Yellow"))
    program = opened(tmp_path)
    program.window.verbs.run(call("app.tags"))
    assert values(program, "PatientName")[0] == "Canary^Yellow"
    program.workspace.show_texts(text=True, patient=False)
    assert values(program, "PatientName") == []
