"""Enhanced US Volume: geometry in a frame of reference of its own (PS3.3 A.59; DC-101)."""

from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset

from tests.support.builders import enhanced_ct, uid, write
from viewer.dicom.display_sets import split_display_sets
from viewer.dicom.images import read_image
from viewer.dicom.scan import scan_file
from viewer.render.corner_text import slice_position
from viewer.render.furniture import known_spacing, letters_at_edges
from viewer.render.readout import value_at
from viewer.render.scene import Scene
from viewer.workflows.render_image import load_frame

US_VOLUME = "1.2.840.10008.5.1.4.1.1.6.2"


def volume(*, geometry: str = "APEX", frames: int = 4) -> Dataset:
    """Planes 2 mm apart, stored from the far end to the near one."""
    ds = enhanced_ct(
        frames, SOPClassUID=US_VOLUME, Modality="US", FrameOfReferenceUID=uid("patient"),
        VolumeFrameOfReferenceUID=uid("volume"), UltrasoundAcquisitionGeometry=geometry,
    )  # fmt: skip
    shared = ds.SharedFunctionalGroupsSequence[0]
    orientation = shared.PlaneOrientationSequence
    orientation[0].ImageOrientationVolume = orientation[0].ImageOrientationPatient
    shared.PlaneOrientationVolumeSequence = orientation
    for k, item in enumerate(ds.PerFrameFunctionalGroupsSequence):
        position = item.PlanePositionSequence
        position[0].ImagePositionVolume = [0.0, 0.0, 2.0 * (frames - 1 - k)]
        item.PlanePositionVolumeSequence = position
        del item.FrameContentSequence
        if geometry != "PATIENT":
            del item.PlanePositionSequence
    if geometry != "PATIENT":
        del shared.PlaneOrientationSequence
    return ds


def test_frames_have_their_places_in_the_volume_in_stored_order(tmp_path: Path) -> None:
    path = write(tmp_path / "a", volume())
    (display_set,) = split_display_sets([scan_file(path)])
    assert display_set.spacing_mm == 2.0
    assert display_set.positions_mm == (6, 4, 2, 0)
    assert [ref.frame_index for ref in display_set.frames] == [0, 1, 2, 3]


def test_nothing_is_said_of_directions_in_the_patient(tmp_path: Path) -> None:
    frame = load_frame(write(tmp_path / "a", volume()), 2)
    scene = Scene(frame, 80, 80)
    assert set(letters_at_edges(scene).values()) == {""}
    readout = value_at(scene, 40, 40)
    assert readout is not None
    assert readout.point_lps is None
    plane = frame.header.plane
    assert plane is not None
    assert slice_position(plane) == "4.0 mm"
    spacing = known_spacing(scene)
    assert spacing is not None
    assert (spacing.row_mm, spacing.column_mm) == (0.5, 0.25)


def test_its_frame_of_reference_is_that_of_the_volume(tmp_path: Path) -> None:
    """So that it is linked to nothing that is known by its place in the patient."""
    path = write(tmp_path / "a", volume())
    assert read_image(path).frame_of_reference_uid == uid("volume")
    assert scan_file(path).series.frame_of_reference_uid == uid("volume")


def test_a_volume_that_knows_the_patient_is_placed_in_the_patient(tmp_path: Path) -> None:
    path = write(tmp_path / "a", volume(geometry="PATIENT"))
    frame = load_frame(path)
    assert set(letters_at_edges(Scene(frame, 80, 80)).values()) == {"R", "L", "A", "P"}
    assert frame.image.frame_of_reference_uid == uid("patient")
    assert scan_file(path).series.frame_of_reference_uid == uid("patient")
    (display_set,) = split_display_sets([scan_file(path)])
    assert np.allclose(display_set.positions_mm, (0, 2, 4, 6))
    assert [ref.frame_index for ref in display_set.frames] == [0, 1, 2, 3]
