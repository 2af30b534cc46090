"""Audit events of what the program does, made from its own objects (PS3.15 A.5.3)."""

from collections.abc import Iterable, Mapping

from viewer.dicom.identifiers import encode_identifier
from viewer.dicom.transfer_syntaxes import EXPLICIT_LITTLE_ENDIAN
from viewer.model.audit import AuditEvent, AuditKind, AuditQuery, AuditStudy, Peer, PeerRole
from viewer.model.node import Node
from viewer.model.query import Level, Query, Root
from viewer.net.contexts import FIND
from viewer.net.find import root_for
from viewer.net.outcome import TransferReport


def _peer_of(node: Node, role: PeerRole = PeerRole.DESTINATION) -> Peer:
    return Peer(node.ae_title or node.name, node.host or node.web_url, role)


def query_event(node: Node, query: Query, *, outcome: str = "") -> AuditEvent:
    """We asked a node."""
    keys = {"QueryRetrieveLevel": query.level.value, **query.all_keys()}
    root = root_for(node, query)
    if root is Root.AUTO:  # the one that is tried first
        root = Root.PATIENT if query.level is Level.PATIENT else Root.STUDY
    return asked_event(node, FIND[root], keys, outcome=outcome)


def asked_event(
    node: Node, sop_class_uid: str, keys: Mapping[str, str], *, outcome: str = ""
) -> AuditEvent:
    """We asked a node by these keys."""
    syntax = EXPLICIT_LITTLE_ENDIAN
    asked = AuditQuery(sop_class_uid, encode_identifier(keys, syntax=syntax), syntax)
    return AuditEvent(AuditKind.QUERY, outcome, _peer_of(node), query=asked)


def begin_event(node: Node, study_uids: Iterable[str], *, is_sending: bool) -> AuditEvent:
    """A transfer with a node begins."""
    role = PeerRole.DESTINATION if is_sending else PeerRole.SOURCE
    studies = tuple(AuditStudy(uid) for uid in study_uids)
    return AuditEvent(AuditKind.BEGIN_TRANSFER, "", _peer_of(node, role), studies)


def transfer_event(
    node: Node, study_uids: Iterable[str], report: TransferReport, *, is_sending: bool
) -> AuditEvent:
    """A transfer with a node ended."""
    role = PeerRole.DESTINATION if is_sending else PeerRole.SOURCE
    kind = AuditKind.SENT if is_sending else AuditKind.RECEIVED
    outcome = ""
    if not report.is_complete:
        outcome = f"{report.completed} of {report.requested} transferred"
    studies = tuple(AuditStudy(uid) for uid in study_uids)
    return AuditEvent(kind, outcome, _peer_of(node, role), studies)


def failed_transfer_event(
    node: Node, study_uids: Iterable[str], reason: str, *, is_sending: bool
) -> AuditEvent:
    """A transfer with a node did not come to its end."""
    role = PeerRole.DESTINATION if is_sending else PeerRole.SOURCE
    kind = AuditKind.SENT if is_sending else AuditKind.RECEIVED
    studies = tuple(AuditStudy(uid) for uid in study_uids)
    return AuditEvent(kind, reason, _peer_of(node, role), studies)
