"""Node: another system on the network, by DIMSE."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

_AE_TITLE: Final = re.compile(r"[\x20-\x5b\x5d-\x7e]{1,16}")  # PS3.5 6.2, VR AE


class RetrieveMethod(Enum):
    """How images come from a node; AUTO takes C-GET where the node offers it, else C-MOVE."""

    AUTO = "auto"
    GET = "get"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Node:
    """A system to query, retrieve from and send to.

    `own_ae_title` is ours towards this node, "" for the usual one. Times are in seconds.
    """

    name: str
    host: str = ""
    port: int = 104
    ae_title: str = ""
    own_ae_title: str = ""
    tls: bool = False
    tls_ca: str = ""
    tls_certificate: str = ""
    tls_key: str = ""
    tls_check_host: bool = True
    retrieve: RetrieveMethod = RetrieveMethod.AUTO
    character_set: str = "ISO_IR 192"
    connect_s: float = 5.0
    answer_s: float = 30.0

    @property
    def has_dimse(self) -> bool:
        """Whether it can be reached."""
        return bool(self.host and self.ae_title)


@dataclass(frozen=True, slots=True)
class LocalNode:
    """What we are to others: our AE title, and where our storage server listens."""

    ae_title: str = "RADIOLUCENT"
    port: int = 11112
    bind: str = "127.0.0.1"


def is_ae_title(text: str) -> bool:
    """Whether a text can be an AE title: 1 to 16 printable characters, no backslash.

    >>> is_ae_title("PACS"), is_ae_title("A TITLE OF 17 CHS")
    (True, False)
    """
    return bool(_AE_TITLE.fullmatch(text) and text.strip())


def node_problem(node: Node) -> str:
    """Why a node cannot be used as it is described; "" when it can."""
    titles = [title for title in (node.ae_title, node.own_ae_title) if title]
    checks = (
        (node.name.strip(), "A node needs a name."),
        (node.has_dimse, "A node needs a host and an AE title."),
        (
            all(map(is_ae_title, titles)),
            "An AE title has at most 16 letters, digits or signs, and no backslash.",
        ),
        (0 < node.port < 65536, "A port is a number from 1 to 65535."),
        (
            bool(node.tls_certificate) == bool(node.tls_key),
            "A client certificate needs its key, and a key its certificate.",
        ),
    )
    return next((problem for is_good, problem in checks if not is_good), "")
