"""Command sets of DIMSE messages as a dict of numbers and texts (PS3.7 6.3.1, 9.3, E.1)."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from viewer.base.i18n import tr
from viewer.net.errors import ProtocolError

NO_DATA_SET: Final = 0x0101
HAS_DATA_SET: Final = 0x0001
MEDIUM_PRIORITY: Final = 0x0000
RESPONSE: Final = 0x8000


class Field(IntEnum):
    """Elements of group 0000 that we write or read."""

    AFFECTED_SOP_CLASS = 0x0002
    REQUESTED_SOP_CLASS = 0x0003
    COMMAND = 0x0100
    MESSAGE_ID = 0x0110
    RESPONDED_MESSAGE_ID = 0x0120
    MOVE_DESTINATION = 0x0600
    PRIORITY = 0x0700
    DATA_SET_TYPE = 0x0800
    STATUS = 0x0900
    OFFENDING_ELEMENT = 0x0901
    ERROR_COMMENT = 0x0902
    AFFECTED_SOP_INSTANCE = 0x1000
    REQUESTED_SOP_INSTANCE = 0x1001
    EVENT_TYPE = 0x1002
    ACTION_TYPE = 0x1008
    REMAINING = 0x1020
    COMPLETED = 0x1021
    FAILED = 0x1022
    WARNING = 0x1023
    MOVE_ORIGINATOR = 0x1030
    MOVE_MESSAGE_ID = 0x1031


class Command(IntEnum):
    """Command Field of requests; a response has bit 15 set as well."""

    C_STORE = 0x0001
    C_GET = 0x0010
    C_FIND = 0x0020
    C_MOVE = 0x0021
    C_ECHO = 0x0030
    C_CANCEL = 0x0FFF
    N_EVENT_REPORT = 0x0100
    N_ACTION = 0x0130


CommandSet = Mapping[int, int | str]

_TEXT_FIELDS: Final = frozenset((0x0002, 0x0003, 0x0600, 0x0901, 0x0902, 0x1000, 0x1001, 0x1030))
_GROUP_LENGTH: Final = 0x0000
_UID_FIELDS: Final = frozenset((0x0002, 0x0003, 0x1000, 0x1001))
_element = struct.Struct("<HHI")
_short = struct.Struct("<HHIH")


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it came; `data` is None where no data set belongs to it."""

    context_id: int
    command: CommandSet
    data: bytes | None = None

    @property
    def kind(self) -> int:
        """The Command Field."""
        return number(self.command, Field.COMMAND)

    @property
    def status(self) -> int:
        """Status of a response; a failure where it is missing."""
        return number(self.command, Field.STATUS, 0x0110)


def number(command: CommandSet, field: Field, default: int = 0) -> int:
    """A number of a command set."""
    value = command.get(field, default)
    return value if isinstance(value, int) else default


def text(command: CommandSet, field: Field) -> str:
    """A text of a command set."""
    return str(command.get(field, ""))


def encode_command(command: CommandSet) -> bytes:
    """Encode in Implicit VR Little Endian, with its group length in front."""
    body = b"".join(_encode(field, command[field]) for field in sorted(command))
    return struct.pack("<HHII", 0, 0, 4, len(body)) + body


def _encode(field: int, value: int | str) -> bytes:
    if isinstance(value, int):
        return _short.pack(0, field, 2, value)
    data = value.encode("ascii", "replace")
    if len(data) % 2:
        data += b"\0" if field in _UID_FIELDS else b" "
    return _element.pack(0, field, len(data)) + data


def decode_command(data: bytes) -> dict[int, int | str]:
    """Decode a command set; `ProtocolError` where it is none.

    Other groups after its told length are passed over: Orthanc sends UIDs that failed there.
    """
    command: dict[int, int | str] = {}
    pos, told_end = 0, -1
    while pos < len(data):
        if pos + 8 > len(data):
            raise ProtocolError(tr("A command set of the node breaks off."))
        group, field, length = _element.unpack_from(data, pos)
        if group != 0 and pos == told_end:
            break
        pos += 8
        if group != 0 or pos + length > len(data):
            raise ProtocolError(tr("A command set of the node is damaged."))
        value = data[pos : pos + length]
        pos += length
        if field == _GROUP_LENGTH:
            told_end = pos + int.from_bytes(value, "little")
        elif field in _TEXT_FIELDS:
            command[field] = value.decode("ascii", "replace").strip(" \0")
        elif length == 2:
            command[field] = int.from_bytes(value, "little")
    if Field.COMMAND not in command or Field.DATA_SET_TYPE not in command:
        raise ProtocolError(tr("A command set of the node lacks what every one has."))
    return command
