"""Every file under resources/ is used, and is there wherever the program is installed."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, python_files

RESOURCES = sorted(
    file.relative_to(ROOT).as_posix() for file in (ROOT / "resources").rglob("*") if file.is_file()
)


# Folders that the program asks for by name, and then for each of their files by a table.
WHOLE_FOLDERS = {"selftest"}


@pytest.fixture(scope="module")
def names() -> set[str]:
    """Every quoted word of the program, by which it can ask for a resource.

    A name may also be made of a prefix and another word: f"trust-{kind}".
    """
    source = "\n".join((ROOT / name).read_text("utf-8") for name in python_files("viewer"))
    words = set(re.findall(r"[\"'/]([\w.-]+)[\"']", source))
    prefixes = set(re.findall(r"f\"([a-z]+-)\{", source))
    return words | {prefix + word for prefix in prefixes for word in words}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    [file] = folder.glob("*.whl")
    return file


@pytest.mark.parametrize("name", RESOURCES)
def test_a_resource_is_used(name: str, names: set[str]) -> None:
    file = Path(name)
    asked_for = {file.name, file.stem} | ({file.parent.name} & WHOLE_FOLDERS)
    assert names & asked_for, "nothing in the program asks for it"


def test_every_resource_is_in_the_wheel(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert {f"viewer/{name}" for name in RESOURCES} - packed == set()


def test_the_wheel_holds_the_program_and_nothing_else(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"viewer"}


def test_an_installed_wheel_finds_its_resources(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    program = "from viewer.base.resources import resource_root; print(resource_root())"
    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout.strip()
    assert Path(found) == (tmp_path / "viewer" / "resources").resolve()
    assert (Path(found) / "icons").is_dir()
