"""Status codes of DIMSE: which kind, and what they say (PS3.7 C, PS3.4 B, C, CC)."""

from enum import Enum
from typing import Final

from viewer.base.i18n import tr

SUCCESS: Final = 0x0000
PENDING: Final = (0xFF00, 0xFF01)
CANCELLED: Final = 0xFE00
WARNING_SUBOPERATIONS: Final = 0xB000
OUT_OF_RESOURCES: Final = 0xA700
DATA_SET_MISMATCH: Final = 0xA900
CANNOT_UNDERSTAND: Final = 0xC000
NOT_AUTHORISED: Final = 0x0124
MOVE_DESTINATION_UNKNOWN: Final = 0xA801
SOP_CLASS_NOT_SUPPORTED: Final = 0x0122


class Category(Enum):
    """What a status means for the request."""

    SUCCESS = "success"
    PENDING = "pending"
    CANCEL = "cancel"
    WARNING = "warning"
    FAILURE = "failure"


def category(status: int) -> Category:
    """The kind of a status; codes that nobody defined are failures."""
    if status == SUCCESS:
        return Category.SUCCESS
    if status in PENDING:
        return Category.PENDING
    if status == CANCELLED:
        return Category.CANCEL
    if status in (0x0001, 0x0107, 0x0116) or 0xB000 <= status <= 0xBFFF:
        return Category.WARNING
    return Category.FAILURE


def status_text(status: int) -> str:
    """What a status says, with its code.

    >>> status_text(0xA801)
    'the destination of the move is not known (A801)'
    """
    text = _TEXTS.get(status) or _TEXTS.get(status & 0xFF00) or _FAILED
    return f"{tr(text)} ({status:04X})"


_FAILED: Final = "failed"
_TEXTS: Final = {
    0x0000: "success",
    0x0105: "no such attribute",
    0x0106: "an attribute has an invalid value",
    0x0110: "processing failure",
    0x0111: "duplicate SOP instance",
    0x0112: "no such object instance",
    0x0117: "invalid object instance",
    0x0118: "no such SOP class",
    0x0119: "class and instance conflict",
    0x0122: "the SOP class is not supported",
    0x0124: "not authorised",
    0x0210: "duplicate invocation",
    0x0211: "unrecognised operation",
    0x0212: "mistyped argument",
    0x0213: "resource limitation",
    0xA700: "out of resources",
    0xA701: "out of resources: it cannot count the matches",
    0xA702: "out of resources: it cannot perform the sub-operations",
    0xA801: "the destination of the move is not known",
    0xA900: "the data set does not match the SOP class",
    0xB000: "some sub-operations failed, or values were changed",
    0xB006: "elements were discarded",
    0xB007: "the data set does not match the SOP class",
    0xC000: "the node cannot process or understand it",
    0xFE00: "cancelled",
    0xFF00: "pending",
    0xFF01: "pending; some optional keys were ignored",
}
