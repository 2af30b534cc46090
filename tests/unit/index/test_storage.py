"""The archive's own files: whole or not there, never overwritten, named by hashes."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from tests.support.records import instance_record, study_record
from viewer.index import storage
from viewer.index.errors import ArchiveError
from viewer.index.storage import copy_to, empty_quarantine, keep, place_of, quarantined
from viewer.model.study import InstanceRecord

RECORD = instance_record("x", uid="1.2.3.4")


def bring(store: Path, content: bytes, record: InstanceRecord = RECORD) -> storage.Kept:
    with quarantined(store) as file:
        file.write(content)
        return keep(file, record, store=store)


def files(store: Path) -> list[bytes]:
    return sorted(path.read_bytes() for path in store.rglob("*") if path.is_file())


def test_a_file_is_kept_under_a_name_that_holds_no_text_of_it(tmp_path: Path) -> None:
    odd = instance_record("x", study=study_record("../../etc"), uid="../../../passwd")
    kept = bring(tmp_path, b"content", odd)
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
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))  # type: ignore[attr-defined]
    with pytest.raises(ArchiveError, match="disk of the local archive is full"):  # noqa: SIM117
        with quarantined(tmp_path):
            pass


def test_a_store_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ArchiveError, match="cannot be used"):  # noqa: SIM117
        with quarantined(tmp_path / "file"):
            pass


def test_a_stream_that_goes_on_and_on_is_cut_off(tmp_path: Path) -> None:
    with (
        (Path("/dev/zero")).open("rb") as source,
        quarantined(tmp_path) as file,
        pytest.raises(ArchiveError, match="larger than was announced"),
    ):
        copy_to(file, source, limit=3 << 20)


def test_what_a_killed_process_left_is_thrown_away(tmp_path: Path) -> None:
    kept = bring(tmp_path, b"content").path
    (tmp_path / "quarantine" / "left.part").write_bytes(b"half")
    empty_quarantine(tmp_path)
    assert files(tmp_path) == [b"content"]
    assert kept == place_of(RECORD, store=tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="permission bits are of POSIX")
def test_kept_files_are_their_owners_alone(tmp_path: Path) -> None:
    kept = bring(tmp_path / "store", b"content").path
    assert kept.stat().st_mode & 0o077 == 0
    assert kept.parent.stat().st_mode & 0o077 == 0
