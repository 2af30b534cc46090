"""Which selections an image is in: our key mark, and titles of selections of others (DC-150).

They stand below the text of the upper left corner: in the middle they would hide the image.
"""

import math
from typing import Final

from viewer.base.i18n import tr
from viewer.render.corner_text import MARGIN, NORMAL, corner_end
from viewer.render.drawing import Anchor, Drawing, Ink, Line, Polyline, Primitive, Text
from viewer.render.furniture import LETTER_SIZE
from viewer.render.scene import Scene

_TEXT: Final = 13.0  # logical pixels, as all sizes here
_LINE: Final = 1.5
_LEADING: Final = 18.0
_STAR_RADIUS: Final = 7.0
_MOST_TITLES: Final = 4


def key_mark(scene: Scene, text: Drawing) -> Drawing:
    """A star with its words below the corner's `text`; where it is low, a star by the letter."""
    if not (scene.guides.is_key and scene.show_text):
        return ()
    ratio = scene.device_pixel_ratio
    radius, x, y = _STAR_RADIUS * ratio, (MARGIN + _STAR_RADIUS) * ratio, corner_end(scene, text)
    if not _has_room(scene, y):
        middle = _star(x + 1.5 * LETTER_SIZE * ratio, scene.height / 2, radius)
        return (_outline(middle, ratio),)
    words = Text(
        x + radius + MARGIN / 2 * ratio, y, tr("Key image"), _TEXT * ratio, ink=Ink.ANNOTATION,
        max_width=_width(scene) - 2 * radius,
    )  # fmt: skip
    return (_outline(_star(x, y + _LEADING / 2 * ratio, radius), ratio), words)


def titles(scene: Scene, text: Drawing) -> Drawing:
    """Say in which key object selections the image is; one that was rejected is struck through."""
    if not (scene.selections and scene.show_text):
        return ()
    ratio = scene.device_pixel_ratio
    y = corner_end(scene, text) + (_LEADING * ratio if scene.guides.is_key else 0)
    drawn: list[Primitive] = []
    for selection in scene.selections[:_MOST_TITLES]:
        if not _has_room(scene, y):
            break  # the inspector lists them all
        ink = Ink.WARNING if selection.rejection else Ink.OTHERS
        # What somebody wrote freely may be a name.
        words = selection.rejection or (
            selection.title if scene.show_patient else tr("Key objects")
        )
        author = selection.author if scene.show_patient else ""
        told = " · ".join(filter(None, (words, author, selection.created)))
        drawn.append(
            Text(MARGIN * ratio, y, told, _TEXT * ratio, Anchor.TOP_LEFT, ink, _width(scene))
        )
        y += _LEADING * ratio
    if any(selection.rejection for selection in scene.selections):
        width = _LINE * ratio
        drawn.append(Line(0, scene.height, scene.width, 0, width, Ink.WARNING))
        drawn.append(Line(0, 0, scene.width, scene.height, width, Ink.WARNING))
    return tuple(drawn)


def _has_room(scene: Scene, y: float) -> bool:
    """Whether a line at `y` ends above the letter in the middle of the left edge."""
    ratio = scene.device_pixel_ratio
    return y + _LEADING * ratio <= scene.height / 2 - LETTER_SIZE * ratio


def _width(scene: Scene) -> float:
    return NORMAL.top_part * scene.width - MARGIN * scene.device_pixel_ratio


def _outline(points: tuple[tuple[float, float], ...], ratio: float) -> Polyline:
    return Polyline(points, is_closed=True, width=_LINE * ratio, ink=Ink.ANNOTATION)


def _star(x: float, y: float, radius: float) -> tuple[tuple[float, float], ...]:
    """A star of five points about (x, y)."""
    points = []
    for k in range(10):
        angle = math.pi * (k / 5 - 0.5)
        far = radius if k % 2 == 0 else radius * 0.45
        points.append((x + far * math.cos(angle), y + far * math.sin(angle)))
    return tuple(points)
