"""Making the sample study once, whole or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydicom.dataset import Dataset

from viewer.base.errors import Cancelled, ViewerError
from viewer.base.jobs import Job, Progress
from viewer.dicom.sample.study import SampleSeries, new_image
from viewer.workflows import sample_study
from viewer.workflows.sample_study import ensure_sample_study

SERIES = SampleSeries("test", 1, "OT", "test", "120000", "CHEST", "test")


@pytest.fixture(autouse=True)
def three_small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def images(job: Job) -> Iterator[tuple[str, Dataset]]:
        for number in range(1, 4):
            yield (
                f"series/{number}.dcm",
                new_image(
                    SERIES,
                    sop_class_uid="1.2.840.10008.5.1.4.1.1.7",
                    instance_number=number,
                    image_type=("DERIVED", "SECONDARY"),
                ),
            )

    monkeypatch.setattr(sample_study, "_images", images)
    monkeypatch.setattr(sample_study, "_FILES", 3)


def test_the_second_call_finds_the_study_and_writes_nothing(tmp_path: Path) -> None:
    study = ensure_sample_study(tmp_path, job=Job())
    before = {path: path.stat().st_mtime_ns for path in study.rglob("*.dcm")}
    assert ensure_sample_study(tmp_path, job=Job()) == study
    assert {path: path.stat().st_mtime_ns for path in study.rglob("*.dcm")} == before
    assert len(before) == 3


def test_a_study_with_a_missing_file_is_made_again(tmp_path: Path) -> None:
    study = ensure_sample_study(tmp_path, job=Job())
    (study / "series" / "2.dcm").unlink()
    ensure_sample_study(tmp_path, job=Job())
    assert (study / "series" / "2.dcm").is_file()


def test_cancelling_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop_at_second(progress: Progress) -> None:
        if progress.done == 1:
            job.cancel()

    job = Job(on_progress=stop_at_second)
    with pytest.raises(Cancelled):
        ensure_sample_study(tmp_path, job=job)
    assert list(tmp_path.iterdir()) == []


def test_progress_reaches_the_number_of_files(tmp_path: Path) -> None:
    told: list[Progress] = []
    ensure_sample_study(tmp_path, job=Job(on_progress=told.append))
    assert [progress.done for progress in told] == [0, 1, 2, 3]
    assert {progress.total for progress in told} == {3}


def test_leftovers_of_a_killed_run_and_of_an_older_version_go_away(tmp_path: Path) -> None:
    for old in ("study-0", "unfinished"):
        (tmp_path / old).mkdir()
        (tmp_path / old / "old.dcm").write_bytes(b"old")
    (tmp_path / "mine.txt").write_text("not ours")
    study = ensure_sample_study(tmp_path, job=Job())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.txt", study.name]


def test_a_folder_that_cannot_be_written_is_an_expected_error_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ViewerError) as caught:
        ensure_sample_study(tmp_path / "file", job=Job())
    assert caught.value.hint
