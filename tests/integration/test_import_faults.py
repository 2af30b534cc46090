"""Imports under attack: killed at any moment, on a full disk, over hostile folders."""

import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.builders import make_dataset, write
from tests.support.small_disk import mounted
from viewer.base import file_store
from viewer.base.errors import Cancelled, ViewerError
from viewer.base.jobs import Job
from viewer.index.archive import SqliteArchive
from viewer.index.options import Copies
from viewer.workflows.import_files import import_files
from viewer.workflows.scan_files import ScanTally, scan_files
from viewer.workflows.verify_files import verify_files

_KILLS = 50
_FILES, _STUDIES = 240, 6
_IMPORT = """
import sys
from pathlib import Path
from viewer.base.jobs import Job
from viewer.index.archive import SqliteArchive
from viewer.index.options import Copies
from viewer.workflows import import_files as module
module._BATCH = 20
database, folder, store = map(Path, sys.argv[1:])
print("go", flush=True)
archive = SqliteArchive(database)
module.import_files([folder], archive=archive, job=Job(), store=store, copies=Copies.ALWAYS)
archive.close()
print("done", flush=True)
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small real files, studies mixed, one twice under another name and once with other bytes."""
    folder = tmp_path_factory.mktemp("files")
    for number in range(_FILES):
        study = number % _STUDIES
        dataset = make_dataset(
            InstanceNumber=number, StudyInstanceUID=f"1.2.{study}",
            SeriesInstanceUID=f"1.2.{study}.{number % 2}", SOPInstanceUID=f"1.2.{study}.9.{number}",
            PatientName=f"Doe^{study}",
        )  # fmt: skip
        path = folder / f"{number % 5}" / f"{number}"
        path.parent.mkdir(exist_ok=True)
        write(path, dataset)
    shutil.copy(folder / "0" / "0", folder / "0" / "again")
    other = folder / "1" / "other"
    shutil.copy(folder / "1" / "1", other)
    other.write_bytes(other.read_bytes() + b"\0\0")
    return folder


def content(archive: SqliteArchive, root: Path) -> object:
    """All that an archive says, but for names of files, which may be numbered either way."""
    rows = sorted(archive.find_studies(limit=10_000), key=lambda row: row.study.study_uid)
    studies = [
        (row.study, row.modalities, row.series_count, row.instance_count, row.mark) for row in rows
    ]
    instances = [
        (
            each.sop_instance_uid, each.series_uid, each.file_size, each.instance_number,
            str(each.path.parent.relative_to(root)),
        )
        for row in rows
        for each in archive.instances(row.study.study_uid)
    ]  # fmt: skip
    series = [archive.find_series(row.study.study_uid) for row in rows]
    return studies, series, sorted(instances), archive.counts()


def kept(store: Path) -> list[bytes]:
    return sorted(path.read_bytes() for path in store.rglob("*.dcm"))


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_an_import_that_is_killed_again_and_again_gives_the_same_archive(
    files: Path, tmp_path: Path
) -> None:
    def begin(name: str, store: Path) -> "subprocess.Popen[str]":
        words = [sys.executable, "-c", _IMPORT, str(tmp_path / name), str(files), str(store)]
        return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)

    store = tmp_path / "store"
    with begin("whole.sqlite", tmp_path / "whole") as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "go\n"
        began = time.monotonic()
        assert child.stdout.read() == "done\n"
    took = time.monotonic() - began
    draw = random.Random(5)
    killed = 0
    for _ in range(3 * _KILLS):
        with begin("killed.sqlite", store) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "go\n"
            timer = threading.Timer(draw.random() * took, child.send_signal, [signal.SIGKILL])
            timer.start()
            was_killed = child.wait() == -signal.SIGKILL
            timer.cancel()
        archive = SqliteArchive(tmp_path / "killed.sqlite")
        archive.check_integrity()
        assert not verify_files(archive, job=Job()).missing
        archive.close()
        killed += was_killed
        if killed == _KILLS:
            break
        if not was_killed or draw.random() < 0.2:  # from nothing: the middle is killed more often
            (tmp_path / "killed.sqlite").unlink()
            shutil.rmtree(store, ignore_errors=True)
    assert killed == _KILLS
    with begin("killed.sqlite", store) as child:
        assert child.wait() == 0
    file_store.empty_quarantine(store)
    found = SqliteArchive(tmp_path / "killed.sqlite")
    found.check_integrity()
    expected = SqliteArchive(tmp_path / "whole.sqlite")
    assert content(found, store) == content(expected, tmp_path / "whole")
    assert kept(store) == kept(tmp_path / "whole")
    assert not list((store / "quarantine").iterdir())
    expected.close()
    found.close()


