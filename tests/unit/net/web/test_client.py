"""WebClient against a real server that misbehaves in every way."""

import base64
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.certificates import make_certificates, make_self_signed
from tests.support.memory_keyring import MemoryKeyring
from tests.support.peers import free_port
from tests.support.web_peer import Asked, Reply, web_peer
from viewer.base.errors import Cancelled
from viewer.base.jobs import Job
from viewer.model.node import Node, SignIn
from viewer.model.query import Level, Query
from viewer.net.errors import (
    AbortedError,
    NetworkError,
    ProtocolError,
    StatusError,
    TimeoutExceededError,
    UnreachableError,
)
from viewer.net.web import client as client_module
from viewer.net.web.answers import SignInNeededError
from viewer.net.web.client import WebClient
from viewer.net.web.qido import find_web
from viewer.net.web.resources import bulk_data

JSON = {"Content-Type": "application/dicom+json"}
STUDY = b'[{"0020000D": {"vr": "UI", "Value": ["1.2.3"]}}]'


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "_PAUSE_S", 0.01)


def node_at(url: str, **changes: object) -> Node:
    return replace(Node("w", web_url=f"{url}/dicom-web", answer_s=5.0), **changes)


def ask(node: Node, query: Query | None = None) -> list[object]:
    return list(find_web(node, query or Query(), job=Job()))


def test_addresses_are_below_the_configured_base_and_identity_is_asked_for() -> None:
    with web_peer(lambda _: Reply(200, STUDY, JSON)) as peer:
        assert len(ask(node_at(peer.url))) == 1
    (asked,) = peer.asked
    assert asked.path == "/dicom-web/studies"
    assert asked.headers["accept-encoding"] == "identity"
    assert asked.headers["accept"] == "application/dicom+json"
    assert "authorization" not in asked.headers


def test_keys_go_into_the_address_and_carets_and_stars_stay_as_they_are() -> None:
    keys = {"PatientName": "Dœ^J*", "StudyDate": "20260101-", "ModalitiesInStudy": "CT\\MR"}
    with web_peer(lambda _: Reply(204)) as peer:
        assert ask(node_at(peer.url), Query(keys=keys)) == []
    (asked,) = peer.asked
    assert "00100010=D%C5%93^J*&00080020=20260101-&00080061=CT,MR&" in asked.target


def test_uids_of_the_levels_above_stand_in_the_path() -> None:
    keys = {"StudyInstanceUID": "1.2", "SeriesInstanceUID": "1.3", "InstanceNumber": "4"}
    with web_peer(lambda _: Reply(204)) as peer:
        ask(node_at(peer.url), Query(Level.IMAGE, keys))
        ask(node_at(peer.url), Query(Level.SERIES, {"StudyInstanceUID": "../../evil"}))
    assert peer.asked[0].path == "/dicom-web/studies/1.2/series/1.3/instances"
    assert peer.asked[1].path == "/dicom-web/series"


def paged(total: int, *, cap: int) -> object:
    def answer(asked: Asked) -> Reply:
        limit, offset = int(asked.query["limit"][0]), int(asked.query["offset"][0])
        rows = [
            f'{{"0020000D": {{"vr": "UI", "Value": ["1.{number}"]}}}}'
            for number in range(offset, min(total, offset + min(limit, cap)))
        ]
        return Reply(200, f"[{','.join(rows)}]".encode(), JSON)

    return answer


@pytest.mark.parametrize("cap", [100, 1000])
@pytest.mark.parametrize("total", [0, 99, 100, 101, 500, 730])
def test_pages_are_joined_whatever_the_server_gives_at_once(total: int, cap: int) -> None:
    with web_peer(paged(total, cap=cap)) as peer:
        assert len(ask(node_at(peer.url))) == total
        assert len(ask(node_at(peer.url), Query(limit=7))) == min(7, total)


def test_a_server_that_passes_over_the_offset_is_not_asked_for_ever() -> None:
    with web_peer(lambda _: Reply(200, STUDY, JSON)) as peer:
        assert len(ask(node_at(peer.url))) == 1
    rows = b"[" + b",".join(STUDY[1:-1].replace(b"2.3", b"%d" % n) for n in range(200)) + b"]"
    with web_peer(lambda _: Reply(200, rows, JSON)) as peer:
        assert len(ask(node_at(peer.url))) == 200
    assert len(peer.asked) == 2


