"""Corner texts come from the template and can hide who the patient is."""

from dataclasses import replace

import numpy as np
import pytest

from tests.support.images import make_display_set, make_frame
from viewer.model.frame import Frame
from viewer.model.geometry import Plane
from viewer.model.image import AcquisitionTexts, Compression, FrameHeader
from viewer.model.lut import LutData, Rescale, VoiLut, VoiSource, VoiWindow
from viewer.model.patient import Patient, PersonName
from viewer.model.view import Appearance, Filter, ViewState, ZoomMode
from viewer.render.corner_text import (
    corner_lines,
    corner_text,
    format_date,
    format_time,
    slice_position,
    window_text,
)
from viewer.render.drawing import Line, Text
from viewer.render.furniture import furniture
from viewer.render.scene import Scene

TEXTS = AcquisitionTexts(
    institution="General",
    study_date="20240131",
    study_time="101530.12",
    study_description="Head",
    accession_number="A1",
    series_number="3",
    series_description="Bone",
    instance_number="7",
    patient_age="062Y",
    technique="120 kVp 200 mAs",
)
PATIENT = Patient(PersonName.parse("Doe^Jane"), "ID1", "", "19610203", "F")
WINDOW = VoiWindow(40, 400)


def full_frame(**changes: object) -> Frame:
    plane = Plane((0, 0, -12.5), (1, 0, 0), (0, 1, 0), 0.5, 0.5)
    header = FrameHeader(plane, Rescale(), (WINDOW,), thickness_mm=2.5)
    pixels = np.zeros((10, 10), dtype=np.int16)
    values: dict[str, object] = {"texts": TEXTS, "patient": PATIENT, "frames": (header,)}
    return make_frame(pixels, **(values | changes))


def scene(frame: Frame, **changes: object) -> Scene:
    view = ViewState(zoom_mode=ZoomMode.FREE, zoom=1.5)
    return replace(Scene(frame, 640, 480, view=view), **changes)  # type: ignore[arg-type]


def test_a_full_header_fills_all_four_corners() -> None:
    assert corner_lines(scene(full_frame()), WINDOW) == {
        "top_left": ("Doe, Jane", "ID1", "1961-02-03  62Y  F"),
        "top_right": ("General", "2024-01-31  10:15", "Head", "A1"),
        "bottom_left": (
            "Bone",
            "Se 3  Im 7",
            "F 12.5 mm  T 2.5 mm",
            "120 kVp 200 mAs",
            "Zoom 150 %",
        ),
        "bottom_right": ("W 400 L 40  (file)",),
    }


def test_an_empty_header_leaves_no_empty_lines() -> None:
    frame = make_frame(np.zeros((10, 10), dtype=np.int16))
    assert corner_lines(scene(frame), None) == {
        "top_left": (),
        "top_right": (),
        "bottom_left": ("Zoom 150 %",),
        "bottom_right": (),
    }


def test_hidden_patient_data_are_in_no_corner() -> None:
    lines = corner_lines(scene(full_frame(), show_patient=False), WINDOW)
    text = " ".join(line for corner in lines.values() for line in corner)
    for secret in ("Doe", "Jane", "ID1", "1961", "62Y", "General", "2024", "10:15", "A1"):
        assert secret not in text
    assert "W 400 L 40" in text


def test_the_image_is_counted_in_its_stack() -> None:
    stacked = scene(full_frame(), display_set=make_display_set(133), view=ViewState(index=56))
    assert "Se 3  Im 57/133" in corner_lines(stacked, WINDOW)["bottom_left"]


@pytest.mark.parametrize(
    ("compression", "text"),
    [
        (Compression(True, (2.0, 12.34)), "lossy 12.3:1"),
        (Compression(True, (2100.4,)), "lossy 2100:1"),
        (Compression(True), "lossy"),
    ],
)
def test_lossy_images_say_so(compression: Compression, text: str) -> None:
    frame = full_frame(compression=compression)
    assert text in corner_lines(scene(frame), WINDOW)["bottom_right"]


def test_a_filtered_picture_says_so_whatever_the_template() -> None:
    nothing = {"CT": {"bottom_right": ""}, "default": {"bottom_right": ""}}
    for kind, word in ((Filter.SMOOTH, "smoothed"), (Filter.SHARPEN, "sharpened")):
        filtered = scene(full_frame(), appearance=Appearance(filter=kind), corner_texts=nothing)
        assert corner_lines(filtered, WINDOW)["bottom_right"][0] == f"{word}, not original"


