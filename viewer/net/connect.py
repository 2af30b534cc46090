"""Connect: find the address of a node, open TCP, and TLS on it."""

import socket
import ssl

from viewer.base.i18n import tr
from viewer.model.node import Node
from viewer.net.errors import NetworkError, UnreachableError
from viewer.net.tls import client_context, tls_error


def open_connection(node: Node) -> socket.socket:
    """A connection to a node, by TLS where the node says so; `UnreachableError` says why not."""
    connection = open_tcp(node, resolve(node))
    if not node.tls:
        return connection
    return wrap_tls(node, connection)


def resolve(node: Node) -> list[str]:
    """The addresses of the host."""
    try:
        found = socket.getaddrinfo(node.host, node.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableError(
            tr("The name of the host is not known: {host}").format(host=node.host),
            hint=tr("Check its spelling, or enter its address in numbers."),
            detail=getattr(error, "strerror", None) or "",
        ) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def open_tcp(node: Node, addresses: list[str]) -> socket.socket:
    """A TCP connection to the first address that answers."""
    failure: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((address, node.port), timeout=node.connect_s)
        except OSError as error:
            failure = error
    where = tr("{host}, port {port}").format(host=node.host, port=node.port)
    if isinstance(failure, ConnectionRefusedError):
        raise UnreachableError(
            tr("Nobody listens there: {where}").format(where=where),
            hint=tr("Check the port, and that the server runs. A firewall may refuse us too."),
        ) from failure
    if isinstance(failure, TimeoutError):
        raise UnreachableError(
            tr("No answer from there: {where}").format(where=where),
            hint=tr("The computer is off, the address is wrong, or a firewall drops what we send."),
        ) from failure
    raise UnreachableError(
        tr("No connection to {where}").format(where=where),
        hint=tr("Check the network of this computer."),
        detail=(failure.strerror or "") if failure else "",
    ) from failure


def wrap_tls(
    node: Node, connection: socket.socket, context: ssl.SSLContext | None = None
) -> ssl.SSLSocket:
    """TLS on a connection; the certificate is checked, as DICOM wants it or by `context`."""
    try:
        context = context or client_context(node)
        return context.wrap_socket(connection, server_hostname=node.host)
    except NetworkError:  # our own certificates cannot be read
        connection.close()
        raise
    except (ssl.SSLError, OSError) as error:
        connection.close()
        raise tls_error(error, node) from error
