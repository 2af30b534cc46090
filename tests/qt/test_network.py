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
from viewer.model.node import LocalNode, Node, RetrieveMethod, SignIn
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
    """An archive with one study of five images."""
    folder = tmp_path_factory.mktemp("qrscp")
    ct_series(folder / "images", 5)
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


def test_series_of_a_study_are_listed_and_fetched_alone(
    program: OpenWindow, query: QueryDialog
) -> None:
    query.root.setCurrentIndex(1)
    query.search.click()
    program.wait(lambda: query.model.rowCount() == 1)
    choose_first(query.table)
    program.wait(lambda: query.series.model.rowCount() == 1)
    assert query.series.isVisibleTo(query)
    choose_first(query.series.table)
    assert query.series.uids == [uid("series")]
    query.retrieve.click()
    program.wait(lambda: program.viewport.display_set is not None)
    program.settle()
    query.table.clearSelection()
    assert not query.series.isVisibleTo(query)


def test_images_of_a_series_are_listed_and_fetched_alone(
    program: OpenWindow, query: QueryDialog
) -> None:
    query.search.click()
    program.wait(lambda: query.model.rowCount() == 1)
    choose_first(query.table)
    program.wait(lambda: query.series.model.rowCount() == 1)
    choose_first(query.series.table)
    program.wait(lambda: query.images.model.rowCount() == 5)
    choose_first(query.images.table)
    (wanted,) = query.images.uids
    query.retrieve.click()
    program.wait(lambda: "Retrieved: the image, by C-GET." in shown_notices(program))
    shown = program.viewport.display_set
    assert shown is not None
    assert [frame.sop_instance_uid for frame in shown.frames] == [wanted]
    (transfer,) = program.program.parts.transfers.desk.queue.transfers()
    assert transfer.title.startswith("Doe, Jane  ·  2")


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
    assert re.fullmatch(r"qr, as of \d{4}-\d\d-\d\d \d\d:\d\d", text(query, 8))
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
    dialog.save()
    store = NodeStore(program.program.parts.paths.config)
    assert [(node.name, node.port) for node in store.nodes()] == [("mine", peer.port)]
    dialog.remove()
    assert store.nodes() == []


def test_a_node_without_a_title_is_not_saved(program: OpenWindow) -> None:
    program.window.verbs.run(call("network.nodes"))
    dialog = program.window.findChild(NodesDialog)
    assert isinstance(dialog, NodesDialog)
    dialog.pages.name.setText("half")
    dialog.save()
    assert "needs a host" in dialog.words.text()
    assert NodeStore(program.program.parts.paths.config).nodes() == []


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


def test_nodes_are_handed_on_without_secrets_and_read_back(
    program: OpenWindow, tmp_path: Path
) -> None:
    store = NodeStore(program.program.parts.paths.config)
    store.put(Node("a", host="a.example", ae_title="A", tls=True, tls_ca="/own/ca.pem"))
    store.put(Node("b", host="b.example", ae_title="B"))
    program.window.verbs.run(call("network.nodes"))
    dialog = program.window.findChild(NodesDialog)
    assert isinstance(dialog, NodesDialog)
    dialog.export_to(tmp_path / "nodes.json")
    assert "/own" not in (tmp_path / "nodes.json").read_text()
    store.remove("a")
    store.remove("b")
    dialog.import_from(tmp_path / "nodes.json")
    assert [(node.name, node.tls) for node in store.nodes()] == [("a", True), ("b", False)]
    assert dialog.list.count() == 2
    (tmp_path / "nodes.json").write_text('{"nodes": [{"name": "x", "port": "y"}]}')
    dialog.import_from(tmp_path / "nodes.json")
    assert "impossible value" in dialog.words.text()


def test_a_node_may_have_a_web_service_alone(program: OpenWindow, isolated_home: Path) -> None:
    dialog = NodesDialog(program.program.parts, lambda: None, program.window)
    dialog.begin()
    dialog.pages.name.setText("cloud")
    dialog.pages.web_url.setText("https://pacs.example.org/dicom-web")
    dialog.pages.method.setCurrentIndex(dialog.pages.method.findData(RetrieveMethod.WADO))
    dialog.save()
    node = NodeStore(isolated_home / "config").node("cloud")
    assert (node.web_url, node.retrieve) == (dialog.pages.web_url.text(), RetrieveMethod.WADO)
    dialog.save()
    assert NodeStore(isolated_home / "config").node("cloud") == node


def test_everything_that_a_node_has_is_entered_on_its_pages(program: OpenWindow) -> None:
    store = NodeStore(program.program.parts.paths.config)
    store.set_local(LocalNode(is_serving=False, is_sharing=True, allow="CT1@10.0.0.5"))
    node = Node(
        "all", host="pacs.example", port=2762, ae_title="PACS", own_ae_title="ME", tls=True,
        tls_ca="/ca.pem", tls_certificate="/own.pem", tls_key="/own.key", tls_check_host=False,
        retrieve=RetrieveMethod.MOVE, character_set="ISO_IR 144", connect_s=2.5, answer_s=90.0,
        web_url="https://pacs.example/d", wado_uri_url="https://pacs.example/wado",
        sign_in=SignIn.DEVICE, oauth_client_id="viewer", oauth_scope="all",
        oauth_issuer="https://login.example",
    )  # fmt: skip
    store.put(node)
    program.window.verbs.run(call("network.nodes"))
    dialog = program.window.findChild(NodesDialog)
    assert isinstance(dialog, NodesDialog)
    dialog.local_title.setText("READING1")
    assert dialog.save()
    assert store.node("all") == node
    dialog.pages.answer_s.setText("45.5")
    dialog.pages.character_set.setCurrentText("ISO_IR 100")
    dialog.pages.check_host.setChecked(True)
    dialog.pages.key.set_path("")
    assert not dialog.save()
    assert "needs its key" in dialog.words.text()
    dialog.pages.certificate.set_path("")
    assert dialog.save()
    changed = store.node("all")
    assert (changed.answer_s, changed.character_set, changed.tls_check_host) == (
        45.5, "ISO_IR 100", True,
    )  # fmt: skip
    local = store.local()  # what the server does is not forgotten by another AE title
    assert (local.ae_title, local.is_sharing, local.allow) == ("READING1", True, "CT1@10.0.0.5")
