"""Passwords of archives: from a file, or asked on the terminal; never on the command line."""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import click

from viewer.cli.output import warn
from viewer.workflows.packed_errors import PackedFileError, PasswordError
from viewer.workflows.unpack import is_packed
from viewer.workflows.zip_file import open_zip

_TRIES = 3


def archive_passwords(paths: Iterable[Path], file: Path | None) -> dict[Path, str]:
    """A password for each archive that is locked, by its absolute path.

    What stays locked is told when it is read.
    """
    given = _first_line(file) if file is not None else ""
    found = dict[Path, str]()
    for path in paths:
        if not path.is_file() or not is_packed(path):
            continue
        password = given if given or not sys.stdin.isatty() else _asked(path)
        if password:
            found[Path(os.path.abspath(path))] = password  # noqa: PTH100 - as the walk does it
    return found


def _first_line(file: Path) -> str:
    return file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")


def _asked(path: Path) -> str:
    """The password that opens an archive; empty where none is needed or none was right."""
    password = ""
    for _ in range(_TRIES):
        with suppress(PackedFileError, OSError):
            try:
                with open_zip(path, password):
                    return password
            except PasswordError as error:
                if error.is_wrong:
                    warn(error.message)
                password = click.prompt(f"Password of {path.name}", hide_input=True, err=True)
                continue
        return ""
    return password
