"""Presentation states on a small image of 20 columns and 10 rows."""

from pathlib import Path
from typing import Any

import numpy as np
from pydicom.dataset import Dataset

from tests.support.builders import make_dataset, write
from tests.support.states import make_state, window
from viewer.dicom.objects.presentation_read import read_presentation
from viewer.imaging.presented import presented
from viewer.model.frame import Frame
from viewer.model.presentation import PresentationState
from viewer.workflows.render_image import RenderOptions, load_frame, render_frame


def image(**overrides: Any) -> Dataset:
    pixels = np.zeros((10, 20), np.uint16)
    pixels[0, 0] = 4000  # the top left pixel is bright
    return make_dataset(pixels, WindowCenter=None, WindowWidth=None, **overrides)


def state_of(folder: Path, *images: Dataset, **overrides: Any) -> PresentationState:
    overrides.setdefault("SoftcopyVOILUTSequence", [window(0, 1000)])
    return read_presentation(write(folder / "state.dcm", make_state(*images, **overrides)))


def shown(folder: Path, state: PresentationState, ds: Dataset) -> Any:
    frame = load_frame(write(folder / "image.dcm", ds))
    return render_frame(frame, RenderOptions(presentation=state))


def frame_of(folder: Path, state: PresentationState, ds: Dataset) -> Frame:
    return presented(load_frame(write(folder / "image.dcm", ds)), state)
