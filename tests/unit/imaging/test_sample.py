"""Sampling onto the canvas: pixel centres, exactness, edges, padding."""

import numpy as np
import pytest

from viewer.imaging.padding import fill_background
from viewer.imaging.sample import (
    halvings,
    sample,
    shrink,
    shrunk_from_canvas,
)
from viewer.model.view import Interpolation

RANDOM = np.random.default_rng(7)
TYPES = [np.uint8, np.uint16, np.float32, np.float64, np.int32]


def canvas_at(zoom: float, *, left: float = 0.0, top: float = 0.0) -> np.ndarray:
    """image_from_canvas of a picture whose outer corner is at (left, top)."""
    return np.array([[1 / zoom, 0, -left / zoom - 0.5], [0, 1 / zoom, -top / zoom - 0.5]])


def bilinear(pixels: np.ndarray, affine: np.ndarray, width: int, height: int) -> np.ndarray:
    """The textbook formula, edges repeated."""
    x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    u, v = np.einsum("ij,jhw->ihw", affine, np.stack([x, y, np.ones_like(x)]))
    u, v = np.clip(u, 0, pixels.shape[1] - 1), np.clip(v, 0, pixels.shape[0] - 1)
    left, top = np.floor(u).astype(int), np.floor(v).astype(int)
    right = np.minimum(left + 1, pixels.shape[1] - 1)
    bottom = np.minimum(top + 1, pixels.shape[0] - 1)
    across, down = u - left, v - top
    upper = pixels[top, left] * (1 - across) + pixels[top, right] * across
    lower = pixels[bottom, left] * (1 - across) + pixels[bottom, right] * across
    return upper * (1 - down) + lower * down


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("how", Interpolation)
def test_one_to_one_is_exact(dtype: type, how: Interpolation) -> None:
    pixels = RANDOM.integers(0, 255, (37, 53)).astype(dtype)
    shown = sample(pixels, canvas_at(1), width=53, height=37, interpolation=how)
    assert (shown == pixels).all()


def test_turning_and_flipping_without_scaling_is_exact() -> None:
    pixels = RANDOM.integers(0, 60_000, (5, 7)).astype(np.uint16)
    quarter_turn = np.array([[0.0, 1.0, -0.5], [-1.0, 0.0, 4.5]])  # clockwise
    shown = sample(pixels, quarter_turn, width=5, height=7, interpolation=Interpolation.LINEAR)
    assert (shown == np.rot90(pixels, -1)).all()


@pytest.mark.parametrize("zoom", [2, 3, 7])
def test_nearest_makes_each_pixel_a_square(zoom: int) -> None:
    pixels = RANDOM.integers(0, 255, (6, 9)).astype(np.uint8)
    shown = sample(
        pixels,
        canvas_at(zoom),
        width=9 * zoom,
        height=6 * zoom,
        interpolation=Interpolation.NEAREST,
    )
    assert (shown == pixels.repeat(zoom, 0).repeat(zoom, 1)).all()


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
@pytest.mark.parametrize("zoom", [0.7, 1.5, 1.953125, 3.3])
def test_linear_equals_the_formula(dtype: type, zoom: float) -> None:
    pixels = RANDOM.integers(0, 4096, (40, 50)).astype(dtype)
    affine = canvas_at(zoom, left=3.25, top=-2.5)
    shown = sample(pixels, affine, width=60, height=45, interpolation=Interpolation.LINEAR)
    assert np.abs(shown - bilinear(pixels, affine, 60, 45)).max() <= 1


def test_only_the_visible_part_is_touched_even_of_a_huge_picture() -> None:
    pixels = np.broadcast_to(np.arange(70_000, dtype=np.float32), (3, 70_000))
    shown = sample(
        pixels,
        canvas_at(1, left=-60_000),
        width=4,
        height=3,
        interpolation=Interpolation.LINEAR,
    )
    assert shown[1].tolist() == [60_000, 60_001, 60_002, 60_003]


def test_halving_begins_at_half_size() -> None:
    assert [halvings(scale) for scale in (2, 1, 0.51, 0.5, 0.26, 0.25, 0.1)] == [
        0, 0, 0, 1, 1, 2, 3,
    ]  # fmt: skip


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("zoom", [0.6, 1.7, 2.011, 20.0])
def test_a_picture_that_fills_the_canvas_equals_the_formula_too(dtype: type, zoom: float) -> None:
    pixels = RANDOM.integers(0, 255, (35, 50)).astype(dtype)
    affine = canvas_at(zoom)
    width, height = round(50 * zoom), round(35 * zoom)
    shown = sample(pixels, affine, width=width, height=height, interpolation=Interpolation.LINEAR)
    assert np.abs(shown - bilinear(pixels, affine, width, height)).max() <= 1


@pytest.mark.parametrize("zoom", [1.0, 1.7])
def test_colour_is_sampled_channel_by_channel(zoom: float) -> None:
    pixels = RANDOM.integers(0, 256, (20, 30, 3)).astype(np.uint8)
    affine = canvas_at(zoom, left=2.25)
    shown = sample(pixels, affine, width=40, height=30, interpolation=Interpolation.LINEAR)
    for channel in range(3):
        alone = bilinear(pixels[..., channel].astype(float), affine, 40, 30)
        assert np.abs(shown[..., channel] - alone).max() <= 2  # fixed point in OpenCV


def test_shrinking_takes_the_mean_of_whole_blocks() -> None:
    pixels = RANDOM.integers(0, 4096, (8, 12)).astype(np.uint16)
    small, mask = shrink(pixels, None, factor=4)
    means = pixels.reshape(2, 4, 3, 4).mean(axis=(1, 3))
    assert mask is None
    assert np.abs(small - means).max() <= 1  # rounded at each halving


def test_an_edge_that_does_not_divide_is_repeated() -> None:
    pixels = np.array([[10, 20, 30]] * 3, dtype=np.float32)
    small, _ = shrink(pixels, None, factor=2)
    assert small.tolist() == [[15, 30], [15, 30]]


def test_shrinking_does_not_mix_padding_with_picture() -> None:
    pixels = np.full((16, 16), 63_536, dtype=np.uint16)
    pixels[:, :7] = 1000
    mask = np.where(pixels == 1000, 255, 0).astype(np.uint8)
    small, small_mask = shrink(fill_background(pixels, mask), mask, factor=4)
    assert small_mask is not None
    assert small_mask[0].tolist() == [255, 255, 0, 0]
    assert (small[small_mask > 0] == 1000).all()


def test_a_shrunk_picture_stays_in_place() -> None:
    ramp = np.tile(np.arange(64, dtype=np.float32), (64, 1))
    small, _ = shrink(ramp, None, factor=4)
    affine = np.vstack([canvas_at(0.25), [0, 0, 1]])
    shown = sample(
        small,
        shrunk_from_canvas(affine, factor=4),
        width=16,
        height=16,
        interpolation=Interpolation.LINEAR,
    )
    assert shown[0].tolist() == pytest.approx([4 * i + 1.5 for i in range(16)])
