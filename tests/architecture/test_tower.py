"""The contracts of pyproject.toml hold, and each of them bites."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

TOWER = "The tower: each floor may import only floors below it"
PLANTED = {
    TOWER: {"viewer/frames/planted.py": "import viewer.index"},
    "Qt stays on the qt floor": {
        "viewer/render/planted.py": "import viewer.imaging.planted",
        "viewer/imaging/planted.py": "from PySide6 import QtGui",
    },
    "The ground floors are bare": {"viewer/model/planted.py": "from pydicom import dcmread"},
    "Only the index speaks SQL": {"viewer/render/planted.py": "import sqlite3"},
    "No cycles anywhere": {
        "viewer/qt/planted/__init__.py": "",
        "viewer/qt/planted/hen.py": "import viewer.qt.planted.egg",
        "viewer/qt/planted/egg.py": "import viewer.qt.planted.hen",
    },
}


def broken_contracts(folder: Path) -> set[str]:
    """Run the contracts on a copy of the house; the names of those that are broken."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    broken = set(re.findall(r"^(.+) BROKEN", done.stdout, flags=re.MULTILINE))
    kept = set(re.findall(r"^(.+) KEPT", done.stdout, flags=re.MULTILINE))
    assert broken | kept, f"the contracts could not be run: {done.stdout[-500:]} {done.stderr}"
    assert (done.returncode != 0) == bool(broken)
    return broken


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package and its contracts, free to be spoilt."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(
        ROOT / "viewer", tmp_path / "viewer", ignore=shutil.ignore_patterns("__pycache__")
    )
    return tmp_path


def test_the_house_keeps_every_contract(copy: Path) -> None:
    assert broken_contracts(copy) == set()


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_violation_breaks_its_contract(contract: str, copy: Path) -> None:
    for name, text in PLANTED[contract].items():
        file = copy / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text + "\n", encoding="utf-8")
    assert broken_contracts(copy) == {contract}


def test_a_package_without_a_floor_breaks_the_tower(copy: Path) -> None:
    (copy / "viewer" / "attic").mkdir()
    (copy / "viewer" / "attic" / "__init__.py").write_text("", encoding="utf-8")
    assert broken_contracts(copy) == {TOWER}
