"""The program comes up whatever state its folders are in, and ends without leftovers."""

import threading
from pathlib import Path

import pytest

from viewer.app.build import Program, build
from viewer.base.jobs import Job, Lane
from viewer.base.paths import AppPaths, app_paths
from viewer.index.errors import DamagedArchiveError


@pytest.fixture
def paths(tmp_path: Path) -> AppPaths:
    return app_paths(tmp_path / "home").create()


def built(paths: AppPaths) -> Program:
    return build(paths, post=lambda closure: closure())


def test_a_damaged_archive_is_stood_in_for_and_left_alone(paths: AppPaths) -> None:
    paths.index_file.write_text("no database " * 1000)
    program = built(paths)
    assert isinstance(program.archive_error, DamagedArchiveError)
    assert program.archive.counts().instances == 0
    assert program.archive_folder is not None
    folder = Path(program.archive_folder.name)
    assert folder.stat().st_mode & 0o077 == 0, "it names patients: for its owner only"
    program.close()
    assert not folder.exists()
    assert paths.index_file.read_text().startswith("no database")


def test_a_sound_archive_is_used_as_it_is(paths: AppPaths) -> None:
    program = built(paths)
    assert program.archive_error is None
    program.close()
    assert paths.index_file.exists()


def test_closing_cancels_work_that_waits_for_it(paths: AppPaths) -> None:
    program = built(paths)
    started, seen = threading.Event(), list[bool]()

    def work(job: Job) -> None:
        started.set()
        for _ in range(500):
            if job.is_cancelled:
                seen.append(True)
                return
            threading.Event().wait(0.01)

    program.parts.runner.submit(Lane.DISK, work)
    assert started.wait(5)
    program.close()
    assert seen == [True]
    assert not [t for t in threading.enumerate() if t.name.startswith(("disk", "decode"))]
