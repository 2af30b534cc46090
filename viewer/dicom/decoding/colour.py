"""Luminance and chrominance to RGB, at most once (PS3.3 C.7.6.3.1.2, DC-040)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.model.image import Photometric

_RGB_ALREADY = (Photometric.RGB, Photometric.YBR_ICT, Photometric.YBR_RCT, Photometric.XYB)
_PARTIAL = (Photometric.YBR_PARTIAL_422, Photometric.YBR_PARTIAL_420)


def rgb_from(samples: NDArray[Any], photometric: Photometric, bits: int) -> NDArray[Any]:
    """Convert (rows, columns, 3) of unsigned samples with `bits` bits to RGB of the same type.

    YBR_ICT, YBR_RCT and XYB pass unchanged: their decoders have undone the transform.
    """
    if photometric in _RGB_ALREADY:
        return samples
    half = 1 << bits - 1
    top = (1 << bits) - 1
    scale = (1 << bits - 8) if bits > 8 else 1
    luminance: NDArray[Any] = samples[:, :, 0].astype(np.int64 if bits > 14 else np.int32)
    if photometric in _PARTIAL:  # studio range: 16 to 235, 16 to 240 (ITU-R BT.601)
        luminance = (luminance - 16 * scale) * 76_309
        red, green_blue, green_red, blue = 104_597, 25_675, 53_279, 132_201
    else:
        luminance = luminance << 16
        red, green_blue, green_red, blue = 91_881, 22_553, 46_802, 116_130
    luminance += 1 << 15
    cb = samples[:, :, 1].astype(luminance.dtype) - half
    cr = samples[:, :, 2].astype(luminance.dtype) - half
    rgb = np.empty_like(samples)
    for channel, plane in enumerate(
        (luminance + red * cr, luminance - green_blue * cb - green_red * cr, luminance + blue * cb)
    ):
        np.clip(plane >> 16, 0, top, out=rgb[:, :, channel], casting="unsafe")
    return rgb
