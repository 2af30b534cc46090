"""The windows of the network, against DCMTK's archive."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.uid import ComprehensiveSRStorage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QTableView

from tests.support.builders import ct_series, uid
from tests.support.peers import dcmqrscp, free_port
from tests.support.sending import send_files
from tests.support.window import OpenWindow
from viewer.base.jobs import Job
from viewer.commands.command import call
from viewer.imaging.measure import measure
from viewer.model.annotation import Annotation
from viewer.model.node import Node
from viewer.model.query import Level, Root
from viewer.model.shape import Shape, ShapeKind
from viewer.net.node_store import NodeStore
from viewer.qt.network.match_model import MatchModel, study_columns
from viewer.qt.network.nodes_dialog import NodesDialog
from viewer.qt.network.query_dialog import QueryDialog
from viewer.qt.network.send_dialog import SendDialog
from viewer.qt.text import PlainLabel
from viewer.workflows.query_nodes import MatchRow


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """An archive with one study of five images, the last of which comes first."""
    folder = tmp_path_factory.mktemp("qrscp")
    ct_series(folder / "images", 5, order=[4, 3, 2, 1, 0])
    with dcmqrscp(folder, own_ae_title="RADIOLUCENT", own_port=free_port()) as node:
        report = send_files([folder / "images"], node=node, own_ae_title="RADIOLUCENT", job=Job())
        assert report.completed == 5
        yield node


@pytest.fixture
def query(program: OpenWindow, peer: Node) -> QueryDialog:
    NodeStore(program.program.parts.paths.config).put(peer)
    program.window.verbs.run(call("network.query"))
    dialog = program.window.findChild(QueryDialog)
    assert isinstance(dialog, QueryDialog)
    return dialog


def shown_notices(program: OpenWindow) -> str:
    labels = program.window.findChildren(PlainLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def text(dialog: QueryDialog, column: int) -> str:
    return dialog.model.data(dialog.model.index(0, column))


def choose_first(table: QTableView) -> None:
    """Choose the first row, whatever keys an earlier test left down."""
    model, selection = table.model(), table.selectionModel()
    flags = selection.SelectionFlag.ClearAndSelect | selection.SelectionFlag.Rows
    selection.select(model.index(0, 0), flags)
    assert selection.hasSelection()


def test_a_study_is_found_retrieved_and_opened(program: OpenWindow, query: QueryDialog) -> None:
    query.fields["PatientName"].setText("Doe, J")
    query.search.click()
    program.wait(lambda: query.model.rowCount() == 1)
    assert (text(query, 0), text(query, 8)) == ("Doe, Jane", "qr")
    program.wait(lambda: not query.stop.isEnabled())
    choose_first(query.table)
    assert query.retrieve.isEnabled()
    query.retrieve.click()
    program.wait(lambda: "Retrieved: all 5 images" in shown_notices(program))
    assert program.viewport.display_set is not None, shown_notices(program)
    assert program.viewport.display_set.study_uid == uid("study")
    assert len(program.viewport.display_set.frames) == 5
    assert program.viewport.view.index == 0
    assert program.program.parts.hangings.hung is not None  # as any study that is opened


def test_series_of_a_study_are_listed_and_fetched_alone(
    program: OpenWindow, query: QueryDialog
) -> None:
    query.root.setCurrentIndex(1)
    query.search.click()
    program.wait(lambda: query.model.rowCount() == 1)
    choose_first(query.table)
    program.wait(lambda: query.below.panes[Level.SERIES].model.rowCount() == 1)
    assert query.below.panes[Level.SERIES].isVisibleTo(query)
    choose_first(query.below.panes[Level.SERIES].table)
    assert query.below.panes[Level.SERIES].uids == [uid("series")]
    query.retrieve.click()
    program.wait(lambda: program.viewport.display_set is not None)
    program.settle()
    query.table.clearSelection()
    assert not query.below.panes[Level.SERIES].isVisibleTo(query)


def test_images_of_a_series_are_listed_and_fetched_alone(
    program: OpenWindow, query: QueryDialog
) -> None:
    query.search.click()
    program.wait(lambda: query.model.rowCount() == 1)
    choose_first(query.table)
    program.wait(lambda: query.below.panes[Level.SERIES].model.rowCount() == 1)
    choose_first(query.below.panes[Level.SERIES].table)
    program.wait(lambda: query.below.panes[Level.IMAGE].model.rowCount() == 5)
    choose_first(query.below.panes[Level.IMAGE].table)
    (wanted,) = query.below.panes[Level.IMAGE].uids
    query.retrieve.click()
    program.wait(lambda: "Retrieved: the image, by C-GET." in shown_notices(program))
    shown = program.viewport.display_set
    assert shown is not None
    assert [frame.sop_instance_uid for frame in shown.frames] == [wanted]
    (transfer,) = program.program.parts.transfers.desk.queue.transfers()
    assert transfer.title.startswith("Doe, Jane  ·  2")


def test_a_patient_is_looked_for_and_all_of_his_studies_are_fetched(
    program: OpenWindow, query: QueryDialog
) -> None:
    query.level.setCurrentIndex(query.level.findData(Level.PATIENT))
    query.search.click()
    program.wait(lambda: query.model.rowCount() == 1)
    assert text(query, 0) == "Doe, Jane"
    assert not query.retrieve.isEnabled()
    choose_first(query.table)
    studies, series = query.below.panes[Level.STUDY], query.below.panes[Level.SERIES]
    program.wait(query.retrieve.isEnabled)
    assert studies.model.rowCount() == 1
    choose_first(studies.table)
    program.wait(lambda: series.model.rowCount() == 1)
    studies.table.clearSelection()
    assert not series.isVisibleTo(query)
    query.retrieve.click()
    program.wait(lambda: "Retrieved: all 5 images" in shown_notices(program))


def test_images_looked_for_by_themselves_are_found_level_by_level(
    program: OpenWindow, query: QueryDialog
) -> None:
    query.level.setCurrentIndex(query.level.findData(Level.IMAGE))
    query.root.setCurrentIndex(query.root.findData(Root.PATIENT))
    query.fields["ModalitiesInStudy"].setText("CT")
    query.search.click()
    program.wait(lambda: query.status.text().startswith("5 images"))
    assert "qr was asked level by level" in query.status.text()
    choose_first(query.table)
    query.retrieve.click()
    program.wait(lambda: "Retrieved: the image" in shown_notices(program))


def test_what_is_below_a_study_is_shown_from_the_last_answers_too(
    program: OpenWindow, query: QueryDialog
) -> None:
    series, images = query.below.panes[Level.SERIES], query.below.panes[Level.IMAGE]
    query.search.click()
    program.wait(lambda: query.model.rowCount() == 1)
    choose_first(query.table)
    program.wait(lambda: series.is_whole)
    choose_first(series.table)
    program.wait(lambda: images.is_whole)
    store = NodeStore(program.program.parts.paths.config)
    store.put(replace(store.node("qr"), port=free_port()))
    query.refresh_nodes()
    query.search.click()
    program.wait(lambda: "From earlier answers" in query.status.text())
    choose_first(query.table)
    program.wait(lambda: series.model.rowCount() == 1)
    assert "From its answer of 20" in series.words.text()
    choose_first(series.table)
    program.wait(lambda: images.model.rowCount() == 5)


def test_a_key_that_the_node_does_not_go_by_is_named(
    program: OpenWindow, query: QueryDialog
) -> None:
    query.keys.is_more.click()
    query.fields["BodyPartExamined"].setText("CHEST")
    query.fields["StudyInstanceUID"].setText(f"1.2.3, {uid('study')}")
    query.search.click()
    program.wait(lambda: "qr did not go by: Body part" in query.status.text())
    assert "Study UIDs" not in query.status.text()
    assert query.model.rowCount() == 1
    query.keys.is_more.click()  # what is folded away is not asked for
    query.search.click()
    program.wait(lambda: query.status.text() == "1 study")


def test_a_node_that_is_silent_is_spoken_for_by_its_last_answers(
    program: OpenWindow, query: QueryDialog
) -> None:
    parts = program.program.parts
    query.search.click()
    program.wait(lambda: query.status.text() == "1 study")
    assert parts.paths.answers_file.stat().st_mode & 0o077 == 0
    store = NodeStore(parts.paths.config)
    store.put(replace(store.node("qr"), port=free_port()))
    query.refresh_nodes()
    query.fields["PatientName"].setText("Doe")
    query.search.click()
    program.wait(lambda: "From earlier answers" in query.status.text())
    assert text(query, 0) == "Doe, Jane"
    told = re.fullmatch(r"qr, as of (\d{4}-\d\d-\d\d \d\d:\d\d)", text(query, 8))
    assert told
    assert f"the oldest of {told[1]}." in query.status.text()  # the column is narrow
    query.fields["PatientName"].setText("Roe")
    query.search.click()
    program.wait(lambda: "Nobody listens" in query.status.text())
    program.settle()
    assert query.model.rowCount() == 0
    parts.settings.set("session.is_kept", False)
    query.search.click()
    assert not parts.paths.answers_file.exists()


def test_the_study_on_screen_is_sent(
    program: OpenWindow, query: QueryDialog, peer: Node, tmp_path: Path
) -> None:
    ct_series(tmp_path / "images", 2)
    program.window.open_paths([tmp_path / "images"])
    program.settle()
    program.window.verbs.run(call("network.send"))
    dialog = program.window.findChild(SendDialog)
    assert isinstance(dialog, SendDialog)
    dialog.accept()
    program.wait(lambda: "all 2 images" in shown_notices(program))


def send_with_report(program: OpenWindow) -> None:
    program.window.verbs.run(call("network.send"))
    dialog = program.window.findChildren(SendDialog)[-1]
    offers = [dialog.what.itemText(place) for place in range(dialog.what.count())]
    wanted = "The whole study with a report of my measurements"
    dialog.what.setCurrentIndex(offers.index(wanted))
    dialog.accept()


def test_a_report_of_the_measurements_goes_along_with_the_study(
    program: OpenWindow, tmp_path: Path
) -> None:
    ct_series(tmp_path / "images", 2)
    program.window.open_paths([tmp_path / "images"])
    program.settle()
    frame = program.viewport.frame
    assert frame is not None
    image, line = frame.image, Shape(ShapeKind.LENGTH, ((1.0, 1.0), (5.0, 4.0)))
    program.workspace.annotations.put(
        Annotation(
            "2.25.1", image.study_uid, image.series_uid, image.sop_instance_uid,
            image.sop_class_uid, frame.ref.frame_index, line, tuple(measure(line, frame)),
        )
    )  # fmt: skip
    (tmp_path / "peer").mkdir()

    def received() -> list[Path]:
        return list((tmp_path / "peer" / "qr").glob("*.dcm"))

    with dcmqrscp(tmp_path / "peer", own_ae_title="RADIOLUCENT", own_port=free_port()) as node:
        NodeStore(program.program.parts.paths.config).put(node)
        send_with_report(program)
        program.wait(lambda: "all 3 images" in shown_notices(program))
        (at_peer,) = [path for path in received() if dcmread(path).Modality == "SR"]
        at_peer.unlink()
        send_with_report(program)
        program.wait(lambda: "Nothing has changed" in shown_notices(program))
        program.wait(lambda: len(received()) == 3)  # the same report went again
        program.settle()
    rows = program.program.archive.instances(image.study_uid)
    (report,) = (row for row in rows if row.sop_class_uid == ComprehensiveSRStorage)
    kept = [dcmread(path) for path in received()]
    (sent,) = (each for each in kept if each.SOPInstanceUID == report.sop_instance_uid)
    assert sent.StudyInstanceUID == image.study_uid


def test_what_does_not_match_is_not_found(program: OpenWindow, query: QueryDialog) -> None:
    query.fields["PatientID"].setText("nobody")
    query.search.click()
    program.wait(lambda: query.status.text() == "0 studies")


def test_a_node_that_is_not_there_is_named_with_the_reason(
    program: OpenWindow, query: QueryDialog
) -> None:
    gone = Node("gone", host="127.0.0.1", port=free_port(), ae_title="GONE")
    NodeStore(program.program.parts.paths.config).put(gone)
    query.refresh_nodes()
    query.nodes.setCurrentIndex(0)
    query.search.click()
    program.wait(lambda: "gone: Nobody listens there" in query.status.text())
    program.wait(lambda: query.model.rowCount() == 1)  # the other one answers all the same


def test_a_long_answer_of_a_node_takes_nothing_from_the_keys(
    program: OpenWindow, query: QueryDialog
) -> None:
    query.resize(query.minimumSizeHint())
    query.status.set_plain("The node says why it does not answer, and what to do. " * 3)
    program.settle()
    lines = [field for field in query.fields.values() if field.isVisible()]
    assert all(line.height() >= line.minimumSizeHint().height() for line in lines)
    assert query.status.width() == query.table.width()  # all of it


def test_a_node_is_entered_tested_and_removed(program: OpenWindow, peer: Node) -> None:
    program.window.verbs.run(call("network.nodes"))
    dialog = program.window.findChild(NodesDialog)
    assert isinstance(dialog, NodesDialog)
    dialog.pages.name.setText("mine")
    dialog.pages.host.setText(peer.host)
    dialog.pages.port.setText(str(peer.port))
    dialog.pages.ae_title.setText(peer.ae_title)
    dialog.test()
    program.wait(lambda: dialog.words.text() == "The node answers.")
    assert dialog.steps.count() == 7
    dialog.show()
    program.settle()
    told = [dialog.steps.itemAt(n).widget() for n in range(7)]
    assert all(each.height() >= each.heightForWidth(each.width()) for each in told)  # none is cut
    dialog.save()
    store = NodeStore(program.program.parts.paths.config)
    assert [(node.name, node.port) for node in store.nodes()] == [("mine", peer.port)]
    dialog.remove()
    assert store.nodes() == []


@pytest.mark.usefixtures("qapp")
def test_the_model_of_matches_keeps_the_rules_and_shows_text_literally() -> None:
    model = MatchModel(study_columns())
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    named = [
        MatchRow("a", {"00100010": {"vr": "PN", "Value": [{"Alphabetic": name}]}})
        for name in ("Zoe", "<b>\nx</b>", "Ada")
    ]
    model.add(named)
    assert model.data(model.index(1, 0)) == "<b> x</b>"
    model.sort(0)
    assert [model.data(model.index(row, 0)) for row in range(3)] == ["<b> x</b>", "Ada", "Zoe"]
    model.clear()
    assert model.rowCount() == 0
