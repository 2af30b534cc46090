"""What the trust strip tells."""

from dataclasses import replace

import numpy as np
import pytest

from tests.support.images import make_display_set, make_frame
from viewer.model.finding import Finding, FindingKind, Severity
from viewer.model.geometry import PixelSpacing, SpacingSource
from viewer.model.image import Compression, Disclosures, UltrasoundRegion
from viewer.model.lut import PixelPadding, VoiWindow
from viewer.model.view import ViewState, ZoomMode
from viewer.render.raster import render
from viewer.render.scene import Scene
from viewer.render.trust import TrustKind, TrustMark, trust_marks

PIXELS = np.arange(64, dtype=np.int16).reshape(8, 8)
ONE_TO_ONE = ViewState(zoom_mode=ZoomMode.FREE)


def marks(scene: Scene) -> dict[TrustKind, TrustMark]:
    return {mark.kind: mark for mark in trust_marks(render(scene))}


def test_an_unknown_pixel_size_is_a_warning_and_a_known_one_a_note() -> None:
    unknown = marks(Scene(make_frame(PIXELS), 8, 8))[TrustKind.SPACING]
    assert (unknown.severity, unknown.short) == (Severity.WARNING, "px only")
    spacing = PixelSpacing(1, 1, SpacingSource.PATIENT)
    known = marks(Scene(make_frame(PIXELS, spacing=spacing), 8, 8))[TrustKind.SPACING]
    assert (known.severity, known.short) == (Severity.NOTE, "mm")


def test_detector_spacing_is_a_warning() -> None:
    frame = make_frame(PIXELS, spacing=PixelSpacing(1, 1, SpacingSource.DETECTOR))
    mark = marks(Scene(frame, 8, 8))[TrustKind.SPACING]
    assert (mark.severity, mark.short) == (Severity.WARNING, "mm at detector")


def test_losses_are_said_with_their_ratio() -> None:
    frame = make_frame(PIXELS, compression=Compression(True, (10.0,)))
    assert marks(Scene(frame, 8, 8))[TrustKind.LOSSY].short == "lossy 10:1"


def test_the_window_names_its_source() -> None:
    assert marks(Scene(make_frame(PIXELS), 8, 8))[TrustKind.WINDOW].short == "automatic"
    frame = make_frame(PIXELS, voi=(VoiWindow(1, 2),))
    assert marks(Scene(frame, 8, 8))[TrustKind.WINDOW].short == "file"
    colour = make_frame(np.zeros((8, 8, 3), dtype=np.uint8))
    assert TrustKind.WINDOW not in marks(Scene(colour, 8, 8))


def test_enlarged_pictures_say_how() -> None:
    scene = Scene(make_frame(PIXELS), 8, 8, view=ONE_TO_ONE)
    assert TrustKind.INTERPOLATED not in marks(scene)
    enlarged = replace(scene, view=replace(ONE_TO_ONE, zoom=3))
    assert marks(enlarged)[TrustKind.INTERPOLATED].short == "linear"


def test_findings_of_stack_file_frame_and_window_are_all_told_once() -> None:
    def finding(what: str, kind: FindingKind = FindingKind.OTHER) -> Finding:
        return Finding(Severity.WARNING, "file", what, kind=kind)

    twice = finding("repaired")
    frame = make_frame(PIXELS, findings=(twice,), voi=(VoiWindow(1, 0),))
    frame = replace(frame, findings=(twice, finding("cut off")))
    stack = make_display_set(findings=(finding("tilted", FindingKind.TILT),))
    found = trust_marks(render(Scene(frame, 8, 8, display_set=stack)))
    told = [(mark.kind, mark.sentence) for mark in found if mark.severity is Severity.WARNING]
    assert [kind for kind, _ in told] == [
        TrustKind.SPACING,
        TrustKind.TILT,
        TrustKind.REPAIRED,
        TrustKind.REPAIRED,
        TrustKind.WINDOW,
    ]


def test_a_frame_of_padding_alone_is_said() -> None:
    frame = make_frame(np.full((8, 8), -2000, np.int16), padding=PixelPadding(-2000, -2000))
    assert marks(Scene(frame, 8, 8))[TrustKind.REPAIRED].sentence == "Every pixel is padding."


def test_every_kind_of_finding_has_its_mark() -> None:
    for kind in FindingKind:
        stack = make_display_set(findings=(Finding(Severity.ERROR, "file", "odd", kind=kind),))
        (mark,) = [
            mark
            for mark in trust_marks(render(Scene(make_frame(PIXELS), 8, 8, display_set=stack)))
            if mark.severity is Severity.ERROR
        ]
        assert mark.sentence == "odd"
        assert mark.short


def test_a_finding_that_leaves_its_subject_to_the_element_names_it() -> None:
    finding = Finding(Severity.WARNING, "VOILUTFunction", "Is not known; LINEAR was assumed.")
    mark = marks(Scene(make_frame(PIXELS, findings=(finding,)), 8, 8))[TrustKind.REPAIRED]
    assert mark.sentence == "VOI LUT Function: Is not known; LINEAR was assumed."


def test_an_ultrasound_image_whose_middle_is_in_no_region_says_so() -> None:
    region = UltrasoundRegion(0, 0, 2, 2, 3, 3, 0.1, 0.1, None, None, False)
    mark = marks(Scene(make_frame(PIXELS, regions=(region,)), 8, 8))[TrustKind.SPACING]
    assert mark.short == "mm in parts"
    whole = replace(region, max_x=7, max_y=7)
    mark = marks(Scene(make_frame(PIXELS, regions=(whole,)), 8, 8))[TrustKind.SPACING]
    assert mark.short == "mm"


@pytest.mark.parametrize(
    ("modality", "says", "word"),
    [("US", None, "text in the pixels?"), ("US", True, "burned-in text"), ("US", False, ""),
     ("CT", None, "")],
)  # fmt: skip
def test_without_patient_data_text_in_the_pixels_is_feared(
    modality: str, says: bool | None, word: str
) -> None:
    disclosures = Disclosures(has_burned_in_text=says)
    frame = make_frame(PIXELS, modality=modality, disclosures=disclosures)
    scene = Scene(frame, 8, 8, show_patient=False)
    mark = marks(scene).get(TrustKind.BURNED_IN)
    assert (mark.short if mark else "") == word
    if says is None:
        assert TrustKind.BURNED_IN not in marks(replace(scene, show_patient=True))


def test_the_calibration_and_the_estimate_of_the_device_are_told() -> None:
    """DC-070."""
    calibrated = PixelSpacing(1, 1, SpacingSource.CALIBRATED, calibration="FIDUCIAL: a disc")
    mark = marks(Scene(make_frame(PIXELS, spacing=calibrated), 8, 8))[TrustKind.SPACING]
    assert mark.sentence.endswith("FIDUCIAL: a disc")
    enlarged = PixelSpacing(1, 1, SpacingSource.DETECTOR, magnification=1.5)
    mark = marks(Scene(make_frame(PIXELS, spacing=enlarged), 8, 8))[TrustKind.SPACING]
    assert "1.5 times" in mark.sentence
