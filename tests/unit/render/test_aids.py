"""The magnifying glass shows the image at its own resolution, where the pointer is."""

import numpy as np
import pytest

from tests.support.images import make_frame
from viewer.imaging.pipeline import to_gray
from viewer.model.aid import Glass, Marquee
from viewer.model.lut import Rescale, VoiWindow
from viewer.model.view import Appearance, Interpolation, ViewState, ZoomMode
from viewer.render.drawing import Ink, Polyline, Swatch, Text
from viewer.render.raster import Picture, render
from viewer.render.scene import Scene

WINDOW = VoiWindow(128, 256)
PIXELS = np.random.default_rng(8).integers(0, 256, (600, 800)).astype(np.uint8)
NEAREST = Appearance(interpolation=Interpolation.NEAREST)


def through(picture: Picture) -> Swatch:
    [swatch] = [each for each in picture.drawing if isinstance(each, Swatch)]
    return swatch


def scene(aid: Glass | Marquee | None, **changes: object) -> Scene:
    frame = make_frame(PIXELS, voi=(WINDOW,))
    values: dict[str, object] = {"appearance": NEAREST, "aid": aid} | changes
    return Scene(frame, 400, 300, **values)  # type: ignore[arg-type]


def test_the_pixel_under_the_pointer_is_in_the_middle() -> None:
    """The image is shown at half its size: at (100, 80) lies the corner of pixel (200, 160)."""
    seen = through(render(scene(Glass(100, 80, 4))))
    side = seen.rgb.shape[0]
    gray = to_gray(PIXELS, Rescale(), WINDOW)
    middle = seen.rgb[side // 2 - 2 : side // 2 + 2, side // 2 - 2 : side // 2 + 2, 0]
    expected = np.repeat(np.repeat(gray[159:161, 199:201], 2, 0), 2, 1)
    assert (middle == expected).all()
    assert (seen.left + side / 2, seen.top + side / 2) == (100, 90)  # kept within the canvas


def test_it_never_shrinks_the_image() -> None:
    """Three times a tenth would still be less than the image has."""
    tiny = ViewState(zoom_mode=ZoomMode.FREE, zoom=0.1)
    picture = render(scene(Glass(200, 150, 3), view=tiny))
    seen = through(picture).rgb
    gray = to_gray(PIXELS, Rescale(), WINDOW)
    half = seen.shape[0] // 2
    assert (seen[..., 0] == gray[300 - half : 300 + half, 400 - half : 400 + half]).all()
    assert "\u00d7 10" in [each.text for each in picture.drawing if isinstance(each, Text)]


@pytest.mark.parametrize("point", [(0, 0), (399, 299), (-50, 500)])
def test_it_stays_on_the_canvas(point: tuple[int, int]) -> None:
    seen = through(render(scene(Glass(*point, 3))))
    assert seen.left >= 0
    assert seen.top >= 0
    assert seen.left + seen.rgb.shape[1] <= 400
    assert seen.top + seen.rgb.shape[0] <= 300


def test_it_keeps_turn_and_flip() -> None:
    """In the glass grays rise to the same side as around it."""
    ramp = np.add.outer(np.arange(60) * 3, np.arange(80)).astype(np.uint8)
    turned = ViewState(rotation_deg=90, flip_horizontal=True)
    frame = make_frame(ramp, voi=(WINDOW,))
    outer = render(Scene(frame, 400, 300, turned)).pixels.astype(int)
    rgb = through(render(Scene(frame, 400, 300, turned, aid=Glass(200, 150, 3)))).rgb
    inner = rgb[..., 0].astype(int)
    half = inner.shape[0] // 2
    for axis in (0, 1):
        steps = [np.diff(each, axis=axis).sum() for each in (inner, outer[140:160, 190:210])]
        assert np.sign(steps[0]) == np.sign(steps[1]) != 0
    assert abs(inner[half, half] - outer[150, 200]) <= 2


def test_moving_it_prepares_the_frame_once() -> None:
    first = render(scene(Glass(100, 80, 3)))
    second = render(Scene(first.scene.frame, 400, 300, appearance=NEAREST,
                          aid=Glass(120, 90, 3)), first)  # fmt: skip
    assert first.glass is not None
    assert second.glass is not None
    assert second.glass.layer is first.glass.layer


def test_a_marquee_is_its_rectangle() -> None:
    [shape] = [each for each in render(scene(Marquee(10, 20, 60, 50))).drawing
               if isinstance(each, Polyline) and each.ink is Ink.SELECTED]  # fmt: skip
    assert set(shape.points) == {(10, 20), (60, 20), (60, 50), (10, 50)}
    assert shape.is_closed
