"""Display shutters, drawn by hand or by Pillow for comparison (DC-065)."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture
from PIL import ImageDraw
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support.builders import colour_image, enhanced_ct, make_dataset, override, write
from viewer.dicom.images import read_image
from viewer.model.frame import Frame
from viewer.model.view import Appearance
from viewer.render.raster import render
from viewer.render.readout import value_text
from viewer.render.scene import Scene
from viewer.render.trust import trust_marks
from viewer.workflows.render_image import RenderOptions, load_frame, render_frame

ROWS, COLUMNS = 40, 60
RECTANGLE = {
    "ShutterLeftVerticalEdge": 5, "ShutterRightVerticalEdge": 50,
    "ShutterUpperHorizontalEdge": 3, "ShutterLowerHorizontalEdge": 38,
}  # fmt: skip
CIRCLE = {"CenterOfCircularShutter": [20, 30], "RadiusOfCircularShutter": 15}
POLYGON = {"VerticesOfThePolygonalShutter": [2, 10, 2, 55, 39, 40, 35, 8]}
SHAPES = {"RECTANGULAR": RECTANGLE, "CIRCULAR": CIRCLE, "POLYGONAL": POLYGON}


def bright_frame(tmp_path: Path, *shapes: str, **elements: object) -> Frame:
    ds = make_dataset(
        np.full((ROWS, COLUMNS), 1000, np.uint16), RescaleIntercept=0, WindowCenter=500,
        WindowWidth=1000, ShutterShape=list(shapes),
    )  # fmt: skip
    for shape in shapes:
        override(ds, **SHAPES.get(shape, {}))
    return load_frame(write(tmp_path / "a", override(ds, **elements)))


def seen_by_definition(shape: str) -> np.ndarray:
    """The pixels within a shape; the standard counts rows and columns from 1."""
    seen = np.zeros((ROWS, COLUMNS), bool)
    if shape == "RECTANGULAR":
        seen[3 - 1 : 38, 5 - 1 : 50] = True
    elif shape == "CIRCULAR":
        for row in range(1, ROWS + 1):
            for column in range(1, COLUMNS + 1):
                seen[row - 1, column - 1] = (row - 20) ** 2 + (column - 30) ** 2 <= 15**2
    else:
        picture = Picture.new("L", (COLUMNS, ROWS))
        corners = [(10 - 1, 2 - 1), (55 - 1, 2 - 1), (40 - 1, 39 - 1), (8 - 1, 35 - 1)]
        ImageDraw.Draw(picture).polygon(corners, fill=1, outline=1)
        seen = np.asarray(picture) > 0
    return seen


@pytest.mark.parametrize("shape", ["RECTANGULAR", "CIRCULAR"])
def test_what_lies_without_a_shape_is_black(tmp_path: Path, shape: str) -> None:
    picture = render_frame(bright_frame(tmp_path, shape), RenderOptions())
    assert ((picture == 255) == seen_by_definition(shape)).all()
    assert set(np.unique(picture)) == {0, 255}


def test_a_polygon_is_filled_to_its_edges(tmp_path: Path) -> None:
    """Pillow and OpenCV may differ by a pixel along slanted edges."""
    picture = render_frame(bright_frame(tmp_path, "POLYGONAL"), RenderOptions())
    assert ((picture == 255) != seen_by_definition("POLYGONAL")).sum() < ROWS


def test_of_several_shapes_the_common_part_is_seen(tmp_path: Path) -> None:
    picture = render_frame(bright_frame(tmp_path, "RECTANGULAR", "CIRCULAR"), RenderOptions())
    expected = seen_by_definition("RECTANGULAR") & seen_by_definition("CIRCULAR")
    assert ((picture == 255) == expected).all()


def test_the_cover_has_the_gray_of_the_p_value(tmp_path: Path) -> None:
    frame = bright_frame(tmp_path, "CIRCULAR", ShutterPresentationValue=0x4080)
    assert render_frame(frame, RenderOptions())[0, 0] == 0x40


def test_the_cover_of_a_colour_image_has_its_cielab_colour(tmp_path: Path) -> None:
    """L* 53.24, a* 80.09, b* 67.20 is the red of sRGB."""
    lab = [round(53.24 / 100 * 65535), round((80.09 + 128) / 255 * 65535),
           round((67.20 + 128) / 255 * 65535)]  # fmt: skip
    ds = colour_image(
        np.full((ROWS, COLUMNS, 3), 200, np.uint8), ShutterShape="CIRCULAR",
        ShutterPresentationColorCIELabValue=lab, **CIRCLE,
    )  # fmt: skip
    picture = render_frame(load_frame(write(tmp_path / "a", ds)), RenderOptions())
    assert np.abs(picture[0, 0].astype(int) - (255, 0, 0)).max() <= 2
    assert picture[19, 29].tolist() == [200, 200, 200]


def test_a_lifted_shutter_shows_all_and_says_so(tmp_path: Path) -> None:
    frame = bright_frame(tmp_path, "CIRCULAR")
    assert (render_frame(frame, RenderOptions(draws_shutters=False)) == 255).all()
    lifted = render(Scene(frame, 60, 40, appearance=Appearance(shows_shutters=False)))
    assert "Shutters off" in [mark.short for mark in trust_marks(lifted)]
    assert "Shutters off" not in [mark.short for mark in trust_marks(render(Scene(frame, 60, 40)))]


def test_values_behind_the_shutter_are_told_only_when_it_is_lifted(tmp_path: Path) -> None:
    frame = bright_frame(tmp_path, "CIRCULAR")
    assert value_text(frame, 0, 0) == "behind the shutter"
    assert value_text(frame, 29, 19) == "1000 HU"
    assert value_text(frame, 0, 0, Appearance(shows_shutters=False)) == "1000 HU"


def test_frames_have_shutters_of_their_own(tmp_path: Path) -> None:
    """Frame Display Shutter of enhanced X-ray images (PS3.3 C.8.19.6.8)."""
    ds = enhanced_ct(frames=2)
    item = override(Dataset(), ShutterShape="CIRCULAR", **CIRCLE)
    ds.PerFrameFunctionalGroupsSequence[1].FrameDisplayShutterSequence = Sequence([item])
    image = read_image(write(tmp_path / "a", ds))
    assert image.frame(0).shutter is None
    assert image.frame(1).shutter is not None


@pytest.mark.parametrize(
    "broken",
    [{"RadiusOfCircularShutter": None}, {"CenterOfCircularShutter": 3}],
)
def test_a_damaged_shutter_covers_nothing_and_leaves_a_finding(
    tmp_path: Path, broken: dict[str, object]
) -> None:
    frame = bright_frame(tmp_path, "CIRCULAR", **broken)
    assert frame.header.shutter is None
    assert "DC-065" in {each.reference for each in frame.image.findings}


def with_bitmap(tmp_path: Path, bits: np.ndarray, **elements: object) -> Frame:
    """A bright image whose overlay 6002 is its shutter (PS3.3 C.7.6.15)."""
    ds = make_dataset(
        np.full((ROWS, COLUMNS), 1000, np.uint16), RescaleIntercept=0, WindowCenter=500,
        WindowWidth=1000, ShutterShape="BITMAP", ShutterOverlayGroup=0x6002,
    )  # fmt: skip
    packed = np.packbits(bits, bitorder="little").tobytes()
    for element, vr, value in (
        (0x10, "US", ROWS), (0x11, "US", COLUMNS), (0x40, "CS", "G"), (0x50, "SS", [1, 1]),
        (0x100, "US", 1), (0x102, "US", 0), (0x3000, "OW", packed),
    ):  # fmt: skip
        ds.add_new((0x6002, element), vr, value)
    return load_frame(write(tmp_path / "a", override(ds, **elements)))


def test_a_bitmap_covers_where_its_bits_are_set(tmp_path: Path) -> None:
    """A value of 1 is replaced with the Shutter Presentation Value, whole overlays apart."""
    bits = np.random.default_rng(8).integers(0, 2, (ROWS, COLUMNS)).astype(np.uint8)
    frame = with_bitmap(tmp_path, bits, ShutterPresentationValue=0x8000)
    picture = render_frame(frame, RenderOptions(draws_overlays=True))
    assert (picture == np.where(bits, 0x80, 255)).all()
    assert frame.image.overlays == ()
    row, column = np.argwhere(bits)[0]
    assert value_text(frame, int(column), int(row)) == "behind the shutter"


def test_a_bitmap_and_a_shape_leave_their_common_part(tmp_path: Path) -> None:
    bits = np.zeros((ROWS, COLUMNS), np.uint8)
    bits[:, 30:] = 1
    frame = with_bitmap(tmp_path, bits, ShutterShape=["BITMAP", "CIRCULAR"], **CIRCLE)
    expected = seen_by_definition("CIRCULAR") & (bits == 0)
    assert ((render_frame(frame, RenderOptions()) == 255) == expected).all()


def test_a_bitmap_that_is_not_there_covers_nothing_and_leaves_a_finding(tmp_path: Path) -> None:
    frame = with_bitmap(tmp_path, np.ones((ROWS, COLUMNS), np.uint8), ShutterOverlayGroup=0x6004)
    assert frame.header.shutter is None
    assert "DC-065" in {each.reference for each in frame.image.findings}
    assert [each.group for each in frame.image.overlays] == [0x6002]
