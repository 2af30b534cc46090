"""Orientation letters and the scale bar follow the geometry (DC-080 to DC-082)."""

from dataclasses import replace

import numpy as np
import pytest

from tests.support.images import make_frame
from viewer.model.geometry import (
    PatientOrientation,
    PixelSpacing,
    Plane,
    SpacingSource,
    Vector,
)
from viewer.model.image import FrameHeader, UltrasoundRegion
from viewer.model.lut import Rescale
from viewer.model.view import ViewState, ZoomMode
from viewer.render.drawing import Anchor, Drawing, Ink, Line, Text
from viewer.render.furniture import (
    edge_letters,
    known_spacing,
    letters_at_edges,
    region_at,
    scale_bar,
)
from viewer.render.scene import Scene

AXIAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
CORONAL = ((1.0, 0.0, 0.0), (0.0, 0.0, -1.0))
SAGITTAL = ((0.0, 1.0, 0.0), (0.0, 0.0, -1.0))
PIXELS = np.zeros((100, 200), dtype=np.int16)
ONE_TO_ONE = ViewState(zoom_mode=ZoomMode.FREE)


def scene_of(directions: tuple[Vector, Vector] | None, view: ViewState, **image: object) -> Scene:
    plane = Plane((0, 0, 0), *directions, 0.5, 0.5) if directions else None
    frame = make_frame(PIXELS, frames=(FrameHeader(plane, Rescale(), ()),), **image)
    return Scene(frame, 400, 400, view=view)


def letters(scene: Scene) -> str:
    """Left, right, top and bottom in one text."""
    at = letters_at_edges(scene)
    edges = (Anchor.LEFT, Anchor.RIGHT, Anchor.TOP, Anchor.BOTTOM)
    return " ".join(at[edge] or "-" for edge in edges)


@pytest.mark.parametrize(
    ("directions", "expected"),
    [(AXIAL, "R L A P"), (CORONAL, "R L H F"), (SAGITTAL, "A P H F")],
)
def test_upright_planes_have_the_standards_letters(
    directions: tuple[Vector, Vector], expected: str
) -> None:
    assert letters(scene_of(directions, ViewState())) == expected


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (ViewState(rotation_deg=90), "P A R L"),
        (ViewState(rotation_deg=180), "L R P A"),
        (ViewState(rotation_deg=270), "A P L R"),
        (ViewState(flip_horizontal=True), "L R A P"),
        (ViewState(flip_vertical=True), "R L P A"),
        (ViewState(rotation_deg=90, flip_horizontal=True), "A P R L"),
    ],
)
def test_letters_turn_with_the_picture(view: ViewState, expected: str) -> None:
    assert letters(scene_of(AXIAL, view)) == expected
    by_header = scene_of(None, view, orientation=PatientOrientation("L", "P"))
    assert letters(by_header) == expected


def test_oblique_planes_name_the_largest_direction_first() -> None:
    tilted = ((1.0, 0.0, 0.0), (0.0, 0.8, -0.6))
    assert letters(scene_of(tilted, ViewState())) == "R L AH PF"


def test_without_any_orientation_nothing_is_guessed() -> None:
    assert letters(scene_of(None, ViewState())) == "- - - -"
    assert edge_letters(scene_of(None, ViewState())) == ()


def test_animals_have_letters_of_their_own() -> None:
    scene = scene_of(AXIAL, ViewState(), is_quadruped=True)
    assert letters(scene) == "RT LE V D"


def test_letters_stand_in_the_middle_of_their_edge() -> None:
    drawing = edge_letters(scene_of(AXIAL, ViewState()))
    places = {text.text: (text.x, text.y) for text in drawing if isinstance(text, Text)}
    assert places == {"R": (8, 200), "L": (392, 200), "A": (200, 8), "P": (200, 392)}


def bar(drawing: Drawing) -> tuple[float, str]:
    """Length in device pixels and label."""
    lines = [line for line in drawing if isinstance(line, Line)]
    (label,) = [text.text for text in drawing if isinstance(text, Text)]
    assert all(line.ink is Ink.SCALE for line in lines)
    return lines[0].x1 - lines[0].x0, label


def test_bar_has_a_round_length_at_the_size_of_the_plane() -> None:
    assert bar(scale_bar(scene_of(AXIAL, ONE_TO_ONE))) == (100, "5 cm")
    assert bar(scale_bar(scene_of(AXIAL, replace(ONE_TO_ONE, zoom=10)))) == (100, "5 mm")


def test_bar_follows_the_direction_that_lies_across_the_screen() -> None:
    spacing = PixelSpacing(1.0, 0.5, SpacingSource.PATIENT)
    scene = scene_of(None, replace(ONE_TO_ONE, rotation_deg=90), spacing=spacing)
    assert bar(scale_bar(scene)) == (pytest.approx(100), "10 cm")


@pytest.mark.parametrize(
    ("source", "label"),
    [
        (SpacingSource.DETECTOR, "5 cm at detector"),
        (SpacingSource.NOMINAL, "5 cm on film"),
        (SpacingSource.UNKNOWN_CALIBRATION, "5 cm calibration unknown"),
        (SpacingSource.CALIBRATED, "5 cm calibrated"),
    ],
)
def test_bar_says_where_its_size_comes_from(source: SpacingSource, label: str) -> None:
    """DC-070."""
    spacing = PixelSpacing(0.5, 0.5, source)
    assert bar(scale_bar(scene_of(None, ONE_TO_ONE, spacing=spacing)))[1] == label


def test_no_bar_without_a_known_pixel_size() -> None:
    assert scale_bar(scene_of(None, ONE_TO_ONE)) == ()


def test_no_bar_in_a_cell_so_low_that_it_would_lie_on_the_picture() -> None:
    assert scale_bar(scene_of(AXIAL, ViewState()))
    assert not scale_bar(replace(scene_of(AXIAL, ViewState()), height=140))


def test_no_bar_where_no_round_length_fits() -> None:
    assert scale_bar(scene_of(AXIAL, replace(ONE_TO_ONE, zoom=100_000))) == ()


def region(min_x: int, max_x: int, units: int = 3, *, is_low: bool = False) -> UltrasoundRegion:
    return UltrasoundRegion(min_x, 0, max_x, 99, units, units, 0.05, -0.05, None, None, is_low)


def test_ultrasound_takes_the_region_in_the_middle() -> None:
    scene = scene_of(None, ONE_TO_ONE, regions=(region(50, 150),))
    assert bar(scale_bar(scene)) == (100, "5 cm")


def test_a_region_in_other_units_or_beside_the_middle_gives_no_size() -> None:
    assert scale_bar(scene_of(None, ONE_TO_ONE, regions=(region(50, 150, units=4),))) == ()
    assert known_spacing(scene_of(None, ONE_TO_ONE, regions=(region(0, 20),))) is None


def test_a_region_of_high_priority_wins() -> None:
    low, high = region(0, 199, is_low=True), region(50, 150)
    image = scene_of(None, ONE_TO_ONE, regions=(low, high)).frame.image
    assert region_at(image, 100, 50) is high
    assert region_at(image, 10, 50) is low
    assert region_at(image, 10, 150) is None
