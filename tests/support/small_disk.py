"""A disk that is soon full, and can grow: a tmpfs."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def mounted(folder: Path, size: str = "2m") -> Iterator[Callable[[str], None]]:
    """Mount one at `folder`, which is made; yields what gives it another size."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only the administrator may mount a small disk")
    folder.mkdir(parents=True)
    if _run("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)):
        pytest.skip("this machine mounts no tmpfs")

    def resize(to: str) -> None:
        assert _run("mount", "-o", f"remount,size={to}", str(folder)) == 0

    try:
        yield resize
    finally:
        assert _run("umount", "-l", str(folder)) == 0


def _run(*command: str) -> int:
    return subprocess.run(command, check=False, capture_output=True, timeout=20).returncode
