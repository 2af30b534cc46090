"""Rescale and Modality LUT."""

import numpy as np
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_modality_lut

from viewer.imaging.modality import to_modality
from viewer.model.lut import LutData, ModalityLut, Rescale


def test_rescale_multiplies_then_adds() -> None:
    assert to_modality([0, 1000], Rescale(2.5, -1024)).tolist() == [-1024, 1476]


def test_a_negative_slope_turns_the_order_around() -> None:
    assert to_modality(np.array([1, 2], np.int16), Rescale(-1, 0)).tolist() == [-1, -2]


def test_modality_lut_equals_pydicom_inside_and_beyond_its_ends() -> None:
    entries = np.array([10, 500, 20, 65535], dtype=np.uint16)
    item = Dataset()
    item.LUTDescriptor = [4, 100, 16]
    item.LUTData = entries.tolist()
    for element in item:
        element.VR = "US"
    ds = Dataset()
    ds.PixelRepresentation = 0
    ds.ModalityLUTSequence = [item]
    stored = np.array([0, 99, 100, 101, 102, 103, 104, 4000], dtype=np.uint16)
    ours = to_modality(stored, ModalityLut(LutData(100, entries, 16)))
    assert ours.tolist() == apply_modality_lut(stored, ds).tolist()


def test_a_table_may_begin_below_zero() -> None:
    lut = ModalityLut(LutData(-2, np.array([1, 2, 3, 4], dtype=np.uint16), 8))
    assert to_modality([-9, -2, 0, 1, 9], lut).tolist() == [1, 1, 3, 4, 4]
