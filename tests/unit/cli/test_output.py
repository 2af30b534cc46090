"""What reaches the terminal is text and nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.cli.output import print_json_array, print_table, printable, say, warn


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Doe^Jane", "Doe^Jane"),
        ("山田 太郎", "山田 太郎"),
        ("\x1b[2J\x1b]0;owned\x07", r"\x1b[2J\x1b]0;owned\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("a\r\nb\tc", r"a\r\nb\tc"),
        ("abc\u202edcba", r"abc\u202edcba"),
        ("\u2028", r"\u2028"),
        ("name\udcff", r"name\udcff"),
    ],
)
def test_what_could_steer_a_terminal_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text())
def test_nothing_printed_moves_the_cursor(text: str) -> None:
    shown = printable(text)
    assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in shown)
    assert shown.encode().decode() == shown


def test_lines_and_tables_are_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    say("\x1b[1m")
    warn("\x1b[2m")
    print_table(("Name", "N"), [("\x1b[3m", "1"), ("Jane", "22")])
    out, err = capsys.readouterr()
    assert out.splitlines() == [r"\x1b[1m", "Name     N", r"\x1b[3m  1", "Jane     22"]
    assert err == "\\x1b[2m\n"


@pytest.mark.parametrize("items", [[], [{"a": 1}], [{"a": "\x1b"}, {"b": "é\udcff"}]])
def test_an_array_is_json_in_plain_ascii(
    items: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    print_json_array(iter(items))
    out = capsys.readouterr().out
    assert json.loads(out) == items
    assert out.isascii()
    assert "\x1b" not in out
