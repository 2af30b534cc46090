"""Node: another system on the network, by DIMSE, by DICOMweb, or by both."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final
from urllib.parse import urlsplit

from viewer.model.query import Root

_AE_TITLE: Final = re.compile(r"[\x20-\x5b\x5d-\x7e]{1,16}")  # PS3.5 6.2, VR AE


class RetrieveMethod(Enum):
    """How images come from a node; AUTO takes the first that the node has: WADO-RS, GET, MOVE."""

    AUTO = "auto"
    GET = "get"
    MOVE = "move"
    WADO = "wado"


class SignIn(Enum):
    """How we tell a DICOMweb server who we are; a client certificate may come besides.

    BASIC is a user and a password (RFC 7617), BEARER a fixed token (RFC 6750), DEVICE and CODE
    are OAuth 2.0: a code entered on another device (RFC 8628), or the browser here (RFC 6749
    4.1 with PKCE, RFC 7636).
    """

    NONE = "none"
    BASIC = "basic"
    BEARER = "bearer"
    DEVICE = "device"
    CODE = "code"

    @property
    def is_oauth(self) -> bool:
        """Whether tokens come from an authorisation server."""
        return self in (SignIn.DEVICE, SignIn.CODE)


@dataclass(frozen=True, slots=True)
class Node:
    """A system to query, retrieve from and send to.

    `own_ae_title` is ours towards this node, "" for the usual one. Times are in seconds. `tls`
    is for DIMSE; for DICOMweb the scheme of `web_url` decides, and the certificates named here
    count for both. `web_url` is the base of the service (PS3.18 8.2), `wado_uri_url` the whole
    address of WADO-URI (PS3.18 9). `oauth_issuer` tells the other addresses where they are
    empty (RFC 8414). Passwords and tokens are in the keyring, never here.
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
    tls_13_only: bool = False  # else 1.2 as well
    retrieve: RetrieveMethod = RetrieveMethod.AUTO
    character_set: str = "ISO_IR 192"
    query_root: Root = Root.AUTO
    connect_s: float = 5.0
    answer_s: float = 30.0
    web_url: str = ""
    wado_uri_url: str = ""
    sign_in: SignIn = SignIn.NONE
    web_user: str = ""
    oauth_client_id: str = ""
    oauth_scope: str = ""
    oauth_issuer: str = ""
    oauth_device_url: str = ""
    oauth_authorize_url: str = ""
    oauth_token_url: str = ""

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
    """What we are to others: our AE title, where our server listens, and what it does.

    `is_serving`: it runs while the window is open. `is_sharing`: others may query and retrieve
    what is listed here. `allow` names peers besides the nodes, as AE@ADDRESS or AE, by commas.
    With a certificate the server speaks TLS, with an authority peers need a certificate of it.
    """

    ae_title: str = "RADIOLUCENT"
    port: int = 11112
    bind: str = "127.0.0.1"
    is_serving: bool = False
    is_sharing: bool = False
    allow: str = ""
    tls_certificate: str = ""
    tls_key: str = ""
    tls_ca: str = ""


def is_ae_title(text: str) -> bool:
    """Whether a text can be an AE title: 1 to 16 printable characters, no backslash.

    >>> is_ae_title("PACS"), is_ae_title("A TITLE OF 17 CHS")
    (True, False)
    """
    return bool(_AE_TITLE.fullmatch(text) and text.strip())


def is_web_url(text: str) -> bool:
    """Whether a text can be the address of a service: http or https, a host, no password in it.

    >>> is_web_url("https://pacs.example/dicom-web"), is_web_url("https://me:pw@pacs.example/")
    (True, False)
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    is_plain = text.isascii() and text.isprintable() and " " not in text and "\\" not in text
    is_bare = not (parts.query or parts.fragment or "@" in parts.netloc)
    return bool(
        parts.scheme in ("http", "https") and parts.hostname and is_plain and is_bare and port != 0
    )


def node_problem(node: Node) -> str:
    """Why a node cannot be used as it is described; "" when it can."""
    titles = [title for title in (node.ae_title, node.own_ae_title) if title]
    checks = (
        (node.name.strip(), "A node needs a name."),
        (
            node.has_dimse or node.has_web,
            "A node needs a host and an AE title, or the address of its DICOMweb service.",
        ),
        (
            bool(node.host) == bool(node.ae_title),
            "A host needs its AE title, and an AE title its host.",
        ),
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
    problem = next((problem for is_good, problem in checks if not is_good), "")
    return problem or _web_problem(node)


def _web_problem(node: Node) -> str:
    urls = (
        node.web_url, node.wado_uri_url, node.oauth_issuer, node.oauth_device_url,
        node.oauth_authorize_url, node.oauth_token_url,
    )  # fmt: skip
    own = node.oauth_device_url if node.sign_in is SignIn.DEVICE else node.oauth_authorize_url
    has_server = bool(node.oauth_issuer or (node.oauth_token_url and own))
    checks = (
        (
            all(is_web_url(url) for url in urls if url),
            "An address begins with https:// or http://, names a host, and holds no password.",
        ),
        (
            node.has_web or not (node.wado_uri_url or node.sign_in is not SignIn.NONE),
            "WADO-URI and signing in need the address of the DICOMweb service.",
        ),
        (node.sign_in is not SignIn.BASIC or node.web_user, "A password needs its user name."),
        (
            not node.sign_in.is_oauth or (node.oauth_client_id and has_server),
            "OAuth needs a client ID, and the addresses of its server or its issuer.",
        ),
        (
            node.retrieve is not RetrieveMethod.WADO or node.has_web,
            "WADO-RS needs the address of the DICOMweb service.",
        ),
    )
    return next((problem for is_good, problem in checks if not is_good), "")


def local_problem(local: LocalNode) -> str:
    """Why we cannot be what is described; "" when we can."""
    checks = (
        (is_ae_title(local.ae_title), "An AE title has at most 16 letters, digits or signs."),
        (0 < local.port < 65536, "A port is a number from 1 to 65535."),
        (
            bool(local.tls_certificate) == bool(local.tls_key),
            "A certificate needs its key, and a key its certificate.",
        ),
        (
            all(is_ae_title(title) for title, _ in allowed(local.allow)),
            "Peers are named as AE@ADDRESS or AE, split by commas.",
        ),
    )
    return next((problem for is_good, problem in checks if not is_good), "")


def allowed(text: str) -> list[tuple[str, str]]:
    """The AE titles of a list of peers, each with its address or "".

    >>> allowed("CT1@10.0.0.5, MR2")
    [('CT1', '10.0.0.5'), ('MR2', '')]
    """
    words = (word.strip().partition("@") for word in text.split(",") if word.strip())
    return [(title.strip(), address.strip()) for title, _, address in words]
