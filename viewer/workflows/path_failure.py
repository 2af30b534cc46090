"""A file or folder that could not be used, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from viewer.base.i18n import tr


@dataclass(frozen=True, slots=True)
class PathFailure:
    """A file or folder that could not be used, and why, in plain words."""

    path: Path
    reason: str


OnFailure = Callable[[PathFailure], None]


def reason_of(error: OSError | ValueError) -> str:
    """Why the system refused, in plain words."""
    match error:
        case FileNotFoundError():
            return tr("file is gone")
        case PermissionError():
            return tr("no permission to read it")
        case OSError(strerror=str(text)):
            return text
    return tr("not a usable path")