@pytest.mark.parametrize(
    ("status", "kind", "told"),
    [
        (400, StatusError, "did not understand"),
        (401, SignInNeededError, "wants us to sign in"),
        (403, StatusError, "does not allow"),
        (404, StatusError, "knows nothing at this address"),
        (418, StatusError, "refused"),
        (500, StatusError, "failed"),
        (599, StatusError, "failed"),
    ],
)
def test_each_refusal_has_its_own_words_and_is_asked_once(
    status: int, kind: type[NetworkError], told: str
) -> None:
    with web_peer(lambda _: Reply(status, b"<html>patient DOE^JANE")) as peer:
        with pytest.raises(kind, match=told) as caught:
            ask(node_at(peer.url))
        assert len(peer.asked) == 1
    assert caught.value.hint
    assert "DOE" not in caught.value.message + caught.value.hint + caught.value.detail


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_server_in_trouble_is_asked_again(status: int) -> None:
    replies = iter([Reply(status, headers={"Retry-After": "0"}), Reply(status)])
    with web_peer(lambda _: next(replies, Reply(200, STUDY, JSON))) as peer:
        assert len(ask(node_at(peer.url))) == 1
        assert len(peer.asked) == 3


def test_a_server_that_stays_in_trouble_is_given_up() -> None:
    with web_peer(lambda _: Reply(503)) as peer:
        with pytest.raises(StatusError, match="busy"):
            ask(node_at(peer.url))
        assert len(peer.asked) == 4


def test_a_connection_that_broke_before_the_answer_is_tried_again() -> None:
    replies = iter([Reply(200, b"", JSON, length=50)])
    with web_peer(lambda _: next(replies, Reply(200, STUDY, JSON))) as peer:
        with pytest.raises(AbortedError, match="broke off"):
            ask(node_at(peer.url))
        assert len(ask(node_at(peer.url))) == 1


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(200, b"<html>", {"Content-Type": "text/html"}), "another kind of content"),
        (Reply(200, b"[{", JSON), "damaged JSON"),
        (Reply(200, b"[" * 100_000, JSON), "damaged JSON"),
        (Reply(200, b"\xff\xfe[]", JSON), "damaged JSON"),
        (Reply(200, b"[1]", JSON), "not of DICOM"),
        (Reply(200, b'[{"0020000D": 5}]', JSON), "not of DICOM"),
        (Reply(200, b'[{"0020000D": {"Value": 5}}]', JSON), "not of DICOM"),
        (Reply(200, (bytes(1 << 20) for _ in range(100)), JSON), "larger than we take"),
    ],
)
def test_an_answer_that_is_no_dicom_json_is_refused(reply: Reply, told: str) -> None:
    with web_peer(lambda _: reply) as peer, pytest.raises(ProtocolError, match=told):
        ask(node_at(peer.url))


def test_names_come_as_the_server_writes_them_in_utf_8() -> None:
    body = (
        STUDY[:-2]
        + ', "00100010": {"vr": "PN", "Value": [{"Ideographic": "山田^太郎"}]}}]'.encode()
    )
    with web_peer(lambda _: Reply(200, body, JSON)) as peer:
        (match,) = ask(node_at(peer.url))
    assert match["00100010"]["Value"] == [{"Ideographic": "山田^太郎"}]


def test_a_redirect_is_followed_on_the_same_server_only() -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path == "/dicom-web/studies":
            return Reply(307, headers={"Location": "/other/studies"})
        return Reply(200, STUDY, JSON)

    with web_peer(answer) as peer:
        assert len(ask(node_at(peer.url))) == 1


def test_a_redirect_to_another_host_is_told_and_not_followed() -> None:
    with web_peer(lambda _: Reply(200, STUDY, JSON)) as other:
        elsewhere = {"Location": f"{other.url}/dicom-web/studies"}
        told = pytest.raises(ProtocolError, match="another address, to which we do not follow")
        with web_peer(lambda _: Reply(302, headers=elsewhere)) as peer, told:
            ask(node_at(peer.url))
        assert other.asked == []


def test_redirects_in_a_circle_end() -> None:
    with web_peer(lambda a: Reply(302, headers={"Location": a.path})) as peer:
        with pytest.raises(StatusError):
            ask(node_at(peer.url))
        assert len(peer.asked) == 4


def test_bulk_data_is_fetched_from_the_configured_server_only(keyring: MemoryKeyring) -> None:
    keyring.kept["w"] = "secret"
    body = Reply(200, b"lut", {"Content-Type": "application/octet-stream"})
    with web_peer(lambda _: body) as peer:
        node = node_at(peer.url, sign_in=SignIn.BEARER)
        with WebClient(node, job=Job()) as client:
            assert bulk_data(client, "http://127.0.0.1/dicom-web/bulk/7") == b"lut"
            assert bulk_data(client, "bulk/8") == b"lut"
            with pytest.raises(ProtocolError, match="another host"):
                bulk_data(client, "http://evil.example/dicom-web/bulk/7")
            with pytest.raises(ProtocolError, match="another host"):
                bulk_data(client, "file:///etc/passwd")
    assert [asked.path for asked in peer.asked] == ["/dicom-web/bulk/7", "/dicom-web/bulk/8"]


