"""An ECG on paper: the scale is 25 mm/s and 10 mm/mV, whatever the units of the file (DC-180)."""

import numpy as np
import pytest

from viewer.model.waveform import Channel, Recording
from viewer.render.ecg_sheet import calibration_pulse, is_ecg, lay_out, lead_name

LEADS = ("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")


def recording(
    *names: str, units: str = "mV", seconds: float = 10.0, frequency: float = 500.0
) -> Recording:
    """Every lead is a ramp of 1 unit a second."""
    times = np.arange(round(seconds * frequency)) / frequency
    channels = tuple(Channel(f"Lead {name}", times.astype(np.float32), units) for name in names)
    return Recording("", frequency, channels)


@pytest.mark.parametrize(("units", "mv"), [("mV", 1.0), ("uV", 0.001), ("V", 1000.0)])
def test_a_millivolt_is_ten_millimetres_and_a_second_twenty_five(units: str, mv: float) -> None:
    (strip,) = lay_out(recording("X", units=units)).strips
    width = strip.x_mm[500] - strip.x_mm[0]
    height = strip.y_mm[500] - strip.y_mm[0]
    assert width == pytest.approx(25.0, rel=1e-4)
    assert height == pytest.approx(10.0 * mv, rel=1e-4)


def test_the_pulse_is_one_millivolt_for_a_fifth_of_a_second() -> None:
    x, y = calibration_pulse((10.0, 20.0))
    assert y.max() - y.min() == 10.0
    assert x[4] - x[1] == 5.0


def test_twelve_leads_stand_in_three_rows_of_four_and_a_rhythm_strip() -> None:
    sheet = lay_out(recording(*LEADS))
    names = [strip.name.removeprefix("Lead ") for strip in sheet.strips]
    assert names == [
        "I", "aVR", "V1", "V4", "II", "aVL", "V2", "V5", "III", "aVF", "V3", "V6", "II",
    ]  # fmt: skip
    assert len(sheet.pulses_mm) == 4
    baselines = [strip.baseline_mm for strip in sheet.strips]
    assert baselines == sorted(baselines, reverse=True)
    assert len(set(baselines)) == 4


def test_a_lead_is_shown_at_the_time_it_was_recorded() -> None:
    sheet = lay_out(recording(*LEADS))
    rhythm = sheet.strips[-1]
    for strip in sheet.strips[:4]:
        # The ramp tells the time: what stands below each other was measured together.
        at = np.searchsorted(rhythm.x_mm, strip.x_mm[10])
        assert strip.y_mm[10] - strip.baseline_mm == pytest.approx(
            rhythm.y_mm[at] - rhythm.baseline_mm, abs=0.05
        )
    assert sheet.strips[0].x_mm[-1] < sheet.strips[1].x_mm[0]


def test_other_leads_and_long_recordings_have_a_row_each() -> None:
    assert len(lay_out(recording("I", "II")).pulses_mm) == 2
    assert len(lay_out(recording(*LEADS, seconds=60)).pulses_mm) == 12


def test_a_delayed_channel_starts_further_right() -> None:
    late = Channel("Lead I", np.ones(10, np.float32), "mV", delay_s=0.4)
    early = Channel("Lead II", np.ones(10, np.float32), "mV")
    first, second = lay_out(Recording("", 100.0, (late, early))).strips
    assert first.x_mm[0] - second.x_mm[0] == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("name", "lead"),
    [("Lead aVR", "AVR"), ("Lead I (Einthoven)", "I"), ("V1", "V1"), ("", ""), ("Resp", "RESP")],
)
def test_leads_are_known_by_name(name: str, lead: str) -> None:
    assert lead_name(name) == lead


def test_only_voltages_with_a_lead_are_an_ecg() -> None:
    assert is_ecg(recording("II"))
    assert not is_ecg(recording("II", units="mmHg"))
    assert not is_ecg(recording("II", units=""))
    assert not is_ecg(recording("Pressure"))
