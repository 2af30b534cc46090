"""Odd sets of files and objects that contradict themselves: cases 87 to 93, 102 and 105 to 107.

A DICOMDIR (cases 85 and 86) has its tests with `file_set`, archives (75, 76) with `unpack`.
Pipes, devices and circles of links (case 108) are in the tests of `walk_files`.
"""

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support import builders
from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.dicom.decoding.decode import decode_frame
from viewer.dicom.decoding.frames import open_pixels
from viewer.dicom.display_sets import split_display_sets
from viewer.dicom.errors import CorruptPixelDataError
from viewer.dicom.images import read_image
from viewer.dicom.scan import scan_file
from viewer.model.display_set import DisplaySet
from viewer.workflows.open_paths import OpenedBatch, OpenReport, open_paths
from viewer.workflows.render_image import load_frame


def _opened(*paths: Path) -> tuple[OpenReport, list[DisplaySet]]:
    """Open paths as the program does, and cut what came into display sets."""
    records: list[Any] = []

    def receive(batch: OpenedBatch) -> None:
        records.extend(batch.records)

    report = open_paths(paths, archive=None, job=Job(on_value=receive))
    return report, split_display_sets(records)


def _told(display_set: DisplaySet, where: str) -> list[str]:
    return [finding.what for finding in display_set.findings if finding.where == where]


def test_87_two_contents_of_one_instance_are_told_even_at_one_size(tmp_path: Path) -> None:
    builders.write(tmp_path / "1.dcm", builders.make_dataset(PatientName="Doe^Jane"))
    builders.write(tmp_path / "2.dcm", builders.make_dataset(PatientName="Roe^Jane"))
    sizes = {file.stat().st_size for file in tmp_path.iterdir()}
    _, (display_set,) = _opened(tmp_path)
    assert len(sizes) == 1
    assert len(display_set.frames) == 1
    assert "claim to be the same instance" in _told(display_set, "SOPInstanceUID")[0]


def test_87_a_mere_copy_is_no_conflict(tmp_path: Path) -> None:
    path = builders.write(tmp_path / "1.dcm", builders.make_dataset())
    shutil.copyfile(path, tmp_path / "2.dcm")
    _, (display_set,) = _opened(tmp_path)
    assert display_set.findings == ()


def test_88_two_patients_in_one_series_are_told(tmp_path: Path) -> None:
    builders.ct_series(tmp_path / "a", 3)
    builders.write(
        tmp_path / "b.dcm",
        builders.make_dataset(
            SOPInstanceUID="1.2.3", SeriesInstanceUID=builders.uid("series"),
            PatientID="ID2", ImagePositionPatient=[0, 0, 9],
        ),
    )  # fmt: skip
    _, sets = _opened(tmp_path)
    assert all("differ between the images" in _told(each, "PatientID")[0] for each in sets)


def test_89_a_series_of_two_encodings_is_one_stack_of_two_sizes_two(tmp_path: Path) -> None:
    paths = builders.ct_series(tmp_path / "a", 4)
    implicit = builders.make_dataset(
        SOPInstanceUID="1.2.3", SeriesInstanceUID=builders.uid("series"),
        ImagePositionPatient=[0, 0, 4],
    )  # fmt: skip
    builders.write(tmp_path / "b.dcm", implicit, "1.2.840.10008.1.2")
    _, sets = _opened(tmp_path)
    assert [len(each.frames) for each in sets] == [len(paths) + 1]

    larger = builders.make_dataset(
        np.zeros((4, 6), np.uint16), SOPInstanceUID="1.2.4",
        SeriesInstanceUID=builders.uid("series"), ImagePositionPatient=[0, 0, 5],
    )  # fmt: skip
    builders.write(tmp_path / "c.dcm", larger)
    _, sets = _opened(tmp_path)
    assert sorted(len(each.frames) for each in sets) == [1, 5]
    assert all("pixels" in each.split_reason for each in sets)


def test_90_slices_without_a_position_are_a_stack_of_their_own(tmp_path: Path) -> None:
    paths = builders.ct_series(tmp_path, 5)
    lost = builders.make_dataset(
        SOPInstanceUID=builders.uid("series", 2), SeriesInstanceUID=builders.uid("series"),
        ImagePositionPatient=None, InstanceNumber=3,
    )  # fmt: skip
    builders.write(paths[2], lost)
    _, sets = _opened(tmp_path)
    by_length = {len(each.frames): each for each in sets}
    assert set(by_length) == {4, 1}
    assert "without geometry" in by_length[1].split_reason
    assert any("missing" in finding.what for finding in by_length[4].findings)


@pytest.mark.parametrize(
    "cosines", [[1, 0, 0, 1, 0, 0], [1, 0, 0, 0.5, 0.5, 0], [2, 0, 0, 0, 2, 0]]
)
def test_91_directions_that_are_no_right_angles_give_no_geometry(
    cosines: list[float], tmp_path: Path
) -> None:
    ds = builders.make_dataset(ImageOrientationPatient=cosines)
    path = builders.write(tmp_path / "a.dcm", ds)
    image = read_image(path)
    assert scan_file(path).planes == ()
    assert image.frames[0].plane is None
    assert [f.where for f in image.findings] == ["ImageOrientationPatient"]


