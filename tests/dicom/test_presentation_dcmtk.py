"""Presentation states beside DCMTK: the same gray for every pixel, and what it checks."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydicom.dataset import Dataset

from tests.support.builders import make_dataset, write
from tests.support.states import make_state, table, window
from viewer.base.jobs import InlineRunner, Lane
from viewer.dicom.objects.presentation_read import read_presentation
from viewer.dicom.objects.presentation_write import write_presentation
from viewer.dicom.read import read_dataset
from viewer.model.lut import VoiWindow
from viewer.model.presentation import PresentationState
from viewer.model.view import Appearance
from viewer.render.raster import render
from viewer.render.scene import Scene
from viewer.workflows.presentation_of import presentation_states
from viewer.workflows.render_image import RenderOptions, load_frame, render_frame

RAMP = np.arange(64 * 64, dtype=np.uint16).reshape(64, 64)
LOG = [round(65535 * np.log1p(k) / np.log1p(255)) for k in range(256)]
STAIRS = [k // 64 * 64 * 257 for k in range(256)]


def picture() -> Dataset:
    return make_dataset(RAMP, BitsStored=12, HighBit=11, WindowCenter=None, WindowWidth=None)


def by_dcmtk(image: Path, state: Path, folder: Path) -> Any:
    """What DCMTK makes of an image and a state."""
    made = folder / "theirs.pgm"
    program = shutil.which("dcmp2pgm")
    if program is None:
        pytest.skip("DCMTK is not installed")
    subprocess.run(
        [program, "--pstate", state, image, made],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    with Image.open(made) as theirs:
        return np.asarray(theirs).astype(int)


CASES: dict[str, dict[str, Any]] = {
    "a window": {"SoftcopyVOILUTSequence": [window(300, 800)]},
    "a window and inverse": {
        "SoftcopyVOILUTSequence": [window(300, 800)], "PresentationLUTShape": "INVERSE",
    },
    "no window": {},
    "no modality": {"RescaleSlope": None, "RescaleIntercept": None, "RescaleType": None},
    "another rescale": {
        "RescaleSlope": 2, "RescaleIntercept": 7, "SoftcopyVOILUTSequence": [window(2000, 3000)],
    },
    "a VOI table": {"SoftcopyVOILUTSequence": [
        Dataset.from_json({"00283010": {"vr": "SQ", "Value": []}})
    ]},
    "a presentation table": {
        "SoftcopyVOILUTSequence": [window(300, 800)],
        "PresentationLUTSequence": [table(0, LOG)], "PresentationLUTShape": None,
    },
    "a presentation table of stairs": {
        "SoftcopyVOILUTSequence": [window(300, 800)],
        "PresentationLUTSequence": [table(0, STAIRS)], "PresentationLUTShape": None,
    },
    "a modality table": {
        "RescaleSlope": None, "RescaleIntercept": None, "RescaleType": None,
        "ModalityLUTSequence": [
            table(0, [(k * k) >> 8 for k in range(4096)], ModalityLUTType="US")
        ],
        "SoftcopyVOILUTSequence": [window(20000, 30000)],
    },
}  # fmt: skip
CASES["a VOI table"]["SoftcopyVOILUTSequence"][0].VOILUTSequence = [table(-1024, LOG[::-1] + LOG)]


@pytest.mark.parametrize("name", CASES)
def test_every_gray_is_that_of_dcmtk(tmp_path: Path, name: str) -> None:
    image = picture()
    image_path = write(tmp_path / "image.dcm", image)
    state_path = write(tmp_path / "state.dcm", make_state(image, **CASES[name]))
    state = read_presentation(state_path)
    assert not state.unheeded
    ours = render_frame(load_frame(image_path), RenderOptions(presentation=state))
    theirs = by_dcmtk(image_path, state_path, tmp_path)
    assert ours.shape == theirs.shape
    off = np.abs(ours.astype(int) - theirs)
    assert off.max() <= 1, (name, off.max(), ours[::16, ::16], theirs[::16, ::16])


@pytest.mark.parametrize("is_inverted", [False, True])
@pytest.mark.parametrize("voi", [VoiWindow(300, 800), VoiWindow(40, 400), VoiWindow(900, 300)])
def test_what_we_write_looks_to_dcmtk_as_it_did_here(
    tmp_path: Path, voi: VoiWindow, is_inverted: bool
) -> None:
    """DC-175."""
    path = write(tmp_path / "image.dcm", picture())
    frame = load_frame(path)
    rows, columns = frame.pixels.shape
    looks = Appearance(voi=voi, is_inverted=is_inverted)
    scene = Scene(frame, columns, rows, appearance=looks, show_text=False)
    states: list[PresentationState] = []
    InlineRunner().submit(Lane.DISK, lambda job: states.extend(presentation_states(scene, [], job)))
    write_presentation(states[0], [read_dataset(path).dataset], tmp_path / "state.dcm")
    theirs = by_dcmtk(path, tmp_path / "state.dcm", tmp_path)
    assert np.abs(render(scene).pixels.astype(int) - theirs).max() <= 1
