"""What the command line asks of the window, if it asks for the window at all."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SCHEME = "radiolucent:"


@dataclass(frozen=True, slots=True)
class WindowWish:
    """Open the window with `paths` or the sample study; with `screenshot`, picture it and end.

    `is_verbose` has the log tell details; `link` is one of another program, not yet checked.
    """

    paths: tuple[Path, ...] = ()
    is_sample: bool = False
    home: Path | None = None
    screenshot: Path | None = None
    is_verbose: bool = False
    link: str = ""


def window_wish(arguments: Sequence[str]) -> WindowWish | None:
    """The wish for a window in `arguments`; None when they are meant for the command line.

    The window comes for no words at all, for `open PATH...`, and for paths that exist.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--screenshot", type=Path)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("words", nargs="*")
    try:
        known, unknown = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        return None
    words: list[str] = known.words
    if unknown or not _is_for_window(words):
        return None
    names = words[1:] if words[:1] == ["open"] else words
    link = next((name for name in names if name.startswith(SCHEME)), "")
    paths = tuple(Path(name) for name in names if not name.startswith(SCHEME))
    return WindowWish(paths, known.sample, known.home, known.screenshot, known.verbose, link)


def _is_for_window(words: Sequence[str]) -> bool:
    if not words or words[0] == "open" or words[0].startswith(SCHEME):
        return True
    is_path = os.sep in words[0] or "." in words[0]  # no command of ours has these
    return is_path and all(Path(word).exists() for word in words)
