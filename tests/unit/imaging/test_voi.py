"""The three window functions against the standard's formulas, pydicom and highdicom (DC-010)."""

import numpy as np
import pytest
from highdicom.pixels import apply_voi_window
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_voi as pydicom_apply_voi
from pydicom.pixels.processing import apply_windowing

from viewer.imaging.voi import (
    apply_voi,
    is_valid_window,
    linear,
    linear_exact,
    sigmoid,
    voi_lut,
    window_ends,
)
from viewer.model.lut import LutData, VoiFunction, VoiLut, VoiWindow

# Worked by hand from PS3.3 C.11.2.1.2.1 and C.11.2.1.3 for c = 40, w = 400, 0 .. 255.
VECTORS = [
    (-160, 0, 0, 30.3967),
    (-159, 0.6391, 0.6375, 30.6655),
    (-60, 63.9098, 63.75, 68.5801),
    (40, 127.8195, 127.5, 127.5),
    (140, 191.7293, 191.25, 186.4199),
    (238, 254.3609, 253.725, 224.0637),
    (239, 255, 254.3625, 224.3345),
    (240, 255, 255, 224.6033),
]
FUNCTIONS = {
    VoiFunction.LINEAR: linear,
    VoiFunction.LINEAR_EXACT: linear_exact,
    VoiFunction.SIGMOID: sigmoid,
}


@pytest.mark.parametrize(("x", "by_linear", "by_exact", "by_sigmoid"), VECTORS)
def test_each_function_gives_the_standards_values(
    x: float, by_linear: float, by_exact: float, by_sigmoid: float
) -> None:
    assert linear(x, center=40, width=400) == pytest.approx(by_linear, abs=1e-4)
    assert linear_exact(x, center=40, width=400) == pytest.approx(by_exact, abs=1e-4)
    assert sigmoid(x, center=40, width=400) == pytest.approx(by_sigmoid, abs=1e-4)


def test_width_one_window_is_a_step() -> None:
    assert linear([9.4, 9.5, 9.500001, 10], center=10, width=1).tolist() == [0, 0, 255, 255]


def test_width_two_window_rises_over_one_unit() -> None:
    assert linear([9, 9.5, 10, 11], center=10, width=2).tolist() == [0, 127.5, 255, 255]


def test_narrow_exact_window_rises_over_its_width() -> None:
    values = linear_exact([-0.25, 0, 0.25, 1], center=0, width=0.5)
    assert values.tolist() == [0, 127.5, 255, 255]


def test_narrow_sigmoid_is_half_way_at_its_centre_and_does_not_overflow() -> None:
    values = sigmoid([-1e9, -3, 1e9], center=-3, width=0.5)
    assert values.tolist() == pytest.approx([0, 127.5, 255])


def test_output_range_need_not_begin_at_zero() -> None:
    assert linear([-1e5, 1e5], center=-600, width=1500, low=16, high=235).tolist() == [16, 235]
    assert linear_exact(-600, center=-600, width=1500, low=16, high=235) == 125.5
    assert sigmoid(-600, center=-600, width=1500, low=16, high=235) == 125.5


@pytest.mark.parametrize("function", VoiFunction)
@pytest.mark.parametrize(("center", "width"), [(40, 400), (-600, 1500), (-0.5, 2), (2048, 4096)])
def test_every_function_equals_highdicom(
    function: VoiFunction, center: float, width: float
) -> None:
    values = np.arange(-2048, 4096, dtype=np.float64)
    ours = FUNCTIONS[function](values, center=center, width=width)
    with np.errstate(over="ignore"):  # theirs, in the exponential
        theirs = apply_voi_window(
            values, center, width, voi_lut_function=function.value, output_range=(0, 255)
        )
    assert np.abs(ours - theirs).max() < 1e-9


@pytest.mark.parametrize("function", VoiFunction)
@pytest.mark.parametrize(("center", "width"), [(40, 400), (-600, 1500), (-0.5, 2), (10, 1)])
def test_every_function_equals_pydicom(function: VoiFunction, center: float, width: float) -> None:
    ds = Dataset()
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.BitsStored, ds.PixelRepresentation = 12, 1
    ds.WindowCenter, ds.WindowWidth, ds.VOILUTFunction = center, width, function.value
    stored = np.arange(-2048, 2048, dtype=np.int16)
    with np.errstate(over="ignore"):  # theirs, in the exponential
        theirs = apply_windowing(stored, ds)  # over the range of the data, -2048 .. 2047
    voi = VoiWindow(center, width, function)
    assert np.abs(apply_voi(stored, voi, low=-2048, high=2047) - theirs).max() < 1e-9


def test_voi_lut_equals_pydicom_and_fills_the_output_range() -> None:
    entries = (np.linspace(0, 1, 300) ** 2 * 4095).astype(np.uint16)
    item = Dataset()
    item.LUTDescriptor = [300, 100, 12]
    item.LUTData = entries.tolist()
    ds = Dataset()
    ds.BitsStored, ds.BitsAllocated, ds.PixelRepresentation = 12, 16, 0
    ds.VOILUTSequence = [item]
    for element in item:
        element.VR = "US"
    stored = np.arange(0, 4096, dtype=np.uint16)
    ours = voi_lut(stored, data=LutData(100, entries, 12))
    assert np.abs(ours - pydicom_apply_voi(stored, ds) / 4095 * 255).max() < 1e-9
    assert (ours[0], ours[-1]) == (0, 255)


def test_apply_voi_takes_a_lut_too() -> None:
    lut = VoiLut(LutData(0, np.array([0, 255], dtype=np.uint16), 8))
    assert apply_voi([-5, 0, 1, 9], lut).tolist() == [0, 0, 255, 255]


@pytest.mark.parametrize(
    ("width", "function", "is_valid"),
    [
        (1, VoiFunction.LINEAR, True),
        (0.99, VoiFunction.LINEAR, False),
        (-400, VoiFunction.LINEAR, False),
        (0.5, VoiFunction.LINEAR_EXACT, True),
        (0, VoiFunction.LINEAR_EXACT, False),
        (0, VoiFunction.SIGMOID, False),
        (float("nan"), VoiFunction.SIGMOID, False),
        (float("inf"), VoiFunction.LINEAR, False),
    ],
)
def test_width_must_be_one_that_the_function_allows(
    width: float, function: VoiFunction, is_valid: bool
) -> None:
    assert is_valid_window(VoiWindow(40, width, function)) is is_valid


def test_centre_must_be_a_number() -> None:
    assert not is_valid_window(VoiWindow(float("nan"), 400))


@pytest.mark.parametrize(
    ("function", "ends"),
    [(VoiFunction.LINEAR, (-160, 239)), (VoiFunction.LINEAR_EXACT, (-160, 240))],
)
def test_windows_rise_between_their_ends(function: VoiFunction, ends: tuple[float, float]) -> None:
    assert window_ends(VoiWindow(40, 400, function)) == ends
