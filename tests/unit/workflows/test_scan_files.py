"""What import and open have in common."""

from pathlib import Path

from tests.support.builders import ct_series
from viewer.base.jobs import Job
from viewer.workflows.scan_files import ScanTally, scan_files


def test_bad_files_are_counted_with_their_reason_and_the_rest_goes_on(tmp_path: Path) -> None:
    ct_series(tmp_path, 3)
    (tmp_path / "A notes.txt").write_text("Not an image at all, just some words." * 10)
    (tmp_path / "empty").touch()
    tally = ScanTally()
    records = list(scan_files([tmp_path, tmp_path / "gone"], job=Job(), tally=tally))
    assert len(records) == 3
    assert (tally.files, tally.not_dicom) == (5, 2)
    assert [failure.path.name for failure in tally.passed_over] == ["A notes.txt", "empty"]
    assert all(failure.reason for failure in tally.passed_over)
    assert [(failure.path.name, failure.reason) for failure in tally.failed] == [
        ("gone", "file is gone")
    ]


def test_a_file_that_vanishes_between_listing_and_reading_is_named(tmp_path: Path) -> None:
    first, second, third = ct_series(tmp_path, 3)
    tally = ScanTally()
    scanned = scan_files([tmp_path], job=Job(), tally=tally)
    paths = [next(scanned).path]
    second.unlink()
    paths += [record.path for record in scanned]
    assert paths == [first, third]
    assert [failure.path for failure in tally.failed] == [second]


def test_known_files_are_counted_but_not_read(tmp_path: Path) -> None:
    first, *_ = ct_series(tmp_path, 2)
    tally = ScanTally()
    scanned = scan_files([tmp_path], job=Job(), tally=tally, is_known=lambda path: path == first)
    assert [record.path == first for record in scanned] == [False]
    assert tally.files == 2


def test_dicom_that_is_cut_off_is_a_failure_and_other_files_are_passed_over(
    tmp_path: Path,
) -> None:
    whole, in_meta, before_pixels = ct_series(tmp_path, 3)
    data = in_meta.read_bytes()
    in_meta.write_bytes(data[:200])
    before_pixels.write_bytes(data[: data.index(b"\xe0\x7f\x10\x00")])
    (tmp_path / "notes").write_text("no image")
    tally = ScanTally()
    records = list(scan_files([tmp_path], job=Job(), tally=tally))
    assert [record.path for record in records] == [whole]
    assert tally.not_dicom == 1
    assert [(failure.path, failure.reason) for failure in tally.failed] == [
        (in_meta, "The file has no data set: it is cut off or damaged."),
        (before_pixels, "An image without pixel data: the file is not whole."),
    ]
