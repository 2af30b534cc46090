"""Why? in the window: by key, by menu, on a cell without a picture and in the list of problems."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.support.builders import ct_series, make_dataset, set_fragments, write
from tests.support.window import OpenWindow
from viewer.commands.command import call
from viewer.qt.dialogs.why_dialog import WhyDialog
from viewer.qt.theme import LIGHT

Opened = Callable[[Path], OpenWindow]
_JPIP = "1.2.840.10008.1.2.4.94"


def answer(program: OpenWindow) -> WhyDialog:
    """The one window that tells why, when it has its answer."""
    (dialog,) = program.window.findChildren(WhyDialog)
    program.wait(lambda: dialog.is_done)
    return dialog


def test_the_key_explains_a_good_image(opened: Opened, tmp_path: Path) -> None:
    ct_series(tmp_path / "ct", 3)
    program = opened(tmp_path / "ct")
    QTest.keyClick(program.canvas, Qt.Key.Key_Y)
    dialog = answer(program)
    assert "This file is shown" in dialog.texts
    assert any("CT Image" in text for text in dialog.texts)


def test_a_cell_without_a_picture_has_a_link_that_says_why(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "a" / "Doe.dcm"
    write(path, set_fragments(make_dataset(), [b"live"]), _JPIP)
    program = opened(path.parent)
    program.wait(lambda: program.viewport.failure)
    (link,) = [b for b in program.canvas.findChildren(QPushButton) if b.isVisible()]
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    dialog = answer(program)
    assert "This file can be read, but shows no picture" in dialog.texts
    assert any(_JPIP in text for text in dialog.texts)
    assert any("retrieve the images" in text for text in dialog.texts)


def test_the_link_goes_with_the_failure(opened: Opened, tmp_path: Path) -> None:
    write(tmp_path / "1", set_fragments(make_dataset(InstanceNumber=1), [b"live"]), _JPIP)
    program = opened(tmp_path)
    program.wait(lambda: program.viewport.failure)
    ct_series(tmp_path / "ct", 2, name="other")
    program.window.open_paths([tmp_path / "ct"])
    program.settle()
    assert program.canvas.picture is not None
    assert not any(button.isVisible() for button in program.canvas.findChildren(QPushButton))


def test_a_refused_file_is_explained_from_the_list(program: OpenWindow, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear colleague, " * 20)
    program.window.open_paths([letter])
    program.wait(program.window.problems.isVisible)
    table = program.window.problems.table
    table.activated.emit(table.model().index(0, 0))
    dialog = answer(program)
    assert "This file cannot be read" in dialog.texts
    assert "Not DICOM: looks like text." in dialog.texts


def test_privacy_hides_what_the_file_is_called(opened: Opened, tmp_path: Path) -> None:
    """SEC-030: in windows that are open already, and in what is copied from them."""
    ct_series(tmp_path / "Doe_Jane", 1)
    program = opened(tmp_path / "Doe_Jane")
    program.window.verbs.run(call("study.why"))
    dialog = answer(program)
    assert any("Doe_Jane" in text for text in dialog.texts)
    program.window.verbs.run(call("view.privacy"))
    program.wait(lambda: not any("Doe_Jane" in text for text in dialog.texts))
    dialog._copy.click()
    assert "Doe_Jane" not in QGuiApplication.clipboard().text()
    assert "can be shown" in QGuiApplication.clipboard().text()


def test_it_follows_the_theme_and_closes(opened: Opened, tmp_path: Path) -> None:
    ct_series(tmp_path / "ct", 1)
    program = opened(tmp_path / "ct")
    program.window.verbs.run(call("study.why"))
    dialog = answer(program)
    program.look.set_theme(LIGHT)
    assert "This file is shown" in dialog.texts
    dialog.close()
    program.wait(lambda: not program.window.findChildren(WhyDialog))


def test_102_a_file_cut_short_while_it_scrolls_says_so_and_the_window_lives(
    opened: Opened, tmp_path: Path
) -> None:
    pixels = np.ones((60, 256, 256), np.uint16)
    path = write(tmp_path / "a.dcm", make_dataset(pixels))
    program = opened(tmp_path)
    shown = program.viewport.display_set
    assert shown is not None
    frames = program.program.parts.frames
    program.wait(lambda: all(map(frames.holds, shown.frames)))  # they are loaded ahead
    os.truncate(path, path.stat().st_size - 40 * pixels[0].nbytes)
    frames._cache.drop(shown.frames)
    program.window.verbs.run(call("view.last"))
    program.wait(lambda: program.viewport.failure)
    assert program.viewport.failure is not None
    assert "cut off" in program.viewport.failure.error.message
    program.window.verbs.run(call("view.first"))
    program.settle()
    assert program.canvas.picture is not None
