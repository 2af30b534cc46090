"""Test patterns for displays, drawn here in the manner of SMPTE RP 133 and AAPM TG18-QC (DC-024).

Grays are P-values from 0 to 255.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
Box = tuple[int, int, int, int]  # left, top, width, height

_GROUND: Final = 128
_LINE: Final = 191
_BARELY: Final = 4  # grays between the corners of a patch and the patch
_FONT: Final = cv2.FONT_HERSHEY_SIMPLEX


@dataclass(frozen=True, slots=True)
class Pattern:
    """A picture of any size, and what a good display shows of it."""

    title: str
    look_for: str
    draw: Callable[[int, int], Gray]


def percent(part: float) -> int:
    """The P-value of a percentage, rounded."""
    return round(part * 255 / 100)


def steps_pattern(width: int, height: int) -> Gray:
    """Eleven steps of 10 % around 5 % in 0 % and 95 % in 100 %, as in SMPTE RP 133."""
    picture = _ground_with_grid(width, height)
    side = min(width, height) // 8
    left, top = width // 2 - 3 * side, height // 2 - 3 * side
    for number in range(6):  # 50 % stands at both ends of the way
        _fill(picture, (left + number * side, top, side, side), percent(number * 10))
        place = (left + (5 - number) * side, top + 5 * side, side, side)
        _fill(picture, place, percent(50 + number * 10))
    middle_x, middle_y = width // 2, height // 2
    for x, outer, inner in ((middle_x - side - side // 4, 0, 5), (middle_x + side // 4, 100, 95)):
        _fill(picture, (x, middle_y - side // 2, side, side), percent(outer))
        quarter = side // 4
        inside = (x + quarter, middle_y - quarter, 2 * quarter, 2 * quarter)
        _fill(picture, inside, percent(inner))
    _line_pairs_everywhere(picture, side // 2)
    return picture


def quality_control_pattern(width: int, height: int) -> Gray:
    """Sixteen patches with barely different corners, ramps, words and lines, as in TG18-QC."""
    picture = _ground_with_grid(width, height)
    side = min(width, height) // 10
    left, top = width // 2 - 4 * side, height // 2 - 3 * side
    for number in range(16):
        row, column = divmod(number, 8)
        level = 8 + 16 * number
        x, y = left + column * side, top + row * side
        _patch(picture, x, y, side, level)
    for row, turned in ((2, False), (3, True)):
        ramp = np.linspace(255 if turned else 0, 0 if turned else 255, 8 * side)
        _paste(picture, left, top + row * side + side // 8, np.tile(ramp, (side * 3 // 4, 1)))
    for number, level in enumerate((0, _GROUND, 255 - 30)):
        x, y = left + round(number * 8 * side / 3), top + 4 * side
        _words(picture, (x, y, round(8 * side / 3), side), level)
    for x, outer, inner in ((left, 0, 5), (left + 7 * side, 100, 95)):
        y = top + 5 * side + side // 4
        _fill(picture, (x, y, side, side), percent(outer))
        inside = (x + side // 4, y + side // 4, side // 2, side // 2)
        _fill(picture, inside, percent(inner))
    _line_pairs_everywhere(picture, side // 2)
    return picture


def ramp_pattern(width: int, height: int) -> Gray:
    """An even ramp over an 18-step wedge over the ramp turned round."""
    ramp = np.linspace(0, 255, width)
    wedge = np.floor(np.arange(width) * 18 / max(1, width)) * 15
    picture = np.empty((height, width), dtype=np.float64)
    third = height // 3
    picture[:third], picture[third : 2 * third], picture[2 * third :] = ramp, wedge, ramp[::-1]
    return np.asarray(np.floor(picture + 0.5), dtype=np.uint8)


def uniform_pattern(width: int, height: int) -> Gray:
    """One gray with a frame that shows whether the edges are seen."""
    picture = np.full((height, width), percent(20), dtype=np.uint8)
    cv2.rectangle(picture, (0, 0), (width - 1, height - 1), 255, 1)
    return picture


PATTERNS: Final = (
    Pattern(
        "Quality control",
        "Each of the 16 patches has four corners that barely differ from it: all should be seen. "
        "The words fade from left to right; the ramps have no bands; single lines stay apart.",
        quality_control_pattern,
    ),
    Pattern(
        "Steps",
        "The 5 % square is seen in black and the 95 % square in white; the steps around look "
        "evenly spaced; the finest lines stay apart in the middle and in the corners.",
        steps_pattern,
    ),
    Pattern(
        "Ramp",
        "The ramps run without bands, jumps or tints; each of the 18 steps differs from the next.",
        ramp_pattern,
    ),
    Pattern(
        "Uniform gray",
        "The gray is the same everywhere, without stains or dead pixels; the frame is seen on all "
        "four sides.",
        uniform_pattern,
    ),
)


def _ground_with_grid(width: int, height: int) -> Gray:
    picture = np.full((height, width), _GROUND, dtype=np.uint8)
    step = max(8, min(width, height) // 10)
    for x in range(width // 2 % step, width, step):
        picture[:, x] = _LINE
    for y in range(height // 2 % step, height, step):
        picture[y, :] = _LINE
    cv2.rectangle(picture, (0, 0), (width - 1, height - 1), 255, 1)
    return picture


def _fill(picture: Gray, box: Box, level: int) -> None:
    x, y, width, height = box
    picture[max(0, y) : max(0, y + height), max(0, x) : max(0, x + width)] = level


def _paste(picture: Gray, x: int, y: int, values: NDArray[np.float64]) -> None:
    room = picture[max(0, y) : max(0, y + values.shape[0]), max(0, x) : max(0, x + values.shape[1])]
    room[:] = np.floor(values[: room.shape[0], : room.shape[1]] + 0.5)


def _patch(picture: Gray, x: int, y: int, side: int, level: int) -> None:
    """A patch whose corners are a little darker or brighter, in turns."""
    _fill(picture, (x, y, side, side), level)
    corner = max(2, side // 6)
    far = side - corner
    for number, (dx, dy) in enumerate(((0, 0), (far, 0), (far, far), (0, far))):
        sign = 1 if number % 2 else -1
        _fill(picture, (x + dx, y + dy, corner, corner), level + sign * _BARELY)


def _words(picture: Gray, box: Box, ground: int) -> None:
    """Letters whose contrast falls from letter to letter."""
    x, y, width, height = box
    _fill(picture, box, ground)
    text = "QUALITY CONTROL"
    pace = width / (len(text) + 1)
    scale = pace / 22  # letters of this font are about 20 pixels wide
    for number, letter in enumerate(text):
        contrast = len(text) - number
        place = (round(x + (number + 0.5) * pace), y + height * 2 // 3)
        cv2.putText(picture, letter, place, _FONT, scale, ground + contrast, 1, cv2.LINE_8)


def _line_pairs_everywhere(picture: Gray, side: int) -> None:
    """Lines of one and two pixels, upright and level, in the corners and below the middle."""
    height, width = picture.shape
    gap = side // 2
    for x in (gap, width - gap - 2 * side):
        for y in (gap, height - gap - 2 * side):
            _line_pairs(picture, x, y, side)
    _line_pairs(picture, width // 2 - side, height - gap - 2 * side, side)


def _line_pairs(picture: Gray, x: int, y: int, side: int) -> None:
    along = np.arange(side)
    for row, thick in ((0, 1), (1, 2)):
        stripes = np.where(along // thick % 2, 255.0, 0.0)
        upright = np.tile(stripes, (side, 1))
        _paste(picture, x, y + row * side, upright)
        _paste(picture, x + side, y + row * side, upright.T.copy())
