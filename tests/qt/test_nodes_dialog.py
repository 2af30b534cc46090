"""The dialog of nodes: what is entered, kept and handed on."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from tests.support.window import OpenWindow
from viewer.commands.command import call
from viewer.model.node import LocalNode, Node, RetrieveMethod, SignIn
from viewer.net.node_store import NodeStore, read_nodes_file
from viewer.qt.network.nodes_dialog import NodesDialog


def test_a_node_without_a_title_is_not_saved(program: OpenWindow) -> None:
    program.window.verbs.run(call("network.nodes"))
    dialog = program.window.findChild(NodesDialog)
    assert isinstance(dialog, NodesDialog)
    assert dialog.none.isVisibleTo(dialog)  # an empty list says what to do
    dialog.pages.name.setText("half")
    dialog.save()
    assert "needs a host" in dialog.words.text()
    assert NodeStore(program.program.parts.paths.config).nodes() == []
    assert not dialog.remove_button.isEnabled()
    assert not dialog.export_button.isEnabled()


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
    assert dialog.remove_button.isEnabled()
    assert dialog.export_button.isEnabled()
    assert not dialog.none.isVisibleTo(dialog)
    assert dialog.words.text() == "Nodes read from the file: 2"
    (tmp_path / "nodes.json").write_text('{"nodes": [{"name": "x", "port": "y"}]}')
    dialog.import_from(tmp_path / "nodes.json")
    assert "impossible value" in dialog.words.text()


def test_a_list_written_without_a_suffix_is_found_when_it_is_read(
    program: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    NodeStore(program.program.parts.paths.config).put(Node("a", host="a.example", ae_title="A"))
    program.window.verbs.run(call("network.nodes"))
    dialog = program.window.findChild(NodesDialog)
    assert isinstance(dialog, NodesDialog)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "list"), ""))
    dialog.export_button.click()
    assert [node.name for node in read_nodes_file(tmp_path / "list.json")] == ["a"]
    (tmp_path / "list.json").write_text("of somebody else", encoding="utf-8")
    dialog.export_button.click()
    assert {file.name for file in tmp_path.glob("list*")} == {"list", "list.json"}
    assert (tmp_path / "list.json").read_text(encoding="utf-8") == "of somebody else"


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
        tls_13_only=True,
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
