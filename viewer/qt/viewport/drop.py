"""What may be dropped: files and folders anywhere on the window, series and cells onto a cell."""

from pathlib import Path

from PySide6.QtCore import QMimeData

DISPLAY_SET_TYPE = "application/x-radiolucent-display-set"
CELL_TYPE = "application/x-radiolucent-cell"


def dropped_paths(data: QMimeData) -> list[Path]:
    """Local files and folders in a drop; web addresses are refused (SEC-024)."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def dropped_key(data: QMimeData) -> str | None:
    """The key of a display set dragged from the series strip."""
    if not data.hasFormat(DISPLAY_SET_TYPE):
        return None
    return bytes(data.data(DISPLAY_SET_TYPE).data()).decode(errors="replace")


def dropped_cell(data: QMimeData) -> int | None:
    """The number of a cell dragged by its grip."""
    number = bytes(data.data(CELL_TYPE).data())
    return int(number) if number.isdigit() and len(number) < 4 else None
