"""Graphics are drawn in the style, the place and the kind that a state asks for (DC-173)."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms
from pydicom.dataset import Dataset

from tests.support.builders import make_dataset, override, write
from tests.support.presented import frame_of, image, state_of
from tests.support.states import annotation, graphic, layer
from viewer.imaging.presented import presented
from viewer.model.view import ViewState
from viewer.render.drawing import Polyline, Text
from viewer.render.flatten import flatten
from viewer.render.others_graphics import graphics_drawing
from viewer.render.scene import Scene
from viewer.render.transform import fit_zoom
from viewer.workflows.render_image import load_frame

_RED, _BLUE = (255, 0, 0), (0, 0, 255)


def lab(colour: tuple[int, int, int]) -> list[int]:
    """LittleCMS's CIELab of an sRGB colour, as words (PS3.3 C.10.7.1.1)."""
    to_lab = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
    )
    made = ImageCms.applyTransform(Image.new("RGB", (1, 1), colour), to_lab)
    assert made is not None
    lightness, a, b = np.asarray(made).reshape(3).tolist()
    signed = [number - 256 if number > 127 else number for number in (a, b)]
    return [lightness * 257, *(round((number + 128) / 255 * 65535) for number in signed)]


def style(**overrides: Any) -> Dataset:
    item = Dataset()
    item.PatternOnColorCIELabValue = lab(_RED)
    item.PatternOnOpacity = 1.0
    item.LineThickness = 1.0
    item.LineDashingStyle = "SOLID"
    item.ShadowStyle = "OFF"
    return override(item, **overrides)


def picture(folder: Path, *objects: Dataset, **changes: Any) -> Any:
    """Ten device pixels for each of twenty columns and ten rows, drawn as exports are."""
    ds = image()
    ds.PixelData = b"\0" * len(ds.PixelData)
    made = annotation(*objects)
    state = state_of(
        folder, ds, GraphicLayerSequence=[layer()], GraphicAnnotationSequence=[made], **changes
    )
    assert not state.unheeded
    scene = Scene(frame_of(folder, state, ds), 200, 100)
    return flatten(np.zeros((100, 200), np.uint8), graphics_drawing(scene)).astype(int)


def is_red(pixels: Any) -> Any:
    return (pixels[..., 0] > 200) & (pixels[..., 1:].max(axis=-1) < 60)


def line_of(**changes: Any) -> Dataset:
    return graphic("POLYLINE", [0, 5, 20, 5], LineStyleSequence=[style(**changes)])


def test_a_line_is_as_thick_and_of_the_colour_that_its_style_says(tmp_path: Path) -> None:
    drawn = picture(tmp_path, line_of(LineThickness=2.0))
    assert abs(is_red(drawn)[:, 100].sum() - 20) <= 1  # two rows of ten device pixels
    assert (drawn[~is_red(drawn)] == 0).all()  # and nothing that was not asked for


def test_a_line_half_opaque_lets_the_picture_through(tmp_path: Path) -> None:
    drawn = picture(tmp_path, line_of(PatternOnOpacity=0.5))
    assert abs(drawn[50, 100, 0] - 127) <= 3


def test_dashes_follow_the_pattern_whose_bits_are_as_long_as_the_line_is_thick(
    tmp_path: Path,
) -> None:
    """F0F0F0F0H at a thickness of one device pixel: four on, four off."""
    drawn = picture(
        tmp_path,
        line_of(LineThickness=0.1, LineDashingStyle="DASHED", LinePattern=0xFF00FF00),
    )
    on = is_red(drawn)[48:53].any(axis=0)
    assert [bool(on[place]) for place in (4, 12, 20, 28, 36)] == [True, False, True, False, True]
    assert 0.35 < on.mean() < 0.6


