"""Choose between the window and the command line; the command line never loads Qt."""

import multiprocessing
import sys
from collections.abc import Sequence

from viewer.app.wish import window_wish


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with `argv` (without its name); returns the exit code."""
    multiprocessing.freeze_support()
    arguments = list(sys.argv[1:] if argv is None else argv)
    wish = window_wish(arguments)
    if wish is None:
        from viewer.cli.main import run

        return run(arguments)
    from viewer.app.gui import run_window

    return run_window(wish)
