"""Audit events of what the server did for others."""

from viewer.model.audit import AuditEvent, AuditKind, AuditQuery, AuditStudy, Peer, PeerRole
from viewer.net.qr_scp import Asked, Retrieved
from viewer.net.server import ServerEvent


def server_event(event: ServerEvent) -> AuditEvent | None:
    """What the server saw: instances received, or somebody turned away."""
    peer = Peer(event.ae_title or "unknown", event.address, PeerRole.SOURCE, is_requestor=True)
    if event.what == "refused":
        return AuditEvent(AuditKind.SECURITY_ALERT, event.reason, peer)
    if event.what == "closed" and event.stored:
        return AuditEvent(AuditKind.RECEIVED, "", peer)
    return None


def sharing_event(event: Asked | Retrieved) -> AuditEvent:
    """A peer asked us, or had us send."""
    caller = event.caller
    peer = Peer(caller.ae_title, caller.address, PeerRole.DESTINATION, is_requestor=True)
    if isinstance(event, Asked):
        query = AuditQuery(event.sop_class_uid, event.identifier, event.syntax)
        return AuditEvent(AuditKind.QUERY, "", peer, query=query)
    missing = event.requested - event.sent
    outcome = f"{missing} of {event.requested} not transferred" if missing else ""
    return AuditEvent(AuditKind.SENT, outcome, peer, tuple(map(AuditStudy, event.study_uids)))
