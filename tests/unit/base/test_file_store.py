"""The program's own files: whole or not there, never overwritten, named by hashes."""

import errno
import os
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from viewer.base.file_store import Kept, empty_quarantine, place_of, quarantined, settle


def bring(store: Path, content: bytes, *, study: str = "1.2", uid: str = "1.2.3.4") -> Kept:
    with quarantined(store) as file:
        file.write(content)
        return settle(file, place_of(store, study_uid=study, sop_instance_uid=uid))


DiskUsage = namedtuple("DiskUsage", "total used free")


def files(store: Path) -> list[bytes]:
    return sorted(path.read_bytes() for path in store.rglob("*") if path.is_file())


def test_a_file_is_kept_under_a_name_that_holds_no_text_of_it(tmp_path: Path) -> None:
    kept = bring(tmp_path, b"content", study="../../etc", uid="../../../passwd")
    assert kept.is_new
    assert kept.path.read_bytes() == b"content"
    relative = kept.path.relative_to(tmp_path)
    assert all(part.removesuffix(".dcm").isalnum() for part in relative.parts)


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    first = bring(tmp_path, b"content")
    second = bring(tmp_path, b"content")
    assert (second.path, second.is_new) == (first.path, False)
    assert files(tmp_path) == [b"content"]


def test_other_content_with_the_same_uids_is_kept_beside_the_first(tmp_path: Path) -> None:
    paths = [bring(tmp_path, content).path for content in (b"one", b"two", b"three", b"two")]
    assert len(set(paths)) == 3
    assert files(tmp_path) == [b"one", b"three", b"two"]


def test_a_file_that_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    with quarantined(tmp_path) as file:
        file.write(b"half")
    assert files(tmp_path) == []


def test_a_file_system_without_hard_links_overwrites_nothing_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    bring(tmp_path, b"one")
    bring(tmp_path, b"two")
    assert files(tmp_path) == [b"one", b"two"]


def test_a_full_disk_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: DiskUsage(10, 9, 1))
    with pytest.raises(OSError, match="No space left"):  # noqa: SIM117
        with quarantined(tmp_path):
            pass


def test_what_a_killed_process_left_is_thrown_away(tmp_path: Path) -> None:
    kept = bring(tmp_path, b"content").path
    (tmp_path / "quarantine" / "left.part").write_bytes(b"half")
    empty_quarantine(tmp_path)
    assert files(tmp_path) == [b"content"]
    assert kept == place_of(tmp_path, study_uid="1.2", sop_instance_uid="1.2.3.4")


@pytest.mark.skipif(os.name == "nt", reason="permission bits are of POSIX")
def test_kept_files_are_their_owners_alone(tmp_path: Path) -> None:
    kept = bring(tmp_path / "store", b"content").path
    assert kept.stat().st_mode & 0o077 == 0
    assert kept.parent.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.name == "nt", reason="open files cannot be deleted there anyway")
def test_what_another_process_is_writing_is_left(tmp_path: Path) -> None:
    with quarantined(tmp_path) as file:
        file.write(b"not yet whole")
        assert empty_quarantine(tmp_path) == 0
        kept = settle(file, place_of(tmp_path, study_uid="1.2", sop_instance_uid="1.2.3.4"))
    assert kept.path.read_bytes() == b"not yet whole"
