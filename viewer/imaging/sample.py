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

from viewer.model.view import Interpolation

_FLAGS: Final = {
    Interpolation.NEAREST: cv2.INTER_NEAREST,
    Interpolation.LINEAR: cv2.INTER_LINEAR,
}
_FAST: Final = (np.uint8, np.uint16, np.float32)
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
    is_exact = _is_exact(matrix)
    flag = cv2.INTER_NEAREST if is_exact else _FLAGS[interpolation]
    part, matrix = _visible_part(pixels, matrix, width, height)
    return np.asarray(
        cv2.warpAffine(
            _as_interpolable(part, flag),
            matrix[:2],
            (width, height),
            flags=flag | cv2.WARP_INVERSE_MAP,
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
    is_whole = np.abs(matrix - np.round(matrix)).max() < 1e-6
    return bool(is_whole and np.abs(np.abs(matrix[:, :2]).sum(axis=0) - 1).max() < 1e-6)


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


def _as_interpolable(pixels: NDArray[Any], flag: int) -> NDArray[Any]:
    """Samples in a type that OpenCV takes: 32-bit integers and doubles become floats."""
    if pixels.dtype in _FAST:
        return pixels
    return pixels.astype(np.float64 if flag == cv2.INTER_NEAREST else np.float32)


def sample_masked(
    pixels: NDArray[Any],
    mask: NDArray[np.uint8],
    image_from_canvas: Affine,
    *,
    width: int,
    height: int,
    interpolation: Interpolation,
) -> tuple[NDArray[Any], NDArray[np.uint8]]:
    """Sample pixels and their picture mask so that background never bleeds into the picture.

    Where interpolation would mix the two, the nearest pixel is taken instead.
    """

    def sampled(what: NDArray[Any], how: Interpolation) -> NDArray[Any]:
        return sample(what, image_from_canvas, width=width, height=height, interpolation=how)

    return _without_bleeding(
        sampled(pixels, interpolation),
        sampled(mask, interpolation),
        sampled(pixels, Interpolation.NEAREST),
        sampled(mask, Interpolation.NEAREST),
    )


def _without_bleeding(
    mixed: NDArray[Any],
    mixed_mask: NDArray[Any],
    nearest: NDArray[Any],
    nearest_mask: NDArray[Any],
) -> tuple[NDArray[Any], NDArray[np.uint8]]:
    values = np.where(mixed_mask == 255, mixed, nearest.astype(mixed.dtype))
    return values, np.asarray(nearest_mask, dtype=np.uint8)


def halvings(scale: float) -> int:
    """How often a picture shown at `scale` device pixels a pixel is halved before sampling."""
    return max(0, int(np.floor(np.log2(1 / scale) + 1e-9))) if scale > 0 else 0


def shrink(
    pixels: NDArray[Any], mask: NDArray[np.uint8] | None, *, factor: int
) -> tuple[NDArray[Any], NDArray[np.uint8] | None]:
    """Average blocks of factor x factor pixels; the last block repeats the edge to be whole.

    Blocks that hold picture and background take their middle pixel.
    """
    if factor == 1:
        return pixels, mask
    small = _block_means(pixels, factor)
    if mask is None:
        return small, None
    middle = (slice(factor // 2, None, factor), slice(factor // 2, None, factor))
    whole = _whole_blocks(pixels, factor)[middle]
    whole_mask = _whole_blocks(mask, factor)[middle]
    return _without_bleeding(small, _block_means(mask, factor), whole, whole_mask)


def _whole_blocks(pixels: NDArray[Any], factor: int) -> NDArray[Any]:
    rows, columns = pixels.shape[:2]
    below, right = -rows % factor, -columns % factor
    if not (below or right):
        return pixels
    return np.asarray(cv2.copyMakeBorder(pixels, 0, below, 0, right, cv2.BORDER_REPLICATE))


def _block_means(pixels: NDArray[Any], factor: int) -> NDArray[Any]:
    whole = _whole_blocks(_as_interpolable(pixels, cv2.INTER_AREA), factor)
    size = (whole.shape[1] // factor, whole.shape[0] // factor)
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA))


def shrunk_from_canvas(image_from_canvas: Affine, *, factor: int) -> Affine:
    """The map for a picture after `shrink`, whose pixel 0 covers pixels 0 .. factor - 1."""
    middle = (factor - 1) / 2
    shrunk_from_image = np.array(
        [[1 / factor, 0, -middle / factor], [0, 1 / factor, -middle / factor], [0, 0, 1]]
    )
    return np.asarray(shrunk_from_image @ image_from_canvas)
