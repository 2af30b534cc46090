"""TLS as DICOM wants it: 1.2 or newer, certificates checked (PS3.15 B.12; SEC-040)."""

import ssl

from viewer.base.i18n import tr
from viewer.model.node import Node
from viewer.net.errors import NetworkError, UnreachableError

_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"


def client_context(node: Node) -> ssl.SSLContext:
    """The context for connections to a node; `NetworkError` where its files cannot be read."""
    return _equip(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), node)


def web_context(node: Node) -> ssl.SSLContext:
    """The context for its web server: without an authority of its own, what the system trusts."""
    if node.tls_ca:
        return client_context(node)
    from truststore import SSLContext  # late: only where it is wanted

    return _equip(SSLContext(ssl.PROTOCOL_TLS_CLIENT), node)


def _equip(context: ssl.SSLContext, node: Node) -> ssl.SSLContext:
    _harden(context)
    try:
        if node.tls_ca:
            context.load_verify_locations(node.tls_ca)
        else:
            context.load_default_certs(ssl.Purpose.SERVER_AUTH)
        if node.tls_certificate:
            context.load_cert_chain(node.tls_certificate, node.tls_key)
    except (OSError, ssl.SSLError) as error:
        raise _unreadable(error) from error
    context.check_hostname = node.tls_check_host
    if node.tls_13_only:
        context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


def server_context(*, certificate: str, key: str, ca: str) -> ssl.SSLContext:
    """The context of our server; with a `ca`, whoever connects must show a certificate of it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _harden(context)
    try:
        context.load_cert_chain(certificate, key)
        if ca:
            context.load_verify_locations(ca)
            context.verify_mode = ssl.CERT_REQUIRED
    except (OSError, ssl.SSLError) as error:
        raise _unreadable(error) from error
    return context


def _harden(context: ssl.SSLContext) -> None:
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_CIPHERS)


def _unreadable(error: OSError) -> NetworkError:
    return NetworkError(
        tr("A certificate or key for TLS cannot be read."),
        hint=tr("They are files in PEM form; the key must belong to the certificate."),
        detail=error.strerror or type(error).__name__,
    )


def tls_error(error: OSError, node: Node) -> UnreachableError:
    """Say why a handshake failed, and what to do."""
    what, hint = _cause(error)
    if node.tls_13_only and (what, hint) == _OLD:
        what, hint = _ONLY_13
    detail = getattr(error, "reason", None) or type(error).__name__
    return UnreachableError(
        tr("No secure connection to the node: {why}").format(why=tr(what)),
        hint=tr(hint),
        detail=detail,
    )


# By the codes of OpenSSL (X509_V_ERR_…).
_CERTIFICATES = {
    10: ("its certificate has expired.", "Its administrator must renew it."),
    18: (
        "its certificate is signed by itself, not by an authority that we trust.",
        "If it is the right one, enter it as the authority (CA) of the node.",
    ),
    62: (
        "its certificate is for another host name.",
        "Enter the host by the name in the certificate.",
    ),
}
_CERTIFICATES[64] = _CERTIFICATES[62]  # or address
_UNTRUSTED = (
    "its certificate is not signed by an authority that we trust.",
    "Enter the certificate of its authority (CA) for the node.",
)


def _cause(error: OSError) -> tuple[str, str]:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _CERTIFICATES.get(error.verify_code, _UNTRUSTED)
    reason = getattr(error, "reason", "") or ""
    for part, cause in _REASONS:
        if part in reason:
            return cause
    return _BROKEN_OFF


_BROKEN_OFF = (
    "the handshake broke off.",
    "Either this port speaks no TLS, or it wants a client certificate.",
)
_ONLY_13 = (
    "it offers no TLS 1.3, and nothing older is allowed for it.",
    "Allow TLS 1.2 for this node, or ask its administrator for TLS 1.3.",
)
_OLD = (
    "it offers only versions of TLS that are no longer safe.",
    "It must offer TLS 1.2 or newer.",
)
_NO_TLS = ("it speaks no TLS on this port.", "Turn TLS off, or use its TLS port (often 2762).")
_REFUSED = (
    "it refused the handshake.",
    "It may want a client certificate from us, or refuse the one it got.",
)
_REASONS = (("WRONG_VERSION_NUMBER", _NO_TLS), ("PROTOCOL", _OLD), ("ALERT", _REFUSED))
