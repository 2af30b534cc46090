"""Pet: what a positron emission tomography image tells of its dose and its times."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Pet:
    """The values from which a standardized uptake value follows (PS3.3 C.8.9.1, C.8.9.2).

    Numbers and times are None where the file does not give them or gives no number. Times are
    of the clock of the scanner; `has_mixed_zones` says that some are told in other time zones
    and cannot be compared. `start_time_of_day_s` is Radiopharmaceutical Start Time alone, in
    seconds from midnight. The two factors and the reference time stand in private elements.
    """

    is_classic: bool  # one slice a file; the enhanced objects tell their times otherwise
    units: str  # BQML, GML, CM2ML, CNTS ...
    suv_type: str = ""
    decay_correction: str = ""
    corrected: tuple[str, ...] = ()
    injections: int = 0
    dose: float | None = None  # Bq, though many files give MBq
    half_life_s: float | None = None
    started: datetime | None = None
    start_time_of_day_s: float | None = None
    series_time: datetime | None = None
    acquired: datetime | None = None
    has_mixed_zones: bool = False
    frame_reference_s: float | None = None
    frame_duration_s: float | None = None
    weight_kg: float | None = None
    height_m: float | None = None
    sex: str = ""
    philips_suv_factor: float | None = None
    philips_activity_factor: float | None = None
    ge_reference: datetime | None = None
