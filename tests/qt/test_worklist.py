"""The worklist window, against DCMTK's wlmscpfs."""

from pathlib import Path

from tests.integration.test_network_worklist import worklist_item
from tests.support.builders import ct_series, uid
from tests.support.peers import free_port, running
from tests.support.window import OpenWindow
from viewer.commands.command import call
from viewer.model.node import Node
from viewer.net.node_store import NodeStore
from viewer.qt.network.nodes_dialog import NodesDialog
from viewer.qt.network.worklist_dialog import WorklistDialog


def test_what_is_scheduled_is_listed_and_leads_to_the_studies_of_the_patient(
    program: OpenWindow, tmp_path: Path
) -> None:
    worklist_item(tmp_path)
    ct_series(tmp_path / "images", 2)
    program.window.open_paths([tmp_path / "images"])
    program.settle()
    program.window.verbs.run(call("study.close_all"))
    port = free_port()
    store = NodeStore(program.program.parts.paths.config)
    store.put(Node("ris", host="127.0.0.1", port=port, ae_title="WLSCP"))
    command = ["wlmscpfs", "-csk", "-dfr", "-dfp", str(tmp_path), str(port)]
    with running(command, port=port, folder=tmp_path):
        program.window.verbs.run(call("network.worklist"))
        dialog = program.window.findChild(WorklistDialog)
        assert isinstance(dialog, WorklistDialog)
        dialog.days.setCurrentIndex(3)
        dialog.modality.setText("ct")
        dialog.search.click()
        program.wait(lambda: dialog.status.text() == "1 entry")
        shown = [dialog.model.data(dialog.model.index(0, column)) for column in range(8)]
        assert shown[:6] == ["2026-01-02", "09:00", "CT", "CT1", "Doe, Jane", "ID1"]
        assert not dialog.view.isEnabled()
        dialog.table.selectRow(0)
        assert dialog.view.isEnabled()
        dialog.view.click()
        program.settle()
        assert {each.study_uid for each in program.workspace.display_sets} == {uid("study")}
        dialog.modality.setText("MR")
        dialog.search.click()
        program.wait(lambda: dialog.status.text() == "0 entries")
        assert not dialog.view.isEnabled()
        dialog.modality.setText("")
        dialog.days.setCurrentIndex(0)  # today, which is another day
        dialog.search.click()
        program.wait(lambda: dialog.status.text() == "0 entries")


def test_a_node_that_is_entered_is_there_at_once(program: OpenWindow) -> None:
    program.window.verbs.run(call("network.worklist"))
    dialog = program.window.findChild(WorklistDialog)
    assert isinstance(dialog, WorklistDialog)
    assert "No nodes yet" in dialog.status.text()
    assert not dialog.search.isEnabled()
    program.window.verbs.run(call("network.nodes"))
    nodes = program.window.findChild(NodesDialog)
    assert isinstance(nodes, NodesDialog)
    nodes.pages.show_node(Node("ris", host="127.0.0.1", ae_title="RIS"))
    assert nodes.save()
    assert (dialog.nodes.currentText(), dialog.status.text()) == ("ris", "")
    assert dialog.search.isEnabled()
