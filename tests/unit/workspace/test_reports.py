"""Reports put their shapes among the annotations while their images are open."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom
import pytest

from tests.support.builders import ENHANCED_CT, enhanced_ct, uid, write
from tests.support.reports import ellipsoid, make_report, measured, region, region_3d, slices
from tests.support.runners import StepRunner
from viewer.dicom.objects.sr_write import write_report
from viewer.dicom.scan import scan_file
from viewer.frames.store import FrameStore
from viewer.imaging.measure import measure
from viewer.model.annotation import Annotation
from viewer.model.shape import Shape, ShapeKind
from viewer.workflows.render_image import load_frame
from viewer.workspace.cell_recorders import StateRecorder
from viewer.workspace.history import History
from viewer.workspace.report_marks import first_place, place_of
from viewer.workspace.viewport import Canvas
from viewer.workspace.workspace import Workspace

SHAPES = (
    Shape(ShapeKind.LENGTH, ((1, 1), (5, 4))),
    Shape(ShapeKind.ELLIPSE, ((5, 10), (25, 10), (15, 6), (15, 14))),
    Shape(ShapeKind.POINT, ((3, 3),)),
    Shape(ShapeKind.POLYGON, ((3, 3), (9, 3), (9, 9))),
)


def drawn(path: Path, shape: Shape) -> Annotation:
    """What a user drew on the image of a file."""
    frame = load_frame(path)
    image = frame.image
    return Annotation(
        "2.25.7", image.study_uid, image.series_uid, image.sop_instance_uid,
        image.sop_class_uid, 0, shape, measure(shape, frame), "Here",
    )  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.kind.value)
def test_a_report_of_ours_is_drawn_where_it_was_and_not_beside_what_is_still_there(
    frames: FrameStore, tmp_path: Path, shape: Shape
) -> None:
    """DC-175: what was saved is the same when it comes back."""
    image = write(tmp_path / "image.dcm", slices()[0])
    own = drawn(image, shape)
    write_report([own], [pydicom.dcmread(image)], tmp_path / "report.dcm")
    workspace = Workspace(frames)
    workspace.add_records([scan_file(image), scan_file(tmp_path / "report.dcm")])
    (found,) = workspace.annotations.all
    assert found.source_uid
    assert found.shape.kind is shape.kind
    assert np.allclose(found.shape.points, shape.points, atol=1e-4)
    assert found.label == "Here"
    workspace.annotations.take_in([own])
    assert workspace.annotations.all == (own,)
    workspace.annotations.remove(own.uid)
    assert workspace.annotations.all == (found,)


def test_shapes_wait_for_their_image(
    frames: FrameStore, runner: StepRunner, tmp_path: Path
) -> None:
    images = slices()
    report = make_report(images, measured(region(images[1], "POINT", [[1, 1]])))
    path = write(tmp_path / "report.dcm", report)
    workspace = Workspace(frames, runner)
    workspace.add_records([scan_file(path)])
    while runner.waiting:
        runner.step()
    assert len(workspace.reports.all) == 1
    assert workspace.annotations.all == ()
    workspace.add_records([scan_file(write(tmp_path / "image.dcm", images[1]))])
    (found,) = workspace.annotations.all
    assert found.sop_instance_uid == images[1].SOPInstanceUID
    assert found.patient_points == ((10.25, 20.25, 4.0),)  # column 0.5 and row 0.5 of 0.5 mm
    workspace.close_all()
    assert workspace.annotations.all == ()


def test_a_shape_that_names_no_frame_is_on_all_of_them(frames: FrameStore, tmp_path: Path) -> None:
    image = enhanced_ct(ReferringPhysicianName="")
    assert image.SOPClassUID == ENHANCED_CT
    report = make_report([image], measured(region(image, "POINT", [[1, 1]])))
    workspace = Workspace(frames)
    paths = [write(tmp_path / "image.dcm", image), write(tmp_path / "report.dcm", report)]
    workspace.add_records([scan_file(path) for path in paths])
    told = sorted(each.frame_index for each in workspace.annotations.all)
    assert told == list(range(int(image.NumberOfFrames)))
    assert len({each.uid for each in workspace.annotations.all}) == len(told)


def test_a_hidden_report_takes_its_shapes_with_it(frames: FrameStore, tmp_path: Path) -> None:
    images = slices()
    report = make_report(images, measured(region(images[1], "POINT", [[1, 1]])))
    paths = [write(tmp_path / "image.dcm", images[1]), write(tmp_path / "report.dcm", report)]
    workspace = Workspace(frames)
    workspace.add_records([scan_file(path) for path in paths])
    reports = workspace.reports
    reports.hide(reports.all[0].sop_instance_uid, is_hidden=True)
    assert workspace.annotations.all == ()
    reports.hide(reports.all[0].sop_instance_uid, is_hidden=False)
    assert [each.source_uid for each in workspace.annotations.all] == [uid("report")]


def test_a_shape_across_slices_is_shown_by_those_that_cut_it(
    frames: FrameStore, tmp_path: Path
) -> None:
    images = slices()
    line = region_3d(images[0], "POLYLINE", [[12.0, 22.0, 1.0], [16.0, 22.0, 7.0]])
    report = make_report(images, measured(line))
    paths = [write(tmp_path / f"{k}.dcm", ds) for k, ds in enumerate([*images, report])]
    workspace = Workspace(frames)
    workspace.add_records([scan_file(path) for path in paths])
    (found,) = workspace.annotations.all
    assert found.sop_instance_uid == ""
    (shown,) = [each for each in workspace.display_sets if each.is_showable]
    workspace.show(shown, index=1)
    scene = workspace.active.scene(Canvas(100, 100))
    assert scene is not None
    ((crossing,),) = [scene.crossings]
    ((first, last),) = crossing.paths
    assert first[0] < 8 < last[0]  # half-way, at 14 mm, is column 8
    assert not crossing.is_whole


def test_hiding_and_colouring_what_others_reported_can_be_undone_and_had_again(
    frames: FrameStore, tmp_path: Path
) -> None:
    """Undo takes back whatever changes state, not only what the user drew."""
    images = slices()
    report = make_report(images, measured(region(images[1], "POINT", [[1, 1]])))
    paths = [write(tmp_path / "image.dcm", images[1]), write(tmp_path / "report.dcm", report)]
    workspace = Workspace(frames)
    workspace.add_records([scan_file(path) for path in paths])
    annotations, reports = workspace.annotations, workspace.reports
    history = History(StateRecorder(reports))
    (came,) = annotations.all
    annotations.put(replace(came, colour="#ff0000"))
    history.settle()
    annotations.put_all([replace(came, colour="#ff0000", is_hidden=True)])
    history.settle()
    reports.hide(reports.all[0].sop_instance_uid, is_hidden=True)
    history.settle()
    assert annotations.all == ()
    history.undo()
    assert annotations.all == (replace(came, colour="#ff0000", is_hidden=True),)
    history.undo()
    assert annotations.all == (replace(came, colour="#ff0000"),)
    history.undo()
    assert annotations.all == (came,)
    assert not history.can_undo
    history.redo()
    history.redo()
    assert annotations.all == (replace(came, colour="#ff0000", is_hidden=True),)


def test_a_look_given_to_what_others_reported_outlives_hiding_and_closing(
    frames: FrameStore, tmp_path: Path
) -> None:
    images = slices()
    report = make_report(images, measured(region(images[1], "POINT", [[1, 1]])))
    paths = [write(tmp_path / "image.dcm", images[1]), write(tmp_path / "report.dcm", report)]
    records = [scan_file(path) for path in paths]
    workspace = Workspace(frames)
    workspace.add_records(records)
    (came,) = workspace.annotations.all
    workspace.annotations.put(replace(came, colour="#00ff00"))
    uid_of_report = workspace.reports.all[0].sop_instance_uid
    for is_hidden in (True, False):
        workspace.reports.hide(uid_of_report, is_hidden=is_hidden)
    assert [each.colour for each in workspace.annotations.all] == ["#00ff00"]
    workspace.close_all()
    workspace.add_records(records)
    assert [each.colour for each in workspace.annotations.all] == ["#00ff00"]


def test_an_ellipsoid_is_an_ellipse_on_every_slice_that_it_reaches(
    frames: FrameStore, tmp_path: Path
) -> None:
    images = slices()
    ends = [[12.0, 25.0, 4.0], [18.0, 25.0, 4.0], [15.0, 22.0, 4.0], [15.0, 28.0, 4.0]]
    body = ellipsoid(images[0], [*ends, [15.0, 25.0, 2.9], [15.0, 25.0, 5.1]])
    report = make_report(images, measured(body))
    paths = [write(tmp_path / f"{k}.dcm", ds) for k, ds in enumerate([*images, report])]
    workspace = Workspace(frames)
    workspace.add_records([scan_file(path) for path in paths])
    (found,) = workspace.annotations.all
    assert found.sop_instance_uid == ""
    (shown,) = [each for each in workspace.display_sets if each.is_showable]
    told = []
    for index in range(3):
        workspace.show(shown, index=index)
        scene = workspace.active.scene(Canvas(100, 100))
        assert scene is not None
        told.append([each.is_whole for each in scene.crossings])
    assert told == [[], [True], []]  # slices of 1 mm at 2, 4 and 6 mm
    assert place_of(found, workspace.open_sets) == (shown, 1)
    assert first_place(workspace.reports.all[0], (found,), workspace.open_sets) == (shown, 1)
