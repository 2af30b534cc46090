"""`python -m tests.bench [P1 P4 ...] [--quick] [--json FILE]`: measure, print one table."""

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.rows import Row, as_json, as_table, missing

_BENCHES = {
    "P1": "p1_import",
    "P1a": "p1_archives",
    "P2": "p2_start",
    "P3": "p3_first_image",
    "P4": "p4_scroll",
    "P5": "p5_window",
    "P6": "p6_decode",
    "P7": "p7_multi_frame",
    "P8": "p8_memory",
    "P9": "p9_big_archive",
    "P10": "p10_heartbeat",
    "WEB": "web",
    "N1": "n1_network",
    "N2": "n2_find",
    "N3": "n3_two_hosts",
}
_LIMIT_S = 400  # on a busy machine Orthanc and DCMTK take minutes for 5,000 files
_ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Run each bench in a process of its own; the exit code is 1 where a budget does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("names", nargs="*", metavar="P1", help="which; all by default")
    parser.add_argument("--quick", action="store_true", help="smaller inputs, fewer repeats")
    parser.add_argument("--json", type=Path, help="write the rows to this file as well")
    parser.add_argument("--in-folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.in_folder is not None:
        _run_here(options.names[0], options.in_folder, quick=options.quick)
        return 0
    names = options.names or list(_BENCHES)
    if unknown := [name for name in names if name not in _BENCHES]:
        parser.error(f"no such bench: {', '.join(unknown)}")
    start = time.monotonic()
    rows = [row for name in names for row in _run_apart(name, quick=options.quick)]
    print(as_table(rows))
    held = sum(row.holds is True for row in rows)
    judged = sum(row.holds is not None for row in rows)
    print(
        f"\n{held} of {judged} budgets hold; {time.monotonic() - start:.0f} s; "
        f"Python {platform.python_version()}, {os.cpu_count()} processors"
    )
    if options.json is not None:
        options.json.write_text(as_json(rows), encoding="utf-8")
    return 0 if held == judged else 1


def _run_apart(name: str, *, quick: bool) -> list[Row]:
    """Rows of one bench; a bench that fails or overruns says so in the table."""
    print(f"{name} ...", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="radiolucent-bench-") as folder:
        command = [sys.executable, "-m", "tests.bench", name, "--in-folder", folder]
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        try:
            run = subprocess.run(
                [*command, *(["--quick"] if quick else [])],
                capture_output=True, text=True, timeout=_LIMIT_S, env=environment, cwd=_ROOT,
                check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return [missing(name, "", f"took longer than {_LIMIT_S} s")]
        lines = run.stdout.splitlines()
        if run.returncode or not lines:
            print(run.stderr[-3000:], file=sys.stderr)
            return [missing(name, "", "failed, see above")]
        return [Row(**values) for values in json.loads(lines[-1])]


def _run_here(name: str, folder: Path, *, quick: bool) -> None:
    bench = importlib.import_module(f"tests.bench.{_BENCHES[name]}")
    rows = bench.run(folder, quick=quick)
    print(as_json(rows).replace("\n", ""))


if __name__ == "__main__":
    sys.exit(main())
