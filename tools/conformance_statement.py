"""docs/conformance-statement.md, from the tables that the network goes by (PS3.2 N)."""

from collections.abc import Sequence

Row = tuple[str, ...]

RELATIONAL = (
    "as SCU of C-FIND, relational queries are proposed; where the SCP does not agree, levels left "
    "open are asked one after the other from the top"
)


def table(head: Row, rows: Sequence[Row]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def conformance_statement() -> str:
    """The whole page."""
    parts = (
        _overview(), _services(), _storage(), _queries(), _syntaxes(), _associations(),
        _character_sets(), _security(), _web(), _lacking(),
    )  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _name(uid: str) -> str:
    from pydicom.uid import UID

    return UID(uid).name


def _overview() -> str:
    from viewer.net.negotiation import IMPLEMENTATION_UID

    return f"""# DICOM conformance statement

Generated from the program's own tables by `tools/make_docs.py`, in the order of PS3.2 N. Which
files are read and shown is in [conformance](conformance.md).

## 1 Overview
Radiolucent is a viewer. It queries and retrieves from nodes, sends to them, and, where its user
turns that on, receives images and answers queries on its list of studies. It is no certified
medical device.

| | |
|---|---|
| Implementation class UID | `{IMPLEMENTATION_UID}` |
| Implementation version name | `RADIOLUCENT_` and the version |
| Application entities | one; its title, address and port are configured |"""


def _services() -> str:
    from viewer.net.contexts import FIND, GET, MOVE, STORAGE_COMMITMENT, VERIFICATION, WORKLIST

    both = [(VERIFICATION, "yes", "yes, while the server runs")]
    for service in (FIND, MOVE, GET):
        both += [(service[root], "yes", "yes, where sharing is on") for root in FIND]
    both.append((WORKLIST, "yes", "no"))
    rows = [(_name(uid), f"`{uid}`", scu, scp) for uid, scu, scp in both]
    rows.append((_name(STORAGE_COMMITMENT), f"`{STORAGE_COMMITMENT}`", *_commitment()))
    return "## 2 Network services\n" + table(("SOP class", "UID", "SCU", "SCP"), rows)


def _commitment() -> tuple[str, str]:
    from importlib.util import find_spec

    is_there = find_spec("viewer.net.commitment") is not None
    return ("yes" if is_there else "no; the connection doctor asks whether a node offers it", "no")


def _storage() -> str:
    from viewer.net.contexts import GET_CLASSES

    rows = [(_name(uid), f"`{uid}`") for uid in GET_CLASSES]
    return f"""## 3 Storage SOP classes
As SCU of storage: the class of each file that is sent. As SCP: every storage class of the
standard, also ones that are not known yet (all UIDs under `1.2.840.10008.5.1.4.1.1.`), at level
2 (full): nothing is coerced, data sets are kept as they came. For C-GET, as SCP in reversed
roles:

{table(("SOP class", "UID"), rows)}

| status of C-STORE | when |
|---|---|
| 0000 | kept on the disk |
| 0124 | an instance of a study that was not asked for (C-GET, C-MOVE) |
| A700 | the disk is nearly full, or cannot be written |
| A900 | UIDs that are none, or that differ from those in the data set |
| C000 | the data set cannot be read |"""


def _queries() -> str:
    from viewer.model.query import RETURN_KEYS, Level
    from viewer.workflows.share_archive import KNOWN_KEYS

    rows = [
        (level.value, ", ".join(RETURN_KEYS[level]), ", ".join(KNOWN_KEYS[level]))
        for level in Level
    ]
    return f"""## 4 Query and retrieve
As SCU any key can be asked for; those of the second column always are. As SCP the keys of the
third column are matched and told, with wildcards, ranges, lists of UIDs and several values; of
a query with others the answers carry the status FF01. Queries may be relational: keys of upper
levels match too. C-CANCEL is
sent for C-FIND, and obeyed for C-FIND, C-GET and C-MOVE.
C-MOVE as SCP sends
to the nodes of the list only (A801 otherwise); sub-operations that fail are named (B000, or
A702 where all did).

{table(("Level", "Asked for", "Matched and told"), rows)}"""


def _syntaxes() -> str:
    from viewer.dicom.transfer_syntaxes import TRANSFER_SYNTAXES
    from viewer.net.contexts import PLAIN_SYNTAXES, STORAGE_SYNTAXES

    rows = [
        (TRANSFER_SYNTAXES[uid].name, f"`{uid}`", "all" if uid in PLAIN_SYNTAXES else "storage")
        for uid in STORAGE_SYNTAXES
    ]
    return f"""## 5 Transfer syntaxes
Offered and accepted, in this order. A file is sent as it is stored, or in a plain syntax where
the node takes only that and nothing is lost.

{table(("Transfer syntax", "UID", "Services"), rows)}"""


def _associations() -> str:
    from viewer.net.channel import MAX_PDU_BYTES, OUR_PDU_BYTES
    from viewer.net.contexts import MAX_CONTEXTS
    from viewer.net.server import ServerOptions

    usual = ServerOptions("")
    return f"""## 6 Association policies
| | |
|---|---|
| Application context | `1.2.840.10008.3.1.1.1` |
| Maximum PDU offered | {OUR_PDU_BYTES:,} bytes |
| Longest PDU that is read | {MAX_PDU_BYTES:,} bytes; a longer one aborts the association unread |
| Presentation contexts | at most {MAX_CONTEXTS} an association; more are split into several |
| Asynchronous operations | none: one at a time |
| Associations as SCP | at most {usual.max_connections}, {usual.max_per_address} from one address |
| Silence as SCP | ended after {usual.idle_s:.0f} s |
| Role selection | proposed and accepted for C-GET |
| Extended negotiation | {RELATIONAL} |
| User identity | none |

As SCP the called AE title must be ours (else rejected with reason 7), the calling AE title must
be that of a node or be listed (else reason 3), and the address must belong to it (else the
connection is closed)."""


def _character_sets() -> str:
    from viewer.dicom.character_sets import CHARACTER_SETS

    rows = [(f"`{term}`", title) for term, title in CHARACTER_SETS.items()]
    return f"""## 7 Character sets
Queries with other than ASCII letters are sent in ISO_IR 192, or in the set of the node; answers
are read by the set that they declare, and ours are in ISO_IR 192. Read are, with code
extensions where the standard has them:

{table(("Term", "Alphabets"), rows)}"""


def _security() -> str:
    from viewer.model.audit import AuditKind
    from viewer.net.tls import _CIPHERS

    rows = [(each.code, each.meaning, each.type_code[1], each.action) for each in AuditKind]
    return f"""## 8 Security
TLS 1.2 and 1.3 in the sense of the BCP 195 RFC 8996, 9325 profile (PS3.15 B.12), suites
`{_CIPHERS}` for TLS 1.2, certificates and host names checked, with a client certificate where
one is configured; a node can be held to TLS 1.3. As SCP a certificate of the peer can be demanded.
TLS is off unless configured.

Where the [audit trail](user/audit.md) is on, these messages (PS3.15 A.5) are kept, and sent by
syslog (RFC 5424) over TLS (RFC 5425) where a collector is configured:

{table(("Code", "Event", "Type", "Action"), rows)}"""


def _web() -> str:
    return """## 9 DICOMweb
As user agent, against the base URL of a node: QIDO-RS (studies, series, instances), WADO-RS
(studies, series, instances, frames, metadata, bulk data, rendered), WADO-URI, STOW-RS;
`application/dicom`, `application/dicom+json` and `multipart/related`. Basic and bearer
authorisation, OAuth 2.0 (device code, or code with PKCE), client certificates. As origin
server: none."""


def _lacking() -> str:
    return """## 10 Not supported
Modality Performed Procedure Step (MPPS), Unified Worklist and Procedure Step (UPS, UPS-RS),
Instance Availability Notification, Print, Relevant Patient Information, Hanging Protocol and
Color Palette query, modality worklist as SCP, storage commitment as SCP, DICOMweb as origin
server, private SOP classes and transfer syntaxes of our own."""
