"""What a file says about the worth of its image, as marks (DC-066)."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.builders import make_dataset, write
from viewer.render.raster import render
from viewer.render.scene import Scene
from viewer.render.trust import trust_marks
from viewer.workflows.render_image import load_frame


def words(tmp_path: Path, **elements: Any) -> list[str]:
    ds = make_dataset(np.zeros((8, 8), np.uint16), **elements)
    frame = load_frame(write(tmp_path / "a", ds))
    return [mark.short for mark in trust_marks(render(Scene(frame, 64, 64)))]


@pytest.mark.parametrize(
    ("elements", "word"),
    [
        ({"BurnedInAnnotation": "YES"}, "burned-in text"),
        ({"RecognizableVisualFeatures": "YES"}, "recognizable"),
        ({"PresentationIntentType": "FOR PROCESSING"}, "for processing"),
        ({"QualityControlImage": "YES"}, "quality control"),
        ({"ContentQualification": "RESEARCH"}, "not clinical"),
        ({"ImageType": ["DERIVED", "PRIMARY"]}, "derived"),
        ({"ImageType": ["ORIGINAL", "PRIMARY", "M", "MOSAIC"]}, "mosaic"),
        ({"LossyImageCompression": "01", "LossyImageCompressionRatio": 12}, "Lossy 12:1"),
    ],
)
def test_what_a_file_discloses_is_marked(
    tmp_path: Path, elements: dict[str, Any], word: str
) -> None:
    assert word.lower() in [each.lower() for each in words(tmp_path, **elements)]


def test_an_image_that_denies_it_all_has_no_such_mark(tmp_path: Path) -> None:
    told = words(
        tmp_path, BurnedInAnnotation="NO", RecognizableVisualFeatures="NO",
        PresentationIntentType="FOR PRESENTATION", QualityControlImage="NO",
        ContentQualification="PRODUCT", LossyImageCompression="00",
    )  # fmt: skip
    assert set(told) <= {"mm", "file", "linear"}
