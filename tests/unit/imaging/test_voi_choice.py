"""Which window a frame is shown with (DC-012 to DC-014)."""

import numpy as np

from tests.support.images import make_frame
from viewer.imaging.voi_choice import automatic_voi, effective_voi, file_vois, rejected_windows
from viewer.model.finding import Severity
from viewer.model.lut import LutData, VoiFunction, VoiLut, VoiSource, VoiWindow
from viewer.model.view import Appearance

PIXELS = np.array([[0, 99]], dtype=np.int16)
FIRST, SECOND = VoiWindow(40, 400), VoiWindow(-600, 1500)
TABLE = VoiLut(LutData(0, np.arange(4, dtype=np.uint16), 8))
BAD = VoiWindow(40, 0)


def test_the_first_window_of_the_file_is_the_initial_one() -> None:
    frame = make_frame(PIXELS, voi=(FIRST, SECOND, TABLE))
    assert effective_voi(frame, Appearance()) is FIRST


def test_every_window_and_table_of_the_file_can_be_chosen() -> None:
    frame = make_frame(PIXELS, voi=(FIRST, SECOND, TABLE))
    chosen = [effective_voi(frame, Appearance(voi_index=number)) for number in range(3)]
    assert chosen == [FIRST, SECOND, TABLE]


def test_a_number_beyond_the_files_windows_takes_the_first() -> None:
    assert effective_voi(make_frame(PIXELS, voi=(FIRST,)), Appearance(voi_index=7)) is FIRST


def test_the_users_window_comes_before_the_files() -> None:
    frame = make_frame(PIXELS, voi=(FIRST,))
    assert effective_voi(frame, Appearance(voi=SECOND)) is SECOND


def test_without_any_window_the_full_range_is_shown() -> None:
    window = effective_voi(make_frame(PIXELS), Appearance())
    assert window == VoiWindow(50, 100, source=VoiSource.AUTOMATIC)


def test_the_automatic_window_of_the_series_comes_before_the_frames() -> None:
    of_series = VoiWindow(500, 1000, source=VoiSource.AUTOMATIC)
    assert effective_voi(make_frame(PIXELS), Appearance(), of_series) is of_series
    assert effective_voi(make_frame(PIXELS, voi=(FIRST,)), Appearance(), of_series) is FIRST


def test_an_impossible_width_is_rejected_and_said() -> None:
    frame = make_frame(PIXELS, voi=(BAD, SECOND))
    assert file_vois(frame.header) == (SECOND,)
    assert effective_voi(frame, Appearance()) is SECOND
    assert effective_voi(make_frame(PIXELS, voi=(BAD,)), Appearance()) == automatic_voi(frame)
    (finding,) = rejected_windows(frame.header)
    assert finding.severity is Severity.WARNING
    assert finding.reference == "DC-013"


def test_a_narrow_width_is_allowed_where_its_function_allows_it() -> None:
    narrow = VoiWindow(0.5, 0.25, VoiFunction.LINEAR_EXACT)
    frame = make_frame(PIXELS, voi=(narrow,))
    assert effective_voi(frame, Appearance()) is narrow
    assert rejected_windows(frame.header) == ()


def test_an_impossible_window_of_the_user_is_not_used() -> None:
    assert effective_voi(make_frame(PIXELS, voi=(FIRST,)), Appearance(voi=BAD)) is FIRST
