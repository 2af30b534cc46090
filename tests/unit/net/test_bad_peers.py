"""A retrieve from nodes that break off, lie, fall silent and send other things.

Whatever they do: it ends, no file is half under its name, nothing stays in quarantine, what came
whole is kept and listed, and what did not come is told.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.support.builders import ct_series, make_dataset, uid, write
from tests.support.dimse_faults import FAULTS, Fault, silence
from tests.support.dimse_peer import Talk
from tests.support.retrieving import Here, same_pixels
from viewer.base.errors import Cancelled, ViewerError
from viewer.base.jobs import Job
from viewer.dicom.scan import scan_file
from viewer.net import association
from viewer.net.errors import NetworkError

COUNT = 3
WHOLE = [0x0000] * COUNT


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    here = Here(tmp_path)
    yield here
    here.close()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    ct_series(tmp_path / "images", COUNT)
    return sorted((tmp_path / "images").iterdir())


def send_all(talk: Talk) -> None:
    assert [talk.store(path) for path in talk.files] == WHOLE
    talk.end(completed=COUNT)


def test_a_good_node_gives_what_it_has(here: Here, files: list[Path]) -> None:
    report = here.fetch(files, send_all)
    assert report.is_complete
    assert len(here.kept()) == COUNT
    assert same_pixels(here.kept(), files)


@pytest.mark.parametrize("is_inside", [False, True], ids=["between images", "inside an image"])
@pytest.mark.parametrize(("fault", "error"), FAULTS)
def test_what_came_before_a_fault_is_kept_and_the_rest_fetched_again(
    here: Here,
    files: list[Path],
    fault: Fault,
    error: type[NetworkError],
    *,
    is_inside: bool,
) -> None:
    def script(talk: Talk) -> None:
        talk.store(files[0])
        if is_inside:
            talk.store_half(files[1])
        fault(talk)

    with pytest.raises(error):
        here.fetch(files, script, answer_s=3 if fault is silence else 30)
    assert len(here.kept()) == 1

    def go_on(talk: Talk) -> None:
        assert [talk.store(path) for path in files[1:]] == WHOLE[1:]
        talk.end(completed=COUNT - 1)

    assert here.fetch(files, go_on).is_complete
    assert len(here.kept()) == COUNT
    assert same_pixels(here.kept(), files)


def test_a_node_that_says_it_sent_all_is_not_believed(here: Here, files: list[Path]) -> None:
    def script(talk: Talk) -> None:
        talk.store(files[0])
        talk.end(completed=COUNT)

    report = here.fetch(files, script)
    assert not report.is_complete
    missing = {scan_file(path).sop_instance_uid for path in files[1:]}
    assert {failure.sop_instance_uid for failure in report.failed} == missing


def test_an_image_that_comes_twice_is_kept_once(here: Here, files: list[Path]) -> None:
    def script(talk: Talk) -> None:
        talk.store(files[0])
        send_all(talk)

    report = here.fetch(files, script)
    assert report.is_complete
    assert "came twice" in report.warnings[0]
    assert len(here.kept()) == COUNT


def test_an_image_that_comes_twice_with_other_content_replaces_nothing(
    here: Here, files: list[Path], tmp_path: Path
) -> None:
    changed = bytearray(files[0].read_bytes())
    changed[-1] ^= 1
    other = tmp_path / "other.dcm"
    other.write_bytes(changed)

    def twice(talk: Talk) -> None:
        talk.store(files[0])
        talk.store(other)
        for path in files[1:]:
            talk.store(path)
        talk.end(completed=COUNT)

    report = here.fetch(files, twice)
    assert report.is_complete
    assert "other content" in report.warnings[0]
    assert len(here.kept()) == COUNT + 1


def test_images_of_other_studies_are_not_taken(
    here: Here, files: list[Path], tmp_path: Path
) -> None:
    strange = write(tmp_path / "strange.dcm", make_dataset(StudyInstanceUID=uid("another")))
    told: list[int] = []

    def script(talk: Talk) -> None:
        told.append(talk.store(strange))
        send_all(talk)

    report = here.fetch(files, script)
    assert told == [0x0124]
    assert report.is_complete
    assert "nobody asked for" in report.warnings[0]
    assert len(here.kept()) == COUNT


def test_a_file_that_the_disk_does_not_take_is_refused_and_the_rest_comes(
    here: Here, files: list[Path], tmp_path: Path
) -> None:
    """A limit of the system on the size of files stands for a disk that is full."""
    pixels = np.zeros((800, 800), np.int16)
    large = write(
        tmp_path / "images" / "large.dcm",
        make_dataset(
            pixels, StudyInstanceUID=uid("study"), SeriesInstanceUID=uid("series"),
            SOPInstanceUID=uid("large"),
        ),
    )  # fmt: skip
    resource = pytest.importorskip("resource", reason="a limit of POSIX")
    told: list[int] = []
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def script(talk: Talk) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (large.stat().st_size // 2, hard))
        try:
            told.append(talk.store(large))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        told.extend(talk.store(path) for path in files)
        talk.end(0xB000, completed=COUNT, failed=1)

    report = here.fetch([*files, large], script)
    assert told == [0xA700, *WHOLE]
    assert [failure.sop_instance_uid for failure in report.failed] == [uid("large")]
    assert len(here.kept()) == COUNT


@pytest.mark.parametrize("sent", [0, 1, COUNT])
@pytest.mark.parametrize("is_inside", [False, True], ids=["between images", "inside an image"])
def test_a_retrieve_can_be_cancelled_at_each_stage(
    here: Here, files: list[Path], sent: int, *, is_inside: bool
) -> None:
    job = Job()

    def script(talk: Talk) -> None:
        for path in files[:sent]:
            talk.store(path)
        if is_inside:
            talk.store_half(files[-1])
        job.cancel()
        talk.wait_for_the_end()

    with pytest.raises(Cancelled):
        here.fetch(files, script, job=job)
    assert len(here.kept()) == sent


def test_a_node_that_never_ends_the_association_is_left(
    here: Here, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(association, "_RELEASE_S", 0.1)

    def script(talk: Talk) -> None:
        send_all(talk)
        talk.channel.read()  # the request for release
        talk.wait_for_the_end()

    assert here.fetch(files, script).is_complete
    assert len(here.kept()) == COUNT


@pytest.mark.parametrize("status", [0xA701, 0xA900, 0xC000, 0xB000, 0xFE00])
def test_a_node_that_gives_up_is_told_of_as_it_says(
    here: Here, files: list[Path], status: int
) -> None:
    def script(talk: Talk) -> None:
        talk.store(files[0])
        talk.end(status, completed=1, failed=COUNT - 1)

    try:
        report = here.fetch(files, script)
    except ViewerError:
        pass
    else:
        assert not report.is_complete
        assert report.warnings
    assert len(here.kept()) == 1
