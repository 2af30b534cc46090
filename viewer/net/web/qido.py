"""QIDO-RS: what a server has, page by page, each answer as it is told (PS3.18 10.6)."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, Final
from urllib.parse import quote

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.dicom.identifiers import tag_of
from viewer.model.levels import ABOVE_KEYS, patients_of
from viewer.model.node import Node
from viewer.model.query import (
    RETURN_KEYS,
    DicomJson,
    Level,
    Peculiarity,
    Query,
    Remark,
    first_text,
)
from viewer.net.errors import ProtocolError
from viewer.net.find import Told
from viewer.net.inbox import is_uid
from viewer.net.web.client import Answer, WebClient

JSON: Final = "application/dicom+json"
_MAX_PAGE_BYTES: Final = 64 << 20
_FIRST_PAGE: Final = 100
_LARGEST_PAGE: Final = 5000
_MAX_MATCHES: Final = 1_000_000
_UID_KEYS: Final = {
    Level.STUDY: "0020000D", Level.SERIES: "0020000E", Level.IMAGE: "00080018",
}  # fmt: skip
# What is not in the answers unless asked for (PS3.18 10.6.3.3): asking costs some servers time.
_NOT_TOLD_UNASKED: Final = {
    Level.STUDY: ("StudyDescription",),
    Level.SERIES: ("StudyInstanceUID", "SeriesDate", "SeriesTime", "BodyPartExamined"),
    Level.IMAGE: ("StudyInstanceUID", "SeriesInstanceUID"),
}  # fmt: skip
_TOLD_UNASKED: Final = {
    level: frozenset(keys) - frozenset(_NOT_TOLD_UNASKED.get(level, ()))
    for level, keys in RETURN_KEYS.items()
}
_RAW: Final = "*?^\\,-.=: "  # Orthanc 1.10 compares values without decoding them


def find_web(
    node: Node, query: Query, *, job: Job, tell: Told = lambda _remark: None
) -> Iterator[DicomJson]:
    """The matches of a query, each when its page arrives; like `find` does it by DIMSE.

    DICOMweb has no query for patients: they are gathered from studies. Raises `NetworkError`.
    """
    with WebClient(node, job=job) as client:
        if query.level is not Level.PATIENT:
            yield from search(client, query)
            return
        tell(Remark(Peculiarity.GATHERED))
        studies = search(client, replace(query, level=Level.STUDY, limit=0))
        yield from islice(patients_of(studies), query.limit or None)


def echo_web(node: Node, *, job: Job) -> float:
    """Ask for one study; returns the seconds until the answer was there."""
    began = time.perf_counter()
    for _ in find_web(node, Query(limit=1), job=job):
        break
    return time.perf_counter() - began


def search(client: WebClient, query: Query) -> Iterator[DicomJson]:
    """The matches of a query; at most `query.limit` where that is not 0.

    The first page is small, so that there is something to see. Servers may give less on a page
    than was asked for, and some pass over limit and offset: the pages end with one that is not
    full, or that brings nothing new.
    """
    path, uid_key = _path(query), _UID_KEYS[query.level]
    left = query.limit or _MAX_MATCHES
    seen: set[str] = set()
    offset, size = 0, _FIRST_PAGE
    while left > 0:
        size = min(size, left)
        with client.get(f"{path}&limit={size}&offset={offset}", accept=JSON) as answer:
            matches = read_json(answer)
        news = [match for match in matches if _is_new(match, uid_key, seen)][:left]
        yield from news
        left -= len(news)
        offset += len(matches)
        # Round numbers are likely a limit of the server, not the end.
        if not news or (len(matches) < size and len(matches) % 100):
            return
        size = min(size * 4, _LARGEST_PAGE)


def _is_new(match: DicomJson, uid_key: str, seen: set[str]) -> bool:
    uid = first_text(match, uid_key)
    is_new = bool(uid) and uid not in seen
    seen.add(uid)
    return is_new


def _path(query: Query) -> str:
    """The resource and its question, with the UIDs of the levels above in the path."""
    keys = dict(query.keys)
    resource = {Level.STUDY: "/studies", Level.SERIES: "/series", Level.IMAGE: "/instances"}
    above = ""
    for keyword, name in (("StudyInstanceUID", "studies"), ("SeriesInstanceUID", "series")):
        is_above = (query.level, keyword) in (
            (Level.SERIES, "StudyInstanceUID"),
            (Level.IMAGE, "StudyInstanceUID"),
            (Level.IMAGE, "SeriesInstanceUID"),
        )
        if not is_above or not is_uid(keys.get(keyword, "")):
            break
        above += f"/{name}/{keys.pop(keyword)}"
    matching = [
        f"{tag_of(keyword)}={quote(value.replace(chr(92), ','), safe=_RAW).replace(' ', '%20')}"
        for keyword, value in keys.items()
        if value
    ]
    told_above = () if above or query.level is Level.STUDY else ABOVE_KEYS
    extra = dict.fromkeys([*_NOT_TOLD_UNASKED[query.level], *told_above, *query.keys])
    fields = [
        f"includefield={tag_of(keyword)}"
        for keyword in extra
        if keyword not in _TOLD_UNASKED[query.level]
    ]
    return f"{above}{resource[query.level]}?" + "&".join([*matching, *fields])


def read_json(answer: Answer, *, limit_bytes: int = _MAX_PAGE_BYTES) -> list[dict[str, Any]]:
    """An answer of DICOM JSON objects; no content is none. `ProtocolError` for anything else."""
    if answer.status == 204:
        return []
    if answer.content_type not in (JSON, "application/json"):
        raise ProtocolError(
            tr("The server answered with another kind of content than DICOM JSON."),
            hint=tr("Check the address of its DICOMweb service: it may be that of a web page."),
            detail=answer.content_type,
        )
    data = answer.read_all(limit_bytes)
    if not data:
        return []
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(tr("The server answered with damaged JSON.")) from error
    objects = content if isinstance(content, list) else [content]
    if not all(map(_is_object, objects)):
        raise ProtocolError(tr("The server answered with JSON that is not of DICOM."))
    return objects


def _is_object(entry: object) -> bool:
    return isinstance(entry, Mapping) and all(
        isinstance(element, Mapping) and isinstance(element.get("Value", []), list)
        for element in entry.values()
    )
