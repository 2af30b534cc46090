"""Whether the listed files are well."""

import os
from pathlib import Path

from tests.support.builders import ct_series
from viewer.base.jobs import Job
from viewer.index.archive import SqliteArchive
from viewer.workflows.import_files import import_files
from viewer.workflows.verify_files import VerifyReport, verify_files


def test_missing_and_changed_files_are_named_and_stay_listed(tmp_path: Path) -> None:
    first, second, _ = ct_series(tmp_path / "images", 3)
    archive = SqliteArchive(tmp_path / "index.sqlite")
    import_files([tmp_path / "images"], archive=archive, job=Job())
    assert verify_files(archive, job=Job()) == VerifyReport(3)
    first.unlink()
    os.utime(second, ns=(1, 1))
    assert verify_files(archive, job=Job()) == VerifyReport(3, (first,), (second,))
    assert archive.counts().instances == 3
    archive.close()
