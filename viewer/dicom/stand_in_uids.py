"""UIDs for files that lack their own: the same whenever the same file is read (PS3.5 B.2)."""

import hashlib
from pathlib import Path

from viewer.model.identity import InstanceUid, SeriesUid, StudyUid


def study_uid_of(path: Path, stored: str) -> StudyUid:
    """The Study Instance UID that is stored; without one, that of the folder."""
    return StudyUid(stored or _uid_from(f"study {path.parent}"))


def series_uid_of(path: Path, stored: str) -> SeriesUid:
    """The Series Instance UID that is stored; without one, that of the folder."""
    return SeriesUid(stored or _uid_from(f"series {path.parent}"))


def instance_uid_of(path: Path, stored: str) -> InstanceUid:
    """The SOP Instance UID that is stored; without one, that of the file."""
    return InstanceUid(stored or _uid_from(f"instance {path}"))


def _uid_from(label: str) -> str:
    return f"2.25.{int.from_bytes(hashlib.blake2b(label.encode(), digest_size=16).digest())}"
