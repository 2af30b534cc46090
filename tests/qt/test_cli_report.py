"""`radiolucent export --pdf`: a report is printed where there is no display."""

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtPdf import QPdfDocument

from tests.support.measured_home import measured_home, study_of


def test_a_report_is_printed_without_a_window(tmp_path: Path) -> None:
    home, path = measured_home(tmp_path), tmp_path / "report.pdf"
    command = [sys.executable, "-m", "viewer", "--home", str(home), "export"]
    environment = {
        name: value for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }  # fmt: skip
    done = subprocess.run(
        [*command, study_of(tmp_path), "--pdf", str(path)],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    document = QPdfDocument()
    assert document.load(str(path)) is QPdfDocument.Error.None_
    words = document.getAllText(0).text()
    assert "2.5 mm" in words
    assert "(0028,0030)" in words  # what it rests on
