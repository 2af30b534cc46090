"""Pixels as screens take them, by the bytes that Qt documents for 32-bit formats."""

import numpy as np
import pytest

from tests.support.images import make_frame
from viewer.model.image import FrameHeader
from viewer.model.lut import PixelPadding, Rescale, VoiWindow
from viewer.model.shutter import Shutter
from viewer.model.view import Appearance
from viewer.render.raster import render
from viewer.render.scene import Scene
from viewer.render.screen import picture_on_screen, screen_pixels

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


def _scene(kind: str, dtype: str, *, width: int, height: int, **appearance: object) -> Scene:
    pixels = RANDOM.integers(0, 250, (31, 47)).astype(dtype)
    given: dict[str, object] = {"voi": (VoiWindow(120, 200),), "rescale": Rescale(1.5, -20)}
    if kind == "padded":
        pixels[:, :9] = 251
        given["padding"] = PixelPadding(251, 251)
    elif kind == "inverse":
        given["is_inverse"] = True
    elif kind == "colour":
        pixels = RANDOM.integers(0, 256, (31, 47, 3), dtype=np.uint8)
        given = {}
    return Scene(
        make_frame(pixels, **given), width, height, appearance=Appearance(**appearance),
        show_text=False,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["plain", "padded", "inverse", "colour"])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "float32"])
@pytest.mark.parametrize("size", [(47, 31), (94, 62), (120, 62), (94, 90), (20, 60)])
def test_a_picture_reaches_the_screen_with_just_its_gray_levels(
    kind: str, dtype: str, size: tuple[int, int]
) -> None:
    width, height = size
    reuse = np.full((height, width, 4), 77, dtype=np.uint8)
    for appearance in ({}, {"is_inverted": True}, {"colour_map": "hot-iron"}):
        picture = render(_scene(kind, dtype, width=width, height=height, **appearance))
        on_screen = picture_on_screen(picture, reuse=reuse)
        assert np.shares_memory(on_screen, reuse)
        assert (on_screen == screen_pixels(picture.pixels)).all()


def test_what_a_shutter_covers_is_covered_on_the_screen() -> None:
    shutter = Shutter(rectangle=(5, 4, 30, 20), p_value=40_000)
    header = FrameHeader(None, Rescale(), voi=(VoiWindow(120, 200),), shutter=shutter)
    frame = make_frame(RANDOM.integers(0, 250, (31, 47)).astype(np.int16), frames=(header,))
    for shows in (True, False):
        scene = Scene(frame, 94, 62, appearance=Appearance(shows_shutters=shows), show_text=False)
        picture = render(scene)
        assert (picture_on_screen(picture) == screen_pixels(picture.pixels)).all()
