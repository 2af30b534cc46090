"""The server of the window: `radiolucent serve` as a process that tells what happens."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QObject, QProcess, Signal

from viewer.base.i18n import tr
from viewer.base.paths import AppPaths, app_paths

_NEWS: Final = 200
_STOP_MS: Final = 8000


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened, for the list in the window."""

    when: datetime
    text: str
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class ServerState:
    """Whether the server runs (`port` 0 until it listens), and what it did, newest first."""

    is_on: bool = False
    port: int = 0
    received: int = 0
    problem: str = ""
    news: tuple[News, ...] = ()


class ServerProcess(QObject):
    """`changed` brings the state, `listed` says that the list of studies has grown."""

    changed = Signal(object)
    listed = Signal()

    def __init__(self, paths: AppPaths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paths = paths
        self._process: QProcess | None = None
        self.state = ServerState()

    def start(self) -> None:
        """Begin to listen, as the settings of the server say now; does nothing while it runs."""
        if self._process is not None:
            return
        process = QProcess(self)
        process.readyReadStandardOutput.connect(lambda: self._read(process))
        process.finished.connect(lambda *_: self._ended(process))
        process.errorOccurred.connect(lambda error: self._failed(process, error))
        self._process = process
        self._set(replace(self.state, is_on=True, port=0, problem=""))
        program, *arguments = _command(self._paths)
        process.start(program, arguments)

    def stop(self) -> None:
        """Stop listening, and wait until it has ended."""
        process, self._process = self._process, None
        if process is None:
            return
        process.closeWriteChannel()  # the end of its input tells it to stop
        if not process.waitForFinished(_STOP_MS):
            process.kill()
            process.waitForFinished(_STOP_MS)
        process.deleteLater()
        self._set(replace(self.state, is_on=False, port=0))

    def restart(self) -> None:
        """Listen by settings that have changed."""
        if self._process is not None:
            self.stop()
            self.start()

    def _read(self, process: QProcess) -> None:
        while process.canReadLine():
            try:
                event = json.loads(bytes(process.readLine().data()))
            except ValueError:
                continue
            if isinstance(event, dict):
                self._hear(event)

    def _hear(self, event: dict[str, Any]) -> None:
        what, state = event.get("what"), self.state
        if what == "listening":
            self._set(replace(state, port=int(event.get("port", 0))))
            return
        if what == "listed":
            self._set(replace(state, received=state.received + int(event.get("stored", 0))))
            self.listed.emit()
            return
        who = event.get("ae_title") or event.get("address") or "?"
        text = _text(str(what), int(event.get("stored", 0))).format(
            who=who, reason=event.get("reason", ""), count=event.get("stored", 0)
        )
        if text:
            self._tell(text, is_bad=what in ("refused", "broken"))

    def _tell(self, text: str, *, is_bad: bool) -> None:
        news = News(datetime.now().astimezone(), text, is_bad)
        self._set(replace(self.state, news=(news, *self.state.news)[:_NEWS]))

    def _ended(self, process: QProcess) -> None:
        """It ended by itself: its last words on standard error say why."""
        if process is not self._process:
            return
        self._process = None
        words = bytes(process.readAllStandardError().data()).decode("utf-8", "replace")
        lines = [line.removeprefix("Error: ") for line in words.splitlines() if line.strip()]
        problem = " ".join(lines[:2]) or tr("The server ended.")
        process.deleteLater()
        self._set(replace(self.state, is_on=False, port=0, problem=problem))

    def _failed(self, process: QProcess, error: QProcess.ProcessError) -> None:
        if process is self._process and error == QProcess.ProcessError.FailedToStart:
            self._ended(process)

    def _set(self, state: ServerState) -> None:
        self.state = state
        self.changed.emit(state)


def _text(what: str, stored: int) -> str:
    if what == "closed":
        return tr("{who}: {count} images received.") if stored else ""
    return {
        "refused": tr("{who} was turned away: {reason}."),
        "broken": tr("{who}: {reason}"),
    }.get(what, "")


def _command(paths: AppPaths) -> Sequence[str]:
    program = [sys.executable] if hasattr(sys, "frozen") else [sys.executable, "-m", "viewer"]
    home = paths.data.parent
    own = ["--home", str(home)] if app_paths(home) == paths else []
    return [*program, *own, "serve", "--events"]
