"""The key mark and the titles of selections leave the image and the other texts free."""

from itertools import pairwise

import numpy as np
import pytest

from tests.support.images import make_frame
from viewer.model.geometry import Plane
from viewer.model.guides import Guides
from viewer.model.identity import InstanceUid, StudyUid
from viewer.model.image import FrameHeader
from viewer.model.lut import Rescale, VoiWindow
from viewer.model.patient import Patient, PersonName
from viewer.model.report import Report, ReportKind
from viewer.render.drawing import Anchor, Drawing, Polyline, Text
from viewer.render.raster import render
from viewer.render.scene import Scene

PLANE = Plane((0, 0, -12.5), (1, 0, 0), (0, 1, 0), 0.5, 0.5)
HEADER = FrameHeader(PLANE, Rescale(), (VoiWindow(40, 400),))
PATIENT = Patient(PersonName.parse("Doe^Jane"), "ID1", "", "19610203", "F")


def scene(width: int, height: int) -> Scene:
    pixels = np.zeros((10, 10), dtype=np.int16)
    frame = make_frame(pixels, patient=PATIENT, frames=(HEADER,))
    other = Report(
        ReportKind.KEY_OBJECTS, InstanceUid("1.2"), StudyUid("1"), "Of Interest", author="Dr. Roe"
    )
    return Scene(frame, width, height, guides=Guides(is_key=True), selections=(other,))


def stars(drawing: Drawing) -> list[Polyline]:
    return [part for part in drawing if isinstance(part, Polyline) and len(part.points) == 10]


@pytest.mark.parametrize("size", [(900, 700), (400, 300), (145, 60)])
def test_what_marks_a_key_image_stands_at_the_edge_clear_of_all_texts(
    size: tuple[int, int],
) -> None:
    width, height = size
    drawing = render(scene(width, height)).drawing
    [star] = stars(drawing)
    assert all(x < width * 0.35 for x, _ in star.points)
    texts = [part for part in drawing if isinstance(part, Text)]
    left = sorted(text.y for text in texts if text.anchor is Anchor.TOP_LEFT)
    assert all(below - above >= 14 for above, below in pairwise(left))
    middle = [text for text in texts if "Of Interest" in text.text or text.text == "Key image"]
    for text in middle:
        assert text.anchor is Anchor.TOP_LEFT
        assert text.x + text.max_width <= width / 2
        assert text.y + 18 <= height / 2 - 15


def test_a_low_cell_keeps_the_star_alone() -> None:
    drawing = render(scene(145, 60)).drawing
    assert len(stars(drawing)) == 1
    assert not [part for part in drawing if isinstance(part, Text) and part.text == "Key image"]
