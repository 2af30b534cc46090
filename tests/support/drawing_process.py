"""A process with the real window that draws and deletes on command, to be killed in between."""

import sys
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.support.window import open_window


def main(folder: Path) -> None:
    """Open a folder; draw on its fourth image, then delete that when a line is read."""
    app = QApplication([])
    with open_window(app) as program:
        program.window.open_paths([folder])
        program.wait(lambda: program.viewport.frame)
        program.settle()
        program.viewport.go_to(3)
        program.settle()
        QTest.keyClick(program.canvas, "l")
        middle = program.canvas.rect().center()
        program.drag(middle - QPoint(60, 40), middle + QPoint(60, 40), Qt.MouseButton.LeftButton)
        (drawn,) = program.workspace.annotations.all
        print(drawn.uid, flush=True)
        program.settle()
        print("settled", flush=True)
        sys.stdin.readline()
        QTest.keyClick(program.canvas, Qt.Key.Key_Delete)
        print("deleted" if not program.workspace.annotations.all else "kept", flush=True)
        program.settle()
        print("settled", flush=True)
        sys.stdin.readline()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
