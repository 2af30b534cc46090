"""Signing in to DICOMweb nodes from the window, against a small real authorisation server."""

import json
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from tests.support.memory_keyring import MemoryKeyring, memory_keyring
from tests.support.web_peer import WebPeer, web_peer
from tests.support.window import OpenWindow
from tests.unit.net.web.test_oauth import Authority
from viewer.commands.command import call
from viewer.model.node import Node, SignIn
from viewer.net.node_store import NodeStore
from viewer.net.web import oauth
from viewer.qt.network.nodes_dialog import NodesDialog
from viewer.qt.network.sign_in_dialog import SignInDialog, is_page


@pytest.fixture
def keyring() -> Iterator[MemoryKeyring]:
    with memory_keyring() as kept:
        yield kept


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
def peer(authority: Authority) -> Iterator[WebPeer]:
    with web_peer(authority.answer) as running:
        authority.issuer = running.url
        yield running


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that the browser is sent to."""
    pages: list[str] = []

    def open_page(url: QUrl) -> bool:
        pages.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_page)
    return pages


def begin(program: OpenWindow, node: Node) -> SignInDialog:
    """Choose a node in the list, and press its button."""
    NodeStore(program.program.parts.paths.config).put(node)
    program.window.verbs.run(call("network.nodes"))
    nodes = program.window.findChild(NodesDialog)
    assert isinstance(nodes, NodesDialog)
    nodes.pages.begin.click()
    dialog = nodes.findChild(SignInDialog)
    assert isinstance(dialog, SignInDialog)
    return dialog


def test_a_password_goes_into_the_keyring_and_nowhere_else(
    program: OpenWindow, keyring: MemoryKeyring
) -> None:
    node = Node("cloud", web_url="https://a.example/d", sign_in=SignIn.BASIC, web_user="jane")
    dialog = begin(program, node)
    dialog.secret.setText("pa55 w0rd")
    dialog.keep.click()
    program.wait(lambda: dialog.words.text() == "Kept in the keyring.")
    assert keyring.kept == {"cloud": "pa55 w0rd"}
    assert dialog.secret.text() == ""
    config = program.program.parts.paths.config
    assert not any(b"pa55" in file.read_bytes() for file in config.iterdir() if file.is_file())


def test_a_code_is_shown_until_it_was_entered_on_some_device(
    program: OpenWindow,
    peer: WebPeer,
    authority: Authority,
    keyring: MemoryKeyring,
    opened: list[str],
) -> None:
    authority.pending = 1_000_000
    node = Node(
        "cloud", web_url=f"{peer.url}/dicom-web", sign_in=SignIn.DEVICE, oauth_client_id="viewer",
        oauth_issuer=peer.url,
    )  # fmt: skip
    dialog = begin(program, node)
    program.wait(lambda: dialog.code.text() == "WDJB-MJHT")
    assert f"{peer.url}/enter" in dialog.page.text()
    assert opened == []  # another device may be meant
    dialog.open_page.click()
    assert opened == [f"{peer.url}/enter"]
    authority.pending = 0
    program.wait(lambda: dialog.words.text() == "Signed in.")
    assert json.loads(keyring.kept["cloud"])["access"] == "access-1"


def test_waiting_ends_when_the_window_is_closed(
    program: OpenWindow, peer: WebPeer, authority: Authority, keyring: MemoryKeyring
) -> None:
    authority.pending = 1_000_000
    node = Node(
        "cloud", web_url=f"{peer.url}/dicom-web", sign_in=SignIn.DEVICE, oauth_client_id="viewer",
        oauth_issuer=peer.url,
    )  # fmt: skip
    dialog = begin(program, node)
    program.wait(lambda: dialog.code.text() != "")
    dialog.close_button.click()
    program.wait(lambda: not program.program.parts.runner.jobs)
    assert keyring.kept == {}


def test_the_browser_is_sent_to_the_page_of_the_authorisation_server(
    program: OpenWindow, peer: WebPeer, keyring: MemoryKeyring, opened: list[str]
) -> None:
    node = Node(
        "cloud", web_url=f"{peer.url}/dicom-web", sign_in=SignIn.CODE, oauth_client_id="viewer",
        oauth_issuer=peer.url,
    )  # fmt: skip
    dialog = begin(program, node)
    program.wait(lambda: opened)
    assert opened[0].startswith(f"{peer.url}/authorize?response_type=code")
    dialog.reject()
    program.wait(lambda: not program.program.parts.runner.jobs)
    assert keyring.kept == {}


def test_what_went_wrong_is_said(
    program: OpenWindow, peer: WebPeer, authority: Authority, keyring: MemoryKeyring
) -> None:
    authority.error = "access_denied"
    node = Node(
        "cloud", web_url=f"{peer.url}/dicom-web", sign_in=SignIn.DEVICE, oauth_client_id="viewer",
        oauth_issuer=peer.url,
    )  # fmt: skip
    dialog = begin(program, node)
    program.wait(lambda: "did not let us in" in dialog.words.text())
    program.settle()
    assert keyring.kept == {}
    assert dialog.words.height() >= dialog.words.heightForWidth(dialog.words.width())  # all of it
    assert not dialog.page.isVisible()


def test_without_a_keyring_signing_in_is_said_to_last_for_this_run(
    program: OpenWindow, peer: WebPeer, monkeypatch: pytest.MonkeyPatch, opened: list[str]
) -> None:
    monkeypatch.setattr(oauth, "keep_secret", lambda _name, _secret: False)
    node = Node(
        "cloud", web_url=f"{peer.url}/dicom-web", sign_in=SignIn.DEVICE, oauth_client_id="viewer",
        oauth_issuer=peer.url,
    )  # fmt: skip
    dialog = begin(program, node)
    program.wait(lambda: dialog.words.text().startswith("Signed in until the program ends"))
    assert opened == []


@pytest.mark.parametrize(
    ("url", "is_good"),
    [
        ("https://a.example/enter?x=1", True),
        ("http://127.0.0.1:8080/enter", True),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("https://user:secret@a.example/", False),
        ("", False),
    ],
)
def test_a_browser_is_sent_to_pages_only(url: str, is_good: bool) -> None:
    assert is_page(url) is is_good
