"""The reference objects for SUV of OncoRay: 0.20, 1.00 and 4.00, whatever the file says (DC-120).

Five of the seventeen are in the corpus; the others are made from the first by what their list
says of them.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from tests.support.open_files import load_frame
from viewer.imaging.modality import to_modality
from viewer.imaging.suv import Suv, suv_of


def uptakes(path: Path) -> list[float]:
    frame = load_frame(path)
    suv = suv_of(frame)
    assert isinstance(suv, Suv), suv
    values = to_modality(np.unique(frame.pixels), frame.header.modality) * suv.factor
    return [float(value) for value in values if value]


@pytest.mark.parametrize("name", ["DRO_0_0", "DRO_2_0", "DRO_2_2", "DRO_3_3", "DRO_4_0"])
def test_reference_objects_have_their_uptake(name: str, corpus: Path) -> None:
    (path,) = (corpus / "_suv" / name / "PT").glob("*_slice_010.dcm")
    # Values in GML are whole numbers of steps of 0.1 or 0.002.
    assert uptakes(path) == pytest.approx([0.2, 1.0, 4.0], rel=0.011)


def _in_megabecquerel(ds: Dataset) -> None:
    ds.RadiopharmaceuticalInformationSequence[0].RadionuclideTotalDose = "368.08"


def _series_time_late(ds: Dataset) -> None:
    """The series was written later; the frame reference time tells of eleven o'clock."""
    ds.SeriesTime = "150000"


def _time_alone(ds: Dataset) -> None:
    del ds.RadiopharmaceuticalInformationSequence[0].RadiopharmaceuticalStartDateTime


def _past_midnight(ds: Dataset) -> None:
    _time_alone(ds)
    ds.RadiopharmaceuticalInformationSequence[0].RadiopharmaceuticalStartTime = "233000"
    ds.SeriesTime = ds.AcquisitionTime = "003000"


def _corrected_to_the_dose(ds: Dataset) -> None:
    """After an hour 2^(-3600 / 6586.2) was left; corrected to the dose it is all there."""
    ds.DecayCorrection = "ADMIN"
    ds.RescaleSlope = f"{2 ** (3600 / 6586.2):.10f}"


@pytest.mark.parametrize(
    "change",
    [_in_megabecquerel, _series_time_late, _time_alone, _past_midnight, _corrected_to_the_dose],
)
def test_variants_have_the_same_uptake(
    change: Callable[[Dataset], None], corpus: Path, tmp_path: Path
) -> None:
    ds = dcmread(corpus / "_suv" / "DRO_0_0" / "PT" / "pet_dro_0_0_slice_010.dcm")
    change(ds)
    ds.save_as(tmp_path / "changed.dcm")
    assert uptakes(tmp_path / "changed.dcm") == pytest.approx([0.2, 1.0, 4.0], rel=0.003)
