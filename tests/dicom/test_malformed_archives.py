"""Bombs in ZIP and gzip (cases 75 and 76): refused in little time, memory and disk (SEC-004)."""

import gzip
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.zips import overlapping_zip
from viewer.workflows.zip_file import MAX_MEMBERS

_HEAD = bytes(128) + b"DICM" + b"\x02\0\0\0UL\x04\0\0\0\0\0"
_MAX_SECONDS, _MAX_MEGABYTES, _MAX_WRITTEN = 2.0, 300, 65


def _large_member(path: Path) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.dcm", "w", force_zip64=True) as member,
    ):
        member.write(_HEAD)
        for _ in range(600):
            member.write(bytes(1 << 20))


def _lying_member(path: Path) -> None:
    """It claims 1 MB and holds 600."""
    _large_member(path)
    data = path.read_bytes()
    real = struct.pack("<I", 600 * (1 << 20) + len(_HEAD))
    path.write_bytes(data.replace(real, struct.pack("<I", 1 << 20)))


def _overlapping_members(path: Path) -> None:
    path.write_bytes(overlapping_zip(_HEAD + bytes(10 << 20), 5000))


def _many_members(path: Path) -> None:
    entry = b"PK\x01\x02" + bytes(42)
    count = 500_000
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, count * 46, 4, 0)
    path.write_bytes(b"PK\x03\x04" + entry * count + end)


def _endless_directory(path: Path) -> None:
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, 0xFFFFFFF0, 0, 0)
    path.write_bytes(b"PK\x03\x04" + bytes(100) + end)


def _gzip_bomb(path: Path) -> None:
    with gzip.open(path, "wb") as file:
        file.write(_HEAD)
        for _ in range(1500):
            file.write(bytes(1 << 20))


def _lying_gzip(path: Path) -> None:
    _gzip_bomb(path)
    path.write_bytes(path.read_bytes()[:-4] + struct.pack("<I", 1000))


def _archives_in_archives(path: Path) -> None:
    inner = gzip.compress(bytes(20 << 20))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(2000):
            archive.writestr(f"{number}.gz", inner)


BOMBS: dict[str, tuple[Callable[[Path], None], str]] = {
    "a member of 600 MB": (_large_member, "more than 200 times larger"),
    "a member that lies": (_lying_member, "damaged"),
    "members that overlap": (_overlapping_members, "overlap"),
    "half a million members": (_many_members, f"more than {MAX_MEMBERS:,} members"),
    "a directory of 4 GB": (_endless_directory, f"more than {MAX_MEMBERS:,} members"),
    "gzip of 1.5 GB": (_gzip_bomb, "more than 200 times larger"),
    "gzip that lies": (_lying_gzip, "more than it says"),
    "archives in archives": (_archives_in_archives, "starts like a gzip archive"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_in_an_archive_is_refused_within_the_limits(name: str, tmp_path: Path) -> None:
    """SEC-004, SEC-006: measured in a process of its own."""
    build, words = BOMBS[name]
    path = tmp_path / "bomb"
    build(path)

    done = subprocess.run(
        [sys.executable, "-m", "tests.support.measured_open", str(path), str(tmp_path / "un")],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip

    measured = json.loads(done.stdout)
    assert words in measured["reason"]
    assert measured["seconds"] < _MAX_SECONDS
    assert measured["megabytes"] < _MAX_MEGABYTES
    assert measured["written"] < _MAX_WRITTEN
