"""What was measured, marked and seen is kept in the study as DICOM objects."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pydicom
import pytest

from tests.support.builders import write
from tests.support.reports import ellipsoid, make_report, measured, region
from tests.support.series import ct_records
from tests.support.states import annotation, graphic, layer, make_state
from viewer.commands.command import call
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import run
from viewer.commands.registry import CommandRegistry
from viewer.dicom.objects.presentation_read import read_presentation
from viewer.dicom.scan import scan_file
from viewer.imaging.measure import measure
from viewer.model.annotation import Annotation
from viewer.model.lut import VoiWindow
from viewer.model.shape import Shape, ShapeKind
from viewer.model.view import Appearance, Filter, ViewState, ZoomMode
from viewer.render.raster import render
from viewer.workspace.first_view import show_as_presented
from viewer.workspace.viewport import Canvas

from tests.unit.commands.conftest import FakeFace  # isort: skip


COMPREHENSIVE_SR = "1.2.840.10008.5.1.4.1.1.88.33"


@pytest.fixture(autouse=True)
def ct(context: Context, tmp_path: Path) -> None:
    context.workspace.add_records(ct_records(tmp_path / "ct", 4))
    context.workspace.show(context.workspace.display_sets[0])
    context.workspace.active.set_canvas(Canvas(200, 160, 1.0, "screen"))


def _kept(context: Context, sop_class: str) -> list[Path]:
    shown = context.workspace.active.display_set
    assert shown is not None
    return [
        path
        for path in context.archive.locate(shown.study_uid)
        if pydicom.dcmread(path, stop_before_pixels=True).SOPClassUID == sop_class
    ]


def _draw(context: Context) -> Annotation:
    frame = context.workspace.active.frame
    assert frame is not None
    shape, image = Shape(ShapeKind.LENGTH, ((1, 1), (5, 4))), frame.image
    drawn = Annotation(
        "2.25.1", image.study_uid, image.series_uid, image.sop_instance_uid,
        image.sop_class_uid, 0, shape, measure(shape, frame), "Lesion",
    )  # fmt: skip
    context.workspace.annotations.put(drawn)
    return drawn


def test_a_view_is_kept_and_shows_itself_again(
    context: Context, registry: CommandRegistry, face: FakeFace, notices: list[Notice]
) -> None:
    """DC-175."""
    workspace, face.text = context.workspace, "Bone"
    viewport = workspace.active
    viewport.set_appearance(Appearance(voi=VoiWindow(300.0, 1500.0), is_inverted=True))
    viewport.set_view(replace(viewport.view, rotation_deg=90, flip_vertical=True))
    scene = viewport.scene()
    assert scene is not None
    before = render(replace(scene, annotations=(), show_text=False)).pixels

    assert run(call("save.view"), context, registry)

    assert notices[-1].tone is Tone.GOOD
    assert len(_kept(context, "1.2.840.10008.5.1.4.1.1.11.1")) == 1
    (state,) = workspace.reports.states_for(viewport.display_set)
    assert state.title == "Bone"
    viewport.set_appearance(Appearance())
    viewport.set_view(ViewState())
    show_as_presented(viewport, state.sop_instance_uid)
    scene = viewport.scene()
    assert scene is not None
    after = render(replace(scene, annotations=(), show_text=False)).pixels
    assert np.ptp(before) > 0
    assert (after == before).all()


def test_an_enlarged_part_is_the_displayed_area(
    context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    """DC-171."""
    face.text = "Part"
    viewport = context.workspace.active
    viewport.set_view(replace(viewport.view, zoom_mode=ZoomMode.FREE, zoom=8.0, pan_x=16.0))
    assert run(call("save.view"), context, registry)
    (path,) = _kept(context, "1.2.840.10008.5.1.4.1.1.11.1")
    (area,) = pydicom.dcmread(path).DisplayedAreaSelectionSequence
    scene = viewport.scene()
    assert scene is not None
    left, top = area.DisplayedAreaTopLeftHandCorner
    right, bottom = area.DisplayedAreaBottomRightHandCorner
    assert right - left + 1 == pytest.approx(scene.width / 8, abs=1)
    assert bottom - top + 1 == pytest.approx(scene.height / 8, abs=1)


def test_annotations_go_out_with_the_view_on_their_own_image(
    context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    face.text = "Lesion"
    drawn = _draw(context)
    assert run(call("save.view"), context, registry)
    (path,) = _kept(context, "1.2.840.10008.5.1.4.1.1.11.1")
    items = pydicom.dcmread(path).GraphicAnnotationSequence
    assert {
        image.ReferencedSOPInstanceUID for each in items for image in each.ReferencedImageSequence
    } == {drawn.sop_instance_uid}
    (line,) = (each for each in items if "GraphicObjectSequence" in each)
    assert list(line.GraphicObjectSequence[0].GraphicData) == [1.5, 1.5, 5.5, 4.5]
    (words,) = (each for each in items if "TextObjectSequence" in each)
    told = words.TextObjectSequence[0].UnformattedTextValue
    assert told.startswith("Lesion\r\n")
    assert f"{drawn.measurements[0].value:.1f}" in told


def test_what_others_drew_goes_out_with_the_view(
    context: Context, registry: CommandRegistry, face: FakeFace, tmp_path: Path
) -> None:
    """Shapes of reports, and the graphics of the state that is applied."""
    workspace, viewport = context.workspace, context.workspace.active
    face.text = "Both"
    _draw(context)
    assert viewport.frame is not None
    image = pydicom.dcmread(viewport.frame.ref.path)
    reported = make_report([image], measured(region(image, "POLYLINE", [[3, 3], [9, 9]])))
    workspace.add_records([scan_file(write(tmp_path / "sr.dcm", reported))])
    (theirs,) = (each for each in workspace.annotations.all if each.source_uid)
    workspace.annotations.put(replace(theirs, colour="#ff8000"))
    applied = make_state(
        image, GraphicLayerSequence=[layer()],
        GraphicAnnotationSequence=[
            annotation(graphic("POLYLINE", [2, 2, 6, 6]), graphic("POINT", [0.5, 0.5], "DISPLAY"))
        ],
    )  # fmt: skip
    workspace.add_records([scan_file(write(tmp_path / "pr.dcm", applied))])
    (state,) = workspace.reports.states_for(viewport.display_set)
    show_as_presented(viewport, state.sop_instance_uid)
    assert run(call("save.view"), context, registry)
    (path,) = _kept(context, "1.2.840.10008.5.1.4.1.1.11.1")
    graphics = read_presentation(path).graphics
    lines = {(each.colour, each.shape.points) for _, each in graphics if not each.text}
    assert lines >= {
        ("", ((1.0, 1.0), (5.0, 4.0))),
        ("#FF8000", ((2.5, 2.5), (8.5, 8.5))),
        ("", ((1.5, 1.5), (5.5, 5.5))),
    }
    (dot,) = (each.shape.points[0] for _, each in graphics if each.is_relative)
    assert dot == pytest.approx((0.5, 0.5))


def test_what_cuts_the_image_goes_out_as_it_is_seen(
    context: Context, registry: CommandRegistry, face: FakeFace, tmp_path: Path
) -> None:
    workspace, viewport = context.workspace, context.workspace.active
    face.text = "Body"
    assert viewport.frame is not None
    image = pydicom.dcmread(viewport.frame.ref.path)
    plane = viewport.frame.header.plane
    assert plane is not None
    middle = np.add(plane.position_lps, (2.0, 2.0, 0.0))
    ends = [middle + way * reach for reach in np.diag((1.0, 1.0, 4.0)) for way in (-1, 1)]
    reported = make_report([image], measured(ellipsoid(image, ends)))
    workspace.add_records([scan_file(write(tmp_path / "sr.dcm", reported))])
    scene = viewport.scene()
    assert scene is not None
    (crossing,) = scene.crossings
    assert run(call("save.view"), context, registry)
    (path,) = _kept(context, "1.2.840.10008.5.1.4.1.1.11.1")
    graphics = read_presentation(path).graphics_on(viewport.frame.ref)
    (outline,) = (each.shape.points for each in graphics if not each.text)
    (seen,) = crossing.paths
    assert np.allclose(outline, seen[: len(outline)], atol=1e-3)
    assert ["Lesion 1" in each.text for each in graphics if each.text] == [True]


def test_images_of_other_rescales_get_states_of_their_own(
    context: Context, registry: CommandRegistry, face: FakeFace, tmp_path: Path
) -> None:
    face.text = "PET"
    shown = context.workspace.active.display_set
    assert shown is not None
    path = shown.frames[2].path
    ds = pydicom.dcmread(path)
    ds.RescaleSlope = 2
    ds.save_as(path)
    assert run(call("save.view"), context, registry)
    kept = [pydicom.dcmread(each) for each in _kept(context, "1.2.840.10008.5.1.4.1.1.11.1")]
    counts = sorted(
        (float(each.RescaleSlope), len(each.ReferencedSeriesSequence[0].ReferencedImageSequence))
        for each in kept
    )
    assert [slope for slope, _ in counts] == [1.0, 2.0]
    assert counts[1][1] == 1


def test_measurements_are_kept_as_a_report(context: Context, registry: CommandRegistry) -> None:
    assert not run(call("save.measurements"), context, registry)
    _draw(context)
    assert run(call("save.measurements"), context, registry)
    assert len(_kept(context, COMPREHENSIVE_SR)) == 1


def test_a_report_is_written_again_only_where_the_measurements_are_others(
    context: Context, registry: CommandRegistry, notices: list[Notice]
) -> None:
    kept, annotations = partial(_kept, context, COMPREHENSIVE_SR), context.workspace.annotations
    drawn = _draw(context)
    annotations.put(replace(drawn, uid="2.25.2", created="2026-01-01T10:00:00+01:00"))
    run(call("save.measurements"), context, registry)
    first = kept()
    run(call("save.measurements"), context, registry)
    assert kept() == first
    assert "already" in notices[-1].message
    annotations.put(replace(drawn, colour="#ff0000", is_hidden=True))  # which no report says
    run(call("save.measurements"), context, registry)
    assert kept() == first
    annotations.put(replace(drawn, label="Renamed"))
    run(call("save.measurements"), context, registry)
    assert len(kept()) == 2
    annotations.put(drawn)  # as in the first, but the second is what others take for true
    run(call("save.measurements"), context, registry)
    assert len(kept()) == 3


def test_the_same_measurements_make_the_same_report_in_whatever_order_they_are_read(
    context: Context, registry: CommandRegistry
) -> None:
    drawn = _draw(context)
    other = replace(drawn, uid="2.25.2", label="Other")
    annotations = context.workspace.annotations
    annotations.put(other)
    run(call("save.measurements"), context, registry)
    for each in (drawn, other):
        annotations.remove(each.uid)
    for each in (other, drawn):
        annotations.put(each)
    run(call("save.measurements"), context, registry)
    assert len(_kept(context, COMPREHENSIVE_SR)) == 1


def test_a_report_of_another_program_is_not_taken_for_ours(
    context: Context, registry: CommandRegistry
) -> None:
    _draw(context)
    run(call("save.measurements"), context, registry)
    (path,) = _kept(context, COMPREHENSIVE_SR)
    ds = pydicom.dcmread(path)
    ds.Manufacturer = "Another"
    ds.save_as(path)
    run(call("save.measurements"), context, registry)
    assert len(_kept(context, COMPREHENSIVE_SR)) == 2


def test_a_report_whose_file_is_gone_is_written_again(
    context: Context, registry: CommandRegistry
) -> None:
    _draw(context)
    run(call("save.measurements"), context, registry)
    (path,) = _kept(context, COMPREHENSIVE_SR)
    data = path.read_bytes()
    path.write_bytes(b"broken")
    run(call("save.measurements"), context, registry)
    path.write_bytes(data)
    assert len(_kept(context, COMPREHENSIVE_SR)) == 2


def test_key_images_are_kept_as_a_key_object(context: Context, registry: CommandRegistry) -> None:
    """DC-150."""
    assert not run(call("save.key_images"), context, registry)
    run(call("key.toggle"), context, registry)
    wanted = context.workspace.active.wanted
    assert run(call("save.key_images", code="113004"), context, registry)
    (path,) = _kept(context, "1.2.840.10008.5.1.4.1.1.88.59")
    made = pydicom.dcmread(path)
    assert made.ConceptNameCodeSequence[0].CodeMeaning == "For Teaching"
    (item,) = made.ContentSequence
    assert wanted is not None
    assert item.ReferencedSOPSequence[0].ReferencedSOPInstanceUID == wanted.sop_instance_uid


def test_a_picture_is_kept_as_an_image(context: Context, registry: CommandRegistry) -> None:
    assert run(call("save.capture"), context, registry)
    (path,) = _kept(context, "1.2.840.10008.5.1.4.1.1.7")
    scene = context.workspace.active.scene()
    assert scene is not None
    assert pydicom.dcmread(path).pixel_array.shape == (scene.height, scene.width, 3)
    assert np.ptp(pydicom.dcmread(path).pixel_array) > 0


@pytest.mark.parametrize(
    "appearance", [Appearance(colour_map="hot-iron"), Appearance(filter=Filter.SHARPEN)]
)
def test_looks_that_no_state_can_hold_are_not_kept_otherwise(
    *,
    context: Context,
    registry: CommandRegistry,
    face: FakeFace,
    notices: list[Notice],
    appearance: Appearance,
) -> None:
    face.text = "Hot"
    context.workspace.active.set_appearance(appearance)
    run(call("save.view"), context, registry)
    assert notices[-1].tone is Tone.ERROR
    assert _kept(context, "1.2.840.10008.5.1.4.1.1.11.1") == []
