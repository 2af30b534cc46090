"""The sample study against dicom3tools, highdicom, and textbook numbers."""

import itertools
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import highdicom
import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.pixels import pixel_array

from tests.support.tools import dicom3tool
from viewer.base.jobs import Job
from viewer.dicom.sample.ct import ct_images
from viewer.dicom.sample.mr import mr_images
from viewer.dicom.sample.radiograph import radiograph
from viewer.dicom.sample.study import write
from viewer.dicom.sample.ultrasound import ultrasound
from viewer.workflows.sample_study import FIRST_SHOWN, ensure_sample_study


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("sample")
    yield ensure_sample_study(folder, job=Job())
    shutil.rmtree(folder)


def headers(folder: Path) -> list[Dataset]:
    return [pydicom.dcmread(path, stop_before_pixels=True) for path in sorted(folder.iterdir())]


def axial_slices(study: Path) -> list[Dataset]:
    return [
        pydicom.dcmread(path)
        for path in sorted((study / "ct").iterdir())
        if pydicom.dcmread(path, specific_tags=["ImageType"]).ImageType[2] == "AXIAL"
    ]


@pytest.fixture(scope="module")
def ct_volume(study: Path) -> highdicom.Volume:
    return highdicom.get_volume_from_series(axial_slices(study))


def test_every_kind_of_file_conforms_to_its_object_definition(study: Path) -> None:
    tool = dicom3tool("dciodvfy")
    complaints = []
    kinds = (
        study.glob("*.dcm"),
        sorted(study.glob("ct/*"))[::10],
        sorted(study.glob("mr/*"))[::11],
    )
    for path in itertools.chain(*kinds):
        run = subprocess.run([tool, path], capture_output=True, text=True, timeout=30, check=False)
        complaints += [line for line in run.stderr.splitlines() if line[:5] in ("Error", "Warni")]
    assert complaints == []


def test_the_files_agree_on_patient_study_and_series(study: Path) -> None:
    files = sorted(study.rglob("*.dcm"))
    run = subprocess.run(
        [dicom3tool("dcentvfy"), *files], capture_output=True, text=True, timeout=60, check=False
    )
    assert (run.stdout + run.stderr).strip() == ""


def test_the_study_fits_in_ninety_megabytes(study: Path) -> None:
    sizes = [path.stat().st_size for path in study.rglob("*") if path.is_file()]
    assert len(sizes) == 120 + 1 + 48 + 1 + 1
    assert sum(sizes) < 90e6


@pytest.mark.parametrize(
    ("what", "lps", "hounsfield"),
    [
        ("air before the face", (0, -200, 40), -1000),
        ("right lung", (-100, 40, -228), -860),
        ("fat of the left breast", (78, -112, -240), -100),
        ("cerebrospinal fluid of a lateral ventricle", (10, 10, 104), 6),
        ("white matter", (0, 4, 56), 28),
        ("muscle of the upper arm", (-172, 24, -200), 55),
        ("heart muscle", (33.7, -54, -264), 100),
        ("descending aorta with contrast", (20, 43, -280), 190),
        ("liver", (-62, -20, -296), 106),
        ("spongy bone of a thoracic vertebra", (0, 66, -240), 310),
        ("shaft of the right humerus", (-198, 21, -280), 310),
    ],
)
def test_hounsfield_values_are_right_where_the_anatomy_is_known(
    ct_volume: highdicom.Volume, what: str, lps: tuple[float, float, float], hounsfield: float
) -> None:
    index = np.rint(ct_volume.map_reference_to_indices(np.array([lps]))[0]).astype(int)
    around = tuple(slice(i - r, i + r + 1) for i, r in zip(index, (0, 2, 2), strict=True))
    assert ct_volume.array[around].mean() == pytest.approx(hounsfield, abs=8), what


def test_the_ct_is_a_regular_volume_of_4_mm(ct_volume: highdicom.Volume) -> None:
    assert ct_volume.spatial_shape == (120, 512, 512)
    assert ct_volume.spacing == pytest.approx((4.0, 500 / 512, 500 / 512))


