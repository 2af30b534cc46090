"""OAuth 2.0: tokens by a code on another device, or by the browser here (RFC 8628, 6749, 7636).

Tokens are kept in the keyring and renewed from there. The addresses come from the node, or from
the metadata of its issuer (RFC 8414); nothing is sent to them in the clear, except on this
computer.
"""

import base64
import hashlib
import json
import secrets as random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.model.node import Node, SignIn, is_web_url
from viewer.net.errors import ProtocolError, TimeoutExceededError
from viewer.net.secrets import keep_secret, secret_of
from viewer.net.tls import web_context
from viewer.net.web.answers import SignInNeededError
from viewer.net.web.faults import fault
from viewer.net.web.loopback import Loopback

_MAX_ANSWER_BYTES: Final = 1 << 17
_EARLY_S: Final = 30  # a token that ends so soon is renewed
_POLL_S: Final = 0.2
_SLOWER_S: Final = 5.0  # RFC 8628 3.5
_DEVICE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_ERRORS: Final = {  # RFC 6749 4.1.2.1 and 5.2, RFC 8628 3.5
    "access_denied": "Whoever signed in refused, or may not use this server.",
    "expired_token": "The code was good for a short time only: sign in again.",
    "invalid_client": "Check the client ID of the node.",
    "invalid_grant": "Sign in again.",
    "invalid_request": "The server wants to be asked otherwise; ask its administrator.",
    "invalid_scope": "Check the scope of the node.",
    "unauthorized_client": "Its administrator must allow this client to sign in this way.",
    "unsupported_grant_type": "Its administrator must allow this client to sign in this way.",
}
_UNKNOWN_ERROR: Final = "Ask its administrator what this client may do."


@dataclass(frozen=True, slots=True)
class Visit:
    """What the user is to do: open `url`; enter `code` there, where it is not ""."""

    url: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class _Tokens:
    access: str
    refresh: str = ""
    ends_at: float = 0.0  # seconds since 1970, 0 where nobody told

    @property
    def is_usable(self) -> bool:
        return bool(self.access) and not 0 < self.ends_at < time.time() + _EARLY_S


def sign_in(node: Node, *, ask: Callable[[Visit], None], job: Job) -> bool:
    """Have the user sign in to a node, and keep the tokens; whether they outlive this run.

    `ask` shows the user where to go, and returns at once. Raises `NetworkError`.
    """
    node = _discovered(node, job)
    flow = _by_device if node.sign_in is SignIn.DEVICE else _by_browser
    return _keep(node, flow(node, ask, job))


def usable_token(node: Node, *, job: Job) -> str:
    """The access token of a node, renewed where it has ended; else `SignInNeededError`."""
    tokens = _kept(node)
    return tokens.access if tokens.is_usable else renewed_token(node, job=job)


def renewed_token(node: Node, *, job: Job) -> str:
    """A new access token by the kept refresh token (RFC 6749 6)."""
    old = _kept(node)
    if not old.refresh:
        raise _not_signed_in(node)
    node = _discovered(node, job)
    status, answer = _post(
        node,
        node.oauth_token_url,
        {"grant_type": "refresh_token", "refresh_token": old.refresh},
        job,
    )
    if status != 200:
        raise _not_signed_in(node, str(answer.get("error", "")))
    tokens = _tokens_of(answer)
    _keep(node, tokens if tokens.refresh else replace(tokens, refresh=old.refresh))
    return tokens.access