def test_modalities_may_have_a_template_of_their_own() -> None:
    texts = replace(TEXTS, laterality="L")
    lines = corner_lines(scene(full_frame(texts=texts, modality="MG")), WINDOW)
    assert lines["top_right"][0] == "L"
    assert lines["top_left"][0] == "Doe, Jane"


def test_windows_name_their_source() -> None:
    named = VoiWindow(-600, 1500, explanation="Lung", source=VoiSource.PRESET)
    assert corner_lines(scene(full_frame()), named)["bottom_right"] == ("W 1500 L -600  (Lung)",)
    automatic = VoiWindow(0.5, 1.0, source=VoiSource.AUTOMATIC)
    assert corner_lines(scene(full_frame()), automatic)["bottom_right"] == (
        "W 1 L 0.5  (automatic)",
    )
    assert window_text(VoiWindow(338.97, 589.111)) == "W 589 L 339"
    assert window_text(VoiWindow(1.25, 2.5)) == "W 2.5 L 1.25"
    assert window_text(VoiLut(LutData(0, np.zeros(1, np.uint16), 8))) == "LUT"


def test_texts_stay_inside_the_canvas_and_grow_with_the_pixel_ratio() -> None:
    for ratio in (1.0, 2.0):
        shown = scene(
            full_frame(),
            width=round(640 * ratio),
            height=round(480 * ratio),
            device_pixel_ratio=ratio,
        )
        for text in corner_text(shown, WINDOW):
            assert isinstance(text, Text)
            assert text.size == 13 * ratio
            assert 0 < text.x < 640 * ratio
            assert 0 < text.y < (480 - 18) * ratio + 1


@pytest.mark.parametrize(
    ("position", "directions", "expected"),
    [
        ((0, 0, 12.5), ((1, 0, 0), (0, 1, 0)), "H 12.5 mm"),
        ((-3, 40, 0), ((1, 0, 0), (0, 0, -1)), "P 40.0 mm"),
        ((-3, 40, 0), ((0, 1, 0), (0, 0, -1)), "R 3.0 mm"),
    ],
)
def test_slice_position_is_along_the_axis_that_it_cuts(
    position: tuple[float, float, float],
    directions: tuple[tuple[float, float, float], tuple[float, float, float]],
    expected: str,
) -> None:
    assert slice_position(Plane(position, *directions, 1, 1)) == expected


def test_dates_and_times_that_are_none_stay_as_they_are() -> None:
    assert format_date("1961") == "1961"
    assert format_date("") == ""
    assert format_time("10") == "10"


def test_a_small_cell_shows_fewer_and_smaller_lines() -> None:
    cell = scene(full_frame(), width=400, height=380)
    lines = corner_lines(cell, WINDOW)
    assert lines["top_left"] == ("Doe, Jane", "ID1")
    assert "120 kVp 200 mAs" not in lines["bottom_left"]
    assert {text.size for text in corner_text(cell, WINDOW) if isinstance(text, Text)} == {11}


def test_no_line_reaches_the_letter_or_the_bar_in_the_middle() -> None:
    for width in (300, 640, 1200):
        for text in corner_text(scene(full_frame(), width=width), WINDOW):
            assert isinstance(text, Text)
            assert text.max_width < width / 2 - 12


def test_the_last_line_lies_under_the_scale_bar_and_may_take_more_room() -> None:
    cell = scene(full_frame(), width=368, height=275)
    bar = [each for each in furniture(cell) if isinstance(each, Line)]
    texts = [each for each in corner_text(cell, VoiWindow(-927, 2265)) if isinstance(each, Text)]
    (window,) = [text for text in texts if "2265" in text.text]
    assert window.y > max(line.y1 for line in bar)
    assert window.max_width > 0.4 * 368


def test_in_a_low_cell_the_lines_keep_clear_of_the_letters_beside_them() -> None:
    low = replace(scene(full_frame()), width=400, height=100)
    drawn = [each for each in corner_text(low, WINDOW) if isinstance(each, Text)]
    assert drawn
    assert all(each.y + 15 <= 45 or each.y >= 55 for each in drawn)
    assert "Doe, Jane" in [each.text for each in drawn]
    assert "W 400 L 40" in " ".join(each.text for each in drawn)
