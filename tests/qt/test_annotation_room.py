"""Numbers beside shapes are whole in the font of the window: mm² that is cut off says mm."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from tests.support.images import make_frame
from viewer.model.shape import Shape, ShapeKind
from viewer.qt.theme import body_font
from viewer.render.annotations import annotation_drawing
from viewer.render.drawing import Anchor, Text
from viewer.render.scene import Scene
from viewer.workspace.tools.annotate import measured, new_annotation

FRAME = make_frame(np.arange(40_000, dtype=np.uint16).reshape(200, 200))


def _ends(text: Text) -> tuple[float, float]:
    """Where a text begins and ends across the canvas, as the window paints it."""
    metrics = QFontMetricsF(body_font(round(text.size), is_bold=True))
    width = metrics.horizontalAdvance(text.text)
    left = text.x - width if text.anchor is Anchor.TOP_RIGHT else text.x
    return left, left + width


@pytest.mark.parametrize("label", ["", "腫瘤の大きさ"])
@pytest.mark.parametrize("kind", [ShapeKind.RECTANGLE, ShapeKind.LENGTH])
def test_no_number_is_cut_off_at_the_edge(qapp: QApplication, kind: ShapeKind, label: str) -> None:
    texts = list[Text]()
    for right in range(100, 190):
        drawn = new_annotation(FRAME, Shape(kind, ((40.0, 90.0), (float(right), 110.0))))
        labelled = replace(measured(drawn, FRAME), label=label)
        scene = Scene(FRAME, 800, 800, annotations=(labelled,))
        texts += [part for part in annotation_drawing(scene) if isinstance(part, Text)]
    assert {text.anchor for text in texts} == {Anchor.TOP_LEFT, Anchor.TOP_RIGHT}
    assert all(left >= 0 and right <= 800 for left, right in map(_ends, texts))
