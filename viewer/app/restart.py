"""Start the program again, for what counts from the start of a process on."""

import subprocess
import sys
from pathlib import Path
from typing import Final

RESTART: Final = 1000  # what the window ends with; no exit code of the process


def start_again(home: Path | None) -> None:
    """Start another process in the same home, without paths: it goes on where this one ended."""
    words = [] if getattr(sys, "frozen", False) else ["-m", "viewer"]
    words += ["--home", str(home.absolute())] if home is not None else []
    subprocess.Popen([sys.executable, *words], start_new_session=True)
