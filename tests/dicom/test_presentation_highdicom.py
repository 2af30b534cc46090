"""Presentation states that highdicom writes: all of what it was asked for is found again."""

from pathlib import Path

import highdicom
import numpy as np
import pytest
from highdicom import pr

from tests.support.builders import make_dataset, uid, write
from viewer.dicom.objects.presentation_read import read_presentation
from viewer.model.lut import Rescale, VoiWindow
from viewer.model.presentation import PresentationState
from viewer.model.shape import ShapeKind
from viewer.workflows.render_image import RenderOptions, load_frame, render_frame


@pytest.fixture
def state(tmp_path: Path) -> PresentationState:
    image = make_dataset(np.full((32, 48), 1100, np.uint16), ReferringPhysicianName="")
    write(tmp_path / "image.dcm", image)
    layer = pr.GraphicLayer(layer_name="LAYER1", order=1)
    circle = pr.GraphicObject(
        graphic_type=pr.GraphicTypeValues.CIRCLE,
        graphic_data=np.array([[16.0, 16.0], [20.0, 16.0]]),
        units=pr.AnnotationUnitsValues.PIXEL,
        is_filled=True,
    )
    words = pr.TextObject(
        text_value="\u7d50\u7bc0 \u00e4",
        units=pr.AnnotationUnitsValues.DISPLAY,
        bounding_box=(0.1, 0.1, 0.4, 0.2),
    )
    drawn = pr.GraphicAnnotation(
        referenced_images=[image],
        graphic_layer=layer,
        graphic_objects=[circle],
        text_objects=[words],
    )
    written = pr.GrayscaleSoftcopyPresentationState(
        referenced_images=[image],
        series_instance_uid=uid("states of highdicom"),
        series_number=60,
        sop_instance_uid=uid("state of highdicom"),
        instance_number=1,
        manufacturer="Somebody",
        manufacturer_model_name="Something",
        software_versions="1",
        device_serial_number="1",
        content_label="SEEN",
        content_description="As it was seen",
        content_creator_name="Reader^Rita",
        graphic_annotations=[drawn],
        graphic_layers=[layer],
        modality_lut_transformation=highdicom.ModalityLUTTransformation(
            rescale_intercept=-1024.0, rescale_slope=1.0, rescale_type="HU"
        ),
        voi_lut_transformations=[
            pr.SoftcopyVOILUTTransformation(window_center=76.5, window_width=200.0)
        ],
        presentation_lut_transformation=highdicom.PresentationLUTTransformation(
            presentation_lut_shape="INVERSE"
        ),
    )
    return read_presentation(write(tmp_path / "state.dcm", written))


def test_everything_is_found_again(state: PresentationState) -> None:
    assert state.unheeded == ()
    assert (state.name, state.label, state.author) == ("As it was seen", "SEEN", "Reader, Rita")
    assert state.modality == Rescale(1, -1024, "HU")
    ((_, window),) = state.vois
    assert isinstance(window, VoiWindow)
    assert (window.center, window.width) == (76.5, 200)
    assert state.is_inverse
    (_, circle), (_, words) = state.graphics
    assert circle.shape.kind is ShapeKind.ELLIPSE
    assert circle.is_filled
    assert (words.text, words.is_relative) == ("\u7d50\u7bc0 \u00e4", True)


def test_it_is_applied_with_its_inverse_gray_and_its_graphics(
    state: PresentationState, tmp_path: Path
) -> None:
    frame = load_frame(tmp_path / "image.dcm")
    picture = render_frame(frame, RenderOptions(presentation=state))
    assert picture.shape == (32, 48, 3)
    assert picture[30, 40].tolist() == [128, 128, 128]  # 76 HU is the middle: 127.5
    assert picture[15, 15].tolist() == [127, 219, 202]  # within the filled circle
