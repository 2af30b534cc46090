"""Send mutants through child processes, and keep those that end badly."""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tests.fuzz.child import mutant
from tests.fuzz.seeds import collect_seeds

_BATCH = 500
_HANG_S = 40.0  # of silence: a header may take 8 s and a frame 10 s on an idle machine
_START_S = 120.0
_CHILD = ("-m", "tests.fuzz.child")


@dataclass
class Report:
    """What became of the mutants; a failure is (number, what happened, where the file is)."""

    mutants: int = 0
    shown: int = 0
    megabytes: int = 0
    failures: list[tuple[int, str, Path]] = field(default_factory=list)


def fuzz(
    count: int,
    *,
    seed: int,
    folder: Path,
    first: int = 0,
    progress: Callable[[Report], None] = lambda _: None,
) -> Report:
    """Run mutants `first` to `first + count`; files that end badly are kept in `folder`."""
    report = Report()
    number, last = first, first + count
    while number < last:
        number = _run_batch(seed, number, min(number + _BATCH, last), report, folder)
        progress(report)
    return report


def _run_batch(seed: int, first: int, last: int, report: Report, folder: Path) -> int:
    """Run a child; returns the number that the next one begins with."""
    child = subprocess.Popen(
        [sys.executable, *_CHILD, str(seed), str(first), str(last)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    reader = threading.Thread(target=_pump, args=(child.stdout, lines), daemon=True)
    reader.start()
    running: int | None = None
    what = ""
    patience = _START_S
    while True:
        try:
            line = lines.get(timeout=patience)
        except queue.Empty:
            what = f"hangs for more than {patience:g} s"
            break
        if not line:
            break
        running, patience = _take(json.loads(line), running, seed, report, folder), _HANG_S
    child.kill()
    code = child.wait()
    reader.join()
    child.stdout.close()
    if running is None and not what and code == 0:
        return last
    culprit = first if running is None else running
    _keep(culprit, what or f"the process died with code {code}", seed, report, folder)
    return culprit + 1


def _pump(stream: IO[str], lines: "queue.SimpleQueue[str]") -> None:
    for line in stream:
        lines.put(line)
    lines.put("")


def _take(
    told: dict[str, object], running: int | None, seed: int, report: Report, folder: Path
) -> int | None:
    """Note what the child says; returns the mutant that is on its way now."""
    if "begin" in told:
        return int(str(told["begin"]))
    if "megabytes" in told:
        report.megabytes = max(report.megabytes, int(str(told["megabytes"])))
        return running
    report.mutants += 1
    report.shown += int(str(told.get("shown", 0))) > 0
    if "failure" in told:
        _keep(int(str(told["end"])), f"{told['source']}\n{told['failure']}", seed, report, folder)
    return None


def _keep(number: int, what: str, seed: int, report: Report, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"seed{seed}-mutant{number}.dcm"
    path.write_bytes(mutant(collect_seeds(), seed, number)[1])
    report.failures.append((number, what, path))
