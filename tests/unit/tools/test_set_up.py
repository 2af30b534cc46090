"""Setting up: what is looked for, and what is said when it cannot be installed."""

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tools import set_up


@pytest.fixture
def as_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not root, and no package manager is ever called."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("a program was called"))


def test_the_files_of_qt_that_are_examined_are_those_that_are_installed() -> None:
    folder = Path(sysconfig.get_paths()["purelib"]) / "PySide6"
    assert [name for name in set_up.QT_FILES if not (folder / name).is_file()] == []


@pytest.mark.skipif(shutil.which("objdump") is None, reason="objdump (binutils) is not here")
def test_every_library_that_qt_names_has_a_debian_package() -> None:
    folder = Path(sysconfig.get_paths()["purelib"]) / "PySide6"
    files = [str(folder / name) for name in set_up.QT_FILES]
    files += [str(folder / f"Qt/lib/libQt6{name}.so.6") for name in ("Gui", "Widgets", "XcbQpa")]
    listing = subprocess.run(["objdump", "-p", *files], capture_output=True, text=True, check=True)
    lines = [line.split() for line in listing.stdout.splitlines()]
    needed = {words[1] for words in lines if words[:1] == ["NEEDED"]}
    own = ("libQt6", "libicu", "libpyside6", "libshiboken6")
    of_every_system = ("libc.", "libm.", "libstdc++.", "libgcc_s.", "libpthread.", "libdl.", "ld-")
    foreign = {name for name in needed if not name.startswith(own + of_every_system)}
    assert len(foreign) > 15
    assert foreign - set_up.QT_LIBRARIES.keys() == set()


@pytest.mark.usefixtures("as_user")
def test_without_root_the_exact_command_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        set_up.apt_install(["libxcb-cursor0", "libegl1"], why="a window", is_required=True)
    assert ending.value.code == 1
    assert "sudo apt-get install -y libegl1 libxcb-cursor0\n" in capsys.readouterr().out


@pytest.mark.usefixtures("as_user")
def test_what_only_tests_want_does_not_stop_the_set_up(capsys: pytest.CaptureFixture[str]) -> None:
    set_up.apt_install(["dcmtk"], why="tests compare with it", is_required=False)
    assert "sudo apt-get install -y dcmtk\n" in capsys.readouterr().out


@pytest.mark.usefixtures("as_user")
def test_nothing_missing_is_nothing_said(capsys: pytest.CaptureFixture[str]) -> None:
    set_up.apt_install([], why="", is_required=True)
    assert capsys.readouterr().out == ""


def test_a_changed_lock_changes_the_fingerprint(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("one==1\n", encoding="ascii")
    before = set_up.fingerprint(lock)
    assert set_up.fingerprint(lock) == before
    lock.write_text("one==2\n", encoding="ascii")
    assert set_up.fingerprint(lock) != before
