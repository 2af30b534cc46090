"""`make soak`: 30 minutes of random use (SOAK_MINUTES), from SOAK_SEED."""

import faulthandler
import logging
import os
import random
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QFileDialog

from tests.soak.acts import act
from tests.support.window import open_window
from viewer.commands.command import call

_GROWTH_MB = 200  # over what is held after the first tenth, the cache of frames aside (P8)
_PATIENCE_S = 60  # an act that takes longer hangs
_LAST = 30  # acts that are told when something goes wrong


class _Errors(logging.Handler):
    """Remembers what is logged as an error: a bug in a command ends there."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message."""
        self.told.append(record.getMessage())


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _soak(minutes: float, seed: int) -> list[str]:
    """Use the window at random; returns what went wrong."""
    chance = random.Random(seed)
    errors = _Errors()
    logging.getLogger().addHandler(errors)
    crashes: list[str] = []

    def note(kind: type[BaseException], value: BaseException, trace: TracebackType | None) -> None:
        crashes.append("".join(traceback.format_exception(kind, value, trace)))
        print(crashes[-1], file=sys.stderr)

    sys.excepthook = note
    app = QApplication([])
    # Whoever is asked for a file by the system thinks better of it.
    for asked in ("getOpenFileName", "getOpenFileNames", "getSaveFileName"):
        setattr(QFileDialog, asked, lambda *_: ("", ""))
    QFileDialog.getExistingDirectory = lambda *_: ""
    app.setQuitOnLastWindowClosed(False)
    threads = set(threading.enumerate())
    deadline = time.monotonic() + minutes * 60
    base: float | None = None
    acts: list[str] = []
    with open_window(app, width=1280, height=800) as program:
        program.window.verbs.run(call("study.open_sample"))
        program.wait(lambda: program.viewport.frame is not None, 120)
        frames = program.program.parts.frames
        while time.monotonic() < deadline and not (errors.told or crashes):
            faulthandler.dump_traceback_later(_PATIENCE_S, exit=True)
            acts.append(act(program, chance))
            faulthandler.cancel_dump_traceback_later()
            if base is None and time.monotonic() > deadline - minutes * 54:
                base = _resident_mb() - frames.held_bytes / 2**20
        grown = _resident_mb() - frames.held_bytes / 2**20 - (base or 0)
    left = [each for each in threading.enumerate() if each not in threads and not each.daemon]
    print(f"seed {seed}: {len(acts)} acts, {grown:.0f} MB more than after the first tenth,")
    print("the cache of frames aside")
    wrong = errors.told + crashes
    if wrong:
        wrong += ["the last acts:", *acts[-_LAST:]]
    if grown > _GROWTH_MB:
        wrong.append(f"grown by {grown:.0f} MB, the cache of frames aside")
    return wrong + [f"a thread is left: {each.name}" for each in left]


def main() -> int:
    """Run once; 1 if anything went wrong."""
    minutes = float(os.environ.get("SOAK_MINUTES", "30"))
    seed = int(os.environ.get("SOAK_SEED", str(time.time_ns() % 10**6)))
    print(f"seed {seed}, {minutes:g} minutes", flush=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["RADIOLUCENT_HOME"] = home
        wrong = _soak(minutes, seed)
    print("\n".join(wrong) or "nothing went wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
