"""Near-lossless JPEG-LS: padding differs from its value as all pixels do (DC-030 to DC-032)."""

from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from pydicom.uid import JPEGLSLossless, JPEGLSNearLossless

from tests.support.builders import make_dataset, set_fragments, write
from viewer.dicom.decoding.codestream import largest_error
from viewer.imaging.padding import picture_mask
from viewer.render.readout import value_text
from viewer.workflows.render_image import RenderOptions, load_frame, render_frame

REF, NEAR = (
    f"robyoung+dicom-test-files/data/WG04/{name}" for name in ("REF/CT1_UNC", "JLSN/CT1_JLSN")
)
PADDING = 1


def padded_pixels() -> np.ndarray:
    """A disc of noise from 100 to 200 on a ground of padding."""
    noise = np.random.default_rng(4).integers(100, 201, (48, 48)).astype(np.uint8)
    y, x = np.mgrid[:48, :48]
    return np.where((x - 24) ** 2 + (y - 24) ** 2 < 400, noise, PADDING).astype(np.uint8)


@pytest.mark.parametrize("error", [0, 1, 5])
def test_padding_is_what_may_have_been_padding(tmp_path: Path, error: int) -> None:
    pixels = padded_pixels()
    stream = imagecodecs.jpegls_encode(pixels, level=error)
    assert largest_error(stream) == error
    ds = make_dataset(
        pixels, PixelPaddingValue=PADDING, RescaleIntercept=0, WindowCenter=100, WindowWidth=10
    )
    syntax = JPEGLSNearLossless if error else JPEGLSLossless
    frame = load_frame(write(tmp_path / "a", set_fragments(ds, [stream]), syntax))
    mask = picture_mask(frame.pixels, frame.image.padding)
    assert mask is not None
    assert ((mask == 0) == (pixels == PADDING)).all()
    assert value_text(frame, 0, 0) == "padding"
    assert (render_frame(frame, RenderOptions())[pixels == PADDING] == 0).all()


def test_streams_of_other_kinds_tell_no_error() -> None:
    pixels = padded_pixels()
    assert largest_error(imagecodecs.jpeg8_encode(pixels)) == 0
    assert largest_error(imagecodecs.jpeg2k_encode(pixels)) == 0
    assert largest_error(imagecodecs.jpegls_encode(pixels, level=3)[:30]) == 0


def test_the_background_of_a_real_image_is_that_of_its_original(corpus: Path) -> None:
    original, lossy = load_frame(corpus / REF), load_frame(corpus / NEAR)
    data = (corpus / NEAR).read_bytes()
    error = largest_error(data[data.index(b"\xff\xd8\xff") :])
    assert np.abs(original.pixels.astype(int) - lossy.pixels).max() == error > 0
    expected = picture_mask(original.pixels, original.image.padding)
    assert expected is not None
    assert (picture_mask(lossy.pixels, lossy.image.padding) == expected).all()
