"""Presentation states are applied whole, or not at all (DC-170 to DC-174)."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset

from tests.support.builders import make_dataset, write
from tests.support.presented import frame_of, image, shown, state_of
from tests.support.states import (
    annotation,
    graphic,
    make_state,
    reference,
    table,
    whole_area,
    window,
)
from viewer.base.errors import ViewerError
from viewer.dicom.objects.presentation_read import read_presentation
from viewer.imaging.presented import presented
from viewer.render.raster import render
from viewer.render.scene import Scene
from viewer.workflows.render_image import RenderOptions, load_frame, render_frame


@pytest.mark.parametrize(
    ("rotation", "flip", "place"),
    [
        (0, "N", (0, 0)), (90, "N", (0, -1)), (180, "N", (-1, -1)), (270, "N", (-1, 0)),
        (0, "Y", (0, -1)), (90, "Y", (0, 0)), (180, "Y", (-1, 0)), (270, "Y", (-1, -1)),
    ],
)  # fmt: skip
def test_images_are_turned_clockwise_and_then_flipped(
    tmp_path: Path, rotation: int, flip: str, place: tuple[int, int]
) -> None:
    ds = image()
    state = state_of(tmp_path, ds, ImageRotation=rotation, ImageHorizontalFlip=flip)
    picture = shown(tmp_path, state, ds)
    assert picture.shape == ((20, 10) if rotation % 180 else (10, 20))
    assert picture[place] == 255
    assert (picture == 255).sum() == 1


def test_the_displayed_area_may_reach_beyond_the_image(tmp_path: Path) -> None:
    ds = image()
    area = whole_area(
        ds, DisplayedAreaTopLeftHandCorner=[-4, -2], DisplayedAreaBottomRightHandCorner=[10, 5]
    )
    picture = shown(tmp_path, state_of(tmp_path, ds, DisplayedAreaSelectionSequence=[area]), ds)
    assert picture.shape == (8, 15)
    assert picture[3, 5] == 255


def test_a_magnified_area_has_so_many_device_pixels_for_each_pixel(tmp_path: Path) -> None:
    ds = image()
    area = whole_area(ds, PresentationSizeMode="MAGNIFY", PresentationPixelMagnificationRatio=3.0)
    picture = shown(tmp_path, state_of(tmp_path, ds, DisplayedAreaSelectionSequence=[area]), ds)
    assert picture.shape == (30, 60)
    scene = Scene(
        frame_of(tmp_path, state_of(tmp_path, ds, DisplayedAreaSelectionSequence=[area]), ds),
        200,
        200,
    )
    bright = np.argwhere(render(scene).pixels > 200)
    assert bright.min(axis=0).tolist() == [85, 70]


def test_true_size_needs_the_size_of_the_pixels_of_the_screen(tmp_path: Path) -> None:
    ds = image()
    area = whole_area(
        ds, PresentationSizeMode="TRUE SIZE", PresentationPixelSpacing=[0.5, 0.5],
        PresentationPixelAspectRatio=None,
    )  # fmt: skip
    state = state_of(tmp_path, ds, DisplayedAreaSelectionSequence=[area])
    frame = load_frame(write(tmp_path / "image.dcm", ds))
    known = presented(frame, state, pitch_mm=0.25)
    assert known.image.placement is not None
    assert known.image.placement.zoom == 2
    assert known.presented is not None
    assert not known.presented.misses_true_size
    unknown = presented(frame, state).presented
    assert unknown is not None
    assert unknown.misses_true_size


def test_pixels_that_are_not_square_are_shown_so(tmp_path: Path) -> None:
    ds = image()
    area = whole_area(ds, PresentationPixelAspectRatio=[2, 1])
    picture = shown(tmp_path, state_of(tmp_path, ds, DisplayedAreaSelectionSequence=[area]), ds)
    assert picture.shape == (20, 20)


def test_each_image_has_its_own_window(tmp_path: Path) -> None:
    one, other = image(), image(SOPInstanceUID="1.2.3", InstanceNumber=2)
    state = state_of(
        tmp_path, one, other, SoftcopyVOILUTSequence=[window(0, 10, one), window(9000, 10, other)]
    )
    assert shown(tmp_path, state, one).max() == 255
    assert shown(tmp_path, state, other).max() == 0


def test_a_state_is_for_the_images_and_frames_that_it_names(tmp_path: Path) -> None:
    ds = make_dataset(np.zeros((3, 8, 8), np.uint16))
    state = make_state(ds)
    state.ReferencedSeriesSequence[0].ReferencedImageSequence = [reference(ds, [2])]
    read = read_presentation(write(tmp_path / "state.dcm", state))
    path = write(tmp_path / "image.dcm", ds)
    told = [presented(load_frame(path, k), read).presented is not None for k in (1, 2, 3)]
    assert told == [False, True, False]
    with pytest.raises(ViewerError, match="not for this image"):
        render_frame(load_frame(path, 1), RenderOptions(presentation=read))


def test_values_are_read_as_the_file_says_while_gray_is_as_the_state_says(tmp_path: Path) -> None:
    ds = image()
    state = state_of(tmp_path, ds, RescaleSlope=5, RescaleIntercept=0)
    frame = frame_of(tmp_path, state, ds)
    assert frame.header.modality == load_frame(tmp_path / "image.dcm").header.modality
    assert frame.presented is not None
    assert frame.presented.modality != frame.header.modality


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.11.3"}, "palette"),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.11.8"}, "several stacks blended"),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.11.4"}, "two stacks blended"),
        ({"MaskSubtractionSequence": [Dataset()]}, None),
        ({"ReferencedSeriesSequence": None}, "names none"),
        ({"ImageRotation": 45}, "angle"),
        ({"ShutterShape": "CIRCULAR"}, "shutter"),
        ({"PresentationLUTSequence": [table(0, [1, 2, 3], LUTDescriptor=[900, 0, 16])]}, "damaged"),
        ({"SoftcopyVOILUTSequence": [window(10, 0)]}, "window"),
        ({"RescaleSlope": 0}, "rescale"),
        ({"PresentationLUTShape": "CURVED"}, "not known"),
        ({"DisplayedAreaSelectionSequence": [Dataset()]}, None),
        (
            {"GraphicAnnotationSequence": [annotation(graphic("SPIRAL", [1, 1, 2, 2]))]},
            "graphics",
        ),
        ({"GraphicAnnotationSequence": [annotation(graphic("ELLIPSE", [1, 1, 2, 2]))]}, "graphics"),
    ],
)
def test_what_cannot_be_honoured_keeps_a_state_from_being_applied(
    tmp_path: Path, changes: dict[str, Any], told: str | None
) -> None:
    if "MaskSubtractionSequence" in changes:
        changes["MaskSubtractionSequence"][0].MaskOperation = "AVG_SUB"
        told = "mask"
    if "DisplayedAreaSelectionSequence" in changes:
        changes["DisplayedAreaSelectionSequence"][0].PresentationSizeMode = "SCALE TO FIT"
        told = "area"
    ds = image()
    state = state_of(tmp_path, ds, **changes)
    assert told is not None
    assert any(told in each for each in state.unheeded), state.unheeded
    with pytest.raises(ViewerError, match="cannot be applied"):
        shown(tmp_path, state, ds)


def overlay(ds: Dataset, group: int, *, layer_name: str = "", bits: bytes = b"") -> None:
    if layer_name:
        ds.add_new((group, 0x1001), "CS", layer_name)
    if bits:
        for element, vr, value in (
            (0x10, "US", 10), (0x11, "US", 20), (0x40, "CS", "G"), (0x50, "SS", [1, 1]),
            (0x100, "US", 1), (0x102, "US", 0), (0x3000, "OW", bits),
        ):  # fmt: skip
            ds.add_new((group, element), vr, value)


def test_only_overlays_that_a_state_activates_are_shown(tmp_path: Path) -> None:
    ds = image()
    overlay(ds, 0x6000, bits=b"\xff" * 26)
    overlay(ds, 0x6002, bits=b"\xff" * 26)
    state = make_state(ds, SoftcopyVOILUTSequence=[window(0, 1000)])
    overlay(state, 0x6002, layer_name="LAYER")
    overlay(state, 0x6004, layer_name="LAYER", bits=b"\x01" + b"\0" * 25)
    overlay(state, 0x6006, bits=b"\xff" * 26)
    read = read_presentation(write(tmp_path / "state.dcm", state))
    groups = [each.group for each in frame_of(tmp_path, read, ds).image.overlays]
    assert groups == [0x6002, 0x6004]


def test_a_bitmap_shutter_covers_what_its_overlay_sets(tmp_path: Path) -> None:
    ds = image()
    state = make_state(
        ds, SoftcopyVOILUTSequence=[window(0, 1000)], ShutterShape="BITMAP",
        ShutterOverlayGroup=0x6000, ShutterPresentationValue=0x8000,
    )  # fmt: skip
    overlay(state, 0x6000, bits=b"\x01" + b"\0" * 25)
    read = read_presentation(write(tmp_path / "state.dcm", state))
    picture = shown(tmp_path, read, ds)
    assert picture[0, 0] == 128
    assert picture[0, 1] == 0


def test_a_state_for_colour_images_keeps_their_colours(tmp_path: Path) -> None:
    pixels = np.zeros((10, 20, 3), np.uint8)
    pixels[0, 0] = (200, 100, 50)
    ds = make_dataset(pixels, WindowCenter=None, WindowWidth=None)
    state = read_presentation(
        write(
            tmp_path / "state.dcm",
            make_state(
                ds, SOPClassUID="1.2.840.10008.5.1.4.1.1.11.2", PresentationLUTShape=None,
                RescaleSlope=None, RescaleIntercept=None, RescaleType=None,
                ImageHorizontalFlip="Y",
            ),
        )
    )  # fmt: skip
    assert shown(tmp_path, state, ds)[0, -1].tolist() == [200, 100, 50]
