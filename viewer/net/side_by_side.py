"""Several associations for one retrieve: while one waits for its answer, the next is at work."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from viewer.net.errors import NetworkError
from viewer.net.suboperations import Suboperations

ASSOCIATIONS: Final = 3  # at once; Orthanc serves four, and others have fewer

Keys = Mapping[str, str]


def side_by_side(
    requests: Iterable[Keys],
    converse: Callable[[Iterator[Keys]], Suboperations],
    *,
    associations: int,
) -> Suboperations:
    """Have `converse` work off `requests` by several associations; each takes the next in turn.

    `converse` opens its association before it takes a request: a node that grants fewer is
    served by those it grants. One that breaks off after that is an error in the end, when the
    others have done what they can.
    """
    if associations < 2:
        return converse(iter(requests))
    source, lock = iter(requests), threading.Lock()
    shares = [_Share(source, lock) for _ in range(associations)]
    with ThreadPoolExecutor(associations, "retrieve") as pool:
        ended = list(pool.map(lambda share: share.work_off(converse), shares))
    counts, errors = Suboperations(), list[NetworkError]()
    is_granted = any(isinstance(each, Suboperations) for each in ended)
    for share, end in zip(shares, ended, strict=True):
        if isinstance(end, Suboperations):
            counts = counts.plus(end)
        elif share.has_begun or not is_granted:
            errors.append(end)
    if errors:
        raise errors[0]
    return counts


class _Share:
    """What one association takes of the requests."""

    def __init__(self, source: Iterator[Keys], lock: threading.Lock) -> None:
        self._source = source
        self._lock = lock
        self.has_begun = False

    def work_off(
        self, converse: Callable[[Iterator[Keys]], Suboperations]
    ) -> Suboperations | NetworkError:
        """Converse until nothing is left; the error, if it breaks off."""
        try:
            return converse(self)
        except NetworkError as error:
            return error

    def __iter__(self) -> Iterator[Keys]:
        return self

    def __next__(self) -> Keys:
        with self._lock:
            keys = next(self._source)
        self.has_begun = True
        return keys
