"""A file -> Image: the whole header of a picture."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ImplicitVRLittleEndian

from tests.support import builders
from viewer.dicom.errors import CorruptPixelDataError, NoPixelDataError
from viewer.dicom.images import read_image
from viewer.dicom.scan import scan_file
from viewer.model.geometry import PatientOrientation, PixelSpacing, SpacingSource
from viewer.model.image import Image, Photometric
from viewer.model.lut import PixelPadding, Rescale, VoiWindow


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Write a data set and read it as an image."""

    def write_and_read(ds: Dataset, uid: str = "1.2.840.10008.1.2.1") -> Image:
        return read_image(builders.write(tmp_path / "image", ds, uid))

    return write_and_read


def test_a_plain_ct(read: Any) -> None:
    image = read(builders.make_dataset(PixelPaddingValue=0, KVP=120, Exposure=200))
    (frame,) = image.frames
    assert frame.modality == Rescale(1, -1024, "HU")
    assert frame.voi == (VoiWindow(40, 400),)
    assert frame.thickness_mm == 1
    assert frame.plane is not None
    assert image.spacing == PixelSpacing(0.5, 0.5, SpacingSource.PATIENT)
    assert image.padding == PixelPadding(0, 0)
    assert image.texts.technique == "120 kVp 200 mAs"
    assert image.patient.name.display() == "Doe, Jane"
    assert image.orientation is None
    assert image.findings == ()
    assert not image.compression.is_lossy


@pytest.mark.parametrize("uid", [ImplicitVRLittleEndian, ExplicitVRBigEndian])
def test_the_offset_is_that_of_the_pixels_in_the_file(tmp_path: Path, uid: str) -> None:
    image = read_image(builders.write(tmp_path / "a", builders.make_dataset(), uid))
    order = ">" if image.is_big_endian else "<"
    data = (tmp_path / "a").read_bytes()[image.pixel_data_offset :]
    assert image.pixel_data_length == 128
    np.testing.assert_array_equal(np.frombuffer(data[:128], order + "u2"), np.arange(64))


def test_deflated_files_have_no_offset(read: Any) -> None:
    image = read(builders.make_dataset(), DeflatedExplicitVRLittleEndian)
    assert image.pixel_data_offset == -1
    assert image.pixel_data_length == 128


def test_enhanced_frames_differ_in_plane_rescale_and_window(read: Any) -> None:
    """DC-005, DC-101."""
    image = read(builders.enhanced_ct(4, spacing_mm=2))
    assert [frame.plane.position_lps[2] for frame in image.frames] == [0, 2, 4, 6]
    assert [frame.modality.slope for frame in image.frames] == [1, 2, 3, 4]
    assert [frame.voi[0].center for frame in image.frames] == [0, 10, 20, 30]
    assert [frame.dimension_index for frame in image.frames] == [(1, k) for k in (1, 2, 3, 4)]
    assert {frame.thickness_mm for frame in image.frames} == {2}
    assert image.spacing == PixelSpacing(0.5, 0.25, SpacingSource.PATIENT)
    assert image.pixel_aspect == 2


def test_functional_groups_shorter_than_the_frames_are_told(read: Any) -> None:
    ds = builders.enhanced_ct(4)
    ds.PerFrameFunctionalGroupsSequence = ds.PerFrameFunctionalGroupsSequence[:2]
    image = read(ds)
    assert [frame.plane is not None for frame in image.frames] == [True, True, False, False]
    assert "2 of 4 frames" in image.findings[0].what


def test_a_radiograph_is_inverse_and_oriented_by_letters(read: Any) -> None:
    image = read(builders.monochrome1())
    assert image.is_inverse
    assert image.orientation == PatientOrientation("L", "F")
    assert image.spacing.source is SpacingSource.DETECTOR


def test_an_empty_patient_orientation_gives_no_letters(read: Any) -> None:
    assert read(builders.monochrome1(PatientOrientation="")).orientation is None


def test_a_palette_is_read(read: Any) -> None:
    image = read(builders.palette_image())
    assert image.pixel_format.photometric is Photometric.PALETTE_COLOR
    assert image.palette is not None
    np.testing.assert_array_equal(image.palette.red.entries, [65535, 0, 0, 65535])


def test_a_cine_has_its_frame_time_and_region(read: Any) -> None:
    image = read(builders.ultrasound_cine(5, frame_time_ms=33.3))
    assert image.frame_times_ms == (33.3,)
    (region,) = image.regions
    assert (region.min_x, region.max_y, region.delta_x, region.units_x) == (1, 6, 0.05, 3)
    assert not region.is_low_priority
    assert len(image.frames) == 1
    assert image.frame(4) is image.frames[0]


