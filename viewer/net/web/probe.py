"""The connection doctor for DICOMweb: each step towards a server, its answer, and what to do."""

import time
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.model.node import Node, SignIn
from viewer.model.query import DicomJson, Level, Query, first_text
from viewer.net.errors import NetworkError, ProtocolError, StatusError
from viewer.net.reach import reach
from viewer.net.step import Step, failed, ms
from viewer.net.tls import web_context
from viewer.net.web.answers import SignInNeededError
from viewer.net.web.client import WebClient
from viewer.net.web.qido import search
from viewer.net.web.resources import metadata
from viewer.net.web.sign_in import Credentials
from viewer.net.web.wado import instance_path

_PORTS: Final = {"http": 80, "https": 443}
_MATCHES: Final = 3
_HOW: Final = {
    SignIn.NONE: "nothing asked for",
    SignIn.BASIC: "user and password",
    SignIn.BEARER: "a token",
    SignIn.DEVICE: "OAuth, by another device",
    SignIn.CODE: "OAuth, by the browser",
}
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


def probe_web(node: Node, *, job: Job) -> Iterator[Step]:
    """Try the DICOMweb side of a node step by step, each step when it is known."""
    url = urlsplit(node.web_url)
    port = url.port or _PORTS[url.scheme]
    place = replace(node, host=url.hostname or "", port=port)
    is_tls = url.scheme == "https"
    context = web_context(node) if is_tls else None
    if not (yield from reach(place, is_tls=is_tls, context=context)):
        return
    is_open = url.scheme == "http" and url.hostname not in _LOOPBACK
    if is_open and node.sign_in is not SignIn.NONE:
        yield Step(
            "Sign-in", False, tr("password or token would go through the network in the clear"),
            tr("Enter the https address of the server."),
        )  # fmt: skip
        return
    try:
        Credentials(node).header(job)
    except NetworkError as error:
        yield failed("Sign-in", error)
        return
    with WebClient(node, job=job) as client:
        yield from _asked(client)


def _asked(client: WebClient) -> Iterator[Step]:
    began = time.perf_counter()
    failure: NetworkError | None = None
    matches: list[DicomJson] = []
    try:
        matches = list(search(client, Query(limit=_MATCHES)))
    except (SignInNeededError, StatusError, ProtocolError) as error:
        failure = error
    except NetworkError as error:
        yield failed("HTTP", error)
        return
    yield Step("HTTP", True, tr("the server answers after {time}").format(time=ms(began)))
    if failure is not None:
        status = failure.status if isinstance(failure, StatusError) else 0
        is_refused = isinstance(failure, SignInNeededError) or status == HTTPStatus.FORBIDDEN
        yield failed("Sign-in" if is_refused else "QIDO-RS", failure)
        return
    yield Step("Sign-in", True, tr(_HOW[client.node.sign_in]))
    if not matches:
        yield Step("QIDO-RS", True, tr("no studies: it is empty, or shows us none"))
        return
    count = len(matches)
    told = tr("studies found") if count >= _MATCHES else tr("{count} found").format(count=count)
    yield Step("QIDO-RS", True, told)
    yield _retrieved(client, first_text(matches[0], "0020000D"))


def _retrieved(client: WebClient, study_uid: str) -> Step:
    """Whether headers of one instance come by WADO-RS."""
    query = Query(Level.IMAGE, {"StudyInstanceUID": study_uid}, limit=1)
    try:
        for match in search(client, query):
            tags = ("0020000D", "0020000E", "00080018")
            metadata(client, instance_path(*(first_text(match, tag) for tag in tags)))
            return Step("WADO-RS", True, tr("headers come"))
    except NetworkError as error:
        return failed("WADO-RS", error)
    return Step("WADO-RS", True, tr("no images to try it with"))
