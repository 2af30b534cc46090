"""Colour maps, their bar, filters and interpolation in the picture and in the marks."""

from dataclasses import replace

import numpy as np
import pytest

from tests.support.images import make_frame
from viewer.imaging.colour_maps import colour_map
from viewer.imaging.filters import filtered
from viewer.imaging.gsdf import gsdf_levels
from viewer.imaging.pipeline import to_gray
from viewer.model.finding import Severity
from viewer.model.frame import Frame
from viewer.model.geometry import PixelSpacing, SpacingSource
from viewer.model.image import FrameHeader
from viewer.model.lut import PixelPadding, Rescale, VoiWindow
from viewer.model.view import Appearance, Filter, Interpolation, ViewState, ZoomMode
from viewer.render.drawing import Swatch, Text
from viewer.render.flatten import flatten
from viewer.render.options import ScreenMeasure
from viewer.render.raster import Picture, render
from viewer.render.scene import Scene
from viewer.render.transform import true_size
from viewer.render.trust import TrustKind, trust_marks

RANDOM = np.random.default_rng(17)
ONE_TO_ONE = ViewState(zoom_mode=ZoomMode.FREE)
PIXELS = RANDOM.integers(-200, 300, (40, 60)).astype(np.int16)
WINDOW = VoiWindow(40, 400)
HEADER = FrameHeader(None, Rescale(1, 0, "HU"), (WINDOW,))


def seen(frame: Frame, appearance: Appearance, previous: Picture | None = None) -> Picture:
    rows, columns = frame.pixels.shape[:2]
    return render(Scene(frame, columns, rows, ONE_TO_ONE, appearance, show_text=False), previous)


def texts(picture: Picture) -> list[str]:
    return [each.text for each in picture.drawing if isinstance(each, Text)]


def kinds(picture: Picture) -> dict[TrustKind, tuple[Severity, str]]:
    return {mark.kind: (mark.severity, mark.short) for mark in trust_marks(picture)}


def test_a_gray_image_takes_the_colours_of_its_grays() -> None:
    frame = make_frame(PIXELS, frames=(HEADER,))
    picture = seen(frame, Appearance(colour_map="hot-iron"))
    gray = to_gray(PIXELS, HEADER.modality, WINDOW)
    assert (picture.pixels == colour_map("hot-iron")[gray]).all()
    assert kinds(picture)[TrustKind.COLOURED] == (Severity.NOTE, "Hot Iron")


def test_inverted_means_the_colours_of_the_inverted_grays() -> None:
    frame = make_frame(PIXELS, frames=(HEADER,), is_inverse=True)
    gray = to_gray(PIXELS, HEADER.modality, WINDOW, is_inverse=True)
    assert (seen(frame, Appearance(colour_map="pet")).pixels == colour_map("pet")[gray]).all()


def test_padding_stays_black_under_a_map_that_has_no_black() -> None:
    frame = make_frame(PIXELS, frames=(HEADER,), padding=PixelPadding(0, 300))
    picture = seen(frame, Appearance(colour_map="spring"))
    assert (picture.pixels[PIXELS >= 0] == 0).all()
    assert (picture.pixels[PIXELS < 0].max(axis=1) == 255).all()


def test_a_colour_image_never_takes_a_colour_map() -> None:
    rgb = RANDOM.integers(0, 256, (20, 30, 3), dtype=np.uint8)
    picture = seen(make_frame(rgb), Appearance(colour_map="viridis"))
    assert (picture.pixels == rgb).all()
    assert TrustKind.COLOURED not in kinds(picture)


def test_the_bar_tells_the_values_of_its_ends_and_runs_from_high_to_low() -> None:
    frame = make_frame(PIXELS, frames=(HEADER,))
    scene = Scene(frame, 400, 300, appearance=Appearance(colour_map="summer"))
    picture = render(scene)
    [bar] = [each for each in picture.drawing if isinstance(each, Swatch)]
    assert (bar.rgb[0, 0] == colour_map("summer")[255]).all()
    assert (bar.rgb[-1, 0] == colour_map("summer")[0]).all()
    assert {"239 HU", "39.5 HU", "-160 HU", "Summer"} <= set(texts(picture))
    turned = render(replace(scene, appearance=replace(scene.appearance, is_inverted=True)))
    [bar] = [each for each in turned.drawing if isinstance(each, Swatch)]
    assert (bar.rgb[0, 0] == colour_map("summer")[0]).all()


def test_the_bar_is_burned_in_as_it_is_painted() -> None:
    frame = make_frame(PIXELS, frames=(HEADER,))
    picture = render(Scene(frame, 400, 300, appearance=Appearance(colour_map="winter")))
    [bar] = [each for each in picture.drawing if isinstance(each, Swatch)]
    burned = flatten(picture.pixels, picture.drawing)
    height, width = bar.rgb.shape[:2]
    inner = burned[bar.top : bar.top + height, bar.left : bar.left + width]
    assert (inner == bar.rgb).all()


def test_without_a_map_or_without_text_there_is_no_bar() -> None:
    frame = make_frame(PIXELS, frames=(HEADER,))
    for scene in (
        Scene(frame, 400, 300),
        Scene(frame, 400, 300, appearance=Appearance(colour_map="pet"), show_text=False),
    ):
        assert not any(isinstance(each, Swatch) for each in render(scene).drawing)


