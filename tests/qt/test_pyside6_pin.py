"""The PySide6 in use keeps its references to None (docs/decisions/0002)."""

import sys

from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

CALLS = 1000


def test_painter_calls_lose_no_reference_to_none(qapp: QApplication) -> None:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        painter.drawPoint(1, 1)
    after = sys.getrefcount(None)
    painter.end()
    assert abs(after - before) < CALLS / 10
