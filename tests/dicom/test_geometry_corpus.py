"""Order, spacing and affine of real series against NIfTI volumes that others made of them.

dcm2niix and dicom2nifti write RAS where DICOM has LPS, and may count any axis backwards: the
two grids are the same when the matrix between them only permutes whole voxels.
"""

from pathlib import Path

import highdicom
import nibabel
import numpy as np
import pytest
from highdicom.spatial import get_volume_positions
from numpy.typing import NDArray
from pydicom import dcmread

from viewer.dicom.display_sets import split_display_sets
from viewer.dicom.errors import DicomError
from viewer.dicom.scan import scan_file
from viewer.dicom.volumes import lps_from_ijk, regularity
from viewer.model.display_set import DisplaySet
from viewer.model.geometry import Plane
from viewer.model.study import InstanceRecord

DICOM2NIFTI = "icometrix+dicom2nifti/tests/data"
RAS_FROM_LPS = np.diag([-1.0, -1.0, 1.0, 1.0])

SERIES = {
    f"{DICOM2NIFTI}/ge/anatomical/001": f"{DICOM2NIFTI}/ge/anatomical/001_ground_truth.nii.gz",
    f"{DICOM2NIFTI}/ge/dti/001": f"{DICOM2NIFTI}/ge/dti/001_ground_truth.nii.gz",
    f"{DICOM2NIFTI}/ge/fmri/001": f"{DICOM2NIFTI}/ge/fmri/001_ground_truth.nii.gz",
    f"{DICOM2NIFTI}/generic/anatomical/001": (
        f"{DICOM2NIFTI}/generic/anatomical/001_ground_truth.nii.gz"
    ),
    f"{DICOM2NIFTI}/generic/anatomical/002_non_isotropic": (
        f"{DICOM2NIFTI}/generic/anatomical/002_non_isotropic_ground_truth.nii.gz"
    ),
    f"{DICOM2NIFTI}/generic/compressed_jpegls/001": (
        f"{DICOM2NIFTI}/generic/compressed_jpegls/001_ground_truth.nii.gz"
    ),
    f"{DICOM2NIFTI}/generic/rgb/001": f"{DICOM2NIFTI}/generic/rgb/001_ground_truth.nii.gz",
    f"{DICOM2NIFTI}/hyperfine/anatomical/001": (
        f"{DICOM2NIFTI}/hyperfine/anatomical/001_ground_truth.nii.gz"
    ),
    "neurolabusc+dcm_qa_nih": "neurolabusc+dcm_qa_nih/Ref/DCM2NIIX_regression_test_4.nii",
    "neurolabusc+dcm_qa_enh/In/Siemens": (
        "neurolabusc+dcm_qa_enh/Ref/Siemens_REST1_w_SMS_PF7-8_6.nii"
    ),
}


def scan_folder(folder: Path) -> dict[Path, InstanceRecord]:
    """Records of all DICOM objects in a folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        try:
            found[path] = scan_file(path) if path.is_file() else None
        except DicomError:
            continue
    return {path: record for path, record in found.items() if record is not None}


def planes_of(display_set: DisplaySet, records: dict[Path, InstanceRecord]) -> list[Plane]:
    return [records[frame.path].planes[frame.frame_index] for frame in display_set.frames]


def voxels_between(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Our voxel indices of their voxel indices."""
    return np.asarray(np.linalg.inv(RAS_FROM_LPS @ ours) @ theirs)


@pytest.mark.parametrize("series", SERIES)
def test_the_affine_is_that_of_the_nifti_volume(corpus: Path, series: str) -> None:
    volume = nibabel.load(corpus / "_oracle" / SERIES[series])
    columns, rows, slices = volume.shape[:3]
    records = scan_folder(corpus / series)
    compared = 0
    for display_set in split_display_sets(list(records.values())):
        if len(display_set.frames) != slices or display_set.rows != rows:
            continue
        between = voxels_between(lps_from_ijk(planes_of(display_set, records)), volume.affine)
        last = (columns - 1, rows - 1, slices - 1)
        for axis in range(3):
            sign = between[axis, axis]
            expected = np.zeros(4)
            expected[axis] = np.sign(sign)
            expected[3] = 0 if sign > 0 else last[axis]
            np.testing.assert_allclose(between[axis], expected, atol=0.01)
        compared += 1
    assert compared == (volume.shape[3] if volume.ndim == 4 else 1)


@pytest.mark.parametrize("series", SERIES)
def test_the_spacing_is_that_of_the_nifti_volume(corpus: Path, series: str) -> None:
    volume = nibabel.load(corpus / "_oracle" / SERIES[series])
    records = scan_folder(corpus / series)
    found = [
        item
        for item in split_display_sets(list(records.values()))
        if len(item.frames) == volume.shape[2] and item.rows == volume.shape[1]
    ]
    assert found
    for item in found:
        plane = planes_of(item, records)[0]
        ours = (plane.column_spacing_mm, plane.row_spacing_mm, item.spacing_mm)
        assert ours == pytest.approx(volume.header.get_zooms()[:3], rel=1e-3)


def test_the_phantom_is_one_regular_stack_of_140_slices(corpus: Path) -> None:
    records = scan_folder(corpus / "_big" / "ct_phantom_140")
    (found,) = split_display_sets(list(records.values()))
    assert len(found.frames) == 140
    assert found.spacing_mm == pytest.approx(1)
    assert found.findings == ()
    assert list(found.positions_mm) == sorted(found.positions_mm)
    volume = highdicom.get_volume_from_series([dcmread(frame.path) for frame in found.frames[:20]])
    first, step = lps_from_ijk(planes_of(found, records))[:3, [3, 2]].T
    origins = [volume.affine[:3, 3], volume.affine[:3, 3] + 19 * volume.affine[:3, 0]]
    np.testing.assert_allclose(min(origins, key=lambda o: abs(o[2] - first[2])), first, atol=1e-3)
    np.testing.assert_allclose(np.abs(volume.affine[:3, 0]), np.abs(step), atol=1e-3)


@pytest.mark.parametrize(
    ("series", "told"), [("gantrytilting", "tilted"), ("sliceincrement", "1 slice is missing")]
)
def test_series_that_are_no_right_angled_grid_are_told(
    corpus: Path, series: str, told: str
) -> None:
    records = scan_folder(corpus / DICOM2NIFTI / "failing" / series / "001")
    (found,) = split_display_sets(list(records.values()))
    headers = [dcmread(frame.path, stop_before_pixels=True) for frame in found.frames]
    spacing, _ = get_volume_positions(
        [header.ImagePositionPatient for header in headers], headers[0].ImageOrientationPatient
    )
    assert spacing is None
    assert told in found.findings[0].what


def test_a_tilted_gantry_is_sheared_by_what_the_table_moved(corpus: Path) -> None:
    records = scan_folder(corpus / DICOM2NIFTI / "failing" / "gantrytilting" / "001")
    (found,) = split_display_sets(list(records.values()))
    stack = regularity(planes_of(found, records))
    assert stack.is_tilted
    assert stack.spacing_mm is not None
    positions = [np.array(dcmread(frame.path).ImagePositionPatient) for frame in found.frames]
    table_mm = np.linalg.norm(np.diff(positions, axis=0), axis=1)
    assert np.hypot(stack.spacing_mm, stack.shear_mm) == pytest.approx(table_mm[0], abs=1e-3)
