"""`make fuzz`: 20,000 mutants, or FUZZ_MUTANTS of them; FUZZ_SEED makes others."""

import os
import sys
import time
from pathlib import Path

from tests.fuzz.run import Report, fuzz
from tests.fuzz.seeds import collect_seeds

_FOLDER = Path("out") / "fuzz"


def _progress(report: Report) -> None:
    print(
        f"{report.mutants} mutants, {report.shown} of them shown, "
        f"{len(report.failures)} failures, {report.megabytes} MB at most",
        flush=True,
    )


def main() -> int:
    """Run the mutants; 1 if any of them crashed, hung, or raised what it must not."""
    count = int(os.environ.get("FUZZ_MUTANTS", "20000"))
    first = int(os.environ.get("FUZZ_FIRST", "0"))
    seed = int(os.environ.get("FUZZ_SEED", "1"))
    seeds = collect_seeds()
    print(f"seed {seed}, mutants {first} to {first + count - 1}, from {len(seeds)} files")
    start = time.monotonic()
    report = fuzz(count, seed=seed, first=first, folder=_FOLDER, progress=_progress)
    for number, what, path in report.failures:
        print(f"\nmutant {number}: {path}\n{what}")
    print(f"{report.mutants} mutants in {time.monotonic() - start:.0f} s")
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
