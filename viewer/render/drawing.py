"""Drawing: text and lines over a picture, as values that Qt and Pillow both can paint.

Coordinates are device pixels of the canvas, (0, 0) its outer top left corner. An ink says
what a primitive means; whoever paints chooses the colour, unless the user has chosen a `colour`,
#RRGGBB, or #AARRGGBB where light passes.
"""

from dataclasses import dataclass
from enum import Enum
from math import inf

import numpy as np
from numpy.typing import NDArray


class Ink(Enum):
    """What a primitive is."""

    TEXT = "text"  # white with a dark edge
    ORIENTATION = "orientation"
    SCALE = "scale"
    WARNING = "warning"
    ANNOTATION = "annotation"
    SELECTED = "selected"
    FADED = "faded"  # of an annotation that only goes through the image
    OTHERS_FADED = "others-faded"  # the same, of what others drew
    OTHERS = "others"  # objects made by someone else
    REFERENCE = "reference"  # reference lines


class Anchor(Enum):
    """Which point of a text's box stands at its position, as (x, y) parts of the box."""

    TOP_LEFT = (0.0, 0.0)
    TOP = (0.5, 0.0)
    TOP_RIGHT = (1.0, 0.0)
    LEFT = (0.0, 0.5)
    CENTER = (0.5, 0.5)
    RIGHT = (1.0, 0.5)
    BOTTOM_LEFT = (0.0, 1.0)
    BOTTOM = (0.5, 1.0)
    BOTTOM_RIGHT = (1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `size` is the font size in device pixels.

    Text that is wider than `max_width` is cut, with an ellipsis for what is missing.
    """

    x: float
    y: float
    text: str
    size: float
    anchor: Anchor = Anchor.TOP_LEFT
    ink: Ink = Ink.TEXT
    max_width: float = inf
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line; `width` in device pixels."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float = 1.5
    ink: Ink = Ink.ANNOTATION
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Polyline:
    """Straight lines from point to point, closed to a polygon and filled on wish.

    A dark edge keeps them apart from any ground, unless `has_edge` is False.
    """

    points: tuple[tuple[float, float], ...]
    is_closed: bool = False
    width: float = 1.5
    ink: Ink = Ink.ANNOTATION
    is_filled: bool = False
    colour: str = ""
    has_edge: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Stencil:
    """Single device pixels from (left, top): painted where `mask` (h, w) is not 0.

    The user chooses its `colour`, #RRGGBB.
    """

    left: int
    top: int
    mask: NDArray[np.uint8]
    colour: str


@dataclass(frozen=True, slots=True, eq=False)
class Swatch:
    """Colours as they are, from (left, top): RGB (h, w, 3), one device pixel each."""

    left: int
    top: int
    rgb: NDArray[np.uint8]


Primitive = Text | Line | Polyline | Stencil | Swatch
Drawing = tuple[Primitive, ...]
