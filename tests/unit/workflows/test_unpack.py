"""Archives as sources: what is unpacked, what is refused, and what stays on disk."""

import gzip
import io
import os
import shutil
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.support import builders
from tests.support.zips import write_zip
from viewer.base.errors import Cancelled
from viewer.base.jobs import Job
from viewer.workflows.open_paths import OpenedBatch, OpenReport, open_paths
from viewer.workflows.unpack import Unpacking, is_packed

IMAGE = builders.file_bytes(builders.make_dataset())


def image(number: int) -> bytes:
    return builders.file_bytes(
        builders.make_dataset(
            SOPInstanceUID=builders.uid("i", number), InstanceNumber=number,
            ImagePositionPatient=[0, 0, number],
        )
    )  # fmt: skip


def opened(
    path: Path, folder: Path, *, passwords: dict[Path, str] | None = None
) -> tuple[OpenReport, list[Path]]:
    """Open one path; the files whose records came."""
    paths: list[Path] = []

    def receive(batch: OpenedBatch) -> None:
        paths.extend(record.path for record in batch.records)

    unpacking = Unpacking(folder, passwords or {})
    job = Job(on_value=receive)
    return open_paths([path], archive=None, job=job, unpacking=unpacking), paths


def test_the_images_of_a_zip_are_opened_in_the_order_of_their_names(tmp_path: Path) -> None:
    names = {f"CT/IM{n}": image(n) for n in (10, 2, 1)}
    path = write_zip(tmp_path / "a.zip", {**names, "CT/": b"", "README.TXT": b"Hello " * 50})
    report, files = opened(path, tmp_path / "unpacked")
    assert (report.images, report.not_dicom, report.failed) == (3, 1, ())
    assert [each.name for each in files] == ["000001_IM1", "000002_IM2", "000003_IM10"]
    assert files[0].read_bytes() == image(1)
    assert [each.path for each in report.passed_over] == [path / "README.TXT"]


