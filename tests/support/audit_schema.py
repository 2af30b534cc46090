"""The grammar of audit messages as PS3.15 A.5.1 has it, checked without the code that writes them.

Each element is described by its attributes (name, whether it must be there, what it may hold)
and by its children in their order (name, least, most). It follows the RELAX NG text of the
standard line by line.
"""

import base64
import re
from datetime import datetime
from xml.etree import ElementTree as Xml

MANY = 10**6
_CODED = {
    "csd-code": (True, r"\S+"),
    "codeSystemName": (True, r"\S.*"),
    "displayName": (False, r".*"),
    "originalText": (True, r"\S.*"),
}
_NUMBER_TO = "|".join
ATTRIBUTES: dict[str, dict[str, tuple[bool, str]]] = {
    "AuditMessage": {},
    "EventIdentification": {
        "EventActionCode": (False, "C|R|U|D|E"),
        "EventDateTime": (True, r"\d{4}-\d\d-\d\dT.*"),
        "EventOutcomeIndicator": (True, "0|4|8|12"),
    },
    "EventID": _CODED,
    "EventTypeCode": _CODED,
    "EventOutcomeDescription": {},
    "ActiveParticipant": {
        "UserID": (True, r".*"),
        "AlternativeUserID": (False, r".*"),
        "UserName": (False, r".*"),
        "UserIsRequestor": (True, "true|false|0|1"),
        "NetworkAccessPointID": (False, r"\S.*"),
        "NetworkAccessPointTypeCode": (False, "1|2|3|4|5"),
    },
    "RoleIDCode": _CODED,
    "MediaIdentifier": {},
    "MediaType": _CODED,
    "AuditSourceIdentification": {
        "AuditEnterpriseSiteID": (False, r"\S.*"),
        "AuditSourceID": (True, r"\S.*"),
    },
    "AuditSourceTypeCode": {"csd-code": (True, "[1-9]")},
    "ParticipantObjectIdentification": {
        "ParticipantObjectID": (True, r"\S.*"),
        "ParticipantObjectTypeCode": (False, "1|2|3|4"),
        "ParticipantObjectTypeCodeRole": (False, _NUMBER_TO(map(str, range(1, 27)))),
        "ParticipantObjectDataLifeCycle": (False, _NUMBER_TO(map(str, range(1, 16)))),
        "ParticipantObjectSensitivity": (False, r"\S.*"),
    },
    "ParticipantObjectIDTypeCode": _CODED,
    "ParticipantObjectName": {},
    "ParticipantObjectQuery": {},
    "ParticipantObjectDetail": {"type": (True, r"\S.*"), "value": (True, r"[A-Za-z0-9+/=]*")},
    "ParticipantObjectDescription": {},
    "Accession": {"Number": (True, r"\S.*")},
    "SOPClass": {"UID": (False, r"[0-9.]+"), "NumberOfInstances": (True, r"\d+")},
}
CHILDREN: dict[str, list[tuple[str, int, int]]] = {
    "AuditMessage": [
        ("EventIdentification", 1, 1),
        ("ActiveParticipant", 1, MANY),
        ("AuditSourceIdentification", 1, 1),
        ("ParticipantObjectIdentification", 0, MANY),
    ],
    "EventIdentification": [
        ("EventID", 1, 1),
        ("EventTypeCode", 0, MANY),
        ("EventOutcomeDescription", 0, 1),
    ],
    "ActiveParticipant": [("RoleIDCode", 0, MANY), ("MediaIdentifier", 0, 1)],
    "MediaIdentifier": [("MediaType", 1, 1)],
    "AuditSourceIdentification": [("AuditSourceTypeCode", 0, MANY)],
    "ParticipantObjectIdentification": [
        ("ParticipantObjectIDTypeCode", 1, 1),
        ("ParticipantObjectName|ParticipantObjectQuery", 1, 1),
        ("ParticipantObjectDetail", 0, MANY),
        ("ParticipantObjectDescription", 0, MANY),
    ],
    "ParticipantObjectDescription": [("Accession", 0, MANY), ("SOPClass", 0, MANY)],
}


def schema_problems(message: str) -> list[str]:
    """What the schema does not allow in a message."""
    root = Xml.fromstring(message)
    problems = [] if root.tag == "AuditMessage" else [f"the root is {root.tag}"]
    for element in root.iter():
        problems += _attribute_problems(element)
        problems += _child_problems(element)
    when = root.find("EventIdentification").get("EventDateTime")
    if datetime.fromisoformat(when).tzinfo is None:
        problems.append("the time has no zone")
    for query in root.iter("ParticipantObjectQuery"):
        base64.b64decode(query.text or "", validate=True)
    return problems


def _attribute_problems(element: Xml.Element) -> list[str]:
    allowed = ATTRIBUTES.get(element.tag)
    if allowed is None:
        return [f"there is no element {element.tag}"]
    problems = [
        f"{element.tag}: no attribute {name}" for name in element.attrib if name not in allowed
    ]
    for name, (is_needed, pattern) in allowed.items():
        value = element.get(name)
        if value is None:
            problems += [f"{element.tag} lacks {name}"] if is_needed else []
        elif re.fullmatch(pattern, value) is None:
            problems.append(f"{element.tag}: {name} is {value!r}")
    return problems


def _child_problems(element: Xml.Element) -> list[str]:
    left = [child.tag for child in element]
    for names, least, most in CHILDREN.get(element.tag, []):
        count = 0
        while left and left[0] in names.split("|"):
            left.pop(0)
            count += 1
        if not least <= count <= most:
            return [f"{element.tag}: {count} of {names}"]
    return [f"{element.tag}: {left[0]} is out of place"] if left else []
