"""Audit events of studies that are opened, brought in, or written out."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from viewer.model.audit import AuditEvent, AuditKind, AuditStudy, Peer, PeerRole
from viewer.model.display_set import DisplaySet
from viewer.model.study import StudyRecord
from viewer.net.audit.trail import Recorder


def audit_study(study: StudyRecord) -> AuditStudy:
    """A study as an event names it."""
    return AuditStudy(study.study_uid, study.patient, study.accession_number)


class AccessWatch:
    """Puts each study on record when it is opened; again when it was closed in between."""

    def __init__(self, record: Recorder) -> None:
        self._record = record
        self._open = frozenset[str]()

    def follow(self, sets: Sequence[DisplaySet]) -> None:
        """Take note of what is open now."""
        studies = {each.study_uid: each.study for each in sets}
        fresh = [study for uid, study in studies.items() if uid not in self._open]
        self._open = frozenset(studies)
        for study in fresh:
            self._record(AuditEvent(AuditKind.ACCESSED, studies=(audit_study(study),)))


def import_event(paths: Iterable[Path], *, outcome: str = "") -> AuditEvent:
    """Files came into the list of studies."""
    peer = Peer(_names(paths), role=PeerRole.SOURCE_MEDIA)
    return AuditEvent(AuditKind.IMPORT, outcome, peer)


def export_event(path: Path, studies: Iterable[StudyRecord] = ()) -> AuditEvent:
    """Pictures, numbers or files left the program."""
    peer = Peer(path.as_uri() if path.is_absolute() else str(path), "", PeerRole.DESTINATION_MEDIA)
    return AuditEvent(AuditKind.EXPORT, "", peer, tuple(map(audit_study, studies)))


def _names(paths: Iterable[Path]) -> str:
    first, *rest = [str(path) for path in paths] or ["nothing"]
    return f"{first} and {len(rest)} more" if rest else first
