"""What is drawn is on the disk at once: also where the process is killed (user wish 30)."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.builders import ct_series
from tests.support.window import open_window
from viewer.commands.command import call


def killed_after(folder: Path, acts: int) -> str:
    """Draw on the fourth image, with a second act delete that; then kill it. Returns the UID."""
    command = [sys.executable, "-m", "tests.support.drawing_process", str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        uid = child.stdout.readline().strip()
        assert child.stdout.readline() == "settled\n"
        for _ in range(acts - 1):
            child.stdin.write("\n")
            child.stdin.flush()
            assert child.stdout.readline() == "deleted\n"
            assert child.stdout.readline() == "settled\n"
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    return uid


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("acts", [1, 2], ids=["drawn", "drawn and deleted"])
def test_a_killed_process_loses_nothing_and_brings_nothing_back(
    acts: int, qapp: QApplication, tmp_path: Path
) -> None:
    ct_series(tmp_path / "ct", 6)
    drawn = killed_after(tmp_path / "ct", acts)
    with open_window(qapp) as program:
        program.window.open_paths([tmp_path / "ct"])
        program.wait(lambda: program.viewport.frame)
        program.settle()
        found = program.workspace.annotations.all
        if acts == 2:
            assert found == ()
            return
        program.wait(lambda: program.workspace.annotations.all)
        (annotation,) = program.workspace.annotations.all
        assert annotation.uid == drawn
        program.window.verbs.run(call("measure.show", uid=drawn))
        program.settle()
        assert program.viewport.view.index == 3
        frame = program.viewport.frame
        assert frame is not None
        assert annotation.is_on(frame.ref.sop_instance_uid, frame.ref.frame_index)
