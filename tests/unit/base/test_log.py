"""What the log keeps, and what it must not (SEC-030)."""

import logging
import sys
import warnings
from pathlib import Path

import pytest

from viewer.base.log import hash_uid, set_up_logging, silence_quoting_libraries, up_to_quotation

UID = "1.2.826.0.1.3680043.8.498.4711"


@pytest.fixture
def log_file(tmp_path: Path) -> Path:
    with warnings.catch_warnings():
        set_up_logging(tmp_path)
    return tmp_path / "radiolucent.log"


def test_uids_are_hashed(log_file: Path) -> None:
    logging.getLogger("viewer.test").info("instance %s", UID)
    text = log_file.read_text(encoding="utf-8")
    assert UID not in text
    assert hash_uid(UID) in text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_log_is_its_owner_s_alone(log_file: Path) -> None:
    logging.getLogger("viewer.test").info("something")
    assert log_file.stat().st_mode & 0o777 == 0o600


def test_of_a_warning_only_its_kind_and_place_are_kept(
    log_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        silence_quoting_libraries()
        warnings.warn("value 'Doe^Jane' is wrong", UserWarning, stacklevel=1)
    text = log_file.read_text(encoding="utf-8")
    assert "UserWarning (test_log.py:" in text
    assert "Jane" not in text
    caplog.clear()


@pytest.mark.parametrize("name", ["pydicom.charset", "pydicom", "highdicom.base"])
def test_libraries_that_quote_values_are_silent(
    name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with warnings.catch_warnings():
        silence_quoting_libraries()
        warnings.warn_explicit("value 'Doe^Jane'", UserWarning, "x.py", 1, module=name)
        logging.getLogger(name).warning("value 'Doe^Jane'")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("QPdf: cannot open /media/ann/Doe^Jane.pdf", "QPdf: cannot open "),
        ('Could not read "Doe^Jane"', "Could not read "),
        ("C:\\Doe\\Jane is gone", "C:"),
        ("This plugin does not support it", "This plugin does not support it"),
    ],
)
def test_messages_of_libraries_are_kept_up_to_what_they_quote(text: str, kept: str) -> None:
    assert up_to_quotation(text) == kept
