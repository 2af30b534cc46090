"""Doctor on archives and on the DICOMDIR of a medium."""

import gzip
from pathlib import Path

from tests.support import builders
from tests.support.dicomdirs import write_dicomdir
from tests.support.zips import write_zip
from viewer.model.finding import Severity
from viewer.workflows.diagnosis import Diagnosis
from viewer.workflows.doctor import examine

IMAGE = builders.file_bytes(builders.make_dataset())


def words(diagnosis: Diagnosis) -> str:
    return " ".join(f"{each.what} {each.what_to_do}" for each in diagnosis.findings)


def test_a_zip_says_how_much_is_in_it_and_how_to_open_it(tmp_path: Path) -> None:
    diagnosis = examine(write_zip(tmp_path / "a.zip", {"a": IMAGE, "b": bytes(3 << 20)}))
    assert diagnosis.summary == "A ZIP archive of 2 files, 3.0 MB when unpacked."
    assert "Open or import the archive itself" in words(diagnosis)


def test_a_gzip_says_how_to_open_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(gzip.compress(IMAGE))
    assert "Open or import the archive itself" in words(examine(tmp_path / "a"))


def test_an_encrypted_and_a_damaged_zip_say_so(tmp_path: Path) -> None:
    locked = examine(write_zip(tmp_path / "a.zip", {"a": IMAGE}, password="x"))
    assert locked.summary == "An encrypted ZIP archive."
    assert "needs a password" in words(locked)
    path = write_zip(tmp_path / "b.zip", {"a": IMAGE})
    path.write_bytes(path.read_bytes()[:-30])
    assert "cut off or damaged" in words(examine(path))


def test_names_that_lead_outside_are_a_warning(tmp_path: Path) -> None:
    diagnosis = examine(write_zip(tmp_path / "a.zip", {"../evil": IMAGE, "good": IMAGE}))
    assert "lead out of the archive, and that are not unpacked: 1." in words(diagnosis)
    assert "evil" not in words(diagnosis)
    assert examine(tmp_path / "a.zip" / "evil") == diagnosis


def test_a_dicomdir_says_what_it_lists_and_how_much_is_missing(tmp_path: Path) -> None:
    (tmp_path / "A").write_bytes(IMAGE)
    path = write_dicomdir(tmp_path, "A", *(f"GONE{number}" for number in range(150)))
    diagnosis = examine(path)
    assert diagnosis.summary == "A DICOMDIR that lists 151 files."
    assert [each.severity for each in diagnosis.findings] == [Severity.ERROR, Severity.WARNING]
    assert "Open the folder" in words(diagnosis)
    assert "150 are not there" in words(diagnosis)


def test_a_dicomdir_that_breaks_off_says_so(tmp_path: Path) -> None:
    (tmp_path / "A").write_bytes(IMAGE)
    path = write_dicomdir(tmp_path, "A", "B")
    path.write_bytes(path.read_bytes()[:-3])
    assert "records of the DICOMDIR break off" in words(examine(path))
