"""Hanging protocols in files: those that come with the program, the user's own, exchanged ones."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.plain_json import LONGEST_FILE, from_plain, parse_json, to_plain
from viewer.base.resources import resource_path
from viewer.base.whole_file import write_whole
from viewer.model.hanging import HangingProtocol

_DEFAULTS: Final = ("mammography", "radiographs", "ct", "mr", "ultrasound")
_VERSION: Final = 1
_MOST_STAGES: Final = 50


@dataclass(frozen=True, slots=True)
class ProtocolFile:
    """What such a file holds."""

    version: int
    protocols: tuple[HangingProtocol, ...]


def default_protocols() -> tuple[HangingProtocol, ...]:
    """The protocols that come with the program."""
    files = (resource_path("hanging", f"{name}.json") for name in _DEFAULTS)
    return tuple(protocol for file in files for protocol in read_protocols(file))


def own_protocols(path: Path) -> tuple[HangingProtocol, ...]:
    """The user's protocols; those of the program where there are none, or none to be read."""
    try:
        return read_protocols(path)
    except ViewerError:
        return default_protocols()


def read_protocols(path: Path) -> tuple[HangingProtocol, ...]:
    """Read a file that may come from anyone; ViewerError tells what is wrong with it (SEC-025)."""
    try:
        if path.stat().st_size > LONGEST_FILE:
            raise _refusal(tr("It is larger than a megabyte."))
        held = from_plain(ProtocolFile, parse_json(path.read_bytes()))
        for protocol in held.protocols:
            _check(protocol)
    except ValueError as error:
        raise _refusal(str(error)) from error
    except OSError as error:
        raise ViewerError(
            tr("The file cannot be read."), detail=error.strerror or type(error).__name__
        ) from error
    if held.version != _VERSION:
        raise _refusal(tr("It was written by another version of the program."))
    return held.protocols


def write_protocols(path: Path, protocols: Sequence[HangingProtocol]) -> None:
    """Write protocols; ViewerError where that fails."""
    plain = to_plain(ProtocolFile(_VERSION, tuple(protocols)))
    try:
        write_whole(path, json.dumps(plain, indent=1, ensure_ascii=False).encode())
    except OSError as error:
        raise ViewerError(
            tr("The file cannot be written."), detail=error.strerror or type(error).__name__
        ) from error


def _check(protocol: HangingProtocol) -> None:
    if not protocol.name.strip() or not 1 <= len(protocol.stages) <= _MOST_STAGES:
        raise ValueError(tr("a protocol has a name and 1 to 50 stages"))
    for stage in protocol.stages:
        if len(stage.cells) > len(stage.shape.cells):
            raise ValueError(tr("a stage has more rules than cells"))


def _refusal(reason: str) -> ViewerError:
    return ViewerError(tr("These are no hanging protocols."), hint=reason)
