"""One window program per home: a second start hands its paths to the first and ends.

They talk over a local socket that only the same user may open. What comes in is a list of
absolute paths and a link, checked like any other input (SEC-024).
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLockFile

_ANSWER: Final = b"taken"
_LONGEST: Final = 1 << 20  # bytes of a message
_MOST_PATHS: Final = 10_000
_PATIENCE_MS: Final = 2000


class SingleInstance:
    """Holds the place of the one program of a home, or knows that another holds it."""

    def __init__(self, folder: Path) -> None:
        self._lock = QLockFile(str(folder / "instance.lock"))
        self._lock.setStaleLockTime(0)  # stale when its process has ended, however long it ran
        self.is_first = self._lock.tryLock(0)
        self._folder = folder
        self._server: object = None

    def listen(self, received: Callable[[Sequence[Path], str], None]) -> None:
        """Take paths and link of later starts; `received` gets neither for a bare start.

        Only the first one is listened to: another one stays as it is.
        """
        if not self.is_first:
            return
        # Imported here: the network module of Qt is wanted after the first painting only (P2).
        from PySide6.QtNetwork import QLocalServer

        server = QLocalServer()
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(self._name)  # left by a program that crashed: we hold the lock
        self._server = server

        def accept() -> None:
            socket = server.nextPendingConnection()
            message = bytearray()

            def read() -> None:
                message.extend(bytes(socket.readAll().data()))
                if len(message) > _LONGEST:
                    socket.abort()
                elif message.endswith(b"\n"):
                    wanted = parse_message(bytes(message))
                    message.clear()
                    if wanted is not None:
                        socket.write(_ANSWER)
                        socket.flush()
                        received(*wanted)

            socket.readyRead.connect(read)
            socket.disconnected.connect(socket.deleteLater)
            read()

        server.newConnection.connect(accept)
        server.listen(self._name)

    def hand_over(self, paths: Sequence[Path], link: str = "") -> bool:
        """Give paths and a link to the first program; False where it does not answer."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_PATIENCE_MS):
            return False
        absolute = [str(path.absolute()) for path in paths]
        socket.write(json.dumps({"paths": absolute, "link": link}).encode() + b"\n")
        socket.waitForBytesWritten(_PATIENCE_MS)
        return socket.waitForReadyRead(_PATIENCE_MS) and bytes(socket.readAll().data()) == _ANSWER

    @property
    def _name(self) -> str:
        """Of the socket."""
        from hashlib import blake2b  # late, P2

        digest = blake2b(str(self._folder.resolve()).encode(), digest_size=12).hexdigest()
        return f"radiolucent-{digest}"

    def close(self) -> None:
        """Leave the place to the next program."""
        self._server = None
        self.is_first = False
        self._lock.unlock()


def parse_message(message: bytes) -> tuple[tuple[Path, ...], str] | None:
    """The absolute paths and the link of a message; None for anything else."""
    try:
        wanted = json.loads(message)
    except (ValueError, RecursionError):
        return None
    if not isinstance(wanted, dict) or wanted.keys() != {"paths", "link"}:
        return None
    names, link = wanted["paths"], wanted["link"]
    if not isinstance(names, list) or len(names) > _MOST_PATHS or not isinstance(link, str):
        return None
    if not all(isinstance(name, str) and "\0" not in name for name in names):
        return None
    paths = tuple(Path(name) for name in names)
    return (paths, link) if all(path.is_absolute() for path in paths) else None
