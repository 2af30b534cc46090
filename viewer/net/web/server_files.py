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

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.dicom.errors import DicomError
from viewer.dicom.frame_room import FrameRoom, has_room_for
from viewer.model.node import Node
from viewer.model.query import DicomJson, first_text
from viewer.net.errors import ProtocolError, StatusError
from viewer.net.inbox import Inbox
from viewer.net.status import OUT_OF_RESOURCES, SUCCESS
from viewer.net.web.client import WebClient
from viewer.net.web.resources import bulk_data, encoded_frames, metadata
from viewer.net.web.wado import fetch_into, instance_path

LIMIT_BYTES: Final = 4 << 30
_MOST_AT_ONCE: Final = 8  # frames in one request


@dataclass(slots=True)
class _Instance:
    """An instance of a server, and where it lies or would lie."""

    node: Node
    study_uid: str
    web_path: str
    frames: int
    lock: threading.Lock = field(default_factory=threading.Lock)
    room: FrameRoom | None = None
    there: set[int] = field(default_factory=set)  # frames in that
    run: int = 1  # frames to be asked for at once


class ServerFiles:
    """The files of instances on servers; safe from any thread."""

    def __init__(self, folder: Path, *, limit_bytes: int = LIMIT_BYTES) -> None:
        self._folder = folder
        self._limit = limit_bytes
        self._job = Job("files of servers")
        self._instances: dict[Path, _Instance] = {}
        self._sizes: OrderedDict[Path, int] = OrderedDict()  # of what is here, last used last
        self._clients: dict[Node, WebClient] = {}
        self._rooms = 0
        self._lock = threading.Lock()

    def place(self, node: Node, match: DicomJson) -> Path:
        """Where an instance lies, or will lie; `ProtocolError` where the server names no UIDs."""
        study_uid, series_uid, uid = (
            first_text(match, tag) for tag in ("0020000D", "0020000E", "00080018")
        )
        web_path = instance_path(study_uid, series_uid, uid)
        if not (study_uid and series_uid and uid):
            raise ProtocolError(tr("The server tells of an image without its UIDs."))
        path = self._inbox(node, study_uid).place_of(study_uid, uid)
        with self._lock:
            known = self._instances.setdefault(path, _Instance(node, study_uid, web_path, 1))
            known.frames = max(known.frames, _frames_of(match))
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

    def provide_frame(self, path: Path, frame_index: int) -> Path:
        """See to it that a frame of a file is there; returns the file that has it.

        Of an object of many frames only those come that are looked at; as a whole, where the
        server cannot give single ones. Raises `NetworkError`.
        """
        instance = self._instances.get(path)
        if instance is None or instance.frames < 2 or path.exists():
            self.provide(path)
            return path
        with instance.lock:
            try:
                return self._frame(path, instance, frame_index)
            except (StatusError, ProtocolError, DicomError):
                instance.frames = 1
            except OSError as error:
                raise _no_room() from error
        self.provide(path)
        return path

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
            raise _no_room()
        if SUCCESS in statuses:
            raise ProtocolError(tr("The server sent another image than it was asked for."))
        raise ProtocolError(tr("The server sent something else than it was asked for."))

    def _frame(self, path: Path, instance: _Instance, frame_index: int) -> Path:
        room = instance.room
        if room is not None and not room.path.exists():  # it was used longest ago
            room = instance.room = None
            instance.there.clear()
        if room is None or frame_index not in instance.there:
            room = self._fetch_frames(path, instance, frame_index)
        self._note_use(room.path)
        return room.path

    def _fetch_frames(self, path: Path, instance: _Instance, first: int) -> FrameRoom:
        """Fetch a frame, and with it some that follow, where those before it are here."""
        instance.run = min(2 * instance.run, _MOST_AT_ONCE) if first - 1 in instance.there else 1
        wanted = [first]
        while len(wanted) < instance.run and wanted[-1] + 1 < instance.frames:
            if wanted[-1] + 1 in instance.there:
                break
            wanted.append(wanted[-1] + 1)
        client = self._client(instance.node)
        found, syntax = encoded_frames(client, instance.web_path, [each + 1 for each in wanted])
        if instance.room is None:
            instance.room = self._make_room(path, instance, syntax, found[0])
        for each, data in zip(wanted, found, strict=True):
            instance.room.put(each, data)
            instance.there.add(each)
        return instance.room

    def _make_room(self, path: Path, instance: _Instance, syntax: str, frame: bytes) -> FrameRoom:
        if not has_room_for(syntax):
            raise ProtocolError(tr("Frames of this encoding do not come one by one."))
        client = self._client(instance.node)
        (model,) = metadata(client, instance.web_path) or [{}]
        with self._lock:
            self._rooms += 1
            # Another folder each time: who has an old file open never reads a new one.
            folder = path.parent / f"frames-{self._rooms}"
        folder.mkdir(mode=0o700, parents=True)
        return FrameRoom(
            folder / path.name,
            model,
            syntax,
            frame,
            bulk=lambda address: bulk_data(client, address),
        )

    def _note_use(self, path: Path) -> None:
        """Keep in mind what was used last, and take away what is too much."""
        with self._lock, suppress(OSError):
            self._sizes[path] = _bytes_on_disk(path)
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


def _no_room() -> StatusError:
    return StatusError(
        tr("There is no room on the disk for the images."),
        status=OUT_OF_RESOURCES,
        hint=tr("Make room, or look at fewer studies at once."),
    )


def _bytes_on_disk(path: Path) -> int:
    """What a file takes of the disk, without room that nothing was written to."""
    status = path.stat()
    return min(status.st_size, getattr(status, "st_blocks", 1 << 40) * 512)


def _frames_of(match: DicomJson) -> int:
    text = first_text(match, "00280008")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1
