"""Choose between the window and the command line; the command line loads Qt only to print."""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.app.wish import window_wish

if TYPE_CHECKING:
    from viewer.workflows.capture import Burn
    from viewer.workflows.study_report import StudyReport

# OpenBLAS, which numpy brings, would begin every process by starting threads that we never use.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with `argv` (without its name); returns the exit code."""
    if hasattr(sys, "frozen"):
        import multiprocessing  # late: only the decoding processes of a frozen program (P2)

        multiprocessing.freeze_support()
    arguments = list(sys.argv[1:] if argv is None else argv)
    wish = window_wish(arguments)
    if wish is None:
        from viewer.cli.main import run

        return run(arguments, print_report=_print_report)
    gc.disable()  # until the window can be seen: what a start makes stays (P2)
    from viewer.app.gui import run_window

    return run_window(wish)


def _print_report(make: "Callable[[Burn], StudyReport]", path: Path) -> None:
    from viewer.qt.paper import print_report

    print_report(make, path)
