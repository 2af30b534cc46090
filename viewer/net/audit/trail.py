"""AuditTrail: takes events from any thread, keeps them in the log, and sends them on."""

import logging
import queue
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from viewer.base.errors import ViewerError
from viewer.base.whole_file import write_whole
from viewer.model.audit import AuditEvent
from viewer.net.audit.log import AuditError, AuditLog
from viewer.net.audit.options import AuditOptions

_log = logging.getLogger(__name__)
_RETRY_S: Final = 60.0
_CLOSE_S: Final = 10.0

Recorder = Callable[[AuditEvent], None]


class AuditTrail:
    """Does nothing unless it is on; what could not be sent is sent later, from the log."""

    def __init__(
        self, data: Path, config: Path, options: AuditOptions, *, own_ae_title: Callable[[], str]
    ) -> None:
        self.log = AuditLog(data / "audit", config)
        self._options = options
        self._own_ae_title = own_ae_title
        self._sent_file = config / "audit.sent"
        self._events: queue.Queue[tuple[datetime, AuditEvent] | None] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    @property
    def is_on(self) -> bool:
        """Whether events are put on record."""
        return self._options.is_on

    def record(self, event: AuditEvent) -> None:
        """Put an event on record; returns at once."""
        if not self._options.is_on:
            return
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="audit", daemon=True)
                self._thread.start()
        self._events.put((datetime.now().astimezone(), event))

    def close(self) -> None:
        """Write what waits, then end."""
        if self._thread is not None:
            self._events.put(None)
            self._thread.join(_CLOSE_S)
            self._thread = None

    def _work(self) -> None:
        retry_s: float | None = None
        while True:
            try:
                entry = self._events.get(timeout=retry_s)
            except queue.Empty:
                retry_s = self._send()
                continue
            is_last = entry is None
            if entry is not None:
                self._keep(*entry)
            if self._events.empty():
                retry_s = self._send()
            if is_last:
                return

    def _keep(self, when: datetime, event: AuditEvent) -> None:
        from viewer.net.audit.message import encode_message  # late: XML (P2)

        options = self._options
        message = encode_message(
            event, when=when, own_ae_title=self._own_ae_title(), site=options.site
        )
        try:
            self.log.append(when.isoformat(timespec="milliseconds"), message)
        except AuditError as error:
            _log.error(
                "an audit message could not be kept: %s", error.detail or type(error).__name__
            )

    def _send(self) -> float | None:
        """Send what the collector has not got; returns after how long to try again."""
        if not self._options.syslog_host:
            return None
        from viewer.net.audit.syslog import send_records  # late: TLS (P2)

        waiting = list(self.log.records(after=self._sent()))
        if not waiting:
            return None
        try:
            write_whole(self._sent_file, b"%d" % send_records(waiting, self._options))
        except (ViewerError, OSError) as error:
            _log.warning("audit messages wait to be sent: %s", type(error).__name__)
            return _RETRY_S
        return None

    def _sent(self) -> int:
        try:
            return int(self._sent_file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0
