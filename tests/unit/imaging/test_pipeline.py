"""The compiled table equals the formula for every stored value (DC-018)."""

import numpy as np
import pytest
from highdicom.pixels import apply_voi_window
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_windowing

from viewer.imaging.pipeline import (
    compile_table,
    gray_by_formula,
    look_up,
    to_cells,
    to_gray,
)
from viewer.model.lut import LutData, ModalityLut, Rescale, VoiFunction, VoiLut, VoiWindow

TYPES = [np.uint8, np.int8, np.uint16, np.int16]


def every_value(dtype: type) -> np.ndarray:
    limits = np.iinfo(dtype)
    return np.arange(limits.min, limits.max + 1).astype(dtype).reshape(16, -1)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("function", VoiFunction)
@pytest.mark.parametrize("rescale", [Rescale(), Rescale(2.5, -1024), Rescale(-1, 100)])
def test_table_equals_highdicom_for_every_stored_value(
    dtype: type, function: VoiFunction, rescale: Rescale
) -> None:
    stored = every_value(dtype)
    values = stored.astype(np.float64) * rescale.slope + rescale.intercept
    with np.errstate(over="ignore"):  # theirs, in the exponential
        expected = apply_voi_window(
            values, 40.0, 400.0, voi_lut_function=function.value, output_range=(0, 255)
        )
    shown = to_gray(stored, rescale, VoiWindow(40, 400, function))
    assert np.abs(shown - expected).max() <= 0.5 + 1e-9


@pytest.mark.parametrize(("bits", "is_signed"), [(8, 0), (12, 0), (12, 1), (16, 0), (16, 1)])
def test_table_equals_pydicom_for_every_stored_value(bits: int, is_signed: int) -> None:
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if is_signed else (0, 2**bits - 1)
    dtype = np.uint8 if bits == 8 else np.int16 if is_signed else np.uint16
    stored = np.arange(low, high + 1).astype(dtype).reshape(1, -1)
    ds = Dataset()
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.BitsStored, ds.PixelRepresentation = bits, is_signed
    ds.WindowCenter, ds.WindowWidth = 40, 400
    theirs = apply_windowing(stored, ds)
    expected = (theirs - low) / (high - low) * 255
    assert np.abs(to_gray(stored, Rescale(), VoiWindow(40, 400)) - expected).max() <= 0.5 + 1e-9


def test_window_as_wide_as_the_data_changes_nothing() -> None:
    stored = every_value(np.uint8)
    assert (to_gray(stored, Rescale(), VoiWindow(128, 256)) == stored).all()


@pytest.mark.parametrize("dtype", TYPES)
def test_inverse_comes_last(dtype: type) -> None:
    stored = every_value(dtype)
    window = VoiWindow(10, 101)
    plain = to_gray(stored, Rescale(), window)
    inverted = to_gray(stored, Rescale(), window, is_inverse=True)
    difference = inverted.astype(int) + plain - 255
    assert set(np.unique(difference)) <= {0, 1}  # both round a half up
    assert (inverted[stored < -100] == 255).all()


@pytest.mark.parametrize("dtype", [np.int32, np.uint32, np.float32, np.float64])
def test_wide_samples_go_through_the_formula(dtype: type) -> None:
    stored = np.array([[0, 65_541, 131_082]], dtype=dtype)
    shown = to_gray(stored, Rescale(), VoiWindow(65_541, 131_082, VoiFunction.LINEAR_EXACT))
    assert shown.tolist() == [[0, 128, 255]]


def test_nan_is_black() -> None:
    stored = np.array([[np.nan, 1.0]], dtype=np.float32)
    assert to_gray(stored, Rescale(), VoiWindow(0.5, 1)).tolist() == [[0, 255]]


def test_modality_lut_and_voi_lut_follow_each_other() -> None:
    modality = ModalityLut(LutData(0, np.array([3, 2, 1, 0], dtype=np.uint16), 8))
    voi = VoiLut(LutData(0, np.array([0, 15, 15, 15], dtype=np.uint16), 4))
    stored = np.array([[0, 1, 2, 3]], dtype=np.uint8)
    assert to_gray(stored, modality, voi).tolist() == [[255, 255, 255, 0]]


@pytest.mark.parametrize("dtype", TYPES)
def test_cells_count_from_the_lowest_value_of_the_type(dtype: type) -> None:
    stored = every_value(dtype)
    assert (to_cells(stored).ravel() == np.arange(stored.size)).all()


def test_cells_are_looked_up_in_order() -> None:
    window = VoiWindow(0, 256)
    table = compile_table(np.dtype(np.int8), Rescale(), window, is_inverse=False)
    stored = np.array([[-128, 0, 127]], dtype=np.int8)
    assert look_up(to_cells(stored), table).tolist() == [[0, 128, 255]]


def test_a_table_is_compiled_once_for_equal_values() -> None:
    first = compile_table(np.dtype(np.int16), Rescale(), VoiWindow(1, 2), is_inverse=False)
    again = compile_table(np.dtype(np.int16), Rescale(), VoiWindow(1, 2), is_inverse=False)
    assert again is first
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 1


@given(
    dtype=st.sampled_from(TYPES),
    rescale=st.builds(
        Rescale,
        st.sampled_from([1.0, -1.0, 0.0, 0.37, -250.0, 1e-9]),
        st.sampled_from([0.0, -1024.0, 1e12]) | st.floats(-1e5, 1e5),
    ),
    voi=st.builds(
        VoiWindow,
        st.floats(-1e5, 1e5) | st.sampled_from([127.5, -32768.0, 32767.5, 1e12]),
        st.floats(1, 1e6) | st.sampled_from([1.0, 2.0, 65536.0]),
        st.sampled_from(VoiFunction),
    ),
)
def test_a_table_has_the_levels_of_the_formula_whatever_the_window(
    dtype: type, voi: VoiWindow, rescale: Rescale
) -> None:
    stored = every_value(dtype)
    for is_inverse in (False, True):
        expected = gray_by_formula(stored, rescale, voi, is_inverse=is_inverse)
        assert (to_gray(stored, rescale, voi, is_inverse=is_inverse) == expected).all()
