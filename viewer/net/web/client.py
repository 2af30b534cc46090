"""WebClient: requests to the one server of a node: connections, TLS, signing in, trying again.

All addresses are built from the configured base: nothing that a server names, a BulkDataURI or a
place to go on to, leads to another host. `Accept-Encoding: identity` is asked for: Orthanc takes
seven times as long when it packs images.
"""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.net.errors import AbortedError, ProtocolError
from viewer.net.tls import web_context
from viewer.net.web.answers import AGAIN, REDIRECTS, refusal
from viewer.net.web.faults import fault
from viewer.net.web.sign_in import Credentials

Pieces = Callable[[], Iterable[bytes]]

_TRIES: Final = 4
_PAUSE_S: Final = 0.4  # before the second try, twice as long before each further one
_LONGEST_PAUSE_S: Final = 20.0
_MAX_REDIRECTS: Final = 3
_CONNECTIONS: Final = 4
_POLL_S: Final = 0.2  # how soon a cancellation is noticed


class _RawNames:
    """Leaves `^` in addresses as it is: Orthanc 1.10 compares names without decoding them."""

    def putrequest(self, method: str, url: str, *args: Any, **kwargs: Any) -> None:
        super().putrequest(method, url.replace("%5E", "^"), *args, **kwargs)  # type: ignore[misc]


class _Connection(_RawNames, HTTPConnection):
    pass


class _SecureConnection(_RawNames, HTTPSConnection):
    pass


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of success: `read` gives its body in pieces, b"" at the end."""

    status: int
    headers: Mapping[str, str]
    read: Callable[[int], bytes]

    @property
    def content_type(self) -> str:
        """The kind of content, in lower case and without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def read_all(self, limit_bytes: int) -> bytes:
        """The whole body; `ProtocolError` beyond the limit."""
        pieces: list[bytes] = []
        left = limit_bytes
        while piece := self.read(1 << 16):
            left -= len(piece)
            if left < 0:
                raise ProtocolError(tr("The answer of the server is larger than we take."))
            pieces.append(piece)
        return b"".join(pieces)


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    target: str
    headers: Mapping[str, str]
    pieces: Pieces | None = None  # of the body
    also: frozenset[int] = frozenset()  # refusals whose bodies tell more


