"""Preamble, file meta information, and encodings that are not what they claim to be."""

import struct

import pytest
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from tests.support import builders
from viewer.dicom.errors import DamagedFileError
from viewer.dicom.file_start import read_file_start


@pytest.mark.parametrize(
    ("uid", "implicit", "big", "deflated"),
    [
        (ImplicitVRLittleEndian, True, False, False),
        (ExplicitVRLittleEndian, False, False, False),
        (ExplicitVRBigEndian, False, True, False),
        (DeflatedExplicitVRLittleEndian, False, False, True),
    ],
)
def test_the_encoding_follows_the_transfer_syntax(
    uid: str, implicit: bool, big: bool, deflated: bool
) -> None:
    start = read_file_start(builders.file_bytes(builders.make_dataset(), uid))
    assert start.transfer_syntax_uid == uid
    assert (start.is_implicit, start.is_big_endian, start.is_deflated) == (implicit, big, deflated)
    assert start.findings == ()


def test_a_body_in_implicit_vr_under_an_explicit_syntax_is_read_and_told() -> None:
    good = builders.file_bytes(builders.make_dataset(), ImplicitVRLittleEndian)
    uid = ImplicitVRLittleEndian.encode() + b"\0"
    at = good.index(b"\x02\x00\x10\x00UI")
    fake = ExplicitVRLittleEndian.encode() + b"\0"
    claim = b"\x02\x00\x10\x00UI" + struct.pack("<H", len(fake)) + fake
    start = read_file_start(good[:at] + claim + good[at + 8 + len(uid) :])
    assert start.is_implicit
    assert start.transfer_syntax_uid == ExplicitVRLittleEndian
    assert "implicit VR" in start.findings[-1].what


def test_a_wrong_group_length_is_ignored_and_told() -> None:
    data = bytearray(builders.file_bytes(builders.make_dataset()))
    right = read_file_start(bytes(data))
    data[140:144] = struct.pack("<I", 9999)
    start = read_file_start(bytes(data))
    assert start.dataset_offset == right.dataset_offset
    assert start.findings[0].where == "FileMetaInformationGroupLength"


def test_a_preamble_that_is_a_program_is_told() -> None:
    preamble = b"MZ" + b"\x90" * 126
    data = builders.file_bytes(builders.make_dataset(), preamble=preamble)
    assert "program" in read_file_start(data).findings[0].what


def test_a_tiff_preamble_is_legal() -> None:
    preamble = b"II*\0" + b"\0" * 124
    data = builders.file_bytes(builders.make_dataset(), preamble=preamble)
    assert read_file_start(data).findings == ()


@pytest.mark.parametrize("kept", [140, 160, 250])
def test_a_file_cut_in_its_meta_information_is_damaged_dicom(kept: int) -> None:
    data = builders.file_bytes(builders.make_dataset())
    with pytest.raises(DamagedFileError, match="cut off"):
        read_file_start(data[:kept])
