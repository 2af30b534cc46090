"""Choose between the window and the command line; the command line never loads Qt."""

import gc
import os
import sys
from collections.abc import Sequence

from viewer.app.wish import window_wish

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

        return run(arguments)
    gc.disable()  # until the window can be seen: what a start makes stays (P2)
    from viewer.app.gui import run_window

    return run_window(wish)