def test_what_is_unpacked_is_for_its_owner_only(tmp_path: Path) -> None:
    """SEC-032."""
    path = write_zip(tmp_path / "a.zip", {"a.dcm": IMAGE})
    _, (file,) = opened(path, tmp_path / "unpacked")
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_same_archive_is_not_unpacked_twice_and_a_changed_one_is(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.dcm": image(1)})
    _, (first,) = opened(path, tmp_path / "unpacked")
    stamp = first.stat().st_mtime_ns
    _, (again,) = opened(path, tmp_path / "unpacked")
    assert (again, again.stat().st_mtime_ns) == (first, stamp)
    write_zip(path, {"a.dcm": image(1), "b.dcm": image(2)})
    _, changed = opened(path, tmp_path / "unpacked")
    assert len(changed) == 2
    assert first not in changed


def test_75_a_single_file_in_gzip_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "ct.dcm.gz"
    path.write_bytes(gzip.compress(IMAGE))
    report, (file,) = opened(path, tmp_path / "unpacked")
    assert report.images == 1
    assert file.read_bytes() == IMAGE
    assert file.name == "000001_ct.dcm"


def test_76_names_that_lead_out_of_the_archive_are_refused_and_write_nothing(
    tmp_path: Path,
) -> None:
    """SEC-022, SEC-024: no name of a member becomes a path."""
    names = ["../../evil.dcm", "/abs.dcm", "..\\evil.dcm", "C:\\x.dcm", "a/../../b.dcm"]
    path = write_zip(tmp_path / "a.zip", dict.fromkeys([*names, "good.dcm"], IMAGE))
    report, files = opened(path, tmp_path / "unpacked")
    assert report.images == 1
    assert [each.name[7:] for each in files] == ["good.dcm"]
    assert {each.reason for each in report.failed} == {"its name leads out of the archive"}
    assert len(report.failed) == len(names)
    assert all(each.path.is_relative_to(path) for each in report.failed)
    assert ".." not in str([each.path.parts for each in report.failed])
    outside = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert sorted(outside) == sorted([path, *files])


def test_links_archives_in_archives_and_odd_methods_are_named(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.dcm", IMAGE)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("inner.zip", inner.getvalue())
        archive.writestr("lzma.dcm", IMAGE, zipfile.ZIP_LZMA)
        archive.writestr("DICOMDIR", IMAGE)
    report, files = opened(path, tmp_path / "unpacked")
    assert files == []
    reasons = {each.path.name: each.reason for each in (*report.failed, *report.passed_over)}
    assert reasons["link"] == "a link, not a file"
    assert "ZIP archive" in reasons["inner.zip"]
    assert "method" in reasons["lzma.dcm"]
    assert "DICOMDIR" in reasons


def test_a_damaged_member_is_named_and_the_rest_is_opened(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.dcm": image(1), "b.dcm": image(2)})
    data = bytearray(path.read_bytes())
    data[len(data) // 6] ^= 0xFF
    path.write_bytes(data)
    report, files = opened(path, tmp_path / "unpacked")
    assert (len(files), len(report.failed)) == (1, 1)
    assert "damaged" in report.failed[0].reason
    assert not list((tmp_path / "unpacked").rglob("*.part"))


def test_a_cut_off_archive_is_said_to_be(tmp_path: Path) -> None:
    whole = write_zip(tmp_path / "a.zip", {"a.dcm": IMAGE}).read_bytes()
    for name, data in (("b.zip", whole[:-40]), ("c.gz", gzip.compress(IMAGE)[:-30])):
        (tmp_path / name).write_bytes(data)
        report, files = opened(tmp_path / name, tmp_path / "unpacked")
        assert files == []
        assert "cut off or damaged" in report.failed[0].reason


def test_what_is_no_image_in_gzip_is_named(tmp_path: Path) -> None:
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        info = tarfile.TarInfo("a.dcm")
        info.size = len(IMAGE)
        archive.addfile(info, io.BytesIO(IMAGE))
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(tar.getvalue()))
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"Dear colleague, " * 40))
    report, _ = opened(tmp_path / "a.tar.gz", tmp_path / "unpacked")
    assert "tar archive" in report.failed[0].reason
    report, _ = opened(tmp_path / "a.txt.gz", tmp_path / "unpacked")
    assert "looks like text" in report.passed_over[0].reason


def test_a_locked_archive_asks_for_its_password_and_says_when_it_is_wrong(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.dcm": IMAGE}, password="secret")
    report, files = opened(path, tmp_path / "unpacked")
    assert files == []
    assert [(each.path, each.is_wrong) for each in report.locked] == [(path, False)]
    report, files = opened(path, tmp_path / "unpacked", passwords={path: "guess"})
    assert [each.is_wrong for each in report.locked] == [True]
    report, (file,) = opened(path, tmp_path / "unpacked", passwords={path: "secret"})
    assert report.locked == ()
    assert file.read_bytes() == IMAGE


def test_a_cancelled_job_leaves_no_part_behind(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {f"{n}.dcm": image(n) for n in range(5)})
    job = Job(on_value=lambda _: job.cancel())
    with pytest.raises(Cancelled):
        open_paths([path], archive=None, job=job, unpacking=Unpacking(tmp_path / "unpacked"))
    assert not list((tmp_path / "unpacked").rglob("*.part"))


def test_what_was_unpacked_long_ago_and_is_not_listed_is_deleted(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.dcm": IMAGE})
    folder = tmp_path / "unpacked"
    _, (file,) = opened(path, folder)
    listed = folder / "listed"
    listed.mkdir()
    for each in (file.parent, listed):
        os.utime(each, (0, 0))
    other = write_zip(tmp_path / "b.zip", {"b.dcm": image(2)})
    unpacking = Unpacking(folder, is_listed=lambda each: each.name == "listed")
    open_paths([other], archive=None, job=Job(), unpacking=unpacking)
    assert listed.exists()
    assert not file.parent.exists()


def test_archives_in_folders_are_passed_over_with_their_kind(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_zip(tmp_path / "in" / "a.zip", {"a.dcm": IMAGE})
    report, files = opened(tmp_path / "in", tmp_path / "unpacked")
    assert files == []
    assert "ZIP" in report.passed_over[0].reason


def test_a_dicom_file_that_begins_like_a_zip_is_no_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.dcm"
    path.write_bytes(
        builders.file_bytes(builders.make_dataset(), preamble=b"PK\x03\x04".ljust(128, b"\0"))
    )
    assert not is_packed(path)


def test_a_full_disk_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 104."""
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1 << 20))
    path = write_zip(tmp_path / "a.zip", {"a.dcm": IMAGE})
    report, files = opened(path, tmp_path / "unpacked")
    assert files == []
    assert "the disk has 0 MB left" in report.failed[0].reason
