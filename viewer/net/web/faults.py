"""What HTTP may run into below its statuses, in our words."""

import ssl

from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from viewer.base.i18n import tr
from viewer.model.node import Node
from viewer.net.errors import AbortedError, NetworkError, TimeoutExceededError, UnreachableError
from viewer.net.tls import tls_error


def fault(error: Exception, node: Node) -> NetworkError:
    """The error to tell for one of the library or the system."""
    if isinstance(error, SSLError | ssl.SSLError):
        return tls_error(_secure(error), node)
    if isinstance(error, NameResolutionError):
        return UnreachableError(
            tr("The name of the server is not known."),
            hint=tr("Check the address, or enter the host in numbers."),
        )
    if isinstance(error, NewConnectionError | ConnectionRefusedError):
        return UnreachableError(
            tr("Nobody listens at the address of the server."),
            hint=tr("Check the port, and that the server runs. A firewall may refuse us too."),
        )
    if isinstance(error, ConnectTimeoutError):
        return UnreachableError(
            tr("The server does not answer."),
            hint=tr("It is off, the address is wrong, or a firewall drops what we send."),
        )
    if isinstance(error, ReadTimeoutError | TimeoutError):
        return TimeoutExceededError(
            tr("The server gave no answer within {seconds} s.").format(
                seconds=round(node.answer_s)
            ),
            hint=tr("It may be busy: try again, or allow it more time."),
        )
    return AbortedError(
        tr("The connection to the server broke off."),
        hint=tr("Try again; what is missing is fetched."),
        detail=type(error).__name__,
    )


def _secure(error: Exception) -> OSError:
    """The error of the TLS layer within that of the library."""
    inner: object = error
    while isinstance(inner, HTTPError) and inner.args:
        inner = inner.args[0] if isinstance(inner.args[0], Exception) else inner.args[-1]
    return inner if isinstance(inner, OSError) else ssl.SSLError(str(type(inner).__name__))
