"""Pictures of the screen, with and without what tells who the patient is."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.support.series import ct_records
from tests.unit.commands.conftest import FakeFace
from viewer.commands.command import call
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import run
from viewer.commands.registry import CommandRegistry
from viewer.model.aid import Glass
from viewer.model.layout import Grid
from viewer.model.lut import VoiWindow
from viewer.model.view import Appearance
from viewer.render.flatten import flatten
from viewer.render.options import ScreenMeasure
from viewer.render.raster import render
from viewer.workspace.viewport import Canvas


@pytest.fixture(autouse=True)
def ct(context: Context, tmp_path: Path) -> None:
    context.workspace.add_records(ct_records(tmp_path / "ct", 4, PatientName="Secret^Name"))
    context.workspace.show(context.workspace.display_sets[0])
    context.workspace.active.set_canvas(Canvas(500, 400))


def picture_of(context: Context, *, patient: bool) -> np.ndarray:
    scene = context.workspace.active.scene()
    assert scene is not None
    drawn = render(replace(scene, show_patient=patient, aid=None))
    return flatten(drawn.pixels, drawn.drawing)


def test_the_image_with_its_texts_goes_into_the_clipboard(
    context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    context.workspace.active.set_aid(Glass(10, 10, 3))
    assert run(call("capture.copy"), context, registry)
    [picture] = face.pictures
    assert (picture == picture_of(context, patient=True)).all()


def test_the_patient_is_left_out_on_wish_and_stays_on_screen(
    context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    run(call("capture.copy", patient=False), context, registry)
    [picture] = face.pictures
    assert (picture == picture_of(context, patient=False)).all()
    assert (picture != picture_of(context, patient=True)).any()
    assert context.workspace.shows_patient


def test_what_is_hidden_on_screen_is_never_in_the_picture(
    context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    context.workspace.show_texts(text=True, patient=False)
    run(call("capture.copy", patient=True), context, registry)
    assert (face.pictures[0] == picture_of(context, patient=False)).all()


def test_the_layout_is_put_together_as_on_screen(
    context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    workspace = context.workspace
    workspace.set_grid(Grid(1, 2))
    first, second = workspace.viewports
    second.show(workspace.display_sets[0], index=2)
    for viewport in (first, second):
        viewport.set_canvas(Canvas(200, 150))
    face.places = [(first, 10, 20), (second, 215, 20)]
    run(call("capture.copy", whole=True), context, registry)
    [picture] = face.pictures
    assert picture.shape == (150, 405, 3)
    assert (picture[:, 200:205] == 0).all()
    scene = second.scene()
    assert scene is not None
    drawn = render(scene)
    assert (picture[:, 205:] == flatten(drawn.pixels, drawn.drawing)).all()


def test_the_levels_of_one_screen_are_for_no_other(
    context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    gray = Appearance(voi=VoiWindow(-1024, 100))
    context.workspace.active.set_appearance(gray)
    before = picture_of(context, patient=True)
    levels = tuple(float(level) for level in range(0, 256, 15))
    lights = tuple(0.4 + 399.6 * (level / 255) ** 2.2 for level in levels)
    measure = ScreenMeasure(0.0, levels, lights, 0.3, is_gsdf=True)
    options = context.workspace.display.options
    context.workspace.display.follow(replace(options, screens={"": measure}))
    assert (picture_of(context, patient=True) != before).any()
    run(call("capture.copy"), context, registry)
    assert (face.pictures[0] == before).all()


def test_a_picture_is_written_without_anything_but_pixels(
    context: Context, registry: CommandRegistry, face: FakeFace, tmp_path: Path
) -> None:
    face.new_file = tmp_path / "out.png"
    run(call("capture.save", patient=False), context, registry)
    with Image.open(face.new_file) as written:
        assert (np.array(written) == picture_of(context, patient=False)).all()
        assert written.info == {}


def test_a_file_that_cannot_be_written_is_told_of(
    context: Context, registry: CommandRegistry, face: FakeFace, notices: list[Notice],
    tmp_path: Path,
) -> None:  # fmt: skip
    face.new_file = tmp_path / "no such folder" / "out.png"
    run(call("capture.save"), context, registry)
    assert notices[-1].tone is Tone.ERROR


def test_nothing_is_written_without_a_name(
    context: Context, registry: CommandRegistry, notices: list[Notice]
) -> None:
    run(call("capture.save"), context, registry)
    assert notices == []
