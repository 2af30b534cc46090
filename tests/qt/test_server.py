"""The server of the window: started, used by storescu, stopped, by its dialog."""

import subprocess
from pathlib import Path

from tests.support.builders import ct_series
from tests.support.peers import free_port
from tests.support.window import OpenWindow
from viewer.commands.command import call
from viewer.model.node import LocalNode
from viewer.net.node_store import NodeStore
from viewer.qt.network.server_dialog import ServerDialog
from viewer.qt.network.server_sign import ServerSign


def open_dialog(program: OpenWindow) -> ServerDialog:
    program.window.verbs.run(call("network.server"))
    dialog = program.window.findChild(ServerDialog)
    assert isinstance(dialog, ServerDialog)
    return dialog


def send(images: Path, port: int, *, title: str) -> int:
    command = ["storescu", "-aet", title, "-aec", "READING1", "127.0.0.1", str(port)]
    done = subprocess.run(
        [*command, "+sd", str(images)], capture_output=True, timeout=60, check=False
    )
    return done.returncode


def test_what_peers_send_is_in_the_list_of_studies_at_once(
    program: OpenWindow, tmp_path: Path
) -> None:
    ct_series(tmp_path / "images", 3)
    dialog = open_dialog(program)
    port = free_port()
    dialog.ae_title.setText("READING1")
    dialog.port.setText(str(port))
    dialog.allow.setText("CT1@127.0.0.1")
    dialog.is_serving.setChecked(True)
    assert program.window.browser.model.rowCount() == 0
    dialog.apply.click()
    program.wait(lambda: str(port) in dialog.status.text())
    sign = program.window.findChild(ServerSign)
    assert isinstance(sign, ServerSign)
    assert sign.isVisibleTo(program.window)
    assert send(tmp_path / "images", port, title="CT1") == 0
    program.wait(lambda: program.window.browser.model.rowCount() == 1)
    program.wait(lambda: "CT1: 3 images received." in dialog.news.item(0).text())
    assert send(tmp_path / "images", port, title="STRANGER") != 0
    program.wait(lambda: "STRANGER was turned away" in dialog.news.item(0).text())
    dialog.is_serving.setChecked(False)
    dialog.apply.click()
    assert dialog.status.text() == "The server is off."
    assert not sign.isVisibleTo(program.window)
    assert send(tmp_path / "images", port, title="CT1") != 0


def test_it_starts_with_the_window_where_it_is_wanted_and_ends_with_it(
    program: OpenWindow,
) -> None:
    store = NodeStore(program.program.parts.paths.config)
    program.window.face.network.begin_server()
    assert not program.window.face.network.server().state.is_on
    store.set_local(LocalNode(port=free_port(), is_serving=True))
    program.window.face.network.begin_server()
    server = program.window.face.network.server()
    program.wait(lambda: server.state.port)
    program.window.close()
    assert not server.state.is_on


def test_a_server_that_cannot_start_says_why(program: OpenWindow) -> None:
    dialog = open_dialog(program)
    dialog.bind.addItem("elsewhere", "192.0.2.1")
    dialog.bind.setCurrentIndex(dialog.bind.count() - 1)
    dialog.is_serving.setChecked(True)
    dialog.apply.click()
    program.wait(lambda: "cannot listen" in dialog.status.text())


def test_settings_that_cannot_be_are_not_kept(program: OpenWindow) -> None:
    dialog = open_dialog(program)
    dialog.ae_title.setText("A TITLE THAT IS TOO LONG")
    dialog.save()
    assert "16 letters" in dialog.words.text()
    assert NodeStore(program.program.parts.paths.config).local() == LocalNode()
