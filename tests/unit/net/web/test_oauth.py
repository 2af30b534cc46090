"""OAuth against a small real authorisation server (RFC 8628, RFC 6749, RFC 7636, RFC 8414)."""

import base64
import hashlib
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.memory_keyring import MemoryKeyring
from tests.support.web_peer import Asked, Reply, WebPeer, web_peer
from viewer.base.errors import Cancelled
from viewer.base.i18n import use_language
from viewer.base.jobs import Job
from viewer.model.node import Node, SignIn
from viewer.model.query import Query
from viewer.net.errors import ProtocolError, TimeoutExceededError
from viewer.net.web import oauth
from viewer.net.web.answers import SignInNeededError
from viewer.net.web.oauth import Visit, code_challenge, sign_in
from viewer.net.web.qido import find_web


@dataclass
class Authority:
    """An authorisation server that also guards a DICOMweb service; written from the RFCs."""

    pending: int = 0  # polls until the user has entered the code
    slow_down: bool = False
    error: str = ""
    expires_in: int = 3600
    issuer: str = ""
    good: set[str] = field(default_factory=set)
    refresh: str = "refresh-1"
    challenge: str = ""
    redirect: str = ""
    issued: int = 0

    def answer(self, asked: Asked) -> Reply:
        """Answer any request."""
        told = {
            "/.well-known/openid-configuration": self._metadata,
            "/device": self._device,
            "/token": self._token,
        }.get(asked.path)
        if told is not None:
            return told(asked)
        if asked.headers.get("authorization", "").removeprefix("Bearer ") not in self.good:
            return Reply(401, headers={"WWW-Authenticate": "Bearer"})
        return Reply(204)

    def _metadata(self, _: Asked) -> Reply:
        return _json(
            {
                "issuer": self.issuer,
                "token_endpoint": f"{self.issuer}/token",
                "device_authorization_endpoint": f"{self.issuer}/device",
                "authorization_endpoint": f"{self.issuer}/authorize",
            }
        )

    def _device(self, asked: Asked) -> Reply:
        assert asked.form["client_id"] == "viewer"
        return _json(
            {
                "device_code": "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS",
                "user_code": "WDJB-MJHT",
                "verification_uri": f"{self.issuer}/enter",
                "expires_in": 1800,
                "interval": 0.01,
            }
        )

    def _token(self, asked: Asked) -> Reply:
        form = asked.form
        assert form["client_id"] == "viewer"
        if self.error:
            return _json({"error": self.error, "error_description": "said DOE^JANE"}, 400)
        kind = form["grant_type"]
        if kind == "urn:ietf:params:oauth:grant-type:device_code":
            if self.pending:
                self.pending -= 1
                return _json({"error": "authorization_pending"}, 400)
            if self.slow_down:
                self.slow_down = False
                return _json({"error": "slow_down"}, 400)
        elif kind == "authorization_code":
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            is_same = base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.challenge
            if form["code"] != "the-code" or not is_same or form["redirect_uri"] != self.redirect:
                return _json({"error": "invalid_grant"}, 400)
        elif form["refresh_token"] != self.refresh:
            return _json({"error": "invalid_grant"}, 400)
        self.issued += 1
        self.refresh = f"refresh-{self.issued + 1}"
        self.good = {f"access-{self.issued}"}
        return _json(
            {
                "access_token": f"access-{self.issued}",
                "token_type": "Bearer",
                "expires_in": self.expires_in,
                "refresh_token": self.refresh,
            }
        )


def _json(content: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(content).encode(), {"Content-Type": "application/json"})


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
def peer(authority: Authority) -> Iterator[WebPeer]:
    with web_peer(authority.answer) as running:
        authority.issuer = running.url
        yield running


@pytest.fixture
def node(peer: WebPeer) -> Node:
    return Node(
        "cloud", web_url=f"{peer.url}/dicom-web", sign_in=SignIn.DEVICE, oauth_client_id="viewer",
        oauth_issuer=peer.url, answer_s=5.0,
    )  # fmt: skip


def use(node: Node) -> None:
    """Ask the DICOMweb service something."""
    assert list(find_web(node, Query(), job=Job())) == []


def test_the_challenge_is_that_of_rfc_7636_appendix_b() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert code_challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_code_is_entered_on_another_device(
    node: Node, authority: Authority, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oauth, "_SLOWER_S", 0.01)
    authority.pending, authority.slow_down = 2, True
    visits: list[Visit] = []
    assert sign_in(node, ask=visits.append, job=Job())
    assert visits == [Visit(f"{authority.issuer}/enter", "WDJB-MJHT")]
    assert json.loads(keyring.kept["cloud"])["access"] == "access-1"
    use(node)


