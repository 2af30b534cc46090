"""Pseudo-colour states and those of X-ray images are applied whole (PS3.4 N.2.3, N.2.5)."""

from pathlib import Path
from typing import Any

import highdicom
import numpy as np
import pytest
from highdicom import pr
from pydicom.dataset import Dataset

from tests.support.builders import make_dataset, override, uid, write
from tests.support.presented import image, shown, state_of
from tests.support.states import reference
from viewer.base.errors import ViewerError
from viewer.base.jobs import InlineRunner, Job, Lane
from viewer.dicom.objects.presentation_read import read_presentation
from viewer.imaging.icc import srgb_profile
from viewer.imaging.presented import presented
from viewer.model.presentation import PresentationState
from viewer.render.scene import Scene
from viewer.workflows.presentation_of import presentation_states
from viewer.workflows.render_image import RenderOptions, load_frame, render_frame

_XRAY = "1.2.840.10008.5.1.4.1.1.11.5"
_RED = np.arange(256, dtype=np.uint8)
_GREEN = np.flip(_RED).copy()
_BLUE = np.where(_RED < 128, 0, 255).astype(np.uint8)


def ramp(dtype: Any = np.uint16) -> Dataset:
    """All values from 0 to 255 in one row of sixteen each."""
    pixels = np.arange(256, dtype=dtype).reshape(16, 16)
    return make_dataset(pixels, WindowCenter=None, WindowWidth=None, ReferringPhysicianName="")


def pseudo_colour(folder: Path, ds: Dataset) -> PresentationState:
    """A state by highdicom: the window of 0 to 255 through a palette of 256 colours."""
    luts = [
        highdicom.PaletteColorLUT(0, data.astype(np.uint16) * 257, colour)
        for data, colour in ((_RED, "red"), (_GREEN, "green"), (_BLUE, "blue"))
    ]
    written = pr.PseudoColorSoftcopyPresentationState(
        referenced_images=[ds],
        series_instance_uid=uid("states of highdicom"),
        series_number=60,
        sop_instance_uid=uid("pseudo-colour state of highdicom"),
        instance_number=1,
        manufacturer="Somebody",
        manufacturer_model_name="Something",
        software_versions="1",
        device_serial_number="1",
        content_label="SEEN",
        palette_color_lut_transformation=highdicom.PaletteColorLUTTransformation(
            *luts, palette_color_lut_uid=uid("palette")
        ),
        modality_lut_transformation=highdicom.ModalityLUTTransformation(
            rescale_intercept=0.0, rescale_slope=1.0, rescale_type="US"
        ),
        icc_profile=srgb_profile(),
    )
    # highdicom's own argument for windows raises for this kind of state.
    written.SoftcopyVOILUTSequence = [
        pr.SoftcopyVOILUTTransformation(window_center=128.0, window_width=256.0)
    ]
    path = folder / "state.dcm"
    written.save_as(path)
    return read_presentation(path)


def test_grays_are_shown_in_the_colours_of_a_palette_of_highdicoms(tmp_path: Path) -> None:
    ds = ramp()
    state = pseudo_colour(tmp_path, ds)
    assert not state.unheeded
    expected = np.stack((_RED, _GREEN, _BLUE), axis=-1).reshape(16, 16, 3)
    difference = shown(tmp_path, state, ds).astype(int) - expected
    assert np.abs(difference).max() <= 1  # sRGB to sRGB by way of a profile


def test_values_that_have_no_table_are_shown_in_the_same_colours(tmp_path: Path) -> None:
    ds = ramp()
    state = pseudo_colour(tmp_path, ds)
    wide = ramp(np.uint32)
    wide.SOPInstanceUID = ds.SOPInstanceUID
    assert np.array_equal(shown(tmp_path, state, wide), shown(tmp_path, state, ds))


def test_no_colour_map_goes_over_the_colours_of_a_state(tmp_path: Path) -> None:
    from viewer.model.view import Appearance
    from viewer.render.raster import render

    ds = ramp()
    frame = presented(load_frame(write(tmp_path / "i.dcm", ds)), pseudo_colour(tmp_path, ds))
    plain = render(Scene(frame, 64, 64)).pixels
    mapped = render(Scene(frame, 64, 64, appearance=Appearance(colour_map="viridis"))).pixels
    assert np.array_equal(plain, mapped)


def test_a_view_in_pseudo_colours_is_not_saved_as_a_gray_one(tmp_path: Path) -> None:
    ds = ramp()
    frame = presented(load_frame(write(tmp_path / "i.dcm", ds)), pseudo_colour(tmp_path, ds))
    told: list[Exception] = []

    def save(job: Job) -> None:
        presentation_states(Scene(frame, 64, 64), [], job)

    InlineRunner().submit(Lane.DISK, save, failed=told.append)
    assert isinstance(told[0], ViewerError)


def test_a_pseudo_colour_state_without_its_palette_is_not_applied(tmp_path: Path) -> None:
    state = state_of(tmp_path, image(), SOPClassUID="1.2.840.10008.5.1.4.1.1.11.3")
    assert state.unheeded == ("a palette that is damaged",)


def circle(radius: int, *images: Dataset, frames: tuple[int, ...] = ()) -> Dataset:
    made = override(
        Dataset(), ShutterShape="CIRCULAR", CenterOfCircularShutter=[5, 5],
        RadiusOfCircularShutter=radius, ShutterPresentationValue=0xFFFF,
    )  # fmt: skip
    if images:
        made.ReferencedImageSequence = [reference(each, frames) for each in images]
    return made


def test_an_x_ray_state_covers_each_of_its_frames_as_it_says(tmp_path: Path) -> None:
    ds = make_dataset(np.zeros((3, 10, 10), np.uint16), WindowCenter=None, WindowWidth=None)
    state = state_of(
        tmp_path, ds, SOPClassUID=_XRAY,
        FrameDisplayShutterSequence=[circle(2, ds, frames=(1,)), circle(4, ds, frames=(2,))],
    )  # fmt: skip
    assert not state.unheeded
    path = write(tmp_path / "image.dcm", ds)
    seen = [
        int((render_frame(load_frame(path, k), RenderOptions(presentation=state)) < 255).sum())
        for k in (1, 2, 3)
    ]
    assert 0 < seen[0] < seen[1] < seen[2] == 100


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"FrameDisplayShutterSequence": [Dataset()]}, "a shutter"),
        ({"PixelIntensityRelationshipLUTSequence": [Dataset()]}, "X-ray intensities"),
        (
            {"MultiFramePresentationSequence":
             [override(Dataset(), DisplayFilterPercentage=40.0)]}, "edges",
        ),
        ({"MaskSubtractionSequence": [override(Dataset(), MaskOperation="AVG_SUB")]}, "mask"),
    ],
)  # fmt: skip
def test_what_an_x_ray_state_asks_for_in_vain_is_named(
    tmp_path: Path, changes: dict[str, Any], told: str
) -> None:
    changes.setdefault("FrameDisplayShutterSequence", [circle(3)])
    state = state_of(tmp_path, image(), SOPClassUID=_XRAY, **changes)
    assert any(told in each for each in state.unheeded), state.unheeded
