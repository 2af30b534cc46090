"""Scene to pixels: exact where nothing is scaled, and no work done twice."""

from dataclasses import replace

import numpy as np
import pytest

from tests.support.images import make_frame
from viewer.imaging.pipeline import to_gray
from viewer.model.aid import Glass, Sketched
from viewer.model.frame import Frame
from viewer.model.geometry import Plane
from viewer.model.image import FrameHeader, Photometric
from viewer.model.lut import LutData, PaletteLut, PixelPadding, Rescale, VoiWindow
from viewer.model.shape import Shape, ShapeKind
from viewer.model.view import Appearance, Interpolation, ViewState, ZoomMode
from viewer.render.raster import Picture, render
from viewer.render.scene import Scene
from viewer.workspace.tools.annotate import new_annotation

RANDOM = np.random.default_rng(11)
WINDOW = VoiWindow(40, 400)
ONE_TO_ONE = ViewState(zoom_mode=ZoomMode.FREE)


def own_size(frame: Frame, **changes: object) -> Scene:
    rows, columns = frame.pixels.shape[:2]
    scene = Scene(frame, columns, rows, view=ONE_TO_ONE, show_text=False)
    return replace(scene, **changes)  # type: ignore[arg-type]


def noise(dtype: type, rows: int = 37, columns: int = 53) -> np.ndarray:
    low = -1000 if np.dtype(dtype).kind != "u" else 0
    return RANDOM.integers(low, 2000, (rows, columns)).astype(dtype)


@pytest.mark.parametrize("dtype", [np.int16, np.uint16, np.int32, np.float32])
def test_at_its_own_size_every_pixel_goes_through_the_pipeline_alone(dtype: type) -> None:
    pixels = noise(dtype)
    picture = render(own_size(make_frame(pixels, voi=(WINDOW,), rescale=Rescale(1, -24))))
    assert (picture.pixels == to_gray(pixels, Rescale(1, -24), WINDOW)).all()
    assert picture.voi is WINDOW


def test_beside_the_image_the_canvas_is_black_also_inverted() -> None:
    pixels = np.full((10, 10), -1000, dtype=np.int16)
    frame = make_frame(pixels, voi=(WINDOW,), is_inverse=True)
    pixels = render(own_size(frame, width=30, height=20)).pixels
    assert (pixels[5:15, 10:20] == 255).all()
    pixels[5:15, 10:20] = 0
    assert not pixels.any()


def test_a_scaled_image_covers_exactly_its_part_of_the_canvas() -> None:
    frame = make_frame(np.full((10, 20), 1000, dtype=np.int16), voi=(WINDOW,))
    shown = render(Scene(frame, 100, 80, show_text=False)).pixels
    assert (shown[15:65] == 255).all()
    assert not shown[:15].any()
    assert not shown[65:].any()


@pytest.mark.parametrize("is_inverse", [False, True])
@pytest.mark.parametrize("zoom", [0.3, 1.0, 3.7])
def test_padding_is_black_and_leaves_no_fringe(is_inverse: bool, zoom: float) -> None:
    pixels = np.full((40, 40), 40, dtype=np.int16)
    pixels[:, 20:] = -2000
    frame = make_frame(
        pixels, voi=(WINDOW,), padding=PixelPadding(-2000, -2000), is_inverse=is_inverse
    )
    view = ViewState(zoom_mode=ZoomMode.FREE, zoom=zoom)
    shown = render(own_size(frame, view=view, width=150, height=150)).pixels
    gray = 127 if is_inverse else 128
    assert set(np.unique(shown)) == {0, gray}


def test_the_users_inversion_turns_the_files_around() -> None:
    frame = make_frame(noise(np.int16), voi=(WINDOW,), is_inverse=True)
    plain = render(own_size(make_frame(frame.pixels, voi=(WINDOW,)))).pixels
    twice = render(own_size(frame, appearance=Appearance(is_inverted=True))).pixels
    assert (twice == plain).all()


def test_rgb_is_shown_as_it_is() -> None:
    pixels = RANDOM.integers(0, 255, (9, 14, 3)).astype(np.uint8)
    picture = render(own_size(make_frame(pixels)))
    assert (picture.pixels == pixels).all()
    assert picture.voi is None


def test_palette_indices_become_rgb_before_they_are_interpolated() -> None:
    ramp = np.array([0, 255], dtype=np.uint16)
    lut = PaletteLut(LutData(0, ramp, 8), LutData(0, ramp[::-1], 8), LutData(0, ramp, 8))
    pixels = np.array([[0, 1]], dtype=np.uint8)
    frame = make_frame(pixels, palette=lut)
    frame = replace(
        frame,
        image=replace(
            frame.image,
            pixel_format=replace(frame.image.pixel_format, photometric=Photometric.PALETTE_COLOR),
        ),
    )
    assert render(own_size(frame)).pixels.tolist() == [[[0, 255, 0], [255, 0, 255]]]


def test_shrinking_averages_instead_of_skipping() -> None:
    stripes = np.tile(np.array([0, 255], dtype=np.uint8), (64, 32))
    frame = make_frame(stripes, voi=(VoiWindow(128, 256),))
    shown = render(Scene(frame, 16, 16, show_text=False)).pixels
    assert (shown == 128).all()


def step(picture: Picture, **changes: object) -> Picture:
    return render(replace(picture.scene, **changes), picture)  # type: ignore[arg-type]


