"""TLS to and from DCMTK: what is safe goes through, what is not is refused with its reason."""

import socket
import ssl
import subprocess
import threading
import warnings
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.certificates import make_certificates, make_self_signed
from tests.support.peers import free_port, running
from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.net.association import associate
from viewer.net.contexts import VERIFICATION, Context
from viewer.net.echo import echo
from viewer.net.errors import NetworkError, UnreachableError
from viewer.net.inbox import Inbox
from viewer.net.probe import probe
from viewer.net.server import Peer, ServerOptions, StorageServer
from viewer.net.tls import server_context


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificates(tmp_path_factory.mktemp("keys"))


def tls_node(port: int, keys: Path, **changes: object) -> Node:
    usual = Node(
        "s", host="127.0.0.1", port=port, ae_title="SERVER", tls=True, tls_ca=str(keys / "ca.pem"),
        tls_certificate=str(keys / "client.pem"), tls_key=str(keys / "client.key"), answer_s=5,
    )  # fmt: skip
    return replace(usual, **changes)


def call_echo(node: Node) -> None:
    with associate(node, [Context(VERIFICATION)], own_ae_title="US", job=Job()) as association:
        echo(association)


@pytest.fixture(scope="module")
def storescp(keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """DCMTK's server; it wants a certificate of the authority."""
    folder, port = tmp_path_factory.mktemp("storescp"), free_port()
    command = ["storescp", "+tls", str(keys / "server.key"), str(keys / "server.pem"),
               "+cf", str(keys / "ca.pem"), "-od", str(folder), str(port)]  # fmt: skip
    with running(command, port=port, folder=folder):
        yield port


def test_both_sides_show_their_certificates(storescp: int, keys: Path) -> None:
    call_echo(tls_node(storescp, keys))
    steps = {
        step.name: step for step in probe(tls_node(storescp, keys), own_ae_title="US", job=Job())
    }
    assert steps["TLS"].is_good
    assert steps["TLS"].answer.startswith("TLSv1.")


def test_an_unknown_authority_is_refused(storescp: int, keys: Path) -> None:
    with pytest.raises(UnreachableError, match="authority"):
        call_echo(tls_node(storescp, keys, tls_ca=""))


def test_a_port_that_expects_tls_is_recognised(storescp: int, keys: Path) -> None:
    *_, last = probe(tls_node(storescp, keys, tls=False), own_ae_title="US", job=Job())
    assert last.answer == "the port expects TLS"


def test_a_node_that_wants_our_certificate_is_recognised(storescp: int, keys: Path) -> None:
    """By TLS 1.3 the handshake succeeds on our side, and then the connection ends."""
    bare = tls_node(storescp, keys, tls_certificate="", tls_key="")
    *_, last = probe(bare, own_ae_title="US", job=Job())
    assert not last.is_good
    assert "client certificate" in last.what_to_do


def test_a_chain_of_an_authority_that_we_do_not_trust_is_told_from_a_certificate_of_its_own(
    storescp: int, keys: Path, tmp_path: Path
) -> None:
    other = make_self_signed(tmp_path) / "self.pem"
    with pytest.raises(UnreachableError, match="not signed by an authority that we trust"):
        call_echo(tls_node(storescp, keys, tls_ca=str(other)))


def test_a_certificate_that_cannot_be_read_leaves_no_connection_open(
    storescp: int, keys: Path
) -> None:
    with pytest.raises(NetworkError, match="cannot be read"):
        call_echo(tls_node(storescp, keys, tls_ca=str(keys / "gone.pem")))


@pytest.fixture
def serve(keys: Path, tmp_path: Path) -> Iterator[object]:
    servers: list[StorageServer] = []

    def begin(name: str, *, ca: str = "", newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> int:
        context = server_context(
            certificate=str(keys / f"{name}.pem"), key=str(keys / f"{name}.key"), ca=ca
        )
        context.maximum_version = newest
        options = ServerOptions("SERVER", port=0, peers=(Peer("US"),), tls=context)
        servers.append(StorageServer(options, Inbox(tmp_path / "received")))
        servers[-1].start()
        return servers[-1].port

    yield begin
    for server in servers:
        server.stop()


@pytest.mark.parametrize(
    ("name", "reason"), [("expired", "expired"), ("elsewhere", "another host name")]
)
def test_a_wrong_certificate_is_refused_with_its_reason(
    serve: object, keys: Path, name: str, reason: str
) -> None:
    """SEC-040: certificates are checked, by time, name and authority."""
    assert callable(serve)
    with pytest.raises(UnreachableError, match=reason):
        call_echo(tls_node(serve(name), keys))


def test_our_server_lets_in_only_who_has_a_certificate(serve: object, keys: Path) -> None:
    assert callable(serve)
    port = serve("server", ca=str(keys / "ca.pem"))
    call_echo(tls_node(port, keys))
    words = ["echoscu", "-aet", "US", "-aec", "SERVER"]
    trusted = ["+cf", str(keys / "ca.pem"), "127.0.0.1", str(port)]
    own = ["+tls", str(keys / "client.key"), str(keys / "client.pem")]
    known = subprocess.run([*words, *own, *trusted], capture_output=True, timeout=30, check=False)
    assert known.returncode == 0
    nameless = subprocess.run(
        [*words, "+tla", *trusted], capture_output=True, timeout=30, check=False
    )
    assert nameless.returncode != 0


def test_a_silent_client_does_not_keep_the_server_from_others(serve: object, keys: Path) -> None:
    assert callable(serve)
    port = serve("server")
    with socket.create_connection(("127.0.0.1", port), timeout=5):
        call_echo(tls_node(port, keys))


def test_a_node_may_be_held_to_tls_1_3(serve: object, keys: Path) -> None:
    """SEC-040: the lowest version is 1.2, and higher on wish."""
    assert callable(serve)
    new, old = serve("server"), serve("server", newest=ssl.TLSVersion.TLSv1_2)
    call_echo(tls_node(new, keys, tls_13_only=True))
    call_echo(tls_node(old, keys))
    with pytest.raises(UnreachableError, match=r"no TLS 1\.3"):
        call_echo(tls_node(old, keys, tls_13_only=True))


def test_a_peer_that_offers_only_old_tls_is_refused_for_that(keys: Path) -> None:
    """SEC-040: TLS 1.1 and older are refused, with a message of their own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # which is the point
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.load_cert_chain(keys / "server.pem", keys / "server.key")
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        with listener, closing(listener.accept()[0]) as plain, suppress(OSError):
            plain.settimeout(10)
            context.wrap_socket(plain, server_side=True).close()

    thread = threading.Thread(target=accept)
    thread.start()
    with pytest.raises(UnreachableError, match="no longer safe"):
        call_echo(tls_node(listener.getsockname()[1], keys))
    thread.join(10)
