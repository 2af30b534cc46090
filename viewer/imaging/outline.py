"""From painted pixels to the outline around them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.imaging.mask import RegionMask

_EAST, _SOUTH, _WEST, _NORTH = (0, 1), (1, 0), (0, -1), (-1, 0)
_HEADINGS = (_EAST, _SOUTH, _WEST, _NORTH)  # each one to the right of the one before
_AHEAD = (  # of a corner between pixels: the pixel ahead on the right, and on the left
    ((0, 0), (-1, 0)),
    ((0, -1), (0, 0)),
    ((-1, -1), (0, -1)),
    ((-1, 0), (-1, -1)),
)


def connected_part(mask: NDArray[np.bool_], row: int, column: int) -> RegionMask | None:
    """The pixels of a mask that hang together with one of them by their sides.

    None where that pixel is not in the mask.
    """
    if not mask[row, column]:
        return None
    area = _box(mask)
    _, labels = cv2.connectedComponents(mask[area].astype(np.uint8), connectivity=4)
    wanted = labels[row - area[0].start, column - area[1].start]
    return _part(np.asarray(labels == wanted), area)


def largest_part(mask: NDArray[np.bool_]) -> RegionMask | None:
    """The most pixels of a mask that hang together by their sides; None without any."""
    if not mask.any():
        return None
    area = _box(mask)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        mask[area].astype(np.uint8), connectivity=4
    )
    largest = 1 + int(stats[1:count, cv2.CC_STAT_AREA].argmax())
    return _part(np.asarray(labels == largest), area)


def _part(inside: NDArray[np.bool_], area: tuple[slice, slice]) -> RegionMask:
    """What is inside in an area of a mask, cut to its own box."""
    rows, columns = _box(inside)
    top, left = area[0].start, area[1].start
    own = (
        slice(top + rows.start, top + rows.stop),
        slice(left + columns.start, left + columns.stop),
    )
    return RegionMask(own, inside[rows, columns])


def _box(mask: NDArray[np.bool_]) -> tuple[slice, slice]:
    """The rows and columns that a mask takes in; it has at least one pixel."""
    rows = np.flatnonzero(mask.any(axis=1))
    columns = np.flatnonzero(mask[rows[0] : rows[-1] + 1].any(axis=0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def outline(region: RegionMask) -> tuple[tuple[float, float], ...]:
    """The corners of the line around pixels that hang together, along their edges.

    Holes are not followed. The centre of each pixel lies half a pixel off the line, so that the
    polygon encloses just these pixels and those of the holes.
    """
    inside = np.pad(region.inside, 1)
    column = int(inside[1].argmax())
    start = place = (1, column)  # the upper left corner of the first pixel
    heading, corners = 0, list[tuple[int, int]]()
    while True:
        place = place[0] + _HEADINGS[heading][0], place[1] + _HEADINGS[heading][1]
        (right_row, right_column), (left_row, left_column) = _AHEAD[heading]
        if not inside[place[0] + right_row, place[1] + right_column]:
            turned = (heading + 1) % 4
        elif inside[place[0] + left_row, place[1] + left_column]:
            turned = (heading - 1) % 4
        else:
            continue
        corners.append(place)
        heading = turned
        if place == start and heading == 0:
            break
    top, left = region.area[0].start - 1.5, region.area[1].start - 1.5
    return tuple((column + left, row + top) for row, column in corners)
