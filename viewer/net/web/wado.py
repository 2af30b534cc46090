"""WADO-RS and WADO-URI: images, headers, frames and bulk data from a server (PS3.18 9, 10.4)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.model.query import DicomJson
from viewer.net.errors import AbortedError, NetworkError, ProtocolError, StatusError
from viewer.net.inbox import Inbox, is_uid
from viewer.net.outcome import Failure
from viewer.net.status import CANNOT_UNDERSTAND, OUT_OF_RESOURCES, SUCCESS
from viewer.net.suboperations import Suboperations
from viewer.net.web.client import Answer, WebClient
from viewer.net.web.multipart import boundary_of, read_parts
from viewer.net.web.qido import JSON, read_json

_LEVELS: Final = (
    ("studies", "StudyInstanceUID"),
    ("series", "SeriesInstanceUID"),
    ("instances", "SOPInstanceUID"),
)
_AS_STORED: Final = 'multipart/related; type="application/dicom"; transfer-syntax=*'
_FRAMES: Final = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'
_MAX_METADATA_BYTES: Final = 512 << 20
_MAX_FRAME_BYTES: Final = 2 << 30
_MAX_PICTURE_BYTES: Final = 64 << 20


def retrieve_web(
    node: Node, keys: Mapping[str, str], *, inbox: Inbox, job: Job
) -> Suboperations:
    """Fetch what `keys` name (UIDs of a study, a series or instances) into the inbox.

    One request brings a study in one stream. Where that breaks off, what came is kept and
    counted, and the status says that the rest did not come. Raises `NetworkError` where
    nothing came at all.
    """
    with WebClient(node, job=job) as client:
        completed = failed = 0
        status = SUCCESS
        for path in _paths(keys):
            try:
                for taken in fetch_into(client, path, inbox):
                    completed += taken == SUCCESS
                    failed += taken != SUCCESS
                    status = status if taken == SUCCESS else taken
                    job.progress(completed + failed, 0)
            except NetworkError:
                if not completed:
                    raise
                status = CANNOT_UNDERSTAND
        return Suboperations(status=status, completed=completed, failed=failed)
