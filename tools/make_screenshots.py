"""Take the pictures of docs/images: the real window on the sample study, without a display.

python -m tools.make_screenshots
"""

import os
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.support.window import OpenWindow, let_run, open_window
from viewer.base.jobs import InlineRunner, Lane
from viewer.base.paths import app_paths
from viewer.model.layout import Grid
from viewer.qt.session_state import SessionState
from viewer.workflows.sample_study import ensure_sample_study

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
WIDTH, HEIGHT = 1440, 900
PICTURES_MS = 3000  # for the small pictures of the strip, which come last


# How far into the stack of a modality the picture is taken: chest, ventricles, any beat.
DEPTHS = {"CT": 0.2, "MR": 0.5, "US": 0.5, "DX": 0.0}


def show(shown: OpenWindow, modalities: tuple[str, ...], grid: Grid) -> None:
    """Put the longest stack of each modality into a cell."""
    workspace = shown.workspace
    workspace.set_grid(grid)
    for cell, modality in enumerate(modalities):
        stacks = [s for s in workspace.display_sets if s.series.modality == modality]
        stack = max(stacks, key=lambda stack: len(stack.frames))
        workspace.show(stack, cell)
        viewport = workspace.viewports[cell]
        viewport.scroll(int(DEPTHS[modality] * len(stack.frames)) - viewport.view.index)
    workspace.activate(workspace.viewports[0])
    shown.settle()
    let_run(PICTURES_MS)


def save(shown: OpenWindow, name: str) -> None:
    """Write a picture of the window."""
    file = IMAGES / name
    shown.window.grab().save(str(file), "PNG")
    print(f"written: {file.relative_to(IMAGES.parent.parent)}")


def main() -> None:
    """Open the sample study and take the pictures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    IMAGES.mkdir(exist_ok=True)
    app = QApplication([])
    with tempfile.TemporaryDirectory() as home:
        os.environ["RADIOLUCENT_HOME"] = home
        paths = app_paths().create()
        SessionState(paths.config).accept_notice()
        made: list[Path] = []
        InlineRunner().submit(
            Lane.DISK,
            lambda job: ensure_sample_study(paths.sample_folder, job=job),
            done=made.append,
        )
        with open_window(app, width=WIDTH, height=HEIGHT) as shown:
            shown.window.open_paths(made)
            shown.wait(lambda: shown.workspace.display_sets)
            shown.settle()
            show(shown, ("CT", "MR", "US", "DX"), Grid(2, 2))
            save(shown, "window.png")
            show(shown, ("CT",), Grid(1, 1))
            save(shown, "stack.png")


if __name__ == "__main__":
    main()
