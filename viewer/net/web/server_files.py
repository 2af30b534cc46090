"""ServerFiles: instances of servers in a bounded folder, each fetched when it is first looked at.

Their paths are known before they are there: so display sets are made of the headers, and the
frame store asks for a file when it wants a frame of it. What was used longest ago goes first, and
comes again when it is wanted again. The folder is emptied when the program ends (SEC-032).
"""

import hashlib
import shutil
import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.model.query import DicomJson, first_text
from viewer.net.errors import ProtocolError, StatusError
from viewer.net.inbox import Inbox
from viewer.net.status import OUT_OF_RESOURCES, SUCCESS
from viewer.net.web.client import WebClient
from viewer.net.web.wado import fetch_into, instance_path

LIMIT_BYTES: Final = 4 << 30


@dataclass(slots=True)
class _Instance:
    """An instance of a server, and where it lies or would lie."""

    node: Node
    study_uid: str
    web_path: str
    lock: threading.Lock = field(default_factory=threading.Lock)


class ServerFiles:
    """The files of instances on servers; safe from any thread."""

    def __init__(self, folder: Path, *, limit_bytes: int = LIMIT_BYTES) -> None:
        self._folder = folder
        self._limit = limit_bytes
        self._job = Job("files of servers")
        self._instances: dict[Path, _Instance] = {}
        self._sizes: OrderedDict[Path, int] = OrderedDict()  # of what is here, last used last
        self._clients: dict[Node, WebClient] = {}
        self._lock = threading.Lock()

    def place(self, node: Node, match: DicomJson) -> Path:
        """Where an instance lies, or will lie; `ProtocolError` where the server names no UIDs."""
        study_uid, series_uid, uid = (
            first_text(match, tag) for tag in ("0020000D", "0020000E", "00080018")
        )
        web_path = instance_path(study_uid, series_uid, uid)
        if not (study_uid and series_uid and uid):
            raise ProtocolError("The server tells of an image without its UIDs.")
        path = self._inbox(node, study_uid).place_of(study_uid, uid)
        with self._lock:
            self._instances.setdefault(path, _Instance(node, study_uid, web_path))
        return path

    def provide(self, path: Path) -> None:
        """See to it that a file is there, if it is one of a server; `NetworkError` says why not."""
        instance = self._instances.get(path)
        if instance is None:
            return
        with instance.lock:
            if not path.exists():
                self._fetch(path, instance)
            self._note_use(path)

    def close(self) -> None:
        """Break off what is being fetched, and empty the folder."""
        self._job.cancel()
        with self._lock:
            clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            client.close()
        if self._instances:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _fetch(self, path: Path, instance: _Instance) -> None:
        inbox = self._inbox(instance.node, instance.study_uid)
        statuses = list(fetch_into(self._client(instance.node), instance.web_path, inbox))
        if path.exists():
            return
        if OUT_OF_RESOURCES in statuses:
            raise StatusError(
                "There is no room on the disk for the images.",
                status=OUT_OF_RESOURCES,
                hint="Make room, or look at fewer studies at once.",
            )
        what = "another image" if SUCCESS in statuses else "something else"
        raise ProtocolError(f"The server sent {what} than it was asked for.")

    def _note_use(self, path: Path) -> None:
        """Keep in mind what was used last, and take away what is too much."""
        with self._lock, suppress(OSError):
            self._sizes[path] = path.stat().st_size
            self._sizes.move_to_end(path)
            while sum(self._sizes.values()) > self._limit and len(self._sizes) > 1:
                oldest, _ = self._sizes.popitem(last=False)
                oldest.unlink(missing_ok=True)

    def _inbox(self, node: Node, study_uid: str) -> Inbox:
        name = hashlib.sha256(node.web_url.encode()).hexdigest()[:16]
        return Inbox(self._folder / name, wanted=frozenset([study_uid]), is_durable=False)

    def _client(self, node: Node) -> WebClient:
        with self._lock:
            if node not in self._clients:
                self._clients[node] = WebClient(node, job=self._job)
            return self._clients[node]