def browse(visit: Visit, authority: Authority, **changes: str) -> None:
    """Do what a browser does: the user signs in, and it goes where it is sent."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(visit.url).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"].startswith("http://127.0.0.1:")
    authority.challenge, authority.redirect = asked["code_challenge"], asked["redirect_uri"]
    told = {"code": "the-code", "state": asked["state"], **changes}
    address = asked["redirect_uri"] + "?" + "&".join(f"{k}={v}" for k, v in told.items() if v)
    with urllib.request.urlopen(address, timeout=5) as page:
        assert b"close this page" in page.read()


@pytest.fixture
def browsers() -> Iterator[list[threading.Thread]]:
    started: list[threading.Thread] = []
    yield started
    for thread in started:
        thread.join(10)


def test_the_browser_signs_in_with_pkce(
    node: Node, authority: Authority, keyring: MemoryKeyring, browsers: list[threading.Thread]
) -> None:
    def ask(visit: Visit) -> None:
        browsers.append(threading.Thread(target=browse, args=(visit, authority)))
        browsers[-1].start()

    node = replace(node, sign_in=SignIn.CODE)
    assert sign_in(node, ask=ask, job=Job())
    assert "cloud" in keyring.kept
    use(node)


def test_an_answer_without_our_state_does_not_count(
    node: Node, authority: Authority, keyring: MemoryKeyring, browsers: list[threading.Thread]
) -> None:
    def both(visit: Visit) -> None:
        browse(visit, authority, state="forged", code="stolen")
        browse(visit, authority)

    def ask(visit: Visit) -> None:
        browsers.append(threading.Thread(target=both, args=(visit,)))
        browsers[-1].start()

    assert sign_in(replace(node, sign_in=SignIn.CODE), ask=ask, job=Job())
    assert authority.issued == 1
    assert keyring.kept


def test_a_refusal_in_the_browser_is_told(
    node: Node, authority: Authority, keyring: MemoryKeyring, browsers: list[threading.Thread]
) -> None:
    def ask(visit: Visit) -> None:
        changes = {"code": "", "error": "access_denied"}
        browsers.append(threading.Thread(target=browse, args=(visit, authority), kwargs=changes))
        browsers[-1].start()

    with pytest.raises(SignInNeededError, match="did not let us in") as caught:
        sign_in(replace(node, sign_in=SignIn.CODE), ask=ask, job=Job())
    assert "refused" in caught.value.hint
    assert keyring.kept == {}


def test_a_token_that_ended_is_renewed_before_it_is_used(
    node: Node, authority: Authority, keyring: MemoryKeyring
) -> None:
    authority.expires_in = 1
    sign_in(node, ask=lambda _: None, job=Job())
    authority.expires_in = 3600
    use(node)
    assert authority.issued == 2
    assert json.loads(keyring.kept["cloud"])["refresh"] == "refresh-3"


def test_a_token_that_the_server_no_longer_takes_is_renewed(
    node: Node, authority: Authority, keyring: MemoryKeyring
) -> None:
    sign_in(node, ask=lambda _: None, job=Job())
    authority.good = set()
    use(node)
    assert json.loads(keyring.kept["cloud"])["access"] == "access-2"


@pytest.mark.usefixtures("keyring")
def test_where_renewing_fails_the_user_is_to_sign_in_again(
    node: Node, authority: Authority
) -> None:
    sign_in(node, ask=lambda _: None, job=Job())
    authority.good, authority.refresh = set(), "other"
    with pytest.raises(SignInNeededError, match="too long ago") as caught:
        use(node)
    assert "sign-in" in caught.value.hint


@pytest.mark.usefixtures("keyring")
def test_without_tokens_the_server_is_not_asked(node: Node, peer: WebPeer) -> None:
    with pytest.raises(SignInNeededError, match="Nobody is signed in"):
        use(node)
    assert peer.asked == []


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        ("access_denied", "refused"),
        ("expired_token", "short time"),
        ("invalid_client", "client ID"),
        ("invented_by_the_server", "Ask its administrator"),
    ],
)
def test_each_error_of_the_authority_has_its_words_and_none_of_its_own(
    node: Node, authority: Authority, error: str, hint: str
) -> None:
    authority.error = error
    with pytest.raises(SignInNeededError) as caught:
        sign_in(node, ask=lambda _: None, job=Job())
    assert hint in caught.value.hint
    assert "DOE" not in caught.value.message + caught.value.hint + caught.value.detail


@pytest.mark.usefixtures("keyring")
def test_what_to_do_is_said_in_the_language_of_the_window(node: Node, authority: Authority) -> None:
    authority.error = "access_denied"
    use_language("de")
    try:
        with pytest.raises(SignInNeededError) as caught:
            sign_in(node, ask=lambda _: None, job=Job())
    finally:
        use_language("en")
    assert "lehnte ab" in caught.value.hint


@pytest.mark.usefixtures("keyring")
def test_signing_in_can_be_cancelled(node: Node, authority: Authority) -> None:
    authority.pending, job = 10_000, Job()
    with pytest.raises(Cancelled):
        sign_in(node, ask=lambda _: job.cancel(), job=job)


def test_nobody_in_the_browser_is_given_up(
    node: Node, monkeypatch: pytest.MonkeyPatch, keyring: MemoryKeyring
) -> None:
    monkeypatch.setattr("viewer.net.web.loopback._LIMIT_S", 0.1)
    with pytest.raises(TimeoutExceededError):
        sign_in(replace(node, sign_in=SignIn.CODE), ask=lambda _: None, job=Job())
    assert keyring.kept == {}


def test_an_issuer_with_another_name_is_not_believed(node: Node, authority: Authority) -> None:
    authority.issuer = "https://other.example"
    with pytest.raises(ProtocolError, match="another name"):
        sign_in(node, ask=lambda _: None, job=Job())


def test_tokens_never_go_through_the_network_in_the_clear(node: Node) -> None:
    open_node = replace(node, oauth_issuer="http://login.example")
    with pytest.raises(ProtocolError, match="without TLS"):
        sign_in(open_node, ask=lambda _: None, job=Job())


def test_an_authority_that_answers_rubbish_is_told() -> None:
    with web_peer(lambda _: Reply(200, b"<html>")) as peer:
        node = Node(
            "n", web_url=peer.url, sign_in=SignIn.DEVICE, oauth_client_id="viewer",
            oauth_issuer=peer.url,
        )  # fmt: skip
        with pytest.raises(ProtocolError, match="something else than JSON"):
            sign_in(node, ask=lambda _: None, job=Job())
