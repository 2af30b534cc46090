"""Names of others lead nowhere (SEC-022)."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.base.file_names import safe_name

HOSTILE = [
    "../../evil", "/etc/passwd", "C:\\windows\\x", "..", ".", "", "\0", "a/b\\c", "CON", "nul.dcm",
    "LPT1", ".hidden", "-rf", "a" * 500, "Dr. Müller\u202egnp", "x:stream", "trailing.",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_stay_in_their_folder(text: str, tmp_path: Path) -> None:
    made = tmp_path / safe_name(text)
    made.touch()
    assert made.resolve().parent == tmp_path.resolve()


@given(st.text(max_size=200))
def test_a_name_has_safe_letters_only_and_is_short(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name) <= 81
    assert all(char.isascii() and (char.isalnum() or char in "._-") for char in name)
    assert not name.startswith((".", "-"))
    assert name.partition(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}


def test_an_ordinary_name_is_kept() -> None:
    assert safe_name("IM00012.dcm") == "IM00012.dcm"