def imported(folder: Path, database: Path, **options: object) -> SqliteArchive:
    archive = SqliteArchive(database)
    import_files([folder], archive=archive, job=Job(), **options)  # type: ignore[arg-type]
    return archive


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.integers(0, 60), st.integers(0, 60))
def test_any_order_and_any_interruption_give_the_same_list(
    files: Path, tmp_path_factory: pytest.TempPathFactory, draw: random.Random, one: int, two: int
) -> None:
    folder = tmp_path_factory.mktemp("order")
    paths = sorted(path for path in files.rglob("*") if path.is_file())[:60]
    whole = SqliteArchive(folder / "whole.sqlite")
    import_files(paths, archive=whole, job=Job())
    found = SqliteArchive(folder / "found.sqlite")
    for stop in (one, two, None):
        draw.shuffle(paths)
        job = Job()
        with _stopping(job, after=stop):
            import_files(paths, archive=found, job=job)
    assert content(found, files) == content(whole, files)
    whole.close()
    found.close()


@contextmanager
def _stopping(job: Job, *, after: int | None) -> Iterator[None]:
    """Cancel a job when it looks for the n-th time whether it is still wanted."""
    looks = itertools.count()
    check = job.check

    def look() -> None:
        if after is not None and next(looks) >= after:
            job.cancel()
        check()

    job.check = look  # type: ignore[method-assign]
    with suppress(Cancelled):
        yield


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB."""
    with mounted(tmp_path / "small"):
        yield tmp_path / "small"


def test_a_store_whose_disk_fills_up_says_so_and_holds_whole_files_only(
    files: Path, small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_store, "SPARE_BYTES", 0)
    (small_disk / "fill").write_bytes(bytes(1_500_000))
    archive = SqliteArchive(tmp_path / "index.sqlite")
    with pytest.raises(ViewerError, match="disk of the local archive is full"):
        import_files([files], archive=archive, job=Job(), store=small_disk, copies=Copies.ALWAYS)
    report = verify_files(archive, job=Job())
    assert report.files > 10
    assert (report.missing, report.changed, report.unreadable) == ((), (), ())
    originals = {path.read_bytes() for path in files.rglob("*") if path.is_file()}
    assert set(kept(small_disk)) <= originals
    assert not list((small_disk / "quarantine").iterdir())
    archive.close()


def test_a_list_whose_disk_fills_up_says_so_and_keeps_what_it_has(
    files: Path, small_disk: Path
) -> None:
    path = small_disk / "index.sqlite"
    paths = sorted(path for path in files.rglob("*") if path.is_file())
    archive = SqliteArchive(path)
    import_files(paths[:50], archive=archive, job=Job())
    before = content(archive, files)
    free = shutil.disk_usage(small_disk).free
    (small_disk / "fill").write_bytes(bytes(max(0, free - 16384)))
    with pytest.raises(ViewerError, match="disk of the local archive is full"):
        import_files(paths, archive=archive, job=Job())
    assert content(archive, files) == before
    archive.close()
    (small_disk / "fill").unlink()
    again = imported(files, path)
    assert again.counts().instances == _FILES
    again.check_integrity()
    again.close()


_LIMITED = """
import resource, sys
from pathlib import Path
from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.index.archive import SqliteArchive
from viewer.workflows import import_files as module
module._BATCH = 20
archive = SqliteArchive(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    module.import_files([Path(sys.argv[2])], archive=archive, job=Job())
except ViewerError as error:
    print(error.message)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs limits of a process")
def test_a_list_that_may_not_grow_says_so_and_keeps_what_it_has(
    files: Path, tmp_path: Path
) -> None:
    """As on a disk that is full or a quota that is used up, without the rights to make one."""
    words = [sys.executable, "-c", _LIMITED, str(tmp_path / "index.sqlite"), str(files)]
    told = subprocess.run(words, check=True, capture_output=True, text=True, timeout=120)
    assert told.stdout.startswith("The disk of the local archive")
    archive = SqliteArchive(tmp_path / "index.sqlite")
    archive.check_integrity()
    assert 0 < archive.counts().instances < _FILES
    import_files([files], archive=archive, job=Job())
    straight = imported(files, tmp_path / "straight.sqlite")
    assert content(archive, files) == content(straight, files)
    straight.close()
    archive.close()


def test_two_programs_import_the_same_at_the_same_time(files: Path, tmp_path: Path) -> None:
    database, store = tmp_path / "index.sqlite", tmp_path / "store"
    words = [sys.executable, "-c", _IMPORT, str(database), str(files), str(store)]
    children = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for child in children:
        assert child.communicate(timeout=120)[0] == "go\ndone\n"
    both = SqliteArchive(database)
    alone = imported(
        files, tmp_path / "alone.sqlite", store=tmp_path / "alone", copies=Copies.ALWAYS
    )
    assert content(both, store) == content(alone, tmp_path / "alone")
    assert kept(store) == kept(tmp_path / "alone")
    both.close()
    alone.close()


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "fork"), reason="names of bytes and links are of POSIX"
)
def test_circles_odd_names_and_huge_files_are_listed(tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "circle").symlink_to(folder)
    (folder / "nowhere").symlink_to(folder / "missing")
    names = (b"\xff\xfe", "日本.dcm".encode(), b"new\nline", b"a'b\"c")
    odd = [os.fsdecode(name) for name in names]
    for number, name in enumerate([*odd, "huge"]):
        write(folder / name, make_dataset(SOPInstanceUID=f"1.2.3.{number}"))
    with (folder / "huge").open("r+b") as file:
        file.truncate((4 << 30) + 12)
    os.mkfifo(folder / "pipe")
    archive = SqliteArchive(tmp_path / "index.sqlite")
    report = import_files([folder], archive=archive, job=Job())
    assert report.imported == 5
    assert [failure.path.name for failure in report.failed] == ["nowhere"]
    assert {path.name for path in archive.all_files()} == {*odd, "huge"}
    assert max(size for _, size, _ in archive.listed_files()) == (4 << 30) + 12
    assert import_files([folder], archive=archive, job=Job()).unchanged == 5
    archive.close()


