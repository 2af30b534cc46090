"""WADO-RS and WADO-URI: images, headers, frames and bulk data from a server (PS3.18 9, 10.4)."""

from collections.abc import Iterator, Mapping
from typing import Final

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.model.query import Level, Query, first_text
from viewer.net.errors import (
    NetworkError,
    ProtocolError,
    StatusError,
)
from viewer.net.inbox import Inbox, is_uid
from viewer.net.status import CANNOT_UNDERSTAND, SUCCESS
from viewer.net.suboperations import Suboperations
from viewer.net.web.client import WebClient
from viewer.net.web.multipart import boundary_of, read_parts
from viewer.net.web.qido import search

_LEVELS: Final = (
    ("studies", "StudyInstanceUID"),
    ("series", "SeriesInstanceUID"),
    ("instances", "SOPInstanceUID"),
)
_AS_STORED: Final = 'multipart/related; type="application/dicom"; transfer-syntax=*'


def retrieve_web(node: Node, keys: Mapping[str, str], *, inbox: Inbox, job: Job) -> Suboperations:
    """Fetch what `keys` name (UIDs of a study, a series or instances) into the inbox.

    One request brings a study in one stream. Where that breaks off, or brings less than the
    server says it has, what is missing is asked for one by one; what does not come then is
    counted as failed. Raises `NetworkError` where nothing came at all.
    """
    with WebClient(node, job=job) as client:
        transfer = _Transfer(client, keys, inbox, job)
        for path in _paths(keys):
            transfer.stream(path)
        transfer.fetch_missing()
        return transfer.counts()


class _Transfer:
    """The books of one retrieval."""

    def __init__(self, client: WebClient, keys: Mapping[str, str], inbox: Inbox, job: Job) -> None:
        self._client = client
        self._keys = keys
        self._inbox = inbox
        self._job = job
        self._total = _count(client, keys)
        self._completed = 0
        self._refused = 0  # by us
        self._missing = 0
        self._status = SUCCESS

    def stream(self, path: str) -> None:
        """Take what comes from a path; a break after something came is left to `fetch_missing`."""
        try:
            for status in fetch_into(self._client, path, self._inbox):
                if status == SUCCESS:
                    self._completed += 1
                else:
                    self._refused += 1
                    self._status = status
                self._job.progress(self._completed, max(self._total, self._completed))
        except NetworkError:
            if not self._completed:
                raise
            self._status = CANNOT_UNDERSTAND

    def fetch_missing(self) -> None:
        """Ask one by one for what the server lists and is not there."""
        if self._status == SUCCESS and self._completed >= self._total:
            return
        study_uid = self._keys["StudyInstanceUID"]
        missing = [
            (series_uid, uid)
            for series_uid, uid in _listed(self._client, self._keys)
            if not self._inbox.place_of(study_uid, uid).exists()
        ]
        if not missing:
            return
        self._status, self._refused = SUCCESS, 0  # they have another chance
        for series_uid, uid in missing:
            try:
                self.stream(instance_path(study_uid, series_uid, uid))
            except NetworkError:
                self._status = CANNOT_UNDERSTAND
            self._missing += not self._inbox.place_of(study_uid, uid).exists()

    def counts(self) -> Suboperations:
        """What came and what did not."""
        failed = max(self._missing, self._refused, self._total - self._completed)
        status = CANNOT_UNDERSTAND if failed and self._status == SUCCESS else self._status
        return Suboperations(status, completed=self._completed, failed=failed)


def _count(client: WebClient, keys: Mapping[str, str]) -> int:
    """How many instances the server says there are, 0 where it does not tell."""
    if instances := keys.get("SOPInstanceUID"):
        return len(instances.split("\\"))
    level, tag, above = Level.STUDY, "00201208", {}
    wanted = "StudyInstanceUID"
    if keys.get("SeriesInstanceUID"):
        level, tag, wanted = Level.SERIES, "00201209", "SeriesInstanceUID"
        above = {"StudyInstanceUID": keys["StudyInstanceUID"]}
    try:
        query = Query(level, {**above, wanted: keys[wanted]})
        counts = [first_text(match, tag) for match in search(client, query)]
    except (StatusError, ProtocolError):
        return 0
    return sum(int(count) for count in counts if count.isascii() and count.isdigit())


def _listed(client: WebClient, keys: Mapping[str, str]) -> list[tuple[str, str]]:
    """(series, instance) UIDs of what is wanted; none where the server does not tell."""
    series = set(filter(None, keys.get("SeriesInstanceUID", "").split("\\")))
    instances = set(filter(None, keys.get("SOPInstanceUID", "").split("\\")))
    query = Query(Level.IMAGE, {"StudyInstanceUID": keys["StudyInstanceUID"]})
    try:
        found = [
            (first_text(match, "0020000E"), first_text(match, "00080018"))
            for match in search(client, query)
        ]
    except NetworkError:
        return []
    return [
        (series_uid, uid)
        for series_uid, uid in found
        if (not series or series_uid in series) and (not instances or uid in instances)
    ]


def fetch_into(client: WebClient, path: str, inbox: Inbox) -> Iterator[int]:
    """Ask for images by their path, and give each a file; a status for each."""
    with client.get(path, accept=_AS_STORED) as answer:
        if answer.content_type == "application/dicom":  # one, without the wrapping
            yield _into_file(iter(lambda: answer.read(1 << 18), b""), inbox)
            return
        boundary = boundary_of(answer.headers.get("content-type", ""))
        for part in read_parts(answer.read, boundary):
            yield _into_file(part.chunks, inbox)


def _into_file(chunks: Iterator[memoryview] | Iterator[bytes], inbox: Inbox) -> int:
    delivery = inbox.open_file()
    try:
        for chunk in chunks:
            delivery.write(memoryview(chunk))
        return delivery.finish()
    finally:
        delivery.drop()


def instance_path(study_uid: str, series_uid: str = "", sop_instance_uid: str = "") -> str:
    """The path of a study, series or instance; `ProtocolError` for what is no UID."""
    path = ""
    for (name, _), uid in zip(_LEVELS, (study_uid, series_uid, sop_instance_uid), strict=True):
        if not uid:
            break
        if not is_uid(uid):
            raise ProtocolError(
                tr("A UID is not one: it has other characters than digits and points.")
            )
        path += f"/{name}/{uid}"
    return path


def _paths(keys: Mapping[str, str]) -> Iterator[str]:
    """The paths of what is wanted; several series or instances are several paths."""
    study = keys["StudyInstanceUID"]
    for series in keys.get("SeriesInstanceUID", "").split("\\"):
        for instance in keys.get("SOPInstanceUID", "").split("\\"):
            if instance and not series:
                raise ProtocolError(
                    tr("An instance is named without its series."),
                    hint=tr("Name the SeriesInstanceUID too."),
                )
            yield instance_path(study, series, instance)
