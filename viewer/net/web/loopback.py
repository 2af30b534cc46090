"""The address on this computer to which the browser comes back after signing in (RFC 8252 7.3)."""

import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Final
from urllib.parse import parse_qs, urlsplit

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.net.errors import TimeoutExceededError

_POLL_S: Final = 0.2
_LIMIT_S: Final = 300.0
_PAGE: Final = b"""<!doctype html><meta charset="utf-8"><title>Radiolucent</title>
<body style="font:16px sans-serif;margin:3em">You can close this page and go back to Radiolucent."""


class Loopback(HTTPServer):
    """Waits for the browser, on a free port that only this computer reaches."""

    timeout = _POLL_S

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Visitor)
        self.told: dict[str, str] = {}

    @property
    def address(self) -> str:
        """Where the browser is to come back to."""
        return f"http://127.0.0.1:{self.server_port}/"

    def answer(self, *, state: str, job: Job) -> dict[str, str]:
        """What the browser brings; visits without our `state` do not count."""
        deadline = time.monotonic() + _LIMIT_S
        while time.monotonic() < deadline:
            job.check()
            self.told = {}
            self.handle_request()
            if self.told.get("state") == state:
                return self.told
        raise TimeoutExceededError(
            tr("Nobody signed in in the browser."), hint=tr("Sign in again.")
        )


class _Visitor(BaseHTTPRequestHandler):
    timeout = 5  # a visitor who says nothing does not hold up the one we wait for

    def do_GET(self) -> None:
        """Take the answer out of the address, and show a page."""
        asked = parse_qs(urlsplit(self.path).query)
        assert isinstance(self.server, Loopback)
        self.server.told = {name: values[0] for name, values in asked.items()}
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(_PAGE)))
        self.end_headers()
        self.wfile.write(_PAGE)

    def log_message(self, *_: object) -> None:
        """Log nothing: the address holds the code."""