def test_files_that_vanish_while_they_are_read_are_told(files: Path, tmp_path: Path) -> None:
    folder = tmp_path / "vanishing"
    shutil.copytree(files / "0", folder)
    everything = sorted(folder.iterdir())
    gone = everything[5::3]

    def walk_away() -> Iterator[Path]:
        for number, path in enumerate(everything):
            if number == 4:  # when the import has begun
                for each in gone:
                    each.unlink()
            yield path

    archive = SqliteArchive(tmp_path / "index.sqlite")
    tally = ScanTally()
    archive.store(scan_files(walk_away(), job=Job(), tally=tally))
    assert sorted(failure.path for failure in tally.failed) == gone
    assert {failure.reason for failure in tally.failed} == {"file is gone"}
    assert archive.counts().instances == len(everything) - len(gone) - 1, "one is there twice"
    archive.close()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become nobody"
)
def test_a_folder_without_permission_is_named_and_the_rest_is_listed(
    files: Path, tmp_path: Path
) -> None:
    open_ground = Path("/tmp", f"radiolucent-{os.getpid()}")
    open_ground.mkdir(mode=0o755)
    try:
        shutil.copytree(files / "0", open_ground / "readable")
        shutil.copytree(files / "1", open_ground / "locked")
        (open_ground / "locked").chmod(0o700)
        os.chmod(open_ground, 0o777)  # noqa: PTH101 - a stranger keeps its list there
        pid = os.fork()
        if pid == 0:
            os._exit(_as_nobody(open_ground))
        _, status = os.waitpid(pid, 0)
        assert os.waitstatus_to_exitcode(status) == 0
    finally:
        shutil.rmtree(open_ground)


def _as_nobody(folder: Path) -> int:
    os.setgid(65534)
    os.setuid(65534)
    archive = SqliteArchive(folder / "index.sqlite")
    report = import_files([folder / "readable", folder / "locked"], archive=archive, job=Job())
    names = [failure.path.name for failure in report.failed]
    reasons = {failure.reason for failure in report.failed}
    archive.close()
    is_right = names == ["locked"] and reasons == {"no permission to read it"}
    return 0 if is_right and report.imported > 40 else 1


def test_a_clock_that_jumps_changes_no_list(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    straight = imported(files, tmp_path / "straight.sqlite")
    times = itertools.cycle([2_000_000_000.0, 0.0, 1_500_000_000.0])
    monkeypatch.setattr("time.time", lambda: next(times))
    crooked = imported(files, tmp_path / "crooked.sqlite")
    assert content(crooked, files) == content(straight, files)
    assert import_files([files], archive=crooked, job=Job()).imported == 0
    straight.close()
    crooked.close()


def test_a_page_that_is_damaged_is_found_and_the_list_made_anew(
    files: Path, tmp_path: Path
) -> None:
    archive = imported(files, tmp_path / "index.sqlite")
    before = content(archive, files)
    archive.close()
    database = tmp_path / "index.sqlite"
    pages = bytearray(database.read_bytes())
    for page in range(10, len(pages) // 4096, 4):
        pages[page * 4096 + 8 : page * 4096 + 1000] = b"\xa5" * 992
    database.write_bytes(pages)
    damaged = SqliteArchive(database)
    with pytest.raises(ViewerError, match="damaged"):
        damaged.check_integrity()
    damaged.repair()
    import_files([files], archive=damaged, job=Job())
    damaged.check_integrity()
    assert content(damaged, files) == before
    damaged.close()
