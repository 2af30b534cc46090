"""The XML of an audit message (PS3.15 A.5.1); written only, never read."""

import base64
import getpass
import ipaddress
import os
import socket
from datetime import datetime
from functools import cache
from typing import Final
from xml.etree import ElementTree as Xml

from viewer.model.audit import AuditEvent, AuditKind, AuditQuery, AuditStudy, Peer, PeerRole

Code = tuple[str, str]

_SUCCESS, _SERIOUS_FAILURE = "0", "8"
_APPLICATION: Final = ("110150", "Application")
_LAUNCHER: Final = ("110151", "Application Launcher")
_OPPOSITE: Final = {
    PeerRole.SOURCE: PeerRole.DESTINATION,
    PeerRole.DESTINATION: PeerRole.SOURCE,
    PeerRole.SOURCE_MEDIA: PeerRole.DESTINATION,
    PeerRole.DESTINATION_MEDIA: PeerRole.SOURCE,
}
_MEDIA: Final = (PeerRole.SOURCE_MEDIA, PeerRole.DESTINATION_MEDIA)
_OF_APPLICATION: Final = (AuditKind.APPLICATION_START, AuditKind.APPLICATION_STOP)


def encode_message(event: AuditEvent, *, when: datetime, own_ae_title: str, site: str = "") -> str:
    """The message as one line of XML; `when` has its zone, `site` names the enterprise."""
    root = Xml.Element("AuditMessage")
    _identify(root, event, when)
    _name_ourselves(root, event, own_ae_title)
    if event.peer is not None:
        _name_peer(root, event.peer)
    source = {"AuditSourceID": _clean(host_name())}
    if site:
        source["AuditEnterpriseSiteID"] = _clean(site)
    Xml.SubElement(Xml.SubElement(root, "AuditSourceIdentification", source),
                   "AuditSourceTypeCode", {"csd-code": "1"})  # fmt: skip
    for study in event.studies:
        _name_study(root, study)
    for patient in {study.patient: None for study in event.studies}:
        if patient.patient_id or patient.name.alphabetic:
            _object(root, patient.patient_id or "unknown", kind="1", role="1",
                    code=("2", "Patient Number"), name=patient.name.joined() or "unknown",
                    system="RFC-3881")  # fmt: skip
    if event.query is not None:
        _name_query(root, event.query)
    if event.kind is AuditKind.LOG_USED:
        _object(root, "audit log", kind="2", role="13", code=("12", "URI"),
                name="Security Audit Log", system="RFC-3881")  # fmt: skip
    return Xml.tostring(root, encoding="unicode")


@cache
def host_name() -> str:
    """The name of this computer."""
    return socket.gethostname() or "unknown"


@cache
def user_name() -> str:
    """Who uses this computer now."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user that the system has no name for
        return "unknown"


def _identify(root: Xml.Element, event: AuditEvent, when: datetime) -> None:
    identity = Xml.SubElement(
        root,
        "EventIdentification",
        {
            "EventActionCode": event.kind.action,
            "EventDateTime": when.isoformat(timespec="milliseconds"),
            "EventOutcomeIndicator": _SERIOUS_FAILURE if event.outcome else _SUCCESS,
        },
    )
    _code(identity, "EventID", (event.kind.code, event.kind.meaning))
    if event.kind.type_code[0]:
        _code(identity, "EventTypeCode", event.kind.type_code)
    if event.outcome:
        Xml.SubElement(identity, "EventOutcomeDescription").text = _clean(event.outcome)


def _name_ourselves(root: Xml.Element, event: AuditEvent, own_ae_title: str) -> None:
    """The process, then who uses it; the one that wanted it is the requestor."""
    is_ours = event.peer is None or not event.peer.is_requestor
    role: Code | None = None if event.peer is None else _OPPOSITE[event.peer.role].value
    if event.kind in _OF_APPLICATION:
        role = _APPLICATION
    _participant(root, f"{os.getpid()}", is_requestor=False, role=role, address=host_name(),
                 more={"AlternativeUserID": f"AETITLES={own_ae_title}"})  # fmt: skip
    launcher = _LAUNCHER if event.kind in _OF_APPLICATION else None
    _participant(root, user_name(), is_requestor=is_ours, role=launcher, address=host_name())


def _name_peer(root: Xml.Element, peer: Peer) -> None:
    element = _participant(
        root, peer.user_id, is_requestor=peer.is_requestor, role=peer.role.value,
        address=peer.address,
    )  # fmt: skip
    if peer.role in _MEDIA:
        media = Xml.SubElement(element, "MediaIdentifier")
        _code(media, "MediaType", ("110037", "URI"))


def _participant(
    root: Xml.Element,
    user_id: str,
    *,
    is_requestor: bool,
    role: Code | None,
    address: str,
    more: dict[str, str] | None = None,
) -> Xml.Element:
    attributes = {
        "UserID": _clean(user_id),
        "UserIsRequestor": "true" if is_requestor else "false",
        **{name: _clean(value) for name, value in (more or {}).items()},
    }
    if address:
        attributes["NetworkAccessPointID"] = _clean(address)
        attributes["NetworkAccessPointTypeCode"] = "2" if _is_address(address) else "1"
    element = Xml.SubElement(root, "ActiveParticipant", attributes)
    if role is not None:
        _code(element, "RoleIDCode", role)
    return element


def _name_study(root: Xml.Element, study: AuditStudy) -> None:
    element = _object(root, study.study_uid, kind="2", role="3",
                      code=("110180", "Study Instance UID"), name=study.study_uid)  # fmt: skip
    if not (study.accession_number or study.sop_classes):
        return
    description = Xml.SubElement(element, "ParticipantObjectDescription")
    if study.accession_number:
        Xml.SubElement(description, "Accession", {"Number": _clean(study.accession_number)})
    for uid, count in study.sop_classes:
        Xml.SubElement(
            description, "SOPClass", {"UID": _clean(uid), "NumberOfInstances": str(count)}
        )


def _name_query(root: Xml.Element, query: AuditQuery) -> None:
    element = _object(root, query.sop_class_uid, kind="2", role="3",
                      code=("110181", "SOP Class UID"), query=query.identifier)  # fmt: skip
    if query.syntax:
        value = base64.b64encode(query.syntax.encode()).decode()
        Xml.SubElement(
            element, "ParticipantObjectDetail", {"type": "TransferSyntax", "value": value}
        )


def _object(
    root: Xml.Element,
    object_id: str,
    *,
    kind: str,
    role: str,
    code: Code,
    name: str = "",
    query: bytes | None = None,
    system: str = "DCM",
) -> Xml.Element:
    element = Xml.SubElement(
        root,
        "ParticipantObjectIdentification",
        {
            "ParticipantObjectID": _clean(object_id),
            "ParticipantObjectTypeCode": kind,
            "ParticipantObjectTypeCodeRole": role,
        },
    )
    _code(element, "ParticipantObjectIDTypeCode", code, system=system)
    if query is None:
        Xml.SubElement(element, "ParticipantObjectName").text = _clean(name)
    else:
        text = base64.b64encode(query).decode()
        Xml.SubElement(element, "ParticipantObjectQuery").text = text
    return element


def _code(parent: Xml.Element, name: str, code: Code, *, system: str = "DCM") -> None:
    value, meaning = code
    Xml.SubElement(
        parent, name, {"csd-code": value, "codeSystemName": system, "originalText": meaning}
    )


def _clean(text: str) -> str:
    """Without what XML cannot hold: control characters and lone surrogates."""
    held = (letter if letter.isprintable() else " " for letter in text)
    return "".join(held).encode("utf-8", "replace").decode()


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
