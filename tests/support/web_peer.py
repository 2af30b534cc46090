"""A small real HTTP server whose answers a test decides, on loopback and a free port."""

import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request that came."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The fields of a form."""
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


@dataclass(frozen=True)
class Reply:
    """An answer; `length` False leaves out Content-Length, and the end is the end."""

    status: int = 200
    body: bytes | Iterable[bytes] = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | bool | None = None


@dataclass
class WebPeer:
    """The running server, and what it was asked."""

    url: str
    asked: list[Asked] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10

    def _serve(self) -> None:
        assert isinstance(self.server, _Server)
        length = int(self.headers.get("Content-Length") or 0)
        parts = urlsplit(self.path)
        asked = Asked(
            self.command, parts.path, parse_qs(parts.query), self.path,
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length),
        )  # fmt: skip
        self.server.peer.asked.append(asked)
        with suppress(OSError):
            self._reply(self.server.answer(asked))

    def _reply(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if isinstance(reply.body, bytes) and reply.length is not False:
            told = len(reply.body) if reply.length is None else reply.length
            self.send_header("Content-Length", str(told))
            self.close_connection = told != len(reply.body)
        else:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        for piece in [reply.body] if isinstance(reply.body, bytes) else reply.body:
            self.wfile.write(piece)
            self.wfile.flush()

    do_GET = do_POST = _serve  # noqa: N815 - names that http.server looks for

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    peer: WebPeer
    answer: Callable[[Asked], Reply]

    def handle_error(self, *_: object) -> None:
        pass


@contextmanager
def web_peer(
    answer: Callable[[Asked], Reply], *, context: ssl.SSLContext | None = None
) -> Iterator[WebPeer]:
    """Serve until the block ends; answers come from `answer`, in threads of the server."""
    server = _Server(("127.0.0.1", 0), _Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "http" if context is None else "https"
    server.peer = WebPeer(f"{scheme}://127.0.0.1:{server.server_port}")
    server.answer = answer
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.peer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
