"""A node that answers every C-FIND alike, by either root or both, and notes what it was asked."""

from collections.abc import Iterator

from pydicom.dataset import Dataset
from pynetdicom import AE, evt
from pynetdicom.events import Event

from tests.support.peers import free_port
from viewer.model.node import Node
from viewer.model.query import Root
from viewer.net.contexts import FIND


class FindPeer:
    """pynetdicom with both roots, or only some; it notes what it was asked."""

    def __init__(self, *roots: Root, is_relational: bool) -> None:
        self.asked: list[Dataset] = []
        self._is_relational = is_relational
        self._ae = AE("PEER")
        for root in roots:
            self._ae.add_supported_context(FIND[root])

    def __enter__(self) -> Node:
        self._port = free_port()
        self._server = self._ae.start_server(
            ("127.0.0.1", self._port),
            block=False,
            evt_handlers=[(evt.EVT_C_FIND, self.answer), (evt.EVT_SOP_EXTENDED, self._agree)],
        )
        return Node("peer", host="127.0.0.1", port=self._port, ae_title="PEER")

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()

    def _agree(self, event: Event) -> dict[str, bytes]:
        if not self._is_relational:
            return {}
        return {uid: b"\x01" for uid, asked in event.app_info.items() if asked[:1] == b"\x01"}

    def answer(self, event: Event) -> Iterator[tuple[int, Dataset]]:
        """One patient with one study of one series."""
        self.asked.append(event.identifier)
        match = Dataset()
        match.QueryRetrieveLevel = event.identifier.QueryRetrieveLevel
        match.PatientID, match.PatientName = "P1", "Doe^Jane"
        match.StudyInstanceUID, match.SeriesInstanceUID = "1.2", "1.2.3"
        yield 0xFF01, match
