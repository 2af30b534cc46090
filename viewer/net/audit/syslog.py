"""Send audit messages by syslog over TLS (PS3.15 A.6, RFC 5424 in the framing of RFC 5425)."""

import os
import socket
from collections.abc import Iterable
from contextlib import closing
from typing import Final

from viewer.base.i18n import tr
from viewer.model.node import Node
from viewer.net.audit.log import Record
from viewer.net.audit.message import host_name
from viewer.net.audit.options import AuditOptions
from viewer.net.connect import open_connection
from viewer.net.errors import UnreachableError

_PRIORITY: Final = 10 * 8 + 5  # security and authorisation; normal but significant
_APPLICATION: Final = "radiolucent"
_MESSAGE_ID: Final = "DICOM+RFC3881"
_BOM: Final = b"\xef\xbb\xbf"
_ENTERPRISE: Final = "32473"  # of RFC 5612, for what belongs to no registered enterprise


def syslog_frame(record: Record, *, host: str = "") -> bytes:
    """A record as one frame: its length in octets, a space, the message of RFC 5424.

    Number and code of the record come as structured data: the collector is an anchor of the chain.
    """
    name = "".join(c for c in (host or host_name()) if "!" <= c <= "~")[:255] or "-"
    chain = f'[chain@{_ENTERPRISE} number="{record.number}" code="{record.code}"]'
    head = (
        f"<{_PRIORITY}>1 {record.when} {name} {_APPLICATION} {os.getpid()} {_MESSAGE_ID} {chain} "
    )
    message = head.encode("ascii", "replace") + _BOM + record.message.encode()
    return b"%d %b" % (len(message), message)


def send_records(records: Iterable[Record], options: AuditOptions) -> int:
    """Send records to the collector; returns the number of the last, 0 for none.

    Raises `UnreachableError`, also where the collector hung up on us.
    """
    node = Node(
        "syslog",
        host=options.syslog_host,
        port=options.syslog_port,
        tls=True,
        tls_ca=options.syslog_ca,
        tls_certificate=options.syslog_certificate,
        tls_key=options.syslog_key,
    )
    last = 0
    with closing(open_connection(node)) as connection:
        connection.settimeout(node.answer_s)
        try:
            for record in records:
                connection.sendall(syslog_frame(record))
                last = record.number
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(4096):
                pass  # the collector reads to the end, then hangs up too
        except OSError as error:
            raise UnreachableError(
                tr("The collector of the audit trail broke the connection off."),
                detail=error.strerror or type(error).__name__,
            ) from error
    return last
