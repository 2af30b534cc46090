"""Probe: the connection doctor: each step towards a node, its answer, and what to do.

The steps go from the name of the host to a query; the first that fails is the one to mend, and
those after it are not tried.
"""

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from typing import Final

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.model.query import Query, Root
from viewer.net.association import associate
from viewer.net.contexts import FIND, GET, MOVE, STORAGE_COMMITMENT, VERIFICATION, WORKLIST, Context
from viewer.net.echo import echo
from viewer.net.errors import (
    AbortedError,
    NetworkError,
    RejectedError,
    TimeoutExceededError,
    UnreachableError,
)
from viewer.net.find import find
from viewer.net.reach import reach
from viewer.net.step import Step, failed

_CT: Final = "1.2.840.10008.5.1.4.1.1.2"
_SERVICES: Final = {
    VERIFICATION: "C-ECHO",
    FIND[Root.STUDY]: "C-FIND",
    FIND[Root.PATIENT]: "C-FIND (patient root)",
    MOVE[Root.STUDY]: "C-MOVE",
    MOVE[Root.PATIENT]: "C-MOVE (patient root)",
    GET[Root.STUDY]: "C-GET",
    GET[Root.PATIENT]: "C-GET (patient root)",
    _CT: "C-STORE",
    STORAGE_COMMITMENT: "storage commitment",
    WORKLIST: "worklist",
}
_MATCHES: Final = 3


def probe(node: Node, *, own_ae_title: str, job: Job) -> Iterator[Step]:
    """Try a node step by step, each step when it is known: its DIMSE side, then DICOMweb."""
    if node.has_dimse:
        yield from _probe_dimse(node, own_ae_title, job)
    if node.has_web:
        from viewer.net.web.probe import probe_web  # late: HTTP only where it is wanted

        yield from probe_web(node, job=job)


def _probe_dimse(node: Node, own_ae_title: str, job: Job) -> Iterator[Step]:
    if (yield from reach(node, is_tls=node.tls)):
        yield from _associate(node, own_ae_title, job)


def _associate(node: Node, own_ae_title: str, job: Job) -> Iterator[Step]:
    contexts = [Context(uid) for uid in _SERVICES]
    title = node.own_ae_title or own_ae_title
    offers: set[str] = set()
    try:
        with associate(node, contexts, own_ae_title=own_ae_title, job=job) as association:
            yield Step("Association", True, association.answer.implementation or tr("accepted"))
            yield Step(
                "AE titles",
                True,
                tr("{ours} may call {theirs}").format(ours=title, theirs=node.ae_title),
            )
            offers = {item.sop_class_uid for item in association.answer.accepted}
            yield _services(offers)
            try:
                yield Step(
                    "C-ECHO",
                    True,
                    tr("success after {time} ms").format(time=round(echo(association) * 1000)),
                )
            except NetworkError as error:
                yield failed("C-ECHO", error)
    except RejectedError as error:
        yield Step("Association", True, tr("the node speaks DICOM"))
        yield failed("AE titles", error)
        return
    except NetworkError as error:
        yield _advised(node, error)
        return
    if offers & set(FIND.values()):
        yield _query(node, own_ae_title, job)


def _services(offers: set[str]) -> Step:
    names = [name for uid, name in _SERVICES.items() if uid in offers]
    missing = [name for uid, name in _SERVICES.items() if uid not in offers]
    offered = ", ".join(names) or tr("nothing that we use")
    answer = tr("offers {services}").format(services=offered)
    if missing:
        answer += tr("; not {services}").format(services=", ".join(missing))
    hint = "" if names else tr("Ask its administrator which services our AE title may use.")
    return Step("Services", bool(names), answer, hint)


def _query(node: Node, own_ae_title: str, job: Job) -> Step:
    query = Query(keys={"StudyDate": ""}, limit=_MATCHES)
    try:
        count = sum(1 for _ in find(node, query, own_ae_title=own_ae_title, job=job))
    except NetworkError as error:
        return failed("C-FIND", error)
    if not count:
        return Step("C-FIND", True, tr("no studies: it is empty, or shows us none"))
    return Step(
        "C-FIND",
        True,
        tr("studies found") if count >= _MATCHES else tr("{count} found").format(count=count),
    )


def _advised(node: Node, error: NetworkError) -> Step:
    """A failed association: where the port speaks TLS and we did not, that is the cause.

    By TLS 1.3 a node that wants our certificate says so only after its own handshake.
    """
    step = failed("Association", error)
    is_mute = isinstance(error, AbortedError | UnreachableError | TimeoutExceededError)
    if is_mute and not node.tls and _speaks_tls(node):
        return replace(
            step, answer=tr("the port expects TLS"), what_to_do=tr("Turn on TLS for this node.")
        )
    if is_mute and node.tls:
        refused = tr("It may want a client certificate from us, or refuse the one it got.")
        return replace(step, what_to_do=refused)
    return step


def _speaks_tls(node: Node) -> bool:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # only asks which language; nothing is sent
    with suppress(OSError):
        connection = socket.create_connection((node.host, node.port), timeout=node.connect_s)
        with closing(connection):
            try:
                context.wrap_socket(connection, server_hostname=node.host).close()
            except ssl.SSLError as error:
                return "ALERT" in (error.reason or "")
            return True
    return False
