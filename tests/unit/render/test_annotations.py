"""Texts beside shapes stay readable: none lies over another where there is room."""

from itertools import combinations

import numpy as np

from tests.support.images import make_frame
from viewer.model.annotation import Annotation
from viewer.model.shape import Shape, ShapeKind
from viewer.render.annotations import annotation_drawing
from viewer.render.drawing import Anchor, Text
from viewer.render.scene import Scene
from viewer.workspace.tools.annotate import measured, new_annotation

FRAME = make_frame(np.arange(40_000, dtype=np.uint16).reshape(200, 200))


def _rectangle(left: float, top: float, right: float, bottom: float) -> Annotation:
    shape = Shape(ShapeKind.RECTANGLE, ((left, top), (right, bottom)))
    return measured(new_annotation(FRAME, shape), FRAME)


def _texts(*annotations: Annotation) -> list[Text]:
    drawing = annotation_drawing(Scene(FRAME, 800, 800, annotations=annotations))
    return [part for part in drawing if isinstance(part, Text)]


def _covers(one: Text, other: Text) -> bool:
    def box(text: Text) -> tuple[float, float, float, float]:
        width = 0.6 * text.size * len(text.text)
        left = text.x - width if text.anchor is Anchor.TOP_RIGHT else text.x
        return left, text.y, left + width, text.y + text.size

    a, b = box(one), box(other)
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_texts_of_shapes_that_face_each_other_do_not_cover_each_other() -> None:
    """The right one has no room at its right, so its text stands where that of the left does."""
    texts = _texts(_rectangle(80, 80, 120, 120), _rectangle(165, 82, 195, 118))
    assert len(texts) == 6
    assert not any(_covers(one, other) for one, other in combinations(texts, 2))


def test_a_text_that_covers_nothing_stays_beside_its_shape() -> None:
    alone, other = _rectangle(20, 80, 60, 120), _rectangle(20, 150, 60, 190)
    assert _texts(alone, other)[:3] == _texts(alone)
    assert _texts(alone, other)[3:] == _texts(other)


def test_shapes_on_top_of_each_other_all_keep_their_texts_on_the_image() -> None:
    texts = _texts(*[_rectangle(80, 80, 120, 120) for _ in range(30)])
    assert len(texts) == 90
    assert all(0 <= text.y <= 800 for text in texts)
    assert not any(_covers(one, other) for one, other in combinations(texts[:9], 2))
