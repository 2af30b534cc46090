"""Small pictures: proportions, gray levels, colour."""

import numpy as np

from tests.support.images import make_frame
from tests.support.profiles import swapped_profile
from viewer.frames.picture import small_picture
from viewer.model.image import FrameHeader
from viewer.model.lut import LutData, PaletteLut, PixelPadding, Rescale, VoiWindow
from viewer.model.shutter import Shutter
from viewer.model.view import ViewState, ZoomMode
from viewer.render.raster import render
from viewer.render.scene import Scene


def test_the_longer_side_has_the_size_and_the_proportions_stay() -> None:
    wide = make_frame(np.zeros((100, 200), np.uint16))
    assert small_picture(wide, size=128).shape == (64, 128)
    tall = make_frame(np.zeros((600, 150), np.uint8))
    assert small_picture(tall, size=128).shape == (128, 32)


def test_pixels_that_are_twice_as_high_make_the_picture_twice_as_high() -> None:
    frame = make_frame(np.zeros((64, 64), np.uint16), pixel_aspect=2.0)
    assert small_picture(frame, size=128).shape == (128, 64)


def test_an_image_smaller_than_the_thumbnail_is_enlarged() -> None:
    assert small_picture(make_frame(np.zeros((8, 8), np.uint16)), size=64).shape == (64, 64)


def test_values_pass_the_rescale_and_the_window_of_the_file() -> None:
    pixels = np.full((40, 40), 1024 + 40, np.uint16)  # 40 HU, the centre of the window
    rescale = Rescale(1, -1024, "HU")
    frame = make_frame(pixels, rescale=rescale, voi=(VoiWindow(40, 400),))
    # LINEAR, PS3.3 C.11.2.1.2.1: ((40 - 39.5) / 399 + 0.5) * 255 = 127.8
    assert set(np.unique(small_picture(frame))) == {128}


def test_signed_values_keep_their_order() -> None:
    pixels = np.repeat(np.linspace(-2000, 2000, 64).astype(np.int16)[None], 64, axis=0)
    row = small_picture(make_frame(pixels), size=64)[32].astype(int)
    assert row[0] <= 1
    assert row[-1] >= 254
    assert (np.diff(row) >= 0).all()


def test_without_a_usable_window_the_full_range_is_shown_without_padding() -> None:
    pixels = np.full((64, 64), 100, np.int16)
    pixels[:, 32:] = 300
    pixels[:8] = -2000
    frame = make_frame(pixels, voi=(VoiWindow(0, -5),), padding=PixelPadding(-2000, -2000))
    small = small_picture(frame, size=64)
    assert small[40, 10] == 0
    assert small[40, 50] == 255


def test_an_inverse_image_is_inverted() -> None:
    pixels = np.full((16, 16), 255, np.uint8)
    frame = make_frame(pixels, voi=(VoiWindow(128, 256),), is_inverse=True)
    assert small_picture(frame).max() == 0


def test_floating_point_samples_are_shown_by_the_formula() -> None:
    pixels = np.full((32, 32), 0.25, np.float32)
    pixels[:, 16:] = 0.75
    small = small_picture(make_frame(pixels), size=32)
    assert (small[16, 4], small[16, 28]) == (0, 255)


def test_colour_stays_colour() -> None:
    pixels = np.zeros((16, 16, 3), np.uint8)
    pixels[..., 0] = 200
    small = small_picture(make_frame(pixels), size=32)
    assert small.shape == (32, 32, 3)
    assert (small == (200, 0, 0)).all()


def test_a_palette_image_is_shown_in_its_colours() -> None:
    def ramp(*entries: int) -> LutData:
        return LutData(0, np.array(entries, np.uint16), 8)

    palette = PaletteLut(ramp(0, 10), ramp(0, 20), ramp(0, 30))
    frame = make_frame(np.ones((8, 8), np.uint8), palette=palette)
    assert (small_picture(frame, size=8) == (10, 20, 30)).all()


def test_colours_pass_the_profile_of_the_file() -> None:
    pixels = np.full((16, 16, 3), (200, 40, 10), np.uint8)
    small = small_picture(make_frame(pixels, icc_profile=swapped_profile()), size=16)
    assert np.abs(small.astype(int) - (10, 40, 200)).max() <= 2


def test_padding_is_black_also_where_the_image_is_inverse() -> None:
    pixels = np.full((32, 32), 40, np.uint8)
    pixels[:, 16:] = 255
    frame = make_frame(
        pixels, voi=(VoiWindow(128, 256),), padding=PixelPadding(255, 255), is_inverse=True
    )
    small = small_picture(frame, size=32)
    assert (small[16, 4], small[16, 28]) == (215, 0)


def test_what_the_shutter_covers_is_covered_in_its_gray() -> None:
    shutter = Shutter(rectangle=(0, 0, 15, 31), p_value=0x4000)
    header = FrameHeader(None, Rescale(), (VoiWindow(128, 256),), shutter=shutter)
    frame = make_frame(np.full((32, 32), 200, np.uint8), frames=(header,))
    small = small_picture(frame, size=32)
    assert (small[16, 4], small[16, 28]) == (200, 0x40)


def test_values_that_a_supplemental_palette_maps_are_in_its_colours() -> None:
    def entry(value: int) -> LutData:
        return LutData(200, np.array([value], np.uint16), 8)

    pixels = np.full((32, 32), 90, np.uint8)
    pixels[:, 16:] = 210
    supplement = PaletteLut(entry(10), entry(20), entry(30))
    frame = make_frame(pixels, voi=(VoiWindow(128, 256),), supplement=supplement)
    small = small_picture(frame, size=32)
    assert (small[16, 4] == 90).all()
    assert (small[16, 28] == (10, 20, 30)).all()


def test_it_looks_like_the_picture_of_a_viewport() -> None:
    """One path makes both, so that none can forget what the other shows."""
    values = np.random.default_rng(5).integers(-1000, 2000, (32, 32)).astype(np.int16)
    header = FrameHeader(
        None, Rescale(), (VoiWindow(40, 400),), shutter=Shutter(circle=(16, 16, 12))
    )
    frame = make_frame(values, frames=(header,), padding=PixelPadding(-1000, -900))
    view = ViewState(zoom_mode=ZoomMode.FREE, zoom=1.0)
    picture = render(Scene(frame, 32, 32, view=view, show_text=False))
    assert (small_picture(frame, size=32) == picture.pixels).all()
