"""The first steps of the connection doctor, whatever is spoken after them: name, TCP, TLS."""

import ssl
import time
from collections.abc import Generator
from contextlib import closing

from viewer.base.i18n import tr
from viewer.model.node import Node
from viewer.net.connect import open_tcp, resolve, wrap_tls
from viewer.net.errors import NetworkError
from viewer.net.step import Step, failed, ms


def reach(
    node: Node, *, is_tls: bool, context: ssl.SSLContext | None = None
) -> Generator[Step, None, bool]:
    """Try the way to a node step by step; returns whether all of it is open."""
    try:
        addresses = resolve(node)
    except NetworkError as error:
        yield failed("Name", error)
        return False
    yield Step("Name", True, ", ".join(addresses))
    began = time.perf_counter()
    try:
        connection = open_tcp(node, addresses)
    except NetworkError as error:
        yield failed("TCP", error)
        return False
    with closing(connection):
        yield Step(
            "TCP",
            True,
            tr("port {port} answers after {time}").format(port=node.port, time=ms(began)),
        )
        if is_tls:
            try:
                with closing(wrap_tls(node, connection, context)) as secure:
                    cipher = secure.cipher()
                    yield Step("TLS", True, f"{secure.version()}, {cipher[0] if cipher else ''}")
            except NetworkError as error:
                yield failed("TLS", error)
                return False
    return True
