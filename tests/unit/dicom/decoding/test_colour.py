"""YBR to RGB by the equations of PS3.3 C.7.6.3.1.2, in floating point as the oracle."""

import numpy as np
import pytest

from viewer.dicom.decoding.colour import rgb_from
from viewer.model.image import Photometric


def _grid(bits: int) -> np.ndarray:
    values = (
        np.linspace(0, (1 << bits) - 1, 18).round().astype(np.uint8 if bits == 8 else np.uint16)
    )
    return np.stack(np.meshgrid(values, values, values), axis=-1).reshape(18, -1, 3)


@pytest.mark.parametrize("bits", [8, 10, 12, 16])
def test_full_range_follows_the_equations(bits: int) -> None:
    samples = _grid(bits)
    y, cb, cr = np.moveaxis(samples.astype(float), -1, 0)
    half = 1 << bits - 1
    expected = np.stack(
        [
            y + 1.402 * (cr - half),
            y - 0.344136 * (cb - half) - 0.714136 * (cr - half),
            y + 1.772 * (cb - half),
        ],
        axis=-1,
    )

    rgb = rgb_from(samples, Photometric.YBR_FULL, bits)

    assert rgb.dtype == samples.dtype
    assert np.abs(rgb - expected.clip(0, (1 << bits) - 1)).max() <= (0.51 if bits == 8 else 1.0)


@pytest.mark.parametrize(
    ("ybr", "rgb"),
    [((16, 128, 128), (0, 0, 0)), ((235, 128, 128), (255, 255, 255)), ((81, 90, 240), (254, 0, 0))],
)
def test_studio_range_reaches_black_white_and_red(
    ybr: tuple[int, int, int], rgb: tuple[int, int, int]
) -> None:
    samples = np.array([[ybr]], np.uint8)

    assert rgb_from(samples, Photometric.YBR_PARTIAL_422, 8)[0, 0].tolist() == list(rgb)


@pytest.mark.parametrize("photometric", [Photometric.RGB, Photometric.YBR_RCT, Photometric.YBR_ICT])
def test_what_the_decoder_has_converted_is_not_converted_again(photometric: Photometric) -> None:
    samples = _grid(8)

    assert rgb_from(samples, photometric, 8) is samples
