"""Codec: what turns one frame's bytes into samples, whatever library stands behind it."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.decoding.codestream import Codestream
from viewer.model.image import Photometric, PixelFormat

# An array (rows, columns) or (rows, columns, samples), and what its samples mean (DC-040).
Samples = tuple[NDArray[np.generic], Photometric]

# How the libraries behind the codecs fail: imagecodecs and openjpeg raise children of these.
LIBRARY_FAILURES = (RuntimeError, ValueError, TypeError, IndexError)


# A decoder: the bytes of one frame, what the header says, and what the stream itself says, which
# is None for encodings without a header of their own (native, RLE, deflate). It raises
# `CorruptPixelDataError` where the bytes are bad.
Codec = Callable[[bytes, PixelFormat, Codestream | None], Samples]


def as_samples(array: Any, pixel_format: PixelFormat) -> NDArray[np.generic]:
    """Check the shape that a library returned; a trailing axis of one sample is dropped.

    Raises `ValueError`, as the libraries do.
    """
    samples: NDArray[np.generic] = np.asarray(array)
    if samples.ndim == 3 and samples.shape[2] == 1:
        samples = samples[:, :, 0]
    shape: tuple[int, ...] = (pixel_format.rows, pixel_format.columns)
    if pixel_format.samples_per_pixel > 1:
        shape = (*shape, pixel_format.samples_per_pixel)
    if samples.shape != shape:
        raise ValueError("the decoder returned another shape than its stream announced")
    return samples