@pytest.mark.parametrize(
    ("elements", "times"),
    [
        ({"FrameTimeVector": [0, 30, 40, 30, 30]}, (0, 30, 40, 30, 30)),
        ({"FrameTimeVector": [0, 30]}, ()),
        ({"RecommendedDisplayFrameRate": 25}, (40,)),
        ({"CineRate": 50}, (20,)),
        ({"EffectiveDuration": 1}, (200,)),
        ({"FrameTimeVector": None}, ()),
    ],
)
def test_other_ways_to_tell_the_speed(
    read: Any, elements: dict[str, Any], times: tuple[float, ...]
) -> None:
    image = read(builders.ultrasound_cine(5, FrameTime=None, **elements))
    assert image.frame_times_ms == pytest.approx(times)


@pytest.mark.parametrize(
    ("pointer", "times"), [(0x00181065, (0, 30, 40, 30, 30)), (0x00181063, (1000,))]
)
def test_the_file_says_which_of_two_speeds_counts(
    read: Any, pointer: int, times: tuple[float, ...]
) -> None:
    both = {"FrameTime": 1000, "FrameTimeVector": [0, 30, 40, 30, 30]}
    image = read(builders.ultrasound_cine(5, FrameIncrementPointer=pointer, **both))
    assert image.frame_times_ms == pytest.approx(times)


@pytest.mark.parametrize(
    ("declared", "uid", "lossy"),
    [
        ("01", "1.2.840.10008.1.2.1", True),
        ("00", "1.2.840.10008.1.2.1", False),
        (None, "1.2.840.10008.1.2.4.50", True),
        (None, "1.2.840.10008.1.2.4.90", False),
        (None, "1.2.840.10008.1.2.4.91", True),
        ("00", "1.2.840.10008.1.2.4.91", False),
    ],
)
def test_lossy_is_what_ever_was_lossy(
    read: Any, declared: str | None, uid: str, lossy: bool
) -> None:
    ds = builders.make_dataset(LossyImageCompression=declared, LossyImageCompressionRatio=[8.5])
    if uid != "1.2.840.10008.1.2.1":
        builders.set_fragments(ds, [b"frame "])
    compression = read(ds, uid).compression
    assert compression.is_lossy == lossy
    assert compression.ratios == (8.5,)


@pytest.mark.parametrize("uid", ["1.2.840.10008.1.2.4.59", "1.2.840.10008.1.2.7.1"])
def test_a_syntax_that_is_not_decoded_is_named_in_a_finding(read: Any, uid: str) -> None:
    image = read(builders.set_fragments(builders.make_dataset(), [b"frame "]), uid)
    assert uid in image.findings[0].what
    assert image.patient.patient_id == "ID1"


def test_an_unknown_object_class_is_shown_and_told(read: Any) -> None:
    image = read(builders.make_dataset(SOPClassUID="1.2.3.4"))
    assert image.findings[0].where == "SOPClassUID"


def test_an_overlay_that_cannot_be_drawn_is_told(read: Any) -> None:
    """DC-062."""
    dataset = builders.make_dataset()
    assert read(dataset).findings == ()
    dataset.add_new(0x60020010, "US", 4)
    (finding,) = read(dataset).findings
    assert "overlay" in finding.what


def test_quadrupeds_are_known(read: Any) -> None:
    """DC-082."""
    assert read(builders.make_dataset(AnatomicalOrientationType="QUADRUPED")).is_quadruped


def test_a_report_is_no_image(read: Any) -> None:
    with pytest.raises(NoPixelDataError, match="Basic Text SR"):
        read(builders.report())


def test_an_image_without_uids_has_those_that_it_is_listed_by(tmp_path: Path) -> None:
    """Or what is drawn on it would belong to no image."""
    ds = builders.make_dataset()
    del ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.SOPInstanceUID
    path = builders.write(tmp_path / "image", ds)
    image, record = read_image(path), scan_file(path)
    assert image.study_uid == record.study.study_uid != ""
    assert image.series_uid == record.series.series_uid != ""
    assert image.sop_instance_uid == record.sop_instance_uid != ""


def test_a_picture_without_rows_is_refused(read: Any) -> None:
    with pytest.raises(CorruptPixelDataError, match="Rows"):
        read(builders.make_dataset(Rows=None))


def test_no_finding_names_the_patient(read: Any) -> None:
    image = read(
        builders.make_dataset(
            HighBit=3, PixelAspectRatio=[3, 1], NumberOfFrames=900_000, SOPClassUID="1.2.3"
        )
    )
    assert len(image.findings) >= 3
    assert not any("Doe" in f.what + f.where + f.what_to_do for f in image.findings)
