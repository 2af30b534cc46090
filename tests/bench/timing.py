"""How time is taken: medians of repeats, peers as processes with a limit."""

import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def times_ms(work: Callable[[], object], repeats: int) -> list[float]:
    """How long each of `repeats` calls takes."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return times


def median_ms(work: Callable[[], object], repeats: int) -> float:
    """The median time of a call, after one that does not count."""
    work()
    return statistics.median(times_ms(work, repeats))


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which `percent` of the others lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(percent / 100 * (len(ordered) - 1)))]


def process_ms(command: Sequence[str | Path], *, limit_s: float, cwd: Path | None = None) -> float:
    """How long a peer's program takes; raises when it fails or overruns `limit_s`."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, timeout=limit_s, cwd=cwd)
    return (time.perf_counter() - start) * 1000
