"""An ECG laid out as on paper: 25 mm a second, 10 mm a millivolt (DC-180)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from viewer.model.waveform import Channel, Recording

MM_PER_S = 25.0
MM_PER_MV = 10.0

_PULSE_MM = 5.0  # 0.2 s at the start of each row, 1 mV high
_MARGIN_MM = 10.0  # left of the traces, for the pulse
_ROW_MM = 30.0
_GAP_S = 0.08  # between the leads of one row
_RHYTHM = "II"
_LONGEST_S = 20.0  # longer recordings have each lead in a row of its own

# Standard layout: three rows of four leads.
_STANDARD: Sequence[Sequence[str]] = (
    ("I", "AVR", "V1", "V4"),
    ("II", "AVL", "V2", "V5"),
    ("III", "AVF", "V3", "V6"),
)
_MV_PER_UNIT: Mapping[str, float] = MappingProxyType(
    {"nV": 1e-6, "uV": 1e-3, "µV": 1e-3, "mV": 1.0, "V": 1e3}
)


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """One trace: `x_mm` to the right, `y_mm` upwards; the name stands at its start."""

    name: str
    x_mm: NDArray[np.float32]
    y_mm: NDArray[np.float32]
    baseline_mm: float


@dataclass(frozen=True, slots=True, eq=False)
class EcgSheet:
    """All traces on one sheet; `pulses_mm` are the foot points of the calibration pulses."""

    strips: tuple[Strip, ...]
    pulses_mm: tuple[tuple[float, float], ...]
    width_mm: float
    height_mm: float


def is_ecg(recording: Recording) -> bool:
    """Whether every channel is a voltage and at least one is a lead by its name."""
    has_scale = all(channel.units in _MV_PER_UNIT for channel in recording.channels)
    return has_scale and any(lead_name(c.name) in _LEADS for c in recording.channels)


def lead_name(name: str) -> str:
    """The lead in capitals, without the word lead: "Lead aVR" -> "AVR"."""
    words = name.upper().replace("LEAD", " ").replace("(", " ").split()
    return words[0] if words else ""


def lay_out(recording: Recording) -> EcgSheet:
    """The standard sheet for twelve leads, with a rhythm strip; else a row for each lead."""
    leads = {lead_name(channel.name): channel for channel in recording.channels}
    is_standard = leads.keys() >= _LEADS and recording.duration_s <= _LONGEST_S
    if not is_standard:
        return _sheet([[channel] for channel in recording.channels], recording)
    rows = [[leads[name] for name in row] for row in _STANDARD]
    return _sheet([*rows, [leads[_RHYTHM]]], recording)


def calibration_pulse(foot: tuple[float, float]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A pulse of 1 mV and 0.2 s as points, from its foot point."""
    x, y = foot
    xs = np.array([x - 1, x, x, x + _PULSE_MM, x + _PULSE_MM, x + _PULSE_MM + 1], np.float32)
    ys = np.array([y, y, y + MM_PER_MV, y + MM_PER_MV, y, y], np.float32)
    return xs, ys


def _sheet(rows: Sequence[Sequence[Channel]], recording: Recording) -> EcgSheet:
    strips: list[Strip] = []
    pulses: list[tuple[float, float]] = []
    for number, row in enumerate(rows):
        baseline = (len(rows) - number - 0.5) * _ROW_MM
        pulses.append((2.0, baseline))
        share_s = recording.duration_s / len(row)
        strips += [
            _strip(channel, recording.frequency_hz, k * share_s, (k + 1) * share_s, baseline)
            for k, channel in enumerate(row)
        ]
    width = _MARGIN_MM + recording.duration_s * MM_PER_S
    return EcgSheet(tuple(strips), tuple(pulses), width, len(rows) * _ROW_MM)


def _strip(
    channel: Channel, frequency_hz: float, start_s: float, end_s: float, baseline_mm: float
) -> Strip:
    """The part of a channel between two times, where these times stand on the sheet."""
    gap_s = _GAP_S if start_s else 0.0
    first = max(0, round((start_s + gap_s - channel.delay_s) * frequency_hz))
    last = max(first, round((end_s - channel.delay_s) * frequency_hz))
    values = channel.values[first:last]
    times = (first + np.arange(len(values))) / frequency_hz + channel.delay_s
    x_mm = (_MARGIN_MM + times * MM_PER_S).astype(np.float32)
    y_mm = baseline_mm + values * np.float32(_MV_PER_UNIT[channel.units] * MM_PER_MV)
    return Strip(channel.name, x_mm, y_mm, baseline_mm)


_LEADS = frozenset(name for row in _STANDARD for name in row)
