"""Files that hold or lead to patient data are readable by their owner only (SEC-032)."""

import os
from contextlib import suppress
from pathlib import Path

_FILE, _FOLDER = 0o600, 0o700


def private_opener(path: str, flags: int) -> int:
    """For `open(..., opener=private_opener)`: a file made by it is its owner's alone."""
    return os.open(path, flags, _FILE)


def make_private(file: Path) -> None:
    """Make a file where there is none, and take it from others, as far as the system allows."""
    with suppress(OSError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT, _FILE))
        file.chmod(_FILE)


def make_private_folder(folder: Path) -> None:
    """Make a folder and those above it, and take it from others; OSError where it cannot be made.

    One made earlier or by somebody else is left to them where it is not ours to change.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=_FOLDER)
    with suppress(OSError):
        folder.chmod(_FOLDER)
