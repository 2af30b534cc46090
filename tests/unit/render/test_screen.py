"""Pixels as screens take them, by the bytes that Qt documents for 32-bit formats."""

import numpy as np

from viewer.render.screen import screen_pixels

RANDOM = np.random.default_rng(5)


def test_gray_fills_all_three_colours_and_is_opaque() -> None:
    gray = RANDOM.integers(0, 256, (5, 7), dtype=np.uint8)
    pixels = screen_pixels(gray)
    assert (pixels[..., :3] == gray[..., None]).all()
    assert (pixels[..., 3] == 255).all()


def test_red_comes_third() -> None:
    pixels = screen_pixels(np.full((2, 3, 3), (10, 20, 30), dtype=np.uint8))
    assert pixels[1, 2].tolist() == [30, 20, 10, 255]


def test_memory_of_the_same_size_is_used_again() -> None:
    first = screen_pixels(np.zeros((4, 6), dtype=np.uint8))
    second = screen_pixels(np.full((4, 6, 3), 9, dtype=np.uint8), reuse=first)
    assert np.shares_memory(first, second)
    assert (second[..., :3] == 9).all()


def test_memory_of_another_size_is_left_alone() -> None:
    first = screen_pixels(np.zeros((4, 6), dtype=np.uint8))
    second = screen_pixels(np.full((6, 4), 9, dtype=np.uint8), reuse=first)
    assert second.shape == (6, 4, 4)
    assert (first[..., :3] == 0).all()
