"""Headers, frames, bulk data and rendered pictures of instances (PS3.18 9, 10.4)."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from viewer.base.i18n import tr
from viewer.model.query import DicomJson
from viewer.net.errors import ProtocolError, UnsupportedServiceError
from viewer.net.web.client import Answer, WebClient
from viewer.net.web.multipart import Limits, boundary_of, read_parts
from viewer.net.web.qido import JSON, read_json

_FRAMES: Final = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'
_SYNTAX: Final = re.compile(r"transfer-syntax=\"?([0-9.]+)")
_MAX_METADATA_BYTES: Final = 512 << 20
_MAX_FRAME_BYTES: Final = 2 << 30
_MAX_PICTURE_BYTES: Final = 64 << 20


def metadata(client: WebClient, path: str) -> list[DicomJson]:
    """The headers of all instances of a study or series, without pixels (PS3.18 10.4.1.1.2)."""
    with client.get(f"{path}/metadata", accept=JSON) as answer:
        return list(read_json(answer, limit_bytes=_MAX_METADATA_BYTES))


def frames(client: WebClient, path: str, numbers: Sequence[int]) -> list[bytes]:
    """The encoded frames of an instance, counted from 1, as they are stored."""
    return encoded_frames(client, path, numbers)[0]


def encoded_frames(client: WebClient, path: str, numbers: Sequence[int]) -> tuple[list[bytes], str]:
    """As `frames`; besides their transfer syntax, "" where the server does not tell it."""
    listed = ",".join(map(str, numbers))
    with client.get(f"{path}/frames/{listed}", accept=_FRAMES) as answer:
        told = [answer.headers.get("content-type", "")]
        found = _parts_of(answer, told)
    if len(found) != len(numbers):
        raise ProtocolError(tr("The server gave another number of frames than it was asked for."))
    syntaxes = {match[1] for each in told if (match := _SYNTAX.search(each))}
    return found, syntaxes.pop() if len(syntaxes) == 1 else ""


def bulk_data(client: WebClient, address: str) -> bytes:
    """The value at a BulkDataURI of a server's metadata; never from another host."""
    accept = 'multipart/related; type="application/octet-stream", application/octet-stream'
    with client.get_at(address, accept=accept) as answer:
        return b"".join(_parts_of(answer))


def rendered(client: WebClient, path: str, *, size: tuple[int, int] | None = None) -> bytes:
    """A picture as the server renders it, a JPEG; `size` is the largest width and height."""
    question = "" if size is None else f"?viewport={size[0]},{size[1]}"
    with client.get(f"{path}/rendered{question}", accept="image/jpeg") as answer:
        return _picture(answer)


def wado_uri(
    client: WebClient, keys: Mapping[str, str], *, kind: str = "application/dicom"
) -> bytes:
    """One instance by WADO-URI, as a file or as a picture (PS3.18 9.4)."""
    address = client.node.wado_uri_url
    if not address:
        raise UnsupportedServiceError(
            tr("The node has no address for WADO-URI."), hint=tr("Enter it: node set --wado-uri.")
        )
    question = {
        "requestType": "WADO",
        "studyUID": keys["StudyInstanceUID"],
        "seriesUID": keys["SeriesInstanceUID"],
        "objectUID": keys["SOPInstanceUID"],
        "contentType": kind,
    }
    asked = urlencode(question, safe="/")
    with client.get_at(f"{address}?{asked}", accept=kind) as answer:
        if answer.content_type.partition("/")[0] != kind.partition("/")[0]:
            raise _other_kind(answer)
        return answer.read_all(_MAX_FRAME_BYTES)


def _parts_of(answer: Answer, told: list[str] | None = None) -> list[bytes]:
    """The bytes of each part; `told` takes the content types that they have."""
    if answer.content_type.partition("/")[0] != "multipart":
        return [answer.read_all(_MAX_FRAME_BYTES)]
    boundary = boundary_of(answer.headers.get("content-type", ""))
    limits = Limits(parts=1 << 16, part_bytes=_MAX_FRAME_BYTES)
    found = list[bytes]()
    for part in read_parts(answer.read, boundary, limits=limits):
        if told is not None:
            told.append(part.headers.get("content-type", ""))
        found.append(b"".join(part.chunks))
    return found


def _picture(answer: Answer) -> bytes:
    if not answer.content_type.startswith("image/"):
        raise _other_kind(answer)
    return answer.read_all(_MAX_PICTURE_BYTES)


def _other_kind(answer: Answer) -> ProtocolError:
    return ProtocolError(
        tr("The server answered with another kind of content than it was asked for."),
        hint=tr("Check the address of its service."),
        detail=answer.content_type,
    )
