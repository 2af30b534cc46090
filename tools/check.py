"""Check the whole house in order: lint, types, contracts, tests without Qt, tests with Qt.

Tests are not begun while lint, types or contracts complain. The last line counts the tests of
both runs together.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
REPORTS = ROOT / "out" / "tests"

Command = list[str | Path]

LINT: tuple[tuple[str, Command], ...] = (
    ("ruff check", [BIN / "ruff", "check", "--quiet", "."]),
    ("ruff format", [BIN / "ruff", "format", "--quiet", "--check", "."]),
    ("codespell", [BIN / "codespell"]),
    ("mypy", [BIN / "mypy", "--no-error-summary"]),
    ("import contracts", [BIN / "lint-imports", "--no-logo"]),
)
FOLDERS_WITHOUT_QT = ("architecture", "unit", "dicom", "integration", "golden", "fuzz")
FOLDERS_WITH_QT = ("qt", "journeys")

# Earlier on the path than the real packages: makes PySide6 not importable, in child processes too.
WITHOUT_QT = ROOT / "tests" / "support" / "without_qt"


def run(title: str, command: Command, *, environment: dict[str, str]) -> bool:
    """Run one step with its time behind it; its output passes through."""
    print(f"--- {title}", flush=True)
    start = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, check=False
    )
    print(f"--- {title}: exit {done.returncode}, {time.monotonic() - start:.0f} s", flush=True)
    return done.returncode == 0


def pytest_command(name: str, folders: tuple[str, ...], *options: str) -> Command:
    """Pytest over some folders of tests/, with a report to count from."""
    paths = [ROOT / "tests" / folder for folder in folders]
    report = f"--junit-xml={REPORTS / name}.xml"
    return [sys.executable, "-m", "pytest", "-q", report, *options, *paths]


def run_tests() -> bool:
    """Both test runs, the second also after a failure of the first, and one line of counts."""
    for old in REPORTS.glob("*.xml"):
        old.unlink()
    bare = pytest_command("without_qt", FOLDERS_WITHOUT_QT, "-p", "no:pytest-qt")
    is_bare_good = run("tests without Qt", bare, environment={"PYTHONPATH": str(WITHOUT_QT)})
    whole = pytest_command("with_qt", FOLDERS_WITH_QT)
    is_whole_good = run("tests with Qt", whole, environment={"QT_QPA_PLATFORM": "offscreen"})
    print(count_line())
    return is_bare_good and is_whole_good


def count_line() -> str:
    """The outcome of all reports: `N passed, N failed, N skipped`."""
    suites = [suite for file in REPORTS.glob("*.xml") for suite in ElementTree.parse(file).iter()]
    total, failures, errors, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites if suite.tag == "testsuite")
        for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    return f"{total - failed - skipped} passed, {failed} failed, {skipped} skipped"


def main() -> int:
    """Run the steps; the exit code is 0 when all are good."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lint", action="store_true", help="only lint, types and contracts")
    is_lint_only = parser.parse_args().lint
    outcomes = [run(title, command, environment={}) for title, command in LINT]
    if not all(outcomes):
        return 1
    return 0 if is_lint_only or run_tests() else 1


if __name__ == "__main__":
    sys.exit(main())