def test_92_fewer_functional_groups_than_frames_are_told(tmp_path: Path) -> None:
    ds = builders.enhanced_ct(5)
    del ds.PerFrameFunctionalGroupsSequence[3:]
    path = builders.write(tmp_path / "a.dcm", ds)
    image = read_image(path)
    assert len(image.frames) == 5
    assert "Describes 3 of 5 frames" in " ".join(finding.what for finding in image.findings)
    assert image.frame(2).plane is not None
    assert image.frame(4).plane is None
    assert load_frame(path, 5).pixels[0, 0] == 4
    _, (display_set,) = _opened(tmp_path)
    assert len(display_set.frames) == 5


@pytest.mark.parametrize("values", [[99, 2**32 - 1], [0, 0], [1], [1, 1, 1, 1]])
def test_93_dimension_indices_that_point_nowhere_only_order(
    values: list[int], tmp_path: Path
) -> None:
    ds = builders.enhanced_ct(3)
    pointer = Dataset()
    pointer.add_new(0x00209165, "AT", 0x00209999)
    ds.DimensionIndexSequence = Sequence([pointer])
    for item in ds.PerFrameFunctionalGroupsSequence:
        item.FrameContentSequence[0].DimensionIndexValues = values
    path = builders.write(tmp_path / "a.dcm", ds)
    _, (display_set,) = _opened(tmp_path)
    assert sorted(ref.frame_index for ref in display_set.frames) == [0, 1, 2]
    assert len(read_image(path).frames) == 3


def test_102_a_file_that_goes_while_it_is_open_still_gives_its_frames(tmp_path: Path) -> None:
    pixels = np.ones((3, 64, 64), np.uint16)
    path = builders.write(tmp_path / "a.dcm", builders.make_dataset(pixels))
    source = open_pixels(read_image(path))
    path.unlink()
    values, _ = decode_frame(source, 2)
    assert values.max() == 1
    source.close()


def test_102_a_file_that_goes_before_it_is_read_is_an_expected_error(tmp_path: Path) -> None:
    path = builders.write(tmp_path / "a.dcm", builders.make_dataset())
    image = read_image(path)
    path.unlink()
    with pytest.raises(ViewerError, match="cannot be read"):
        open_pixels(image)


def test_102_a_file_that_is_another_one_now_gives_no_wrong_frame(tmp_path: Path) -> None:
    path = builders.write(tmp_path / "a.dcm", builders.make_dataset(np.ones((64, 64), np.uint16)))
    image = read_image(path)
    builders.write(path, builders.make_dataset(np.ones((8, 8), np.uint16)))
    source = open_pixels(image)
    with pytest.raises(ViewerError, match="cut off"):
        decode_frame(source, 0)
    source.close()


def test_102_a_file_cut_short_while_it_is_shown_loses_its_frames_and_nothing_else(
    tmp_path: Path,
) -> None:
    """Touching a mapped page of such a file would end the process with SIGBUS."""
    pixels = np.ones((40, 64, 64), np.uint16)
    path = builders.write(tmp_path / "a.dcm", builders.make_dataset(pixels))
    source = open_pixels(read_image(path))
    shown, _ = decode_frame(source, 0)
    os.truncate(path, path.stat().st_size - 30 * pixels[0].nbytes)
    assert shown.min() == 1
    assert decode_frame(source, 9)[0].min() == 1
    for k in (10, 25, 39):
        with pytest.raises(CorruptPixelDataError, match=f"Frame {k + 1} is cut off"):
            decode_frame(source, k)
    os.truncate(path, 0)
    with pytest.raises(CorruptPixelDataError, match="cut off"):
        decode_frame(source, 0)
    source.close()


def test_105_nothing_is_written_beside_what_is_opened(tmp_path: Path) -> None:
    builders.ct_series(tmp_path, 3)
    before = sorted(tmp_path.rglob("*"))
    tmp_path.chmod(0o555)
    try:
        report, (display_set,) = _opened(tmp_path)
    finally:
        tmp_path.chmod(0o755)
    assert report.images == 3
    assert len(display_set.frames) == 3
    assert sorted(tmp_path.rglob("*")) == before


def test_106_long_paths_and_names_that_are_no_text_are_opened(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a" * 60] * 6)
    builders.write(deep / ("b" * 120 + ".dcm"), builders.make_dataset())
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe\n.dcm")
    shutil.copyfile(next(deep.iterdir()), odd)
    report, (display_set,) = _opened(tmp_path)
    assert len(str(next(deep.iterdir()))) > 260
    assert (report.images, report.failed) == (2, ())
    assert len(display_set.frames) == 1


def test_107_a_folder_of_100_000_files_is_not_held_in_memory_as_a_list(tmp_path: Path) -> None:
    """Empty files but one: the image among them is found, the others are counted, some named."""
    builders.write(tmp_path / "000000.dcm", builders.make_dataset())
    for number in range(1, 100_000):
        os.close(os.open(tmp_path / f"{number:06d}.dcm", os.O_CREAT))
    report, _ = _opened(tmp_path)
    assert (report.files, report.images, report.not_dicom) == (100_000, 1, 99_999)
    assert len(report.passed_over) <= 1000


def test_109_a_file_that_another_program_holds_is_named_and_the_rest_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows answers with a sharing violation; here the answer is given for it."""
    builders.ct_series(tmp_path, 3)
    held = sorted(tmp_path.iterdir())[1]
    system_open = os.open

    def refuse(path: Any, *args: Any, **kwargs: Any) -> int:
        if os.fspath(path) == os.fspath(held):
            raise PermissionError(errno.EACCES, "The process cannot access the file")
        return system_open(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", refuse)
    report, _ = _opened(tmp_path)
    assert report.images == 2
    assert [each.path for each in report.failed] == [held]
    assert "cannot be read" in report.failed[0].reason
