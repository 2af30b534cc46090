"""Command sets as others send them."""

import struct

import pytest

from viewer.net.dimse import Command, Field, decode_command, encode_command
from viewer.net.errors import ProtocolError

PENDING = {Field.COMMAND: Command.C_GET | 0x8000, Field.DATA_SET_TYPE: 1, Field.STATUS: 0xFF00}
FAILED_UIDS = struct.pack("<HHI", 0x0008, 0x0058, 4) + b"1.2\0"


def test_what_orthanc_adds_behind_a_command_set_is_passed_over() -> None:
    """Orthanc 1.10 puts the UIDs of failed sub-operations there, after the told length."""
    assert decode_command(encode_command(PENDING) + FAILED_UIDS) == PENDING


def test_another_group_within_a_command_set_is_damage() -> None:
    told = encode_command(PENDING)
    with pytest.raises(ProtocolError, match="damaged"):
        decode_command(told[:12] + FAILED_UIDS + told[12:])
