"""Node: another system on the network, by DIMSE, DICOMweb or both."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

_AE_TITLE: Final = re.compile(r"[\x20-\x5b\x5d-\x7e]{1,16}")  # PS3.5 6.2, VR AE


class RetrieveMethod(Enum):
    """How images come from a node; AUTO takes the fastest that the node offers."""

    AUTO = "auto"
    GET = "get"
    MOVE = "move"
    WADO = "wado"


class WebAuthentication(Enum):
    """How we tell a DICOMweb server who we are; the secret itself is in the keyring."""

    NONE = "none"
    BASIC = "basic"
    BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class Node:
    """A system to query, retrieve from and send to.

    DIMSE is there with `host` and `ae_title`, DICOMweb with `web_url`. `own_ae_title` is ours
    towards this node, "" for the usual one. Times are in seconds.
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
    web_url: str = ""
    web_authentication: WebAuthentication = WebAuthentication.NONE
    web_user: str = ""
    retrieve: RetrieveMethod = RetrieveMethod.AUTO
    character_set: str = "ISO_IR 192"
    connect_s: float = 5.0
    answer_s: float = 30.0

    @property
    def has_dimse(self) -> bool:
        """Whether it can be reached by DIMSE."""
        return bool(self.host and self.ae_title)

    @property
    def has_web(self) -> bool:
        """Whether it can be reached by DICOMweb."""
        return bool(self.web_url)


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
    is_web_address = not node.web_url or node.web_url.startswith(("http://", "https://"))
    checks = (
        (node.name.strip(), "A node needs a name."),
        (
            node.has_dimse or node.has_web,
            "A node needs a host with an AE title, or the address of a DICOMweb server.",
        ),
        (
            all(map(is_ae_title, titles)),
            "An AE title has at most 16 letters, digits or signs, and no backslash.",
        ),
        (0 < node.port < 65536, "A port is a number from 1 to 65535."),
        (is_web_address, "The address of a DICOMweb server begins with https:// or http://."),
        (
            bool(node.tls_certificate) == bool(node.tls_key),
            "A client certificate needs its key, and a key its certificate.",
        ),
    )
    return next((problem for is_good, problem in checks if not is_good), "")