def code_challenge(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636 4.2).

    >>> code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    """
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def _by_device(node: Node, ask: Callable[[Visit], None], job: Job) -> _Tokens:
    _, answer = _post(node, node.oauth_device_url, {"scope": node.oauth_scope}, job)
    code, user_code = answer.get("device_code"), answer.get("user_code")
    url = answer.get("verification_uri")
    if not (isinstance(code, str) and isinstance(user_code, str) and isinstance(url, str)):
        raise _refused(answer)
    if urlsplit(url).scheme not in ("http", "https"):
        raise ProtocolError(tr("The authorisation server names a page that is none."))
    ask(Visit(url, user_code))
    pause_s = _number(answer.get("interval"), 5.0)
    deadline = time.monotonic() + min(_number(answer.get("expires_in"), 600.0), 3600.0)
    while time.monotonic() < deadline:
        _wait(pause_s, job)
        status, answer = _post(
            node, node.oauth_token_url, {"grant_type": _DEVICE_GRANT, "device_code": code}, job
        )
        if status == 200:
            return _tokens_of(answer)
        error = answer.get("error")
        if error == "slow_down":
            pause_s += _SLOWER_S
        elif error != "authorization_pending":
            raise _refused(answer)
    raise TimeoutExceededError(
        tr("Nobody signed in while the code was good."), hint=tr("Sign in again, a little sooner.")
    )


def _by_browser(node: Node, ask: Callable[[Visit], None], job: Job) -> _Tokens:
    verifier, state = random.token_urlsafe(48), random.token_urlsafe(24)
    with Loopback() as loopback:
        question = {
            "response_type": "code",
            "client_id": node.oauth_client_id,
            "redirect_uri": loopback.address,
            "scope": node.oauth_scope,
            "state": state,
            "code_challenge": code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        ask(Visit(f"{node.oauth_authorize_url}?{urlencode(question)}"))
        told = loopback.answer(state=state, job=job)
    if "code" not in told:
        raise _refused(told)
    answered = {
        "grant_type": "authorization_code",
        "code": told["code"],
        "redirect_uri": question["redirect_uri"],
        "code_verifier": verifier,
    }
    status, answer = _post(node, node.oauth_token_url, answered, job)
    if status != 200:
        raise _refused(answer)
    return _tokens_of(answer)


def _post(
    node: Node, url: str, fields: Mapping[str, str], job: Job
) -> tuple[int, Mapping[str, Any]]:
    """Send a form to the authorisation server; its status and its JSON."""
    job.check()
    body = urlencode({"client_id": node.oauth_client_id, **fields}).encode("ascii")
    return _ask(node, "POST", url, body)


def _ask(
    node: Node, method: str, url: str, body: bytes | None = None
) -> tuple[int, Mapping[str, Any]]:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise ProtocolError(
            tr("The authorisation server is not asked without TLS."),
            hint=tr("Its addresses must begin with https://."),
        )
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    timeout = urllib3.Timeout(connect=node.connect_s, read=node.answer_s)
    with urllib3.PoolManager(ssl_context=web_context(node), timeout=timeout) as pool:
        try:
            answer = pool.request(
                method, url, body=body, headers=headers, retries=False, redirect=False,
                preload_content=False,
            )  # fmt: skip
            data = answer.read(_MAX_ANSWER_BYTES, decode_content=False)
            answer.close()
        except (HTTPError, OSError) as error:
            raise fault(error, node) from error
    try:
        content = json.loads(data)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise ProtocolError(
            tr("The authorisation server answers with something else than JSON."),
            hint=tr("Check its address."),
            detail=f"HTTP status {answer.status}",
        )
    return answer.status, content


def _discovered(node: Node, job: Job) -> Node:
    """The node with the addresses that its issuer tells (RFC 8414 3, OpenID Connect Discovery)."""
    wanted = {
        "oauth_token_url": "token_endpoint",
        "oauth_device_url": "device_authorization_endpoint",
        "oauth_authorize_url": "authorization_endpoint",
    }
    missing = {field: name for field, name in wanted.items() if not getattr(node, field)}
    if not missing or not node.oauth_issuer:
        return node
    job.check()
    issuer = node.oauth_issuer.rstrip("/")
    _, told = _ask(node, "GET", f"{issuer}/.well-known/openid-configuration")
    if str(told.get("issuer", "")).rstrip("/") != issuer:
        raise ProtocolError(
            tr("The authorisation server calls itself by another name than its address."),
            hint=tr("Enter its address exactly as its administrator gives it."),
        )
    urls = {field: told[name] for field, name in missing.items() if is_web_url(told.get(name, ""))}
    return replace(node, **urls)


def _tokens_of(answer: Mapping[str, Any]) -> _Tokens:
    access, refresh = answer.get("access_token"), answer.get("refresh_token", "")
    if not (isinstance(access, str) and isinstance(refresh, str) and _is_token(access)):
        raise ProtocolError(tr("The authorisation server gave no token."))
    lasts_s = _number(answer.get("expires_in"), 0.0)
    return _Tokens(access, refresh, time.time() + lasts_s if lasts_s else 0.0)


def _is_token(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable() and " " not in text


def _kept(node: Node) -> _Tokens:
    try:
        kept = json.loads(secret_of(node.name) or "{}")
        return _Tokens(kept["access"], kept["refresh"], kept["ends_at"])
    except (ValueError, KeyError, TypeError):
        return _Tokens("")


def _keep(node: Node, tokens: _Tokens) -> bool:
    return keep_secret(node.name, json.dumps(asdict(tokens)))


def _number(value: object, usual: float) -> float:
    return float(value) if isinstance(value, int | float) and 0 < value < 1e9 else usual


def _wait(seconds: float, job: Job) -> None:
    pause, left = threading.Event(), seconds
    while left > 0:
        job.check()
        pause.wait(min(_POLL_S, left))
        left -= _POLL_S


def _not_signed_in(node: Node, detail: str = "") -> SignInNeededError:
    return SignInNeededError(
        tr("Nobody is signed in to the node, or too long ago."),
        hint=tr("Sign in under Nodes, Sign-in, or: {command}").format(
            command=f'radiolucent node sign-in "{node.name}"'
        ),
        detail=detail if detail in _ERRORS else "",
    )


def _refused(answer: Mapping[str, Any]) -> SignInNeededError:
    error = str(answer.get("error", ""))
    return SignInNeededError(
        tr("The authorisation server did not let us in."),
        hint=tr(_ERRORS.get(error, _UNKNOWN_ERROR)),
        detail=error if error in _ERRORS else "",
    )
