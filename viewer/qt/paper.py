"""Reports printed where there is no window and, on Linux, no screen."""

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from viewer.qt.report_pdf import write_report_pdf
from viewer.qt.viewport.painter import burnt
from viewer.workflows.capture import Burn
from viewer.workflows.study_report import StudyReport


def print_report(make: Callable[[Burn], StudyReport], path: Path) -> None:
    """Make a report and write it as a PDF file; raises as `make` and `write_report_pdf`.

    On the main thread. Texts on its pictures are in the fonts of the system.
    """
    arguments = ["radiolucent"]
    if sys.platform == "linux":
        arguments += ["-platform", "offscreen"]  # elsewhere it has no fonts, and a screen is there
    application = QGuiApplication.instance() or QGuiApplication(arguments)
    write_report_pdf(make(burnt), path)
    application.processEvents()
