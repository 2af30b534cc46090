"""Doctor: what it says of healthy, odd and broken files, and that every word helps."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support import builders
from tests.support.malformed.case import Case
from tests.support.malformed.cases import CASES
from tests.support.pixel_formats import make_format
from viewer.base.errors import Cancelled
from viewer.base.jobs import Job
from viewer.model.finding import Finding, Severity
from viewer.workflows.diagnosis import Diagnosis
from viewer.workflows.doctor import examine, ranges_text
from viewer.workflows.remedies import what_opens
from viewer.workflows.symptoms import has_stray_bits, looks_swapped

_BY_NUMBER = {case.number: case for case in CASES}
_SLOPE = (np.add.outer(np.arange(64), np.arange(64)) * 16).astype(np.uint16)


def _examined(tmp_path: Path, ds: Any, syntax: str = "1.2.840.10008.1.2.1") -> Diagnosis:
    return examine(builders.write(tmp_path / "a.dcm", ds, syntax))


def _case(number: str, tmp_path: Path) -> Diagnosis:
    path = tmp_path / "a.dcm"
    path.write_bytes(_BY_NUMBER[number].build())
    return examine(path)


def _about(diagnosis: Diagnosis, where: str) -> Finding:
    found = [finding for finding in diagnosis.findings if finding.where == where]
    assert len(found) == 1, diagnosis.findings
    return found[0]


def test_a_healthy_image_is_described_and_has_no_findings(tmp_path: Path) -> None:
    diagnosis = _examined(tmp_path, builders.make_dataset(_SLOPE))
    assert (diagnosis.readable, diagnosis.displayable, diagnosis.findings) == (True, True, ())
    assert diagnosis.summary == (
        "CT Image, 64 by 64 pixels, MONOCHROME2 of 16 bits, 1 frame, "
        "Explicit VR Little Endian (1.2.840.10008.1.2.1)"
    )


def test_the_description_holds_no_patient(tmp_path: Path) -> None:
    summary = _examined(tmp_path, builders.make_dataset()).summary
    assert not any(value in summary for value in ("Doe", "ID1", "1961"))


@pytest.mark.parametrize(
    ("number", "what", "remedy"),
    [
        ("1", "empty", "copy it again"),
        ("2", "too short", "copy it again"),
        ("4", "cut off", "Get the file again"),
        ("75", "gzip archive", "Open or import"),
    ],
)
def test_files_that_are_no_dicom_say_what_they_are(
    number: str, what: str, remedy: str, tmp_path: Path
) -> None:
    diagnosis = _case(number, tmp_path)
    assert (diagnosis.readable, diagnosis.displayable) == (False, False)
    finding = _about(diagnosis, "file")
    assert what in finding.what
    assert remedy in finding.what_to_do


@pytest.mark.parametrize(
    ("number", "where", "what", "remedy"),
    [
        ("7", "(0008,0060)", "cut off or damaged", "get the file again"),
        ("11", "TransferSyntaxUID", "1.2.3.4 is not known", "may be private"),
        ("12", "header", "200 times larger", "Do not trust"),
        ("22", "header", "Rows is 0", "mend its header"),
        ("26", "header", "Bits Allocated is 12", "mend its header"),
        ("37", "PixelData", "No JPEG stream", "Get the file again"),
        ("38", "PixelData", "65500 by 65500", "Get the file again"),
        ("77", "header", "two kinds of pixel data", "mend its header"),
    ],
)
def test_files_without_a_picture_say_why(
    number: str, where: str, what: str, remedy: str, tmp_path: Path
) -> None:
    diagnosis = _case(number, tmp_path)
    assert (diagnosis.readable, diagnosis.displayable) == (True, False)
    finding = _about(diagnosis, where)
    assert finding.severity is Severity.ERROR
    assert what in finding.what
    assert remedy in finding.what_to_do


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.number)
def test_every_finding_of_every_malformed_file_says_what_to_do(case: Case, tmp_path: Path) -> None:
    diagnosis = _case(case.number, tmp_path)
    assert all(finding.what and finding.what_to_do for finding in diagnosis.findings)
    has_error = any(finding.severity is Severity.ERROR for finding in diagnosis.findings)
    assert has_error or diagnosis.displayable


def test_frames_that_fail_are_told_together_and_the_others_count(tmp_path: Path) -> None:
    diagnosis = _case("51", tmp_path)
    assert diagnosis.displayable
    assert _about(diagnosis, "Frame 2-5").what == "The frame is cut off or missing."


def test_numbers_are_told_in_ranges() -> None:
    assert ranges_text([1, 2, 3, 7, 9, 10]) == "1-3, 7, 9-10"
    assert ranges_text([4]) == "4"


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    missing, folder = examine(tmp_path / "gone"), examine(tmp_path)
    assert _about(missing, "file").what == "There is no such file."
    assert _about(folder, "file").what == "This is a folder."
    assert not missing.readable
    assert not folder.readable


@pytest.mark.parametrize(
    ("error", "what"),
    [(PermissionError(13, "no"), "You may not read this file."), (OSError(5, "I/O"), "The system")],
)
def test_files_that_the_system_withholds_are_no_fault_of_the_file(
    error: OSError, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise error

    path = builders.write(tmp_path / "a.dcm", builders.make_dataset())
    monkeypatch.setattr(Path, "open", refuse)
    assert _about(examine(path), "file").what.startswith(what)


@pytest.mark.parametrize(
    ("uid", "word"),
    [
        ("1.2.840.10008.1.2.4.94", "on a server"),
        ("1.2.840.10008.1.2.7.1", "live stream"),
        ("1.2.840.10008.1.2.4.65", "dcmdjpeg"),
        ("1.2.3.4", "private"),
    ],
)
def test_encodings_without_a_decoder_say_what_could_open_them(uid: str, word: str) -> None:
    assert word in what_opens(uid)


def test_an_encoding_without_a_decoder_is_named_with_its_uid(tmp_path: Path) -> None:
    ds = builders.set_fragments(builders.make_dataset(), [b"\0\0"])
    diagnosis = _examined(tmp_path, ds, "1.2.840.10008.1.2.4.65")
    finding = _about(diagnosis, "TransferSyntaxUID")
    assert not diagnosis.displayable
    assert "JPEG Lossless, Hierarchical (Process 28) (1.2.840.10008.1.2.4.65)" in finding.what
    assert "dcmdjpeg" in finding.what_to_do


def test_a_report_can_be_shown_though_it_holds_no_picture(tmp_path: Path) -> None:
    diagnosis = _examined(tmp_path, builders.report())
    assert diagnosis.displayable
    assert "shown as a document" in _about(diagnosis, "file").what


def test_an_image_that_lost_its_pixels_is_not_whole(tmp_path: Path) -> None:
    diagnosis = _examined(tmp_path, builders.make_dataset(PixelData=None))
    assert not diagnosis.displayable
    assert "not whole" in _about(diagnosis, "header").what


def test_a_missing_window_is_told(tmp_path: Path) -> None:
    ds = builders.make_dataset(_SLOPE, WindowCenter=None, WindowWidth=None)
    assert "no window" in _about(_examined(tmp_path, ds), "WindowCenter").what


def test_a_window_that_shows_nothing_is_told(tmp_path: Path) -> None:
    ds = builders.make_dataset(_SLOPE, WindowCenter=30000, WindowWidth=10)
    finding = _about(_examined(tmp_path, ds), "WindowCenter")
    assert "whole picture black or white" in finding.what
    assert finding.severity is Severity.WARNING


def test_a_picture_of_one_value_is_told(tmp_path: Path) -> None:
    ds = builders.make_dataset(np.zeros((8, 8), np.uint16))
    assert "same value" in _about(_examined(tmp_path, ds), "PixelData").what


@pytest.mark.parametrize("kind", [np.uint16, np.int16])
def test_swapped_bytes_are_noticed(kind: type, tmp_path: Path) -> None:
    """A file whose pixels are in the other byte order than its transfer syntax says."""
    right = _SLOPE.astype(kind) - (500 if kind is np.int16 else 0)
    healthy = _examined(tmp_path, builders.make_dataset(right))
    swapped = _examined(tmp_path, builders.make_dataset(right.byteswap()))
    assert healthy.findings == ()
    assert "bytes of each pixel look swapped" in _about(swapped, "PixelData").what


def test_rough_pictures_and_multiples_of_256_do_not_look_swapped() -> None:
    noise = np.random.default_rng(1).integers(0, 4096, (64, 64), np.uint16)
    assert not looks_swapped(noise)
    assert not looks_swapped(np.left_shift(_SLOPE, 8))
    assert not looks_swapped(np.zeros((8, 8), np.uint16))


def test_bits_outside_bits_stored_are_noticed_but_not_copies_of_the_sign() -> None:
    unsigned = make_format(stored=12)
    signed = make_format(stored=12, is_signed=True)
    assert not has_stray_bits(np.array([0x0FFF], np.uint16), unsigned)
    assert has_stray_bits(np.array([0x1FFF], np.uint16), unsigned)
    assert not has_stray_bits(np.array([0xF800, 0x07FF, 0x0800], np.uint16), signed)
    assert has_stray_bits(np.array([0xF7FF], np.uint16), signed)
    assert not has_stray_bits(np.array([0xFFFF], np.uint16), make_format())


def test_rgb_that_is_ycbcr_is_noticed(tmp_path: Path) -> None:
    luma = (np.add.outer(np.arange(64), np.arange(64)) * 2).astype(np.uint8)
    middle = np.full_like(luma, 128)
    ybr = builders.colour_image(np.stack([luma, middle, middle], axis=-1))
    gray = builders.colour_image(np.stack([luma] * 3, axis=-1))
    assert "look like YCbCr" in _about(_examined(tmp_path, ybr), "PhotometricInterpretation").what
    assert _examined(tmp_path, gray).findings == ()


def test_texts_without_a_declared_character_set_are_noticed(tmp_path: Path) -> None:
    data = builders.file_bytes(builders.make_dataset(_SLOPE, PatientName="Muller^X"))
    old, new = b"\x08\x00\x05\x00CS\x0a\x00ISO_IR 192", b"\x08\x00\x05\x00CS\x00\x00"
    path = tmp_path / "a.dcm"
    path.write_bytes(data.replace(old, new).replace(b"Muller^X", b"M\xfcller^X"))
    assert "Is missing" in _about(examine(path), "SpecificCharacterSet").what


def test_a_cancelled_examination_stops(tmp_path: Path) -> None:
    path = builders.write(tmp_path / "a.dcm", builders.make_dataset())
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        examine(path, job=job)
