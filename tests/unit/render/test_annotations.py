"""Texts beside shapes stay readable: none lies over another where there is room."""

from itertools import combinations

import numpy as np

from tests.support.images import make_frame
from viewer.model.annotation import Annotation
from viewer.model.shape import Shape, ShapeKind
from viewer.render.annotations import annotation_drawing, handle_at, handle_points
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


def _length(*points: tuple[float, float]) -> Annotation:
    return measured(new_annotation(FRAME, Shape(ShapeKind.LENGTH, points)), FRAME)


def test_of_handles_side_by_side_the_nearest_is_grabbed_whichever_was_drawn_last() -> None:
    """Small on screen, shapes lie within reach of each other: four pixels of the canvas a pixel."""
    one, other = _length((20, 50), (50, 50)), _length((51.5, 50), (80, 50))
    for drawn in ((one, other), (other, one)):
        scene = Scene(FRAME, 800, 800, annotations=drawn)
        x, y = handle_points(scene)[0 if drawn[0] is other else 1]
        left, right = (x, x + 6) if drawn[0] is one else (x - 6, x)
        assert handle_at(scene, left, y) == (one, 1)
        assert handle_at(scene, right, y) == (other, 0)


def test_a_handle_that_is_seen_is_grabbed_before_what_lies_over_it() -> None:
    below, above = _length((20, 50), (50, 50)), _length((50, 50), (80, 50))
    crossing = _length((50, 20), (50, 80))
    scene = Scene(FRAME, 800, 800, annotations=(below, above, crossing), selected=below.uid)
    x, y = handle_points(scene)[1]
    assert handle_at(scene, x, y) == (below, 1)
    assert handle_at(scene, x - 3, y) == (below, 1)
    near = _length((51.5, 50), (80, 50))
    scene = Scene(FRAME, 800, 800, annotations=(below, near), selected=below.uid)
    assert handle_at(scene, x + 6, y) == (near, 0)  # beside what is seen the nearest is


def test_a_handle_is_grabbed_before_an_outline_that_lies_over_it() -> None:
    below, above = _length((20, 50), (50, 50)), _length((50, 20), (50, 80))
    scene = Scene(FRAME, 800, 800, annotations=(below, above))
    x, y = handle_points(scene)[1]
    assert handle_at(scene, x, y) == (below, 1)