def test_the_scout_shares_the_frame_of_reference_and_lies_in_the_midsagittal_plane(
    study: Path,
) -> None:
    scouts = [h for h in headers(study / "ct") if h.ImageType[2] == "LOCALIZER"]
    axial = [h for h in headers(study / "ct") if h.ImageType[2] == "AXIAL"]
    assert len(scouts) == 1
    assert scouts[0].FrameOfReferenceUID == axial[0].FrameOfReferenceUID
    assert scouts[0].SeriesInstanceUID != axial[0].SeriesInstanceUID
    assert list(scouts[0].ImageOrientationPatient) == [0, 1, 0, 0, 0, -1]
    assert scouts[0].ImagePositionPatient[0] == 0


def test_each_mr_echo_is_a_regular_stack_oblique_to_all_three_axes(study: Path) -> None:
    files = [pydicom.dcmread(path) for path in sorted((study / "mr").iterdir())]
    for echo, time in ((1, 14), (2, 98)):
        slices = [file for file in files if file.EchoNumbers == echo]
        assert {file.EchoTime for file in slices} == {time}
        volume = highdicom.get_volume_from_series(slices)
        assert volume.spatial_shape == (24, 256, 256)
        assert volume.spacing[0] == pytest.approx(5.5, abs=1e-3)
        assert np.all(np.abs(volume.unit_vectors()) > 0.05)


def test_the_late_echo_shows_fluid_bright_and_the_early_one_does_not(study: Path) -> None:
    values = {}
    for path in sorted((study / "mr").iterdir()):
        file = pydicom.dcmread(path)
        volume = highdicom.get_volume_from_series([file])
        for name, lps in (("fluid", (10, -22, 100)), ("white matter", (36, 4, 108))):
            row = volume.map_reference_to_indices(np.array([lps]))[0]
            if abs(row[0]) < 0.5:
                _, i, j = np.rint(row).astype(int)
                values[name, int(file.EchoNumbers)] = file.pixel_array[i - 1 : i + 2, j].mean()
    assert values["fluid", 2] > 2 * values["white matter", 2]
    assert values["fluid", 1] < 1.2 * values["white matter", 1]


def test_the_cine_has_60_lossy_colour_frames_and_a_calibrated_sector(study: Path) -> None:
    cine = pydicom.dcmread(study / "ultrasound.dcm")
    frames = pixel_array(study / "ultrasound.dcm")
    assert frames.shape == (60, 480, 640, 3)
    assert cine.LossyImageCompression == "01"
    assert float(cine.FrameTime) * cine.CineRate == pytest.approx(1000)
    region = cine.SequenceOfUltrasoundRegions[0]
    height = region.RegionLocationMaxY1 - region.RegionLocationMinY0
    assert height * region.PhysicalDeltaY == pytest.approx(16)
    outside = frames[:, : region.RegionLocationMinY0 - 2, 100:500]
    assert outside.max() < 40
    colourful = np.ptp(frames.astype(int), axis=3).max(axis=(1, 2)) > 100
    assert colourful.any()
    assert np.abs(frames[0].astype(int) - frames[11]).mean() > 3, "the heart beats"


def test_the_radiograph_is_12_bit_and_whiter_where_more_is_in_the_way(study: Path) -> None:
    film = pydicom.dcmread(study / "radiograph.dcm")
    assert film.PhotometricInterpretation == "MONOCHROME1"
    assert (film.Rows, film.Columns, film.BitsStored) == (2500, 2048, 12)
    pixels = film.pixel_array
    assert pixels.max() < 4096
    lung, spine = pixels[800:900, 500:600].mean(), pixels[800:900, 990:1060].mean()
    assert lung > spine + 500, "MONOCHROME1: low values are white"
    assert list(film.PatientOrientation) == ["L", "F"]
    heart_left, heart_right = pixels[1150:1200, 1350].mean(), pixels[1150:1200, 697].mean()
    assert heart_left < heart_right, "the heart lies to the left, at the right of the film"


def test_the_same_bytes_are_made_every_time(study: Path, tmp_path: Path) -> None:
    again = {
        "ct/001.dcm": next(ct_images()),
        "mr/001.dcm": next(mr_images()),
        "ultrasound.dcm": ultrasound(Job()),
        "radiograph.dcm": radiograph(Job()),
    }
    for name, image in again.items():
        write(image, tmp_path / "again.dcm")
        assert (tmp_path / "again.dcm").read_bytes() == (study / name).read_bytes(), name


def test_the_file_shown_first_is_a_slice_of_the_ct_stack(study: Path) -> None:
    first = pydicom.dcmread(study / FIRST_SHOWN, stop_before_pixels=True)
    assert (first.Modality, first.ImageType[2], first.SeriesNumber) == ("CT", "AXIAL", 2)
