"""Fixtures of the window: a whole program on synthetic files, offscreen."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tests.support.window import OpenWindow, open_window
from viewer.qt.theme import DARK, Look


@pytest.fixture
def look(qapp: QApplication) -> Look:
    """The dark theme."""
    return Look(qapp, DARK)


@pytest.fixture
def program(qapp: QApplication) -> Iterator[OpenWindow]:
    """The real window over an empty archive in the test's own home."""
    with open_window(qapp) as opened:
        yield opened


@pytest.fixture
def opened(program: OpenWindow) -> Callable[[Path], OpenWindow]:
    """Open a folder in the window and wait until its images are painted."""

    def open_folder(folder: Path) -> OpenWindow:
        program.window.open_paths([folder])
        program.settle()
        return program

    return open_folder