def test_gaps_have_their_own_colour(tmp_path: Path) -> None:
    drawn = picture(
        tmp_path,
        line_of(
            LineDashingStyle="DASHED", LinePattern=0xFFFF0000,
            PatternOffColorCIELabValue=lab(_BLUE), PatternOffOpacity=1.0,
        ),
    )  # fmt: skip
    assert is_red(drawn)[50, 80]
    assert drawn[50, 180, 2] > 200  # bits are ten device pixels long: on up to 160


@pytest.mark.parametrize(("kind", "rows"), [("NORMAL", (70, 70)), ("OUTLINED", (35, 65))])
def test_shadows_fall_to_the_right_and_down_or_all_around(
    tmp_path: Path, kind: str, rows: tuple[int, int]
) -> None:
    drawn = picture(
        tmp_path,
        line_of(
            ShadowStyle=kind, ShadowOffsetX=0.0, ShadowOffsetY=2.0, ShadowOpacity=1.0,
            ShadowColorCIELabValue=lab(_BLUE),
        ),
    )  # fmt: skip
    assert all(drawn[row, 100, 2] > 200 for row in rows)
    assert is_red(drawn)[50, 100]


def test_a_fill_has_its_own_colour_within_the_line(tmp_path: Path) -> None:
    fill = Dataset()
    fill.PatternOnColorCIELabValue, fill.PatternOnOpacity, fill.FillMode = lab(_BLUE), 1.0, "SOLID"
    box = graphic(
        "POLYLINE", [2, 2, 18, 2, 18, 8, 2, 8, 2, 2], GraphicFilled="Y",
        LineStyleSequence=[style()], FillStyleSequence=[fill],
    )  # fmt: skip
    drawn = picture(tmp_path, box)
    assert drawn[50, 100, 2] > 200
    assert is_red(drawn)[20, 100]


def compound(kind: str, number: int) -> Dataset:
    item = Dataset()
    item.CompoundGraphicInstanceID = number
    item.CompoundGraphicUnits = "PIXEL"
    item.CompoundGraphicType = kind
    item.GraphicDimensions = 2
    item.NumberOfGraphicPoints = 2
    item.GraphicData = [1, 1, 9, 9]
    return item


@pytest.mark.parametrize(
    "kind",
    [
        "MULTILINE", "INFINITELINE", "CUTLINE", "RANGELINE", "RULER", "AXIS", "CROSSHAIR",
        "ARROW", "RECTANGLE", "ELLIPSE",
    ],
)  # fmt: skip
def test_compound_graphics_are_drawn_as_the_plain_ones_beside_them(
    tmp_path: Path, kind: str
) -> None:
    """Every one must have them, for whoever knows no others (PS3.3 C.10.5.1.3.1)."""
    made = annotation(
        graphic("POLYLINE", [0, 5, 20, 5], CompoundGraphicInstanceID=7),
        graphic("POLYLINE", [0, 2, 20, 2], CompoundGraphicInstanceID=7),
    )
    made.CompoundGraphicSequence = [compound(kind, 7)]
    ds = image()
    state = state_of(tmp_path, ds, GraphicAnnotationSequence=[made])
    assert not state.unheeded
    assert len(graphics_drawing(Scene(frame_of(tmp_path, state, ds), 200, 100))) == 2


def test_a_compound_graphic_alone_keeps_a_state_from_being_applied(tmp_path: Path) -> None:
    made = annotation(graphic("POLYLINE", [0, 5, 20, 5], CompoundGraphicInstanceID=7))
    made.CompoundGraphicSequence = [compound("RULER", 8)]
    state = state_of(tmp_path, image(), GraphicAnnotationSequence=[made])
    assert state.unheeded == ("a compound graphic (RULER) with no plain one",)


