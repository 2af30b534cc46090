"""`pip install .` gives a `radiolucent` that works away from the checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

import viewer
from tests.architecture.source import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel of this checkout; other packages are lent to it."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    wheels = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(wheels, cwd=ROOT, check=True, capture_output=True, timeout=120)
    [wheel] = folder.glob("*.whl")
    [site] = folder.glob("venv/lib/python*/site-packages")
    lent = sysconfig.get_paths()["purelib"]
    site.joinpath("lent.pth").write_text(lent + "\n", encoding="utf-8")
    python = folder / "venv" / "bin" / "python"
    install = ["-m", "pip", "-qq", "--python", str(python), "install", "--no-deps", "--no-index"]
    subprocess.run([sys.executable, *install, str(wheel)], check=True, timeout=120)
    return folder / "venv" / "bin" / "radiolucent"


def run(program: Path, *arguments: str, folder: Path) -> str:
    """Run the program away from the checkout; what it printed."""
    environment = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    done = subprocess.run(
        [program, *arguments],
        cwd=folder,
        env={**environment, "HOME": str(folder), "RADIOLUCENT_HOME": str(folder / "home")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_installed_program_tells_its_version(installed: Path, tmp_path: Path) -> None:
    assert viewer.__version__ in run(installed, "--version", folder=tmp_path)


def test_the_installed_program_decodes_every_transfer_syntax(
    installed: Path, tmp_path: Path
) -> None:
    run(installed, "--self-test", folder=tmp_path)