class WebClient:
    """A session with the DICOMweb server of a node; safe from any thread. Close it in the end.

    Its requests end soon after the job is cancelled, also while the server is silent.
    """

    def __init__(self, node: Node, *, job: Job) -> None:
        self.node = node
        self._job = job
        self._base = urlsplit(node.web_url)
        self._root = self._base.path.rstrip("/")
        self._credentials = Credentials(node)
        self._connections: list[HTTPConnection] = []
        self._pool = self._make_pool()
        self._closed = threading.Event()
        self._watch = threading.Thread(target=self._watch_job, name="web-watch", daemon=True)
        self._watch.start()

    def __enter__(self) -> "WebClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._closed.set()
        self._pool.close()
        self._watch.join()

    @contextmanager
    def get(self, path: str, *, accept: str) -> Iterator[Answer]:
        """Ask for what is at a path below the base; tried again where that may help."""
        with self._answer(_Request("GET", self._root + path, {"Accept": accept})) as answer:
            yield answer

    @contextmanager
    def get_at(self, address: str, *, accept: str) -> Iterator[Answer]:
        """Ask for what is at an address that the server told, or at that of WADO-URI."""
        target = self._own_target(address)
        with self._answer(_Request("GET", target, {"Accept": accept})) as answer:
            yield answer

    @contextmanager
    def post(
        self, path: str, pieces: Pieces, *, headers: Mapping[str, str], accept: str
    ) -> Iterator[Answer]:
        """Send a body to a path below the base; again only where the server took nothing of it.

        A conflict is an answer too: it tells what became of each instance (PS3.18 10.5.3).
        """
        headers = {**headers, "Accept": accept}
        request = _Request("POST", self._root + path, headers, pieces, frozenset([409]))
        with self._answer(request) as answer:
            yield answer

    def _own_target(self, address: str) -> str:
        """The path and query of an address of the same server (a relative one is from the base).

        Some servers name themselves without their port, or by http where they were asked by
        https: only the host must be the same, and what is asked is always the configured one.
        """
        parts = urlsplit(urljoin(self.node.web_url.rstrip("/") + "/", address))
        if parts.scheme not in ("http", "https") or parts.hostname != self._base.hostname:
            raise ProtocolError(
                tr("The server refers us to another host, to which we do not follow."),
                hint=tr("Enter the address of that host for the node, if it is the right one."),
                detail=parts.hostname or "",
            )
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @contextmanager
    def _answer(self, request: _Request) -> Iterator[Answer]:
        got = self._ask(request)
        is_packed = got.headers.get("Content-Encoding", "identity").lower() != "identity"

        def read(size: int) -> bytes:
            self._job.check()
            try:
                return got.read(size, decode_content=is_packed)
            except (HTTPError, OSError) as error:
                self._job.check()
                raise fault(error, self.node) from error

        try:
            headers = {name.lower(): value for name, value in got.headers.items()}
            yield Answer(got.status, headers, read)
            with suppress(HTTPError, OSError):
                if not got.read(1, decode_content=False):
                    got.release_conn()
        finally:
            got.close()

    def _ask(self, request: _Request) -> urllib3.BaseHTTPResponse:
        """Ask until there is an answer of success, as often as that makes sense."""
        target, redirects, is_renewed, attempt = request.target, 0, False, 0
        while True:
            self._job.check()
            attempt += 1
            try:
                got = self._send(request, target)
            except AbortedError:
                if attempt == _TRIES or request.pieces is not None:
                    raise
                self._pause(attempt, "")
                continue
            if 200 <= got.status < 300 or got.status in request.also:
                return got
            got.close()
            if got.status in REDIRECTS and request.method == "GET" and redirects < _MAX_REDIRECTS:
                target = self._redirected(got, target)
                redirects += 1
            elif got.status == 401 and not is_renewed and self._credentials.renew(self._job):
                is_renewed = True
            elif got.status in AGAIN and attempt < _TRIES:
                self._pause(attempt, got.headers.get("Retry-After", ""))
            else:
                raise refusal(got.status, self.node)

    def _send(self, request: _Request, target: str) -> urllib3.BaseHTTPResponse:
        headers = {**request.headers, "Accept-Encoding": "identity", "User-Agent": "Radiolucent"}
        if authorization := self._credentials.header(self._job):
            headers["Authorization"] = authorization
        try:
            return self._pool.urlopen(
                request.method,
                target,
                body=None if request.pieces is None else request.pieces(),
                headers=headers,
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
        except (HTTPError, OSError) as error:
            self._job.check()
            raise fault(error, self.node) from error

    def _redirected(self, got: urllib3.BaseHTTPResponse, target: str) -> str:
        """Where to go on, on the same host."""
        here = f"{self._base.scheme}://{self._base.netloc}{target}"
        there = urlsplit(urljoin(here, got.headers.get("Location", "")))
        if (there.scheme, there.netloc) != (self._base.scheme, self._base.netloc):
            raise ProtocolError(
                tr(
                    "The server sends us on to another address, to which we do not follow: "
                    "{address}"
                ).format(address=f"{there.scheme}://{there.hostname}"),
                hint=tr("Enter that address for the node, if it is the right one."),
            )
        return there.path + (f"?{there.query}" if there.query else "")

    def _pause(self, attempt: int, retry_after: str) -> None:
        """Wait before the next try, as long as the server says or longer each time."""
        wait_s = _PAUSE_S * 2 ** (attempt - 1)
        if retry_after.isascii() and retry_after.isdigit():
            wait_s = float(retry_after)
        left = min(wait_s, _LONGEST_PAUSE_S)
        while left > 0:
            self._job.check()
            self._closed.wait(min(_POLL_S, left))
            left -= _POLL_S

    def _make_pool(self) -> urllib3.HTTPConnectionPool:
        host, node = self._base.hostname or "", self.node
        timeout = urllib3.Timeout(connect=node.connect_s, read=node.answer_s)
        usual: dict[str, Any] = {"timeout": timeout, "maxsize": _CONNECTIONS, "retries": False}
        pool: urllib3.HTTPConnectionPool
        if self._base.scheme == "https":
            context = web_context(node)
            pool = urllib3.HTTPSConnectionPool(
                host, self._base.port, ssl_context=context,
                assert_hostname=None if node.tls_check_host else False, **usual,
            )  # fmt: skip
        else:
            pool = urllib3.HTTPConnectionPool(host, self._base.port, **usual)

        def connect(*args: Any, **kwargs: Any) -> HTTPConnection:
            kind = _SecureConnection if self._base.scheme == "https" else _Connection
            connection: HTTPConnection = kind(*args, **kwargs)
            self._connections.append(connection)
            return connection

        pool.ConnectionCls = connect  # type: ignore[assignment]
        return pool

    def _watch_job(self) -> None:
        """End what waits for the server when the job is cancelled."""
        while not self._closed.wait(_POLL_S):
            if self._job.is_cancelled:
                for connection in list(self._connections):
                    if connection.sock is not None:
                        with suppress(OSError):
                            connection.sock.shutdown(socket.SHUT_RDWR)
                return
