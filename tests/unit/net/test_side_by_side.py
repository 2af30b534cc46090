"""Requests worked off by several associations, without any network."""

import threading
from collections.abc import Iterator, Mapping

import pytest

from viewer.net.errors import AbortedError, RejectedError
from viewer.net.side_by_side import side_by_side
from viewer.net.suboperations import Suboperations

REQUESTS = [{"SeriesInstanceUID": f"1.{number}"} for number in range(7)]
Share = Iterator[Mapping[str, str]]


class Node:
    """Grants so many associations; breaks off at the series named."""

    def __init__(self, granted: int = 9, breaks_at: str = "") -> None:
        self.granted = granted
        self.breaks_at = breaks_at
        self.opened = 0
        self.served: list[str] = []
        self._lock = threading.Lock()
        self._all_asked = threading.Barrier(3, timeout=10)

    def converse(self, share: Share) -> Suboperations:
        """One association: all three ask before any is served."""
        with self._lock:
            self.opened += 1
            is_granted = self.opened <= self.granted
        self._all_asked.wait()
        if not is_granted:
            raise RejectedError(source=3, reason=2, is_permanent=False)
        counts = Suboperations()
        for keys in share:
            uid = keys["SeriesInstanceUID"]
            if uid == self.breaks_at:
                raise AbortedError("It is gone.")
            with self._lock:
                self.served.append(uid)
            counts = counts.plus(Suboperations(completed=1))
        return counts


def test_every_request_is_served_once() -> None:
    node = Node()
    counts = side_by_side(REQUESTS, node.converse, associations=3)
    assert sorted(node.served) == [each["SeriesInstanceUID"] for each in REQUESTS]
    assert (counts.completed, node.opened) == (7, 3)


@pytest.mark.parametrize("granted", [1, 2])
def test_a_node_that_grants_fewer_is_served_by_those(granted: int) -> None:
    node = Node(granted)
    assert side_by_side(REQUESTS, node.converse, associations=3).completed == 7


def test_a_node_that_grants_none_is_an_error() -> None:
    with pytest.raises(RejectedError):
        side_by_side(REQUESTS, Node(0).converse, associations=3)


def test_one_that_breaks_off_is_an_error_when_the_others_are_done() -> None:
    node = Node(breaks_at="1.2")
    with pytest.raises(AbortedError):
        side_by_side(REQUESTS, node.converse, associations=3)
    assert len(node.served) == 6


def test_what_is_no_error_of_the_network_goes_through() -> None:
    def converse(share: Share) -> Suboperations:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        side_by_side(REQUESTS, converse, associations=3)


def test_one_association_takes_all_in_order() -> None:
    order: list[str] = []

    def converse(share: Share) -> Suboperations:
        order.extend(keys["SeriesInstanceUID"] for keys in share)
        return Suboperations()

    side_by_side(iter(REQUESTS), converse, associations=1)
    assert order == [each["SeriesInstanceUID"] for each in REQUESTS]


def test_requests_are_taken_when_an_association_is_free() -> None:
    """The next one may depend on what came: it is not asked for before."""
    taken: list[str] = []

    def requests() -> Iterator[Mapping[str, str]]:
        for each in REQUESTS:
            taken.append(each["SeriesInstanceUID"])
            yield each

    def converse(share: Share) -> Suboperations:
        next(share)
        assert len(taken) <= 2
        return Suboperations()

    side_by_side(requests(), converse, associations=2)
    assert len(taken) == 2
