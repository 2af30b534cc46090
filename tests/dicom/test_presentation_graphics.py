"""Graphics and texts of presentation states are drawn where they were meant (DC-173)."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset

from tests.support.builders import write
from tests.support.presented import frame_of, image, state_of
from tests.support.states import (
    annotation,
    graphic,
    layer,
    make_state,
)
from viewer.dicom.objects.presentation_read import read_presentation
from viewer.model.shape import ShapeKind
from viewer.render.drawing import Line, Polyline, Text
from viewer.render.others_graphics import graphics_drawing
from viewer.render.scene import Scene


def drawing_of(folder: Path, ds: Dataset, *objects: Dataset, texts: Any = (), **state: Any) -> Any:
    drawn = annotation(*objects, texts=texts)
    read = state_of(
        folder, ds, GraphicLayerSequence=[layer()], GraphicAnnotationSequence=[drawn], **state
    )
    return graphics_drawing(Scene(frame_of(folder, read, ds), 200, 100))


def test_the_outer_corner_of_the_first_pixel_is_zero_in_pixels(tmp_path: Path) -> None:
    """Ten device pixels for each of twenty columns and ten rows: the image fills the canvas."""
    (line,) = drawing_of(tmp_path, image(), graphic("POLYLINE", [0, 0, 20, 10]))
    assert line.points == ((0, 0), (200, 100))


def test_the_displayed_area_does_not_turn_with_the_image(tmp_path: Path) -> None:
    line = graphic("POLYLINE", [0.25, 0.5, 1, 0.5], "DISPLAY")
    (drawn,) = drawing_of(tmp_path, image(), line, ImageRotation=90)
    ((x0, y0), (x1, y1)) = drawn.points
    assert (x0, y0, y1) == (87.5, 50, 50)  # a picture of 50 x 100 in the middle
    assert x1 == 125


def test_graphics_in_pixels_turn_with_the_image(tmp_path: Path) -> None:
    (drawn,) = drawing_of(tmp_path, image(), graphic("POLYLINE", [0, 0, 20, 0]), ImageRotation=90)
    assert drawn.points == ((125, 0), (125, 100))


@pytest.mark.parametrize(
    ("kind", "points", "corners"),
    [
        ("CIRCLE", [10, 5, 12, 5], 64),
        ("ELLIPSE", [5, 5, 15, 5, 10, 3, 10, 7], 64),
        ("POLYLINE", [1, 1, 5, 1, 5, 5, 1, 1], 3),
        ("INTERPOLATED", [1, 1, 5, 1, 5, 5], 17),
    ],
)
def test_every_kind_of_graphic_is_drawn(
    tmp_path: Path, kind: str, points: list[float], corners: int
) -> None:
    (drawn,) = drawing_of(tmp_path, image(), graphic(kind, points, GraphicFilled="Y"))
    assert isinstance(drawn, Polyline)
    assert len(drawn.points) == corners
    assert drawn.is_filled == (kind != "INTERPOLATED")  # which does not close


def test_a_circle_passes_its_second_point(tmp_path: Path) -> None:
    (drawn,) = drawing_of(tmp_path, image(), graphic("CIRCLE", [10, 5, 12, 5]))
    reach = np.hypot(*(np.array(drawn.points) - (100, 50)).T)
    assert np.allclose(reach, 20)


def test_a_point_is_a_cross(tmp_path: Path) -> None:
    across, down = drawing_of(tmp_path, image(), graphic("POINT", [10, 5]))
    assert isinstance(across, Line)
    assert (across.y0, down.x0) == (50, 100)


def text(**overrides: Any) -> Dataset:
    item = Dataset()
    item.UnformattedTextValue = "Größe\r\nRücken"
    for keyword, value in overrides.items():
        setattr(item, keyword, value)
    return item


def test_a_text_stands_in_its_box_line_by_line_with_a_line_to_its_anchor(tmp_path: Path) -> None:
    """Umlauts and texts in boxes are what others lost (Weasis 725, 827)."""
    boxed = text(
        BoundingBoxAnnotationUnits="PIXEL", BoundingBoxTopLeftHandCorner=[2, 2],
        BoundingBoxBottomRightHandCorner=[8, 6], BoundingBoxTextHorizontalJustification="RIGHT",
        AnchorPoint=[10, 5], AnchorPointAnnotationUnits="PIXEL", AnchorPointVisibility="Y",
    )  # fmt: skip
    line, first, second = drawing_of(tmp_path, image(), texts=[boxed])
    assert (line.x1, line.y1) == (100, 50)
    assert (first.text, second.text) == ("Größe", "Rücken")
    assert (first.x, first.y, first.anchor.value) == (80, 20, (1.0, 0.0))


def test_a_text_without_a_box_begins_at_its_anchor(tmp_path: Path) -> None:
    anchored = text(
        AnchorPoint=[10, 5], AnchorPointAnnotationUnits="PIXEL", AnchorPointVisibility="N"
    )
    first, _ = drawing_of(tmp_path, image(), texts=[anchored])
    assert isinstance(first, Text)
    assert (first.x, first.y) == (100, 50)


def test_texts_hide_with_the_patient_data(tmp_path: Path) -> None:
    ds = image()
    anchored = text(
        AnchorPoint=[1, 1], AnchorPointAnnotationUnits="PIXEL", AnchorPointVisibility="N"
    )
    state = state_of(tmp_path, ds, GraphicAnnotationSequence=[annotation(texts=[anchored])])
    frame = frame_of(tmp_path, state, ds)
    assert graphics_drawing(Scene(frame, 200, 100))
    assert not graphics_drawing(Scene(frame, 200, 100, show_patient=False))


def test_layers_are_drawn_in_their_order(tmp_path: Path) -> None:
    ds = image()
    state = state_of(
        tmp_path, ds,
        GraphicLayerSequence=[layer("TOP", 2), layer("BOTTOM", 1)],
        GraphicAnnotationSequence=[
            annotation(graphic("POINT", [1, 1]), layer="TOP"),
            annotation(graphic("POLYLINE", [1, 1, 2, 2]), layer="BOTTOM"),
        ],
    )  # fmt: skip
    kinds = [drawn.shape.kind for _, drawn in state.graphics]
    assert kinds == [ShapeKind.POLYLINE, ShapeKind.POINT]


def test_graphics_are_drawn_on_the_images_that_they_name(tmp_path: Path) -> None:
    one, other = image(), image(SOPInstanceUID="1.2.3", InstanceNumber=2)
    state = state_of(
        tmp_path, one, other,
        GraphicAnnotationSequence=[annotation(graphic("POINT", [1, 1]), images=[one])],
    )  # fmt: skip
    assert graphics_drawing(Scene(frame_of(tmp_path, state, one), 200, 100))
    assert not graphics_drawing(Scene(frame_of(tmp_path, state, other), 200, 100))


@pytest.mark.parametrize(("declared", "encoding"), [("ISO_IR 100", "latin-1"), ("", "cp1252")])
def test_texts_are_read_in_the_character_set_declared_or_chosen(
    tmp_path: Path, declared: str, encoding: str
) -> None:
    ds = image()
    anchored = text(
        AnchorPoint=[1, 1], AnchorPointAnnotationUnits="PIXEL", AnchorPointVisibility="N"
    )
    anchored.add_new("UnformattedTextValue", "UN", "Größe".encode(encoding))
    state = make_state(ds, GraphicAnnotationSequence=[annotation(texts=[anchored])])
    state.SpecificCharacterSet = declared
    state.ContentCreatorName = "Reader^Rita"
    path = write(tmp_path / "state.dcm", state)
    read = read_presentation(path, character_set="" if declared else "ISO_IR 100")
    (_, words) = read.graphics[0]
    assert words.text == "Größe"


@pytest.mark.parametrize(
    ("lab", "colour"),
    [
        ([65535, 32896, 32896], (255, 255, 255)),
        ([0, 32896, 32896], (0, 0, 0)),
        ([35597, 53656, 50858], (255, 0, 0)),  # L 54.29, a 80.8, b 69.9: red of sRGB under D50
    ],
)
def test_a_layer_may_recommend_a_colour(
    tmp_path: Path, lab: list[int], colour: tuple[int, int, int]
) -> None:
    ds = image()
    coloured = layer()
    coloured.GraphicLayerRecommendedDisplayCIELabValue = lab
    coloured.GraphicLayerRecommendedDisplayGrayscaleValue = 65535
    drawn = annotation(graphic("POINT", [1, 1]))
    state = state_of(
        tmp_path, ds, GraphicLayerSequence=[coloured], GraphicAnnotationSequence=[drawn]
    )
    (_, point) = state.graphics[0]
    found = tuple(bytes.fromhex(point.colour[1:]))
    assert np.abs(np.subtract(found, colour)).max() <= 1
    frame = frame_of(tmp_path, state, ds)
    assert {each.colour for each in graphics_drawing(Scene(frame, 200, 100))} == {point.colour}
