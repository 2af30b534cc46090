"""The storage server: listens, lets in whom it knows, a thread for each association.

Its limits stand before anything is read: who may connect, how many at once, how long a stranger
may be silent, how large a PDU may be (SEC-010, SEC-011).
"""

import contextlib
import logging
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from viewer.base.errors import Cancelled
from viewer.base.i18n import tr
from viewer.net.association import Association
from viewer.net.channel import Channel, Pdu
from viewer.net.contexts import PLAIN_SYNTAXES, STORAGE_SYNTAXES, VERIFICATION, is_storage_class
from viewer.net.errors import NetworkError
from viewer.net.inbox import Inbox
from viewer.net.negotiation import Request, accept, decode_request
from viewer.net.serving import NO_SERVICES, Caller, Services, serve_messages

_log = logging.getLogger(__name__)
_BACKLOG: Final = 128
_FIRST_PDU_S: Final = 10.0
_STOP_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Peer:
    """Who may connect: an AE title, from one address or, with "", from any."""

    ae_title: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """Where the server listens, and for whom; `port` 0 takes a free one.

    `peers` None lets everybody in: for one retrieve on a port that only the node was told.
    """

    ae_title: str
    bind: str = "127.0.0.1"
    port: int = 11112
    peers: tuple[Peer, ...] | None = ()
    tls: ssl.SSLContext | None = None
    idle_s: float = 60.0
    max_connections: int = 256
    max_per_address: int = 128


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """Something that happened: for the audit trail and the screen."""

    what: str  # "refused", "opened", "closed", "broken"
    address: str
    ae_title: str = ""
    reason: str = ""
    stored: int = 0


class StorageServer:
    """Receives instances into an inbox, and answers C-ECHO; `port` is known after `start`.

    `services` answer the requests of other SOP classes.
    """

    def __init__(
        self,
        options: ServerOptions,
        inbox: Inbox,
        *,
        services: Services = NO_SERVICES,
        told: Callable[[ServerEvent], None] = lambda _event: None,
    ) -> None:
        self._options = options
        self._inbox = inbox
        self._services = services
        self._told = told
        self._listener: socket.socket | None = None
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._by_address: Counter[str] = Counter()
        self._threads: set[threading.Thread] = set()
        self.port = options.port

    def start(self) -> None:
        """Listen from now on; `NetworkError` where the port cannot be had."""
        listener = socket.socket(socket.AF_INET6 if ":" in self._options.bind else socket.AF_INET)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self._options.bind, self._options.port))
            listener.listen(_BACKLOG)
        except OSError as error:
            listener.close()
            raise NetworkError(
                tr("The storage server cannot listen on port {port}.").format(
                    port=self._options.port
                ),
                hint=tr(
                    "Another program uses the port, or it is one that only the system may use."
                ),
                detail=error.strerror or "",
            ) from error
        listener.settimeout(0.2)
        self._listener = listener
        self.port = listener.getsockname()[1]
        thread = threading.Thread(target=self._listen, name="storage-server", daemon=True)
        self._threads.add(thread)
        thread.start()

    def stop(self) -> None:
        """Abort what goes on, and wait for it."""
        self._stopping.set()
        if self._listener is not None:
            with contextlib.suppress(OSError):  # wakes who waits for a connection, on Linux
                self._listener.shutdown(socket.SHUT_RDWR)
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            thread.join(_STOP_S)
        if self._listener is not None:
            self._listener.close()

    def __enter__(self) -> "StorageServer":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _listen(self) -> None:
        assert self._listener is not None
        while not self._stopping.is_set():
            try:
                connection, (address, *_rest) = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:  # out of descriptors: wait for some to be given back
                self._stopping.wait(0.2)
                continue
            reason = self._reason_to_refuse(address)
            if reason:
                self._told(ServerEvent("refused", address, reason=reason))
                connection.close()
                continue
            thread = threading.Thread(
                target=self._serve, args=(connection, address), name="association", daemon=True
            )
            with self._lock:
                self._by_address[address] += 1
                self._threads.add(thread)
            thread.start()

    def _reason_to_refuse(self, address: str) -> str:
        peers = self._options.peers
        if peers is not None and not any(peer.address in ("", address) for peer in peers):
            return "its address is not in the list"
        with self._lock:
            if self._by_address.total() >= self._options.max_connections:
                return "too many connections"
            if self._by_address[address] >= self._options.max_per_address:
                return "too many connections from one address"
        return ""

    def _serve(self, connection: socket.socket, address: str) -> None:
        try:
            with contextlib.closing(connection):
                self._converse(connection, address)
        except Cancelled:
            pass
        except (NetworkError, OSError) as error:
            reason = error.message if isinstance(error, NetworkError) else "the connection broke"
            self._told(ServerEvent("broken", address, reason=reason))
        finally:
            with self._lock:
                self._by_address[address] -= 1
                self._threads.discard(threading.current_thread())

    def _check(self) -> None:
        if self._stopping.is_set():
            raise Cancelled

    def _converse(self, connection: socket.socket, address: str) -> None:
        if self._options.tls is not None:
            connection.settimeout(_FIRST_PDU_S)  # in this thread: a silent client stops nobody
            connection = self._options.tls.wrap_socket(connection, server_side=True)
        channel = Channel(connection, limit_s=_FIRST_PDU_S, check=self._check)
        try:
            admitted = self._admit(channel, address)
            if admitted is None:
                return
            association, caller = admitted
            channel.limit_s = self._options.idle_s
            stored = serve_messages(association, self._inbox, caller, self._services)
            self._told(ServerEvent("closed", address, caller.ae_title, stored=stored))
        except BaseException:
            with contextlib.suppress(NetworkError):
                channel.send_pdu(Pdu.ABORT, b"\0\0\x02\0")
            raise
        finally:
            channel.close()

    def _admit(self, channel: Channel, address: str) -> tuple[Association, Caller] | None:
        """Negotiate, or reject with the reason that the standard has for it."""
        kind, body = channel.read()
        if kind != Pdu.ASSOCIATE_RQ:
            raise NetworkError(tr("The first message was no request for an association."))
        request = decode_request(bytes(body))
        reason = self._rejection(request, address)
        if reason:
            channel.send_pdu(Pdu.ASSOCIATE_RJ, bytes((0, 1, 1, reason)))
            text = {7: "it called another AE title", 3: "its AE title is not in the list"}[reason]
            self._told(ServerEvent("refused", address, request.calling_ae_title, text))
            return None
        answer_pdu, answer = accept(request, syntaxes_of=self._syntaxes_of)
        channel.send(answer_pdu)
        self._told(ServerEvent("opened", address, request.calling_ae_title))
        return Association(channel, answer), Caller(request.calling_ae_title, address)

    def _rejection(self, request: Request, address: str) -> int:
        if request.called_ae_title != self._options.ae_title:
            return 7
        peers = self._options.peers
        if peers is None:
            return 0
        is_known = any(
            peer.ae_title == request.calling_ae_title and peer.address in ("", address)
            for peer in peers
        )
        return 0 if is_known else 3

    def _syntaxes_of(self, sop_class_uid: str) -> tuple[str, ...]:
        if sop_class_uid == VERIFICATION or sop_class_uid in self._services:
            return PLAIN_SYNTAXES
        return STORAGE_SYNTAXES if is_storage_class(sop_class_uid) else ()
