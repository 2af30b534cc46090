"""Reception: hands what others send us to whoever waits for it, by its study."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from viewer.base.errors import ViewerError
from viewer.base.file_store import place_of
from viewer.dicom.commitment import CommitmentReport
from viewer.dicom.scan import scan_file
from viewer.model.node import LocalNode, Node, allowed
from viewer.net.connect import resolve
from viewer.net.errors import NetworkError
from viewer.net.inbox import Received, Refused
from viewer.net.receiver import Event, Listening, Receiver
from viewer.net.server import Peer

_LOOK_EVERY_S: Final = 0.05
_ANY: Final = "any"  # the name of a place in a store, of which only the folder is wanted

Take = Callable[[Received | Refused], None]


class Reception:
    """Where instances and reports arrive; for any thread.

    Where the port is taken, it is so by our own server, or that of another window: then what it
    keeps is seen in the folder of received files, which all of them share.
    """

    def __init__(
        self,
        folder: Path,
        receiver: Callable[[Callable[[Event], None]], Receiver],
        *,
        reported: Callable[[CommitmentReport], object] = lambda _report: None,
    ) -> None:
        self._folder = folder
        self._make = receiver
        self._receiver: Receiver | None = None
        self._reported = reported
        self._lock = threading.Lock()
        self._takers: dict[str, Take] = {}

    def warm_up(self) -> Receiver:
        """The receiver, made when it is first wanted."""
        with self._lock:
            if self._receiver is None:
                self._receiver = self._make(self._hear)
            return self._receiver

    @contextmanager
    def expecting(self, study_uid: str, take: Take, listening: Listening) -> Iterator[bool]:
        """Give to `take` what arrives of a study while this lasts, in another thread.

        False where somebody else has the port: what arrives is seen if that is a server of ours.
        """
        receiver = self.warm_up()
        with self._lock:
            self._takers[study_uid] = take
        try:
            try:
                receiver.listen(listening, study_uid)
            except NetworkError:
                if not _is_taken(listening):
                    raise
                with _watched(self._folder, study_uid, take):
                    yield False
                return
            try:
                yield True
            finally:
                receiver.leave(listening, study_uid)
        finally:
            with self._lock:
                self._takers.pop(study_uid, None)

    @contextmanager
    def hearing(self, listening: Listening) -> Iterator[bool]:
        """Take reports of storage commitment; False where a server of ours does it already."""
        receiver = self.warm_up()
        try:
            receiver.listen(listening, "")
        except NetworkError:
            yield False
            return
        try:
            yield True
        finally:
            receiver.leave(listening, "")

    def close(self) -> None:
        """Listen no more."""
        if self._receiver is not None:
            self._receiver.close()

    def _hear(self, event: Event) -> None:
        if isinstance(event, CommitmentReport):
            self._reported(event)
            return
        with self._lock:
            if isinstance(event, Received):
                takers = [self._takers.get(event.record.study.study_uid)]
            else:  # of which nobody knows the study: whoever waits should know
                takers = list(self._takers.values())
        for take in takers:
            if take is not None:
                take(event)


def listening_for(node: Node, nodes: Sequence[Node], local: LocalNode) -> Listening:
    """Where to wait for what a node sends: at the address by which it is reached from here.

    All nodes may connect: some send by another AE title than the one that is asked.
    """
    titles = dict.fromkeys([node.ae_title, *(n.ae_title for n in nodes if n.has_dimse)])
    named = [Peer(title, address) for title, address in allowed(local.allow)]
    return Listening(
        node.own_ae_title or local.ae_title,
        _own_address(node),
        local.port,
        (*(Peer(title) for title in titles), *named),
        tls_certificate=local.tls_certificate,
        tls_key=local.tls_key,
        tls_ca=local.tls_ca,
    )


def _own_address(node: Node) -> str:
    """Our address on the way to a node; nothing is sent for it."""
    (address, *_) = resolve(node)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, node.port))
            return str(probe.getsockname()[0])
    except OSError as error:
        raise NetworkError(
            f"There is no way to {node.host} from here.",
            hint="Check the network of this computer.",
            detail=error.strerror or "",
        ) from error


def _is_taken(listening: Listening) -> bool:
    """Whether somebody listens there already."""
    try:
        socket.create_connection((listening.bind, listening.port), timeout=1.0).close()
    except OSError:
        return False
    return True


@contextmanager
def _watched(folder: Path, study_uid: str, take: Take) -> Iterator[None]:
    """Give to `take` the files that appear in the folder of a study."""
    place = place_of(folder, study_uid=study_uid, sop_instance_uid=_ANY).parent
    seen = _names(place)
    stop = threading.Event()

    def look() -> None:
        for name in sorted(_names(place) - seen):
            seen.add(name)
            with suppress(ViewerError):
                take(Received(place / name, scan_file(place / name)))

    def watch() -> None:
        while not stop.wait(_LOOK_EVERY_S):
            look()

    thread = threading.Thread(target=watch, name="watch-received", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        look()


def _names(place: Path) -> set[str]:
    try:
        return {path.name for path in place.iterdir() if path.suffix == ".dcm"}
    except OSError:
        return set()