def test_a_password_goes_as_basic_and_a_token_as_bearer(keyring: MemoryKeyring) -> None:
    keyring.kept["w"] = "geheim"
    with web_peer(lambda _: Reply(204)) as peer:
        ask(node_at(peer.url, sign_in=SignIn.BASIC, web_user="jürgen"))
        ask(node_at(peer.url, sign_in=SignIn.BEARER))
    told = [asked.headers["authorization"] for asked in peer.asked]
    assert told == [f"Basic {base64.b64encode('jürgen:geheim'.encode()).decode()}", "Bearer geheim"]


@pytest.mark.usefixtures("keyring")
def test_without_a_secret_nothing_is_asked() -> None:
    with web_peer(lambda _: Reply(204)) as peer:
        with pytest.raises(SignInNeededError, match="no password"):
            ask(node_at(peer.url, sign_in=SignIn.BASIC, web_user="me"))
        assert peer.asked == []


def test_a_refused_password_is_told_without_it(keyring: MemoryKeyring) -> None:
    keyring.kept["w"] = "geheim"
    with web_peer(lambda _: Reply(401)) as peer, pytest.raises(SignInNeededError) as caught:
        ask(node_at(peer.url, sign_in=SignIn.BASIC, web_user="me"))
    assert "does not accept" in caught.value.message
    told = (caught.value.message, caught.value.hint, caught.value.detail)
    assert not any("geheim" in text for text in told)


def test_a_silent_server_is_given_up() -> None:
    ended = threading.Event()

    def answer(_: Asked) -> Reply:
        ended.wait(5)
        return Reply(204)

    with web_peer(answer) as peer:
        with pytest.raises(TimeoutExceededError, match="no answer within"):
            ask(node_at(peer.url, answer_s=0.3))
        ended.set()


def test_a_cancelled_job_does_not_wait_for_a_silent_server() -> None:
    ended, arrived, job = threading.Event(), threading.Event(), Job()

    def answer(_: Asked) -> Reply:
        arrived.set()
        ended.wait(20)
        return Reply(204)

    def cancel() -> None:
        arrived.wait(10)
        job.cancel()

    with web_peer(answer) as peer:
        canceller = threading.Thread(target=cancel)
        canceller.start()
        began = time.monotonic()
        with pytest.raises(Cancelled):
            list(find_web(node_at(peer.url, answer_s=30.0), Query(), job=job))
        assert time.monotonic() - began < 10  # and not the 20 s of the server
        ended.set()
        canceller.join()


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(UnreachableError, match="Nobody listens"):
        ask(node_at(f"http://127.0.0.1:{free_port()}"))
    with pytest.raises(UnreachableError, match="name of the server is not known"):
        ask(node_at("http://nobody.invalid"))


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_self_signed(make_certificates(tmp_path_factory.mktemp("keys")))


def server_side(keys: Path, name: str, *, wants_client: bool = False) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(keys / f"{name}.pem", keys / f"{name}.key")
    if wants_client:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(keys / "ca.pem")
    return context


@pytest.fixture
def ca(keys: Path) -> Iterator[str]:
    return str(keys / "ca.pem")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("expired", "expired"),
        ("elsewhere", "another host name"),
        ("self", "signed by itself"),
    ],
)
def test_each_bad_certificate_has_its_own_words(keys: Path, ca: str, name: str, told: str) -> None:
    with web_peer(lambda _: Reply(204), context=server_side(keys, name)) as peer:
        with pytest.raises(UnreachableError, match=told):
            ask(node_at(peer.url, tls_ca=ca))
        assert peer.asked == []


def test_a_good_certificate_is_accepted_by_its_authority_and_by_none_else(
    keys: Path, ca: str
) -> None:
    with web_peer(lambda _: Reply(204), context=server_side(keys, "server")) as peer:
        assert ask(node_at(peer.url, tls_ca=ca)) == []
        with pytest.raises(UnreachableError, match="authority that we trust"):
            ask(node_at(peer.url))


def test_a_server_may_want_a_certificate_of_ours(keys: Path, ca: str) -> None:
    own = {"tls_certificate": str(keys / "client.pem"), "tls_key": str(keys / "client.key")}
    context = server_side(keys, "server", wants_client=True)
    with web_peer(lambda _: Reply(204), context=context) as peer:
        assert ask(node_at(peer.url, tls_ca=ca, **own)) == []
        with pytest.raises(NetworkError):
            ask(node_at(peer.url, tls_ca=ca))


def test_a_port_without_tls_is_recognised() -> None:
    told = pytest.raises(UnreachableError, match="speaks no TLS")
    with web_peer(lambda _: Reply(204)) as peer, told:
        ask(node_at(peer.url.replace("http:", "https:")))