def test_a_filter_changes_the_picture_and_says_so() -> None:
    frame = make_frame(PIXELS, frames=(HEADER,))
    plain = seen(frame, Appearance())
    assert TrustKind.FILTERED not in kinds(plain)
    for wanted, word in ((Filter.SMOOTH, "smoothed"), (Filter.SHARPEN, "sharpened")):
        picture = seen(frame, Appearance(filter=wanted), plain)
        cells = filtered((PIXELS.astype(np.int32) + 32768).astype(np.uint16), wanted)
        stored = (cells.astype(np.int32) - 32768).astype(np.int16)
        assert (picture.pixels == to_gray(stored, HEADER.modality, WINDOW)).all()
        assert kinds(picture)[TrustKind.FILTERED] == (Severity.WARNING, f"{word}, not original")


def test_taking_a_filter_away_gives_the_original_back() -> None:
    frame = make_frame(PIXELS, frames=(HEADER,))
    plain = seen(frame, Appearance())
    smooth = seen(frame, Appearance(filter=Filter.SMOOTH), plain)
    sharp = seen(frame, Appearance(filter=Filter.SHARPEN), smooth)
    assert (sharp.pixels == seen(frame, Appearance(filter=Filter.SHARPEN)).pixels).all()
    assert (seen(frame, Appearance(), sharp).pixels == plain.pixels).all()


def test_single_bits_are_never_filtered() -> None:
    frame = make_frame((PIXELS > 0).astype(np.uint8))
    bits = replace(frame.image.pixel_format, bits_stored=1, bits_allocated=1)
    frame = replace(frame, image=replace(frame.image, pixel_format=bits))
    picture = seen(frame, Appearance(filter=Filter.SMOOTH))
    assert (picture.pixels == seen(frame, Appearance()).pixels).all()
    assert TrustKind.FILTERED not in kinds(picture)


def test_cubic_is_named_where_the_picture_is_enlarged() -> None:
    frame = make_frame(PIXELS, frames=(HEADER,))
    appearance = Appearance(interpolation=Interpolation.CUBIC)
    picture = render(Scene(frame, 240, 160, appearance=appearance))
    assert kinds(picture)[TrustKind.INTERPOLATED][1] == "cubic"
    linear = render(Scene(frame, 240, 160))
    assert (picture.pixels != linear.pixels).any()
    moved = ViewState(zoom_mode=ZoomMode.FREE, zoom=4.0, pan_x=8.0)
    by_warp = render(Scene(frame, 240, 160, moved, appearance))
    shifted = np.abs(by_warp.pixels[8:-8, 16:-8].astype(int) - picture.pixels[8:-8, 8:-16])
    assert shifted.max() <= 4  # resizing and warping round in their own ways


MEASURED = ScreenMeasure(
    levels=tuple(float(level) for level in range(0, 256, 15)),
    luminances=tuple(0.4 + 399.6 * (level / 255) ** 2.2 for level in range(0, 256, 15)),
    ambient=0.3,
    is_gsdf=True,
)


def test_a_measured_screen_gets_its_own_levels_last() -> None:
    """DC-024: after inversion, on gray only, and never without being said."""
    assert MEASURED.display is not None
    levels = np.floor(gsdf_levels(MEASURED.display) + 0.5)
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16)
    for is_inverted in (False, True):
        frame = make_frame(ramp, voi=(VoiWindow(128, 256),))
        scene = Scene(frame, 16, 16, ONE_TO_ONE, Appearance(is_inverted=is_inverted))
        picture = render(replace(scene, screen=MEASURED, show_text=False))
        assert (picture.pixels == levels[255 - ramp if is_inverted else ramp]).all()
        assert kinds(picture)[TrustKind.DISPLAY] == (Severity.NOTE, "GSDF")
        off = render(replace(scene, screen=replace(MEASURED, is_gsdf=False)))
        assert TrustKind.DISPLAY not in kinds(off)


def test_colours_are_left_to_the_screen() -> None:
    rgb = RANDOM.integers(0, 256, (20, 30, 3), dtype=np.uint8)
    scene = Scene(make_frame(rgb), 30, 20, ONE_TO_ONE, show_text=False, screen=MEASURED)
    assert (render(scene).pixels == rgb).all()
    frame = make_frame(PIXELS, frames=(HEADER,))
    mapped = Scene(frame, 60, 40, ONE_TO_ONE, Appearance(colour_map="pet"), show_text=False)
    plain = render(mapped).pixels
    assert (render(replace(mapped, screen=MEASURED)).pixels == plain).all()


def test_a_measurement_with_a_fault_is_not_used() -> None:
    assert replace(MEASURED, luminances=MEASURED.luminances[::-1]).display is None


def test_true_size_is_said_only_where_the_screen_was_measured_and_the_zoom_fits() -> None:
    spacing = PixelSpacing(0.8, 0.8, SpacingSource.PATIENT)
    frame = make_frame(PIXELS, spacing=spacing)
    view = true_size(ViewState(), column_mm=0.8, pitch_mm=0.25)
    assert view.zoom == pytest.approx(3.2)
    scene = Scene(frame, 300, 200, view, screen=ScreenMeasure(pitch_mm=0.25))
    assert kinds(render(scene))[TrustKind.TRUE_SIZE] == (Severity.NOTE, "true size")
    for other in (
        replace(scene, screen=ScreenMeasure()),
        replace(scene, view=replace(view, zoom=3.3)),
        replace(scene, frame=make_frame(PIXELS)),
    ):
        assert TrustKind.TRUE_SIZE not in kinds(render(other))
