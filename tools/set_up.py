"""Make this checkout ready to run or test: virtual environment, packages, system libraries.

Standard library only, for it runs before anything is installed. Quick when there is nothing
left to do: each step keeps a stamp, or looks before it acts.

    python3 tools/set_up.py [--for run|test|package]
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
OLDEST_PYTHON = (3, 11)

# Shared libraries that Qt loads on Linux, and the Debian packages that hold them.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
QT_FILES = (
    "QtGui.abi3.so",
    "QtWidgets.abi3.so",
    "QtSvg.abi3.so",
    "Qt/plugins/platforms/libqxcb.so",
    "Qt/plugins/platforms/libqoffscreen.so",
)
FONT_PACKAGE = "fonts-dejavu-core"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")

# Programs that tests compare with, and those that packaging needs.
TEST_PROGRAMS = {
    "dcmj2pnm": "dcmtk",
    "gdcminfo": "libgdcm-tools",
    "Xvfb": "xvfb",
    "ffmpeg": "ffmpeg",
    "Orthanc": "orthanc",
    "ip": "iproute2",
}
PACKAGE_PROGRAMS = {"objdump": "binutils"}


def say(text: str) -> None:
    """Print one line at once, so that it comes before the output of programs called next."""
    print(text, flush=True)


def apt_command(packages: Iterable[str]) -> str:
    """The command that installs Debian packages, as one would type it."""
    return "sudo apt-get install -y " + " ".join(sorted(set(packages)))


def apt_install(packages: Iterable[str], *, why: str, is_required: bool) -> None:
    """Install Debian packages as root; else print the exact command, and stop if required."""
    names = sorted(set(packages))
    if not names:
        return
    can_install = shutil.which("apt-get") is not None and os.geteuid() == 0
    if can_install:
        say(f"Installing {' '.join(names)} ({why})")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names]
        for command in (["apt-get", "update", "-qq"], install):
            done = subprocess.run(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode == 0:
            return
        say(done.stderr.strip())
    say(f"Missing: {' '.join(names)} ({why}). Install with:\n    {apt_command(names)}")
    if is_required:
        sys.exit(1)


def make_venv() -> None:
    """Create .venv unless its Python runs."""
    if (
        VENV_PYTHON.exists()
        and subprocess.run([VENV_PYTHON, "-c", ""], check=False).returncode == 0
    ):
        return
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        apt_install([f"python{version}-venv"], why="Python's venv module", is_required=True)
    say("Creating .venv")
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)


def pip(*arguments: str) -> None:
    """Run pip inside .venv, quietly."""
    command = [str(VENV_PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
    done = subprocess.run([*command, *arguments], cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        sys.exit("pip could not install the packages; its message is above.")


def fingerprint(*files: Path) -> str:
    """What the state of .venv depends on: the files given, and where .venv lies."""
    digest = hashlib.sha256(str(VENV).encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def install_packages() -> None:
    """Install what requirements.lock names, by hash, and this project as editable."""
    stamp = VENV / "set_up.stamp"
    wanted = fingerprint(LOCK, ROOT / "pyproject.toml")
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    say("Installing the locked packages into .venv (once; a few minutes on a slow line)")
    pip("--require-hashes", "--no-deps", "--only-binary=:all:", "--requirement", str(LOCK))
    pip("--no-deps", "--no-build-isolation", "--editable", ".")
    stamp.write_text(wanted, encoding="ascii")


def missing_libraries() -> set[str]:
    """Names of the shared libraries that Qt would not find on this system."""
    [folder] = VENV.glob("lib/python*/site-packages/PySide6")
    files = [str(folder / name) for name in QT_FILES]
    listing = subprocess.run(["ldd", *files], capture_output=True, text=True, check=False).stdout
    return {line.split()[0] for line in listing.splitlines() if line.endswith("=> not found")}


def has_fonts() -> bool:
    """Whether there is any scalable font to write with."""
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    return any(any(folder.rglob("*.[to]tf")) for folder in folders)


def install_qt_libraries() -> None:
    """Make sure that a Qt window can come up: its shared libraries and a font."""
    missing = missing_libraries()
    packages = {QT_LIBRARIES.get(name, name) for name in missing}
    if not has_fonts():
        packages.add(FONT_PACKAGE)
    apt_install(packages, why="Qt needs them to open a window", is_required=True)


def install_programs(programs: dict[str, str], *, why: str, is_required: bool) -> None:
    """Install the packages of programs that are not on the path."""
    missing = {package for name, package in programs.items() if shutil.which(name) is None}
    apt_install(missing, why=why, is_required=is_required)


def main() -> None:
    """Set up for running, for testing as well, or for packaging as well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--for", dest="purpose", choices=("run", "test", "package"), default="run")
    purpose = parser.parse_args().purpose
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(f"Python {'.'.join(map(str, OLDEST_PYTHON))} or newer is needed.")
    make_venv()
    install_packages()
    if sys.platform == "linux":
        install_qt_libraries()
        if purpose == "test":
            why = "tests compare with them, and skip without"
            install_programs(TEST_PROGRAMS, why=why, is_required=False)
        if purpose == "package":
            install_programs(PACKAGE_PROGRAMS, why="PyInstaller needs it", is_required=True)


if __name__ == "__main__":
    main()
