"""ZIP files as honest and hostile programs write them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path


def write_zip(path: Path, members: Mapping[str, bytes], *, password: str = "") -> Path:
    """Write a ZIP file; with a `password` its members are encrypted."""
    if password:
        path.write_bytes(_encrypted_zip(members, password.encode()))
        return path
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return path


def overlapping_zip(data: bytes, count: int) -> bytes:
    """Many members that are all the same bytes of the file."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("0"), data, zipfile.ZIP_DEFLATED)
    source = whole.getvalue()
    start = source.index(b"PK\x01\x02")
    entry = source[start : source.index(b"PK\x05\x06")]
    directory = entry * count
    return source[:start] + directory + _end(count, len(directory), start)


def _end(count: int, length: int, start: int) -> bytes:
    shown = min(count, 0xFFFF)
    return struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, shown, shown, length, start, 0)


def _encrypted_zip(members: Mapping[str, bytes], password: bytes) -> bytes:
    """Traditional encryption (APPNOTE.TXT 6.1), stored."""
    body, directory = b"", b""
    for name, data in members.items():
        crc = zlib.crc32(data)
        cipher = _encrypt(bytes(11) + bytes([crc >> 24]) + data, password)
        encoded = name.encode()
        common = struct.pack(
            "<5H3I2H", 20, 1, 0, 0, 33, crc, len(cipher), len(data), len(encoded), 0
        )
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common
        directory += struct.pack("<3H2I", 0, 0, 0, 0, len(body)) + encoded
        body += b"PK\x03\x04" + common + encoded + cipher
    return body + directory + _end(len(members), len(directory), len(body))


def _encrypt(data: bytes, password: bytes) -> bytes:
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = _crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = _crc(keys[2], keys[1] >> 24)

    for byte in password:
        update(byte)
    out = bytearray()
    for byte in data:
        mask = (keys[2] & 0xFFFF) | 2
        out.append(byte ^ ((mask * (mask ^ 1)) >> 8 & 0xFF))
        update(byte)
    return bytes(out)


def _crc(crc: int, byte: int) -> int:
    """One step of CRC-32 without its inversions."""
    return zlib.crc32(bytes([byte]), crc ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