@pytest.mark.parametrize(
    ("sequence", "changes", "told"),
    [
        ("LineStyleSequence", {"LineDashingStyle": "WAVED"}, "style of lines"),
        ("LineStyleSequence", {"LineThickness": -1.0}, "style of lines"),
        ("LineStyleSequence", {"ShadowStyle": "NORMAL"}, "shadow"),
        ("FillStyleSequence", {"FillMode": "STIPPELED"}, "filled with a pattern"),
    ],
)
def test_styles_that_cannot_be_had_are_named(
    tmp_path: Path, sequence: str, changes: dict[str, Any], told: str
) -> None:
    styled = graphic("CIRCLE", [5, 5, 8, 5], GraphicFilled="Y")
    setattr(styled, sequence, [style(**changes)])
    state = state_of(tmp_path, image(), GraphicAnnotationSequence=[annotation(styled)])
    assert any(told in each for each in state.unheeded), state.unheeded


def text(**style_of: Any) -> Dataset:
    item, styled = Dataset(), Dataset()
    item.UnformattedTextValue = "Look"
    item.BoundingBoxAnnotationUnits = "PIXEL"
    item.BoundingBoxTopLeftHandCorner, item.BoundingBoxBottomRightHandCorner = [2, 1], [12, 9]
    item.BoundingBoxTextHorizontalJustification = "LEFT"
    styled.Bold = styled.Italic = styled.Underlined = "N"
    styled.ShadowStyle = "OFF"
    item.TextStyleSequence = [override(styled, **style_of)]
    return item


def test_a_text_has_the_colour_and_the_place_of_its_style(tmp_path: Path) -> None:
    ds = image()
    said = text(
        TextColorCIELabValue=lab(_RED), HorizontalAlignment="RIGHT", VerticalAlignment="BOTTOM"
    )
    state = state_of(tmp_path, ds, GraphicAnnotationSequence=[annotation(texts=[said])])
    (drawn,) = graphics_drawing(Scene(frame_of(tmp_path, state, ds), 200, 100))
    assert isinstance(drawn, Text)
    assert drawn.colour[1:3] == "FF" or int(drawn.colour[1:3], 16) > 250
    assert drawn.x == 120
    assert drawn.y + 13 * 1.3 == pytest.approx(90)


@pytest.mark.parametrize("changes", [{"Bold": "Y"}, {"ShadowStyle": "OUTLINED"}])
def test_a_text_in_a_style_that_there_is_not_is_named(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    made = annotation(texts=[text(**changes)])
    (told,) = state_of(tmp_path, image(), GraphicAnnotationSequence=[made]).unheeded
    assert told.startswith("a text")


def tiles() -> Dataset:
    """Two by two tiles of 20 columns and 10 rows."""
    return make_dataset(
        np.zeros((4, 10, 20), np.uint16), WindowCenter=None, WindowWidth=None,
        TotalPixelMatrixColumns=40, TotalPixelMatrixRows=20,
        DimensionOrganizationType="TILED_FULL", PerFrameFunctionalGroupsSequence=[Dataset()] * 4,
    )  # fmt: skip


def test_points_of_the_whole_picture_are_drawn_on_the_tile_where_they_lie(tmp_path: Path) -> None:
    ds = tiles()
    made = annotation(graphic("POLYLINE", [20, 10, 40, 20], "MATRIX"))
    state = state_of(tmp_path, ds, GraphicAnnotationSequence=[made])
    assert not state.unheeded
    path = write(tmp_path / "image.dcm", ds)
    ends = []
    for number in (1, 4):
        frame = presented(load_frame(path, number), state)
        (line,) = graphics_drawing(Scene(frame, 200, 100))
        assert isinstance(line, Polyline)
        ends.append(line.points)
    assert ends == [((200, 100), (400, 200)), ((0, 0), (200, 100))]


def test_a_small_image_fills_the_canvas_as_far_as_without_a_state(tmp_path: Path) -> None:
    """It is shown at more than the user can zoom to; with a state it was smaller than without."""
    ds = make_dataset(np.array([[0, 4000], [0, 0]], np.uint16))
    state = state_of(tmp_path, ds, SoftcopyVOILUTSequence=None)
    frame = load_frame(write(tmp_path / "image.dcm", ds))
    sides = [
        fit_zoom(each.image, ViewState(), 300, 260) for each in (frame, presented(frame, state))
    ]
    assert sides == [130, 130]  # two rows over the whole height
