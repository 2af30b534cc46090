"""Where image pixels lie on the canvas (DC-050, DC-052)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.images import make_image
from viewer.model.image import Image
from viewer.model.view import ViewState, ZoomMode
from viewer.render.transform import (
    actual_size,
    canvas_from_image,
    fit,
    image_from_canvas,
    map_point,
    zoom_at,
    zoom_of,
)

VIEWS = st.builds(
    ViewState,
    zoom_mode=st.sampled_from(ZoomMode),
    zoom=st.floats(0.05, 50),
    pan_x=st.floats(-500, 500),
    pan_y=st.floats(-500, 500),
    rotation_deg=st.sampled_from([0, 90, 180, 270]),
    flip_horizontal=st.booleans(),
    flip_vertical=st.booleans(),
)
COORDINATES = st.floats(-1000, 1000)


def image(rows: int = 300, columns: int = 400, *, aspect: float = 1.0) -> Image:
    return make_image(np.zeros((rows, columns), dtype=np.uint8), pixel_aspect=aspect)


@given(VIEWS, COORDINATES, COORDINATES, st.floats(0.3, 3))
def test_canvas_and_image_are_inverse_to_each_other(
    view: ViewState, x: float, y: float, aspect: float
) -> None:
    there = canvas_from_image(image(aspect=aspect), view, 640, 480)
    back = image_from_canvas(image(aspect=aspect), view, 640, 480)
    assert map_point(back, *map_point(there, x, y)) == pytest.approx((x, y), abs=1e-6)


@given(VIEWS, st.floats(0, 640), st.floats(0, 480), st.floats(0.5, 2))
def test_zooming_keeps_what_is_under_the_cursor(
    view: ViewState, x: float, y: float, factor: float
) -> None:
    shown = image(aspect=1.2)  # not snapped to whole pixels
    before = map_point(image_from_canvas(shown, view, 640, 480), x, y)
    zoomed = zoom_at(shown, view, 640, 480, x=x, y=y, factor=factor)
    after = map_point(image_from_canvas(shown, zoomed, 640, 480), x, y)
    assert after == pytest.approx(before, abs=1e-5)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("aspect", [0.5, 1.0, 1.3])
def test_fit_shows_the_whole_image_and_fills_one_direction(rotation: int, aspect: float) -> None:
    shown, view = image(aspect=aspect), ViewState(rotation_deg=rotation)
    affine = canvas_from_image(shown, view, 1000, 700)
    x0, y0 = map_point(affine, -0.5, -0.5)
    x1, y1 = map_point(affine, 399.5, 299.5)
    across, down = abs(x1 - x0), abs(y1 - y0)
    assert across <= 1000 + 1e-6
    assert down <= 700 + 1e-6
    assert across == pytest.approx(1000) or down == pytest.approx(700)
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx((500, 350), abs=0.5)


def test_pixels_are_as_tall_as_their_aspect() -> None:
    view = ViewState(zoom_mode=ZoomMode.FREE, zoom=2)
    affine = canvas_from_image(image(aspect=1.2), view, 640, 480)
    assert (affine[0, 0], affine[1, 1]) == (2, 2.4)


@pytest.mark.parametrize(
    ("rotation", "corner"),
    [(0, (-1, -1)), (90, (1, -1)), (180, (1, 1)), (270, (-1, 1))],
)
def test_rotation_is_clockwise(rotation: int, corner: tuple[int, int]) -> None:
    affine = canvas_from_image(image(), ViewState(rotation_deg=rotation), 600, 600)
    x, y = map_point(affine, 0, 0)
    assert (np.sign(x - 300), np.sign(y - 300)) == corner


def test_flips_come_after_the_rotation() -> None:
    view = ViewState(rotation_deg=90, flip_horizontal=True)
    x, y = map_point(canvas_from_image(image(), view, 600, 600), 0, 0)
    assert (x < 300, y < 300) == (True, True)  # turned to the top right, then to the left


@pytest.mark.parametrize("size", [(400, 300), (401, 300), (640, 481), (399, 299)])
def test_one_to_one_meets_device_pixels(size: tuple[int, int]) -> None:
    affine = canvas_from_image(image(), actual_size(ViewState()), *size)
    corner = np.array(map_point(affine, -0.5, -0.5))
    assert (corner == np.round(corner)).all()


def test_zoom_stays_within_reason() -> None:
    view = ViewState(zoom_mode=ZoomMode.FREE, zoom=90)
    assert zoom_at(image(), view, 640, 480, x=0, y=0, factor=1e9).zoom == 100
    assert zoom_at(image(), view, 640, 480, x=0, y=0, factor=1e-9).zoom == 0.01


def test_fit_and_actual_size_move_the_image_to_the_middle() -> None:
    view = ViewState(index=3, zoom_mode=ZoomMode.FREE, zoom=7, pan_x=5, pan_y=6, rotation_deg=90)
    kept = replace(view, pan_x=0, pan_y=0)
    assert actual_size(view) == replace(kept, zoom=1)
    assert fit(view) == replace(kept, zoom_mode=ZoomMode.FIT)
    assert zoom_of(image(), fit(ViewState()), 800, 800) == 2


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("size", [(937, 812), (500, 333)])
def test_a_fitted_image_begins_at_a_whole_device_pixel(
    rotation: int, size: tuple[int, int]
) -> None:
    view = ViewState(rotation_deg=rotation, flip_horizontal=True)
    affine = canvas_from_image(image(), view, *size)
    x, y = map_point(affine, -0.5, -0.5)
    assert (x, y) == pytest.approx((round(x), round(y)), abs=1e-9)
