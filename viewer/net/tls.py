"""TLS as DICOM wants it: 1.2 or newer, certificates checked (PS3.15 B.12; SEC-040)."""

import ssl

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
        "A certificate or key for TLS cannot be read.",
        hint="They are files in PEM form; the key must belong to the certificate.",
        detail=error.strerror or type(error).__name__,
    )


def tls_error(error: OSError, node: Node) -> UnreachableError:
    """Say why a handshake failed, and what to do."""
    what, hint = _cause(error)
    if node.tls_13_only and (what, hint) == _OLD:
        what = "it offers no TLS 1.3, and nothing older is allowed for it."
        hint = "Allow TLS 1.2 for this node, or ask its administrator for TLS 1.3."
    detail = getattr(error, "reason", None) or type(error).__name__
    return UnreachableError(f"No secure connection to the node: {what}", hint=hint, detail=detail)


_EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED
_SELF_SIGNED = (18, 19)  # X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, …_SELF_SIGNED_CERT_IN_CHAIN
_OTHER_HOST = (62, 64)  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH


def _cause(error: OSError) -> tuple[str, str]:
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code == _EXPIRED:
            return "its certificate has expired.", "Its administrator must renew it."
        if error.verify_code in _OTHER_HOST:
            return (
                "its certificate is for another host name.",
                "Enter the host by the name in the certificate.",
            )
        if error.verify_code in _SELF_SIGNED:
            return (
                "its certificate is signed by itself, not by an authority that we trust.",
                "If it is the right one, enter it as the authority (CA) of the node.",
            )
        return (
            "its certificate is not signed by an authority that we trust.",
            "Enter the certificate of its authority (CA) for the node.",
        )
    reason = getattr(error, "reason", "") or ""
    for part, what, hint in _REASONS:
        if part in reason:
            return what, hint
    return (
        "the handshake broke off.",
        "Either this port speaks no TLS, or it wants a client certificate.",
    )


_OLD = (
    "it offers only versions of TLS that are no longer safe.",
    "It must offer TLS 1.2 or newer.",
)
_REASONS = (
    ("WRONG_VERSION_NUMBER", "it speaks no TLS on this port.",
     "Turn TLS off, or use its TLS port (often 2762)."),
    ("PROTOCOL", *_OLD),
    ("ALERT", "it refused the handshake.",
     "It may want a client certificate from us, or refuse the one it got."),
)  # fmt: skip