def test_a_new_window_only_looks_up_again() -> None:
    first = render(own_size(make_frame(noise(np.int16))))
    second = step(first, appearance=Appearance(voi=VoiWindow(0, 50)))
    assert second.patch is first.patch
    assert (second.pixels != first.pixels).any()


def test_a_new_place_samples_the_same_layer_again() -> None:
    first = render(own_size(make_frame(noise(np.int16), voi=(WINDOW,))))
    moved = step(first, view=replace(ONE_TO_ONE, pan_x=1))
    assert moved.layer is first.layer
    assert (moved.pixels[:, 1:] == first.pixels[:, :-1]).all()


@pytest.mark.parametrize(
    "changes",
    [
        {"view": replace(ONE_TO_ONE, zoom=0.4)},
        {"view": replace(ONE_TO_ONE, zoom=2.5)},
        {"view": replace(ONE_TO_ONE, zoom=2.5, rotation_deg=90, flip_vertical=True)},
        {"width": 90, "height": 80},
        {"appearance": Appearance(interpolation=Interpolation.NEAREST)},
        {"frame": make_frame(noise(np.int16), voi=(WINDOW,))},
    ],
)
def test_what_is_kept_never_shows_in_the_picture(changes: dict[str, object]) -> None:
    scene = own_size(make_frame(noise(np.int16), voi=(WINDOW,)), view=replace(ONE_TO_ONE, zoom=2.5))
    fresh = render(replace(scene, **changes))  # type: ignore[arg-type]
    reused = step(render(scene), **changes)
    assert (reused.pixels == fresh.pixels).all()


def test_an_image_moved_off_the_canvas_leaves_it_black() -> None:
    frame = make_frame(noise(np.int16), voi=(WINDOW,))
    picture = render(own_size(frame, view=replace(ONE_TO_ONE, pan_x=1e6, zoom=0.4)))
    assert picture.pixels.shape == (37, 53)
    assert not picture.pixels.any()


def test_text_is_drawn_only_on_wish() -> None:
    frame = make_frame(noise(np.int16), voi=(WINDOW,))
    assert render(own_size(frame)).drawing == ()
    assert render(own_size(frame, show_text=True)).drawing


def test_what_a_step_keeps_of_the_last_picture_changes_nothing() -> None:
    """Scrolled, windowed, moved, turned, resized, another pixel size: as if drawn anew."""
    plane = Plane((0, 0, 0), (1, 0, 0), (0, 1, 0), row_spacing_mm=0.7, column_spacing_mm=0.7)
    turned = replace(plane, row_direction=(0, 1, 0), column_direction=(0, 0, -1))
    wide = replace(plane, row_spacing_mm=1.4, column_spacing_mm=1.4)
    voi = (WINDOW,)
    headers = [FrameHeader(each, Rescale(), voi) for each in (plane, turned, wide, None)]
    frames = [make_frame(noise(np.int16), frames=(header,)) for header in headers]
    frames += [make_frame(noise(np.int16, 53, 37), frames=(headers[0],))]
    views = [ViewState(), ViewState(index=3), ViewState(rotation_deg=90), ViewState(pan_x=4.5)]
    scenes = [
        Scene(frame, size, 300, view=view, appearance=Appearance(voi=window))
        for window in (None, VoiWindow(10, 90))
        for size in (300, 420)
        for frame in frames
        for view in views
    ]
    RANDOM.shuffle(scenes)  # type: ignore[arg-type]
    previous: Picture | None = None
    for scene in scenes:
        previous = render(scene, previous)
        anew = render(scene)
        assert (previous.pixels == anew.pixels).all()
        assert previous.drawing == anew.drawing


@pytest.mark.parametrize("is_inverse", [False, True])
def test_padding_stays_black_when_the_user_inverts(is_inverse: bool) -> None:
    """DC-031: background, also of MONOCHROME1 and after inversion."""
    pixels = np.full((8, 8), 100, np.uint8)
    pixels[:, 4:] = 255
    frame = make_frame(
        pixels, voi=(VoiWindow(128, 256),), padding=PixelPadding(255, 255), is_inverse=is_inverse
    )
    view = ViewState(zoom_mode=ZoomMode.FREE, zoom=1.0)
    looks = Appearance(is_inverted=True)
    picture = render(Scene(frame, 8, 8, view=view, appearance=looks, show_text=False))
    assert (picture.pixels[:, 4:] == 0).all()
    assert (picture.pixels[:, :4] == (100 if is_inverse else 155)).all()


def test_annotations_are_drawn_anew_only_where_they_or_their_place_changed() -> None:
    frame = make_frame(noise(np.uint16))
    line = new_annotation(frame, Shape(ShapeKind.LENGTH, ((2.0, 3.0), (9.0, 8.0))))
    first = render(own_size(frame, annotations=(line,)))
    assert first.annotations
    wider = Appearance(voi=VoiWindow(500, 1000))
    glass = Glass(5, 5, 2.0)
    for same in ({"appearance": wider}, {"show_text": False}, {"aid": glass}):
        assert step(first, **same).annotations is first.annotations
    other = replace(line, shape=Shape(ShapeKind.LENGTH, ((2.0, 3.0), (9.0, 9.0))))
    for changes in (
        {"annotations": ()},
        {"annotations": (other,)},
        {"selected": line.uid},
        {"aid": Sketched(other)},
        {"view": replace(ONE_TO_ONE, pan_x=1)},
        {"width": 20},
        {"device_pixel_ratio": 2.0},
        {"frame": make_frame(noise(np.uint16, rows=38))},
    ):
        assert step(first, **changes).annotations is not first.annotations
