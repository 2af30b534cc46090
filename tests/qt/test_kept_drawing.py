"""A drawing of many parts is painted once; it looks as if it were painted each time."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from viewer.qt.viewport import painter as painting
from viewer.qt.viewport.painter import KeptDrawing, paint_drawing
from viewer.render.drawing import Drawing, Ink, Polyline, Text


def many(count: int, seed: int = 1) -> Drawing:
    chance = np.random.default_rng(seed)
    lines = [
        Polyline(tuple((float(x), float(y)) for x, y in chance.uniform(0, 300, (3, 2))))
        for _ in range(count)
    ]
    return (*lines, Text(20.0, 40.0, "12.3 mm", 14.0, ink=Ink.ANNOTATION))


def canvas(ratio: float) -> QImage:
    image = QImage(round(300 * ratio), round(200 * ratio), QImage.Format.Format_RGB32)
    image.fill(QColor(90, 90, 90))
    return image


def pixels(image: QImage) -> np.ndarray:
    return np.array(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[..., :3].copy()


def painted(kept: KeptDrawing, drawing: Drawing) -> np.ndarray:
    image = canvas(1.0)
    painter = QPainter(image)
    kept.paint(painter, drawing, ratio=1.0)
    painter.end()
    return pixels(image)


def directly(drawing: Drawing) -> np.ndarray:
    image = canvas(1.0)
    painter = QPainter(image)
    paint_drawing(painter, drawing, ratio=1.0)
    painter.end()
    return pixels(image)


def test_it_looks_the_same(qapp: QApplication) -> None:
    kept, drawing = KeptDrawing(), many(300)
    for _ in range(2):
        difference = painted(kept, drawing).astype(int) - directly(drawing)
        assert np.abs(difference).max() <= 2  # two roundings of what is half transparent


def test_another_drawing_is_painted_in_its_place(qapp: QApplication) -> None:
    kept = KeptDrawing()
    painted(kept, many(300))
    other = many(300, seed=2)
    assert np.abs(painted(kept, other).astype(int) - directly(other)).max() <= 2
    few = many(3)
    assert (painted(kept, few) == directly(few)).all()


def test_the_same_one_is_painted_once(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(painter: QPainter, drawing: Drawing, *, ratio: float) -> None:
        calls.append(len(drawing))
        paint_drawing(painter, drawing, ratio=ratio)

    monkeypatch.setattr(painting, "paint_drawing", counted)
    kept, drawing = KeptDrawing(), many(300)
    for _ in range(3):
        painted(kept, drawing)
    assert len(calls) == 1


def test_on_a_fine_screen_it_lies_where_it_would(qapp: QApplication) -> None:
    drawing = many(300)
    images = []
    for kept in (True, False):
        image = canvas(2.0)
        image.setDevicePixelRatio(2.0)
        painter = QPainter(image)
        if kept:
            shown = KeptDrawing()
            shown.paint(painter, drawing, ratio=2.0)
        else:
            paint_drawing(painter, drawing, ratio=2.0)
        painter.end()
        images.append(pixels(image).astype(int))
    assert np.abs(images[0] - images[1]).max() <= 2
