"""Audit events: what is put on record, in the terms of PS3.15 A.5.3."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from viewer.model.patient import Patient

NOBODY: Final = Patient()


class AuditKind(Enum):
    """What happened; `code` and `meaning` are the EventID, `action` as in PS3.15 A.5.1."""

    APPLICATION_START = ("110100", "Application Activity", "E", "110120", "Application Start")
    APPLICATION_STOP = ("110100", "Application Activity", "E", "110121", "Application Stop")
    LOG_USED = ("110101", "Audit Log Used", "R", "", "")
    BEGIN_TRANSFER = ("110102", "Begin Transferring DICOM Instances", "E", "", "")
    ACCESSED = ("110103", "DICOM Instances Accessed", "R", "", "")
    RECEIVED = ("110104", "DICOM Instances Transferred", "C", "", "")
    SENT = ("110104", "DICOM Instances Transferred", "R", "", "")
    STUDY_DELETED = ("110105", "DICOM Study Deleted", "D", "", "")
    EXPORT = ("110106", "Export", "R", "", "")
    IMPORT = ("110107", "Import", "C", "", "")
    NETWORK_ATTACH = ("110108", "Network Entry", "E", "110124", "Attach")
    NETWORK_DETACH = ("110108", "Network Entry", "E", "110125", "Detach")
    QUERY = ("110112", "Query", "E", "", "")
    SECURITY_ALERT = ("110113", "Security Alert", "E", "110126", "Node Authentication")

    @property
    def code(self) -> str:
        """The code of the EventID (DCM)."""
        return self.value[0]

    @property
    def meaning(self) -> str:
        """What the code means."""
        return self.value[1]

    @property
    def action(self) -> str:
        """C, R, U, D or E."""
        return self.value[2]

    @property
    def type_code(self) -> tuple[str, str]:
        """The EventTypeCode and what it means, "" where there is none."""
        return self.value[3], self.value[4]


class PeerRole(Enum):
    """What the other side was in the event: DCM code and meaning of its RoleIDCode."""

    SOURCE = ("110153", "Source Role ID")
    DESTINATION = ("110152", "Destination Role ID")
    SOURCE_MEDIA = ("110155", "Source Media")
    DESTINATION_MEDIA = ("110154", "Destination Media")


@dataclass(frozen=True, slots=True)
class Peer:
    """The other side: an AE title or a file name, and where it is.

    `is_requestor`: it, and not we, wanted what happened.
    """

    user_id: str
    address: str = ""
    role: PeerRole = PeerRole.DESTINATION
    is_requestor: bool = False


@dataclass(frozen=True, slots=True)
class AuditStudy:
    """A study in an event, with the number of instances of each SOP class where it is known."""

    study_uid: str
    patient: Patient = NOBODY
    accession_number: str = ""
    sop_classes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What was looked for: the SOP class and the data set of the question as it was encoded."""

    sop_class_uid: str
    identifier: bytes = b""
    syntax: str = ""


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One event; `outcome` says what failed, "" where nothing did."""

    kind: AuditKind
    outcome: str = ""
    peer: Peer | None = None
    studies: tuple[AuditStudy, ...] = ()
    query: AuditQuery | None = None
