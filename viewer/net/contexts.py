"""Presentation contexts: which SOP classes and transfer syntaxes we offer and accept."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from viewer.dicom.transfer_syntaxes import (
    EXPLICIT_BIG_ENDIAN,
    EXPLICIT_LITTLE_ENDIAN,
    IMPLICIT_LITTLE_ENDIAN,
    TRANSFER_SYNTAXES,
    Support,
)
from viewer.model.query import Root

MAX_CONTEXTS: Final = 128  # odd numbers of one byte (PS3.8 9.3.2.2)
VERIFICATION: Final = "1.2.840.10008.1.1"
STORAGE_COMMITMENT: Final = "1.2.840.10008.1.20.1"
WORKLIST: Final = "1.2.840.10008.5.1.4.31"
FIND: Final = {
    Root.STUDY: "1.2.840.10008.5.1.4.1.2.2.1",
    Root.PATIENT: "1.2.840.10008.5.1.4.1.2.1.1",
}
MOVE: Final = {
    Root.STUDY: "1.2.840.10008.5.1.4.1.2.2.2",
    Root.PATIENT: "1.2.840.10008.5.1.4.1.2.1.2",
}
GET: Final = {
    Root.STUDY: "1.2.840.10008.5.1.4.1.2.2.3",
    Root.PATIENT: "1.2.840.10008.5.1.4.1.2.1.3",
}
PLAIN_SYNTAXES: Final = (EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN)
# What we take in: everything that is not retired; pixels stay as they were sent.
STORAGE_SYNTAXES: Final = (
    *PLAIN_SYNTAXES,
    EXPLICIT_BIG_ENDIAN,
    *(
        uid
        for uid, syntax in TRANSFER_SYNTAXES.items()
        if uid not in (*PLAIN_SYNTAXES, EXPLICIT_BIG_ENDIAN)
        and not syntax.is_retired
        and syntax.support is not Support.NAMED
    ),
)

# By C-GET the peer needs a context for each class it will send: the most usual, most wanted first.
_GET_SUFFIXES: Final = """
2 2.1 4 4.1 4.2 1 1.1 1.2 1.2.1 1.3 6.1 6.2 3.1 7 7.1 7.2 7.3 7.4 128 128.1 130 20 12.1 12.2
12.1.1 12.2.1 13.1.1 13.1.2 13.1.3 66 66.1 66.2 66.3 66.4 66.5 66.7 67 30 88.11 88.22 88.33
88.34 88.40 88.50 88.59 88.65 88.67 88.71 104.1 104.2 104.3 11.1 11.2 11.3 11.4 11.5 481.1
481.2 481.3 481.4 481.5 481.6 481.7 481.8 481.9 77.1.1 77.1.1.1 77.1.2 77.1.2.1 77.1.3
77.1.4 77.1.4.1 77.1.5.1 77.1.5.2 77.1.5.4 77.1.6 78.1 78.2 78.3 78.4 78.5 78.6 78.7 78.8
79.1 80.1 81.1 9.1.1 9.1.2 9.1.3 9.2.1 9.3.1 9.4.1 9.4.2 9.5.1 9.6.1 14.1 14.2 6.3 4.3 4.4
"""
_STORAGE: Final = "1.2.840.10008.5.1.4.1.1."
GET_CLASSES: Final = tuple(_STORAGE + suffix for suffix in _GET_SUFFIXES.split())


@dataclass(frozen=True, slots=True)
class Context:
    """A SOP class with the transfer syntaxes offered for it.

    `is_reversed`: the other side is to send us instances (C-GET, PS3.7 D.3.3.4). `extended` is
    the application information of the extended negotiation of the class (PS3.7 D.3.3.5).
    """

    sop_class_uid: str
    syntaxes: Sequence[str] = PLAIN_SYNTAXES
    is_reversed: bool = False
    extended: bytes = b""


def get_contexts(service: Sequence[Context]) -> list[Context]:
    """For a C-GET: the service itself, and as many storage classes as there is room for."""
    storage = [Context(uid, STORAGE_SYNTAXES, is_reversed=True) for uid in GET_CLASSES]
    return [*service, *storage][:MAX_CONTEXTS]


def store_contexts(kinds: Iterable[tuple[str, str]]) -> Iterator[list[Context]]:
    """For a C-STORE of (SOP class, transfer syntax): groups of contexts, one an association.

    Each class is offered as it is stored, and plain besides, in case the peer takes only that:
    some take no more than the default of the standard, Implicit VR. The two stay together, so
    that one association can send every instance of its group.
    """
    group: list[Context] = []
    for sop_class_uid, syntax in sorted(set(kinds)):
        wanted = [Context(sop_class_uid, (syntax,))]
        plain = Context(sop_class_uid, PLAIN_SYNTAXES)
        if plain not in group:
            wanted.append(plain)
        if len(group) + len(wanted) > MAX_CONTEXTS:
            yield group
            group = [Context(sop_class_uid, (syntax,)), plain]
        else:
            group += wanted
    if group:
        yield group


def is_storage_class(uid: str) -> bool:
    """Whether instances of a class can be stored: all of the standard's, as yet unknown too."""
    return uid.startswith(_STORAGE) or uid in _other_storage_classes()


@cache
def _other_storage_classes() -> frozenset[str]:
    from pynetdicom.sop_class import _STORAGE_CLASSES

    return frozenset(_STORAGE_CLASSES.values())
