"""Receiver: takes the instances and reports that we asked for, while somebody waits for them.

A storage server for C-MOVE to us and for reports of storage commitment. It listens only while
something is expected, and takes instances of the studies asked for alone (SEC-012).
"""

import multiprocessing
import queue
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Final, Protocol

from viewer.base.errors import ViewerError
from viewer.base.i18n import language, tr, use_language
from viewer.dicom.commitment import CommitmentReport
from viewer.net.commitment import commitment_service
from viewer.net.errors import NetworkError
from viewer.net.inbox import Inbox, Received, Refused
from viewer.net.server import Peer, ServerOptions, StorageServer
from viewer.net.tls import server_context

_START_S: Final = 30.0

Event = Received | Refused | CommitmentReport


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen, as whom, and for whom; with a certificate by TLS."""

    ae_title: str
    bind: str
    port: int
    peers: tuple[Peer, ...]
    tls_certificate: str = ""
    tls_key: str = ""
    tls_ca: str = ""


class Receiver(Protocol):
    """What can be told to listen; it tells of what comes by `told`, from threads of its own."""

    def start(self) -> None:
        """Get ready."""
        ...

    def listen(self, listening: Listening, study_uid: str) -> None:
        """Take instances of a study too, "" for none; `NetworkError` where it cannot listen."""
        ...

    def leave(self, listening: Listening, study_uid: str) -> None:
        """Undo one `listen`."""
        ...

    def close(self) -> None:
        """Listen no more."""
        ...


class ThreadReceiver:
    """Receives in threads of this process: for the command line."""

    def __init__(self, folder: Path, *, told: Callable[[Event], None]) -> None:
        self._wanted = Counter[str]()
        self._told = told
        self._inbox = Inbox(
            folder, wanted=self._wanted, is_durable=False, arrived=told, refused=told
        )
        self._servers: dict[Listening, tuple[StorageServer, int]] = {}
        self._lock = threading.Lock()

    def start(self) -> None:
        """Threads begin when they are needed."""

    def listen(self, listening: Listening, study_uid: str) -> None:
        """Begin, or take one more study."""
        with self._lock:
            server, users = self._servers.get(listening, (None, 0))
            if server is None:
                server = StorageServer(
                    _options(listening), self._inbox, services=commitment_service(self._told)
                )
                server.start()
            self._servers[listening] = server, users + 1
            self._wanted[study_uid] += 1

    def leave(self, listening: Listening, study_uid: str) -> None:
        """Stop with the last user."""
        with self._lock:
            self._wanted[study_uid] -= 1
            if not self._wanted[study_uid]:
                del self._wanted[study_uid]
            server, users = self._servers.pop(listening)
            if users > 1:
                self._servers[listening] = server, users - 1
        if users == 1:
            server.stop()

    def close(self) -> None:
        """Stop all."""
        with self._lock:
            servers, self._servers = list(self._servers.values()), {}
        for server, _ in servers:
            server.stop()


def _options(listening: Listening) -> ServerOptions:
    tls = None
    if listening.tls_certificate:
        tls = server_context(
            certificate=listening.tls_certificate, key=listening.tls_key, ca=listening.tls_ca
        )
    return ServerOptions(
        listening.ae_title, listening.bind, listening.port, peers=listening.peers, tls=tls
    )


class ProcessReceiver:
    """Receives in a process of its own, which stays warm: the window keeps its pace (P10)."""

    def __init__(self, folder: Path, *, told: Callable[[Event], None]) -> None:
        self._folder = folder
        self._told = told
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._answers: queue.SimpleQueue[ViewerError | None] = queue.SimpleQueue()
        self._reader: threading.Thread | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Spawn the process, if it does not live; return without waiting for it."""
        with self._lock:
            self._ensure()

    def listen(self, listening: Listening, study_uid: str) -> None:
        """Have the process listen, and wait until it does."""
        self._ask("listen", listening, study_uid)

    def leave(self, listening: Listening, study_uid: str) -> None:
        """Have it stop; a process that died has stopped."""
        with suppress(NetworkError):
            self._ask("leave", listening, study_uid)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            connection, self._connection = self._connection, None
            process, self._process = self._process, None
        if connection is not None:
            with suppress(OSError):
                connection.send(None)
        if process is not None:
            process.join(3.0)
            if process.is_alive():
                process.kill()
                process.join()
        if self._reader is not None and self._reader is not threading.current_thread():
            self._reader.join(3.0)

    def _ask(self, what: str, listening: Listening, study_uid: str) -> None:
        with self._lock:
            connection = self._ensure()
            try:
                connection.send((what, listening, study_uid))
                problem = self._answers.get(timeout=_START_S)
            except (OSError, queue.Empty) as error:
                raise NetworkError(
                    tr("The process that receives images does not answer."), hint=tr("Try again.")
                ) from error
        if problem is not None:
            raise problem

    def _ensure(self) -> Connection:
        if self._process is not None and self._process.is_alive() and self._connection:
            return self._connection
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_receive, args=(theirs, self._folder, language()), name="receiver", daemon=True
        )
        process.start()
        theirs.close()
        self._process, self._connection = process, ours
        self._answers = queue.SimpleQueue()
        self._reader = threading.Thread(
            target=self._read, args=(ours, self._answers), name="receiver-events", daemon=True
        )
        self._reader.start()
        return ours

    def _read(
        self, connection: Connection, answers: "queue.SimpleQueue[ViewerError | None]"
    ) -> None:
        while True:
            try:
                kind, value = connection.recv()
            except (OSError, EOFError):
                answers.put(NetworkError(tr("The process that receives images ended.")))
                return
            if kind == "event":
                self._told(value)
            else:
                answers.put(None if value is None else NetworkError(value[0], hint=value[1]))


def _receive(connection: Connection, folder: Path, speaks: str) -> None:
    """What the process does: obey until there is nobody to obey, in the language of the user."""
    use_language(speaks)
    lock = threading.Lock()

    def send(kind: str, value: object) -> None:
        with lock, suppress(OSError):
            connection.send((kind, value))

    receiver = ThreadReceiver(folder, told=lambda event: send("event", event))
    while True:
        try:
            wish = connection.recv()
        except (OSError, EOFError):
            wish = None
        if wish is None:
            receiver.close()
            return
        what, listening, study_uid = wish
        try:
            act = receiver.listen if what == "listen" else receiver.leave
            act(listening, study_uid)
        except ViewerError as error:
            send("answer", (error.message, error.hint))
        else:
            send("answer", None)
