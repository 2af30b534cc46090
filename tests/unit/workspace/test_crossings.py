"""Annotations show on every image that cuts them, and on no other."""

from dataclasses import replace

import numpy as np
import pytest

from tests.unit.imaging.test_crossing import SPACE, axial, drawn, frame_at, sagittal
from viewer.model.annotation import Annotation
from viewer.model.frame import Frame
from viewer.model.identity import FrameOfReferenceUid, InstanceUid, StudyUid
from viewer.model.measurement import Measurement, Quantity
from viewer.model.shape import ShapeKind
from viewer.render.drawing import Ink, Text
from viewer.render.raster import render
from viewer.render.scene import Scene
from viewer.workspace.annotations import Annotations, concerns


@pytest.fixture
def line() -> Annotation:
    return drawn(ShapeKind.LENGTH, (10.0, 20.0), (30.0, 40.0), plane=sagittal(7.0))


@pytest.fixture
def annotations(line: Annotation) -> Annotations:
    made = Annotations()
    made.put(line)
    return made


def test_a_cut_image_tells_of_it(annotations: Annotations, line: Annotation) -> None:
    (found,) = annotations.crossings_at(frame_at(axial(70.0)), None)
    assert found.annotation == line
    assert annotations.crossings_at(frame_at(axial(70.0)), None)[0] is found  # not found anew


@pytest.mark.parametrize(
    "frame",
    [
        frame_at(axial(70.0), FrameOfReferenceUid("1.2.8")),
        frame_at(axial(70.0), None),
        frame_at(replace(axial(70.0), is_in_patient=False)),
        frame_at(axial(30.0)),
    ],
)
def test_another_space_and_another_place_do_not(annotations: Annotations, frame: Frame) -> None:
    assert annotations.crossings_at(frame, None) == ()


def test_another_study_does_not_though_it_claims_the_space(
    annotations: Annotations, line: Annotation
) -> None:
    annotations.restore([replace(line, study_uid=StudyUid("9.9"))])
    assert annotations.crossings_at(frame_at(axial(70.0)), None) == ()


def test_its_own_image_does_not_show_it_twice(annotations: Annotations, line: Annotation) -> None:
    frame = frame_at(sagittal(7.0))
    annotations.restore([replace(line, sop_instance_uid=frame.ref.sop_instance_uid)])
    assert annotations.crossings_at(frame, None) == ()


def test_what_is_moved_hidden_or_removed_is_found_anew(
    annotations: Annotations, line: Annotation
) -> None:
    frame = frame_at(axial(70.0))
    assert annotations.crossings_at(frame, None)
    annotations.put(replace(line, is_hidden=True))
    assert annotations.crossings_at(frame, None) == ()
    annotations.put(line)
    annotations.remove(line.uid)
    assert annotations.crossings_at(frame, None) == ()


def test_a_view_hears_of_what_cuts_it(line: Annotation) -> None:
    assert concerns(frame_at(axial(70.0)), [line])
    assert not concerns(frame_at(axial(70.0), FrameOfReferenceUid("1.2.8")), [line])
    elsewhere = replace(line, patient_points=(), sop_instance_uid=InstanceUid("9"))
    assert not concerns(frame_at(axial(70.0)), [elsewhere])
    assert elsewhere.frame_of_reference_uid == SPACE


def test_a_part_is_faded_and_has_no_numbers(annotations: Annotations) -> None:
    frame = frame_at(axial(70.0))
    crossings = annotations.crossings_at(frame, None)
    picture = render(Scene(frame, 256, 256, crossings=crossings, show_text=False))
    assert [each.ink for each in picture.drawing] == [Ink.FADED]  # type: ignore[union-attr]
    of_others = tuple(
        replace(each, annotation=replace(each.annotation, source_uid="1.2.3")) for each in crossings
    )
    picture = render(Scene(frame, 256, 256, crossings=of_others, show_text=False))
    assert [each.ink for each in picture.drawing] == [Ink.OTHERS_FADED]  # type: ignore[union-attr]


def test_a_whole_one_tells_its_sizes_and_nothing_of_its_own_pixels(
    annotations: Annotations,
) -> None:
    plane = axial(70.0)
    length, mean = (
        Measurement(Quantity.LENGTH, 4.0, "mm", "mm", "by hand"),
        Measurement(Quantity.MEAN, 179.6, "[hnsf'U]", "HU", "by hand"),
    )
    there = drawn(ShapeKind.LENGTH, (1, 1), (5, 5), plane=plane)
    there = replace(there, sop_instance_uid=InstanceUid("3.9"), measurements=(length, mean))
    annotations.restore([there])
    frame = frame_at(plane)
    crossings = annotations.crossings_at(frame, None)
    assert [each.is_whole for each in crossings] == [True]
    picture = render(Scene(frame, 256, 256, crossings=crossings, show_text=False))
    assert [each.text for each in picture.drawing if isinstance(each, Text)] == ["4.0 mm"]


def test_many_annotations_are_searched_by_their_places() -> None:
    """One near slice of 500 far ones: only those near are looked at closely."""
    annotations = Annotations()
    for number in range(500):
        one = drawn(ShapeKind.LENGTH, (1, 1), (5, 5), plane=axial(float(number)))
        annotations.put(
            replace(one, uid=f"2.25.{number}", sop_instance_uid=InstanceUid(f"3.{number}"))
        )
    found = annotations.crossings_at(frame_at(axial(250.0)), None)
    assert [each.annotation.uid for each in found] == ["2.25.250"]
    assert np.isfinite(found[0].paths).all()
