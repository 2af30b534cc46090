"""The visible part of a frame straight to device pixels, by one affine.

Image coordinates have (0, 0) at the centre of the first pixel, as Image Position (Patient)
has; canvas coordinates have (0, 0) at the outer corner of the top left device pixel, as Qt
has. Sampling comes before the gray look-up, so that interpolation works on real values and
the cost follows the canvas, not the image.
"""

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.imaging.padding import fill_background
from viewer.model.view import Interpolation

_FLAGS: Final = {
    Interpolation.NEAREST: cv2.INTER_NEAREST,
    Interpolation.LINEAR: cv2.INTER_LINEAR,
    Interpolation.CUBIC: cv2.INTER_CUBIC,
}
_FAST: Final = (np.uint8, np.uint16, np.float32)
_SAME: Final = 1e-6  # pixels
_MARGIN: Final = 2  # source pixels kept around the visible part, for interpolation

Affine = NDArray[np.float64]


def sample(
    pixels: NDArray[Any],
    image_from_canvas: Affine,
    *,
    width: int,
    height: int,
    interpolation: Interpolation,
) -> NDArray[Any]:
    """Sample cells, colour or floats at the centre of each of width x height device pixels.

    Beyond its edge the picture repeats the edge. A canvas that meets pixel centres exactly
    gets exact values. Types that OpenCV cannot interpolate come back as floats.
    """
    matrix = _centre_to_centre(image_from_canvas)
    if _is_exact(matrix):
        interpolation = Interpolation.NEAREST
    elif interpolation is not Interpolation.NEAREST and _fills(pixels, matrix, width, height):
        source = _as_interpolable(pixels, interpolation)
        scale = {"fx": 1 / matrix[0, 0], "fy": 1 / matrix[1, 1]}
        return np.asarray(cv2.resize(source, None, interpolation=_FLAGS[interpolation], **scale))
    part, matrix = _visible_part(pixels, matrix, width, height)
    source = _as_interpolable(part, interpolation)
    if source.ndim == 2:
        return _warped(source, matrix, width, height, interpolation)
    # OpenCV warps four channels several times faster than three.
    four = _warped(cv2.cvtColor(source, cv2.COLOR_RGB2RGBA), matrix, width, height, interpolation)
    return np.asarray(cv2.cvtColor(four, cv2.COLOR_RGBA2RGB))


def _warped(
    pixels: NDArray[Any], matrix: Affine, width: int, height: int, interpolation: Interpolation
) -> NDArray[Any]:
    return np.asarray(
        cv2.warpAffine(
            pixels,
            matrix,
            (width, height),
            flags=_FLAGS[interpolation] | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
    )


def _centre_to_centre(image_from_canvas: Affine) -> Affine:
    """The same map from the index of a device pixel, whose centre lies half a pixel on."""
    matrix = np.array(image_from_canvas, dtype=np.float64)[:2]
    matrix[:, 2] += matrix[:, :2].sum(axis=1) / 2
    return matrix


def _is_exact(matrix: Affine) -> bool:
    """Whether device pixels meet image pixels one to one: turned, flipped, moved, not scaled."""
    is_whole = np.abs(matrix - np.round(matrix)).max() < _SAME
    return bool(is_whole and np.abs(np.abs(matrix[:, :2]).sum(axis=0) - 1).max() < _SAME)


def _fills(pixels: NDArray[Any], matrix: Affine, width: int, height: int) -> bool:
    """Whether the canvas holds just the upright picture: resizing is faster then, and the same.

    The last device pixels may be covered in part, as long as the picture covers their centres.
    """
    (across, turned, x), (turned_too, down, y) = matrix.tolist()
    if abs(turned) + abs(turned_too) > _SAME or across <= 0 or down <= 0:
        return False
    begins_at_corner = abs(x - (across - 1) / 2) + abs(y - (down - 1) / 2) < _SAME
    rows, columns = pixels.shape[:2]
    beyond = abs(columns / across - width), abs(rows / down - height)
    return bool(begins_at_corner and max(beyond) < 0.499)


def _visible_part(
    pixels: NDArray[Any], matrix: Affine, width: int, height: int
) -> tuple[NDArray[Any], Affine]:
    """Cut the picture to what the canvas sees: OpenCV warps sides of at most 32,766 pixels."""
    corners = matrix @ np.array([[0, width, 0, width], [0, 0, height, height], [1, 1, 1, 1]])
    size = np.array(pixels.shape[1::-1])
    first = np.clip(np.floor(corners.min(axis=1)).astype(int) - _MARGIN, 0, size - 1)
    last = np.clip(np.ceil(corners.max(axis=1)).astype(int) + _MARGIN, first, size - 1)
    moved = matrix.copy()
    moved[:, 2] -= first
    return pixels[first[1] : last[1] + 1, first[0] : last[0] + 1], moved


def _as_interpolable(pixels: NDArray[Any], interpolation: Interpolation) -> NDArray[Any]:
    """Samples in a type that OpenCV takes: 32-bit integers and doubles become floats."""
    if pixels.dtype in _FAST:
        return pixels
    return pixels.astype(np.float64 if interpolation is Interpolation.NEAREST else np.float32)


def halvings(scale: float) -> int:
    """How often a picture shown at `scale` device pixels a pixel is halved before sampling."""
    return max(0, int(np.floor(np.log2(1 / scale) + 1e-9))) if scale > 0 else 0


def shrink(
    pixels: NDArray[Any], mask: NDArray[np.uint8] | None, *, factor: int
) -> tuple[NDArray[Any], NDArray[np.uint8] | None]:
    """Average blocks of factor x factor pixels, a power of two, by repeated halving.

    The last block repeats the edge to be whole. A block is picture if half of it is; where a
    mask is given, the pixels around the picture must be filled (`fill_background`), and
    come back so.
    """
    small = pixels if factor == 1 else _as_interpolable(pixels, Interpolation.LINEAR)
    while factor > 1:
        small = _halved(small)
        if mask is not None:
            mask = np.where(_halved(mask) >= 128, 255, 0).astype(np.uint8)
            small = fill_background(small, mask)
        factor //= 2
    return small, mask


def _halved(pixels: NDArray[Any]) -> NDArray[Any]:
    rows, columns = pixels.shape[:2]
    if rows % 2 or columns % 2:
        pixels = cv2.copyMakeBorder(pixels, 0, rows % 2, 0, columns % 2, cv2.BORDER_REPLICATE)
    size = ((columns + 1) // 2, (rows + 1) // 2)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))


def shrunk_from_canvas(image_from_canvas: Affine, *, factor: int) -> Affine:
    """The map for a picture after `shrink`, whose pixel 0 covers pixels 0 .. factor - 1."""
    shrunk = np.array(image_from_canvas, dtype=np.float64)
    shrunk[:2] /= factor
    shrunk[:2, 2] -= (factor - 1) / 2 / factor
    return shrunk
