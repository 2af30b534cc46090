"""The value and the place under the cursor (DC-003, DC-004, DC-020, DC-031)."""

import numpy as np
import pytest

from tests.support.images import make_frame
from viewer.model.geometry import Plane
from viewer.model.image import FrameHeader
from viewer.model.lut import LutData, ModalityLut, PaletteLut, PixelPadding, Rescale
from viewer.model.view import Appearance, ViewState, ZoomMode
from viewer.render.readout import value_at, value_text
from viewer.render.scene import Scene

PIXELS = np.arange(12, dtype=np.int16).reshape(3, 4)
HU = Rescale(1, -1024, "HU")
ONE_TO_ONE = ViewState(zoom_mode=ZoomMode.FREE)


def test_value_has_its_unit() -> None:
    frame = make_frame(PIXELS, rescale=HU)
    readout = value_at(Scene(frame, 4, 3, view=ONE_TO_ONE), 2.5, 1.5)
    assert readout is not None
    assert (readout.column, readout.row) == (2, 1)
    assert readout.value_text == "-1018 HU"
    assert readout.point_lps is None


@pytest.mark.parametrize(("x", "column"), [(0.0, 0), (0.99, 0), (1.0, 1), (3.99, 3)])
def test_a_pixel_reaches_from_edge_to_edge(x: float, column: int) -> None:
    readout = value_at(Scene(make_frame(PIXELS), 4, 3, view=ONE_TO_ONE), x, 0.5)
    assert readout is not None
    assert readout.column == column


@pytest.mark.parametrize(("x", "y"), [(-0.1, 1), (4.0, 1), (1, -0.1), (1, 3.0)])
def test_beside_the_image_there_is_nothing_to_read(x: float, y: float) -> None:
    assert value_at(Scene(make_frame(PIXELS), 4, 3, view=ONE_TO_ONE), x, y) is None


def test_position_is_that_of_the_point_in_the_patient() -> None:
    plane = Plane((10, 20, 30), (0, 1, 0), (0, 0, -1), 2.0, 0.5)
    frame = make_frame(PIXELS, frames=(FrameHeader(plane, HU, ()),))
    readout = value_at(Scene(frame, 4, 3, view=ONE_TO_ONE), 2.5, 1.5)
    assert readout is not None
    assert readout.point_lps == pytest.approx((10, 21, 28))


def test_inverting_changes_the_picture_not_the_number() -> None:
    frame = make_frame(PIXELS, rescale=HU, is_inverse=True)
    scene = Scene(frame, 4, 3, view=ONE_TO_ONE, appearance=Appearance(is_inverted=True))
    readout = value_at(scene, 0.5, 0.5)
    assert readout is not None
    assert readout.value_text == "-1024 HU"


def test_padding_has_no_value() -> None:
    frame = make_frame(PIXELS, rescale=HU, padding=PixelPadding(3, 5))
    assert value_text(frame, 3, 0) == "padding"
    assert value_text(frame, 2, 0) == "-1022 HU"


def test_an_invalid_rescale_is_said() -> None:
    frame = make_frame(PIXELS, rescale=Rescale(is_valid=False))
    assert value_text(frame, 1, 0) == "1 (no rescale: invalid)"


def test_modality_lut_gives_value_and_unit() -> None:
    lut = ModalityLut(LutData(0, np.array([7, 300], dtype=np.uint16), 16), "OD")
    frame = make_frame(PIXELS, frames=(FrameHeader(None, lut, ()),))
    assert value_text(frame, 1, 0) == "300 OD"


def test_fractions_are_shown_with_six_digits() -> None:
    frame = make_frame(np.array([[0.123456789]]))
    assert value_text(frame, 0, 0) == "0.123457"


def test_colour_shows_its_three_samples() -> None:
    assert (
        value_text(make_frame(np.full((1, 1, 3), (1, 2, 255), np.uint8)), 0, 0) == "R 1 G 2 B 255"
    )


def test_palette_images_show_the_index() -> None:
    data = LutData(0, np.arange(256, dtype=np.uint16), 8)
    frame = make_frame(np.array([[9]], np.uint8), palette=PaletteLut(data, data, data))
    assert value_text(frame, 0, 0) == "index 9"
