"""What the command line prints: plain text and JSON, never interpreted by a terminal."""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any

import click


class ExitCode(IntEnum):
    """What the program tells the shell."""

    DONE = 0
    ERROR = 1  # expected: the message is on standard error
    USAGE = 2
    PARTLY = 3  # some items failed; each is named
    BUG = 70
    INTERRUPTED = 130  # as shells say it


def printable(text: str) -> str:
    r"""The text with everything escaped that could steer a terminal or turn the line around.

    >>> printable("Doe\x1b[2J")
    'Doe\\x1b[2J'
    """
    if text.isprintable():
        return text
    return "".join(letter if _is_harmless(letter) else _escape(letter) for letter in text)


def _is_harmless(letter: str) -> bool:
    # Cc and Cf: control characters, marks of direction and joiners; Cs: bytes of a file name
    # that are no UTF-8; Zl and Zp break lines.
    return unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _escape(letter: str) -> str:
    return letter.encode("unicode_escape", "backslashreplace").decode("ascii")


def printable_xml(document: str) -> str:
    """As `printable`, by character references, so that the XML keeps its meaning."""
    return "".join(
        letter if letter in "\t\n" or _is_harmless(letter) else f"&#{ord(letter)};"
        for letter in document
    )


def say(text: str) -> None:
    """Print one line of output."""
    click.echo(printable(text))


def warn(text: str) -> None:
    """Print one line on standard error."""
    click.echo(printable(text), err=True)


def print_json(value: Any) -> None:
    """Print one JSON value."""
    click.echo(json.dumps(value, indent=2))


def print_json_array(items: Iterable[Any]) -> None:
    """Print a JSON array, an item a line, as they come."""
    separator = "[\n"
    for item in items:
        click.echo(separator + json.dumps(item), nl=False)
        separator = ",\n"
    click.echo("[]" if separator == "[\n" else "\n]")


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print aligned columns under their headings."""
    lines = [headings, *([printable(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(cells).rstrip())
