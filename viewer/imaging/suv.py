"""Standardized uptake values: the factor, or why there is none (DC-120, DC-121).

The rules follow the vendor-neutral method of QIBA, with the reference time chosen as the manual
of the OncoRay reference objects has it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from viewer.base.i18n import tr
from viewer.model.frame import Frame
from viewer.model.lut import Rescale
from viewer.model.pet import Pet

UNIT: Final = "g/ml{SUVbw}"  # UCUM
LABEL: Final = "SUVbw"
_LEAST_DOSE_BQ: Final = 1e5  # less was written in MBq: nobody images with less
_MOST_DOSE_BQ: Final = 1e11
_MOST_WEIGHT_KG: Final = 1000  # more was written in grams
_HEIGHTS_M: Final = (0.3, 2.5)
_LONG_LIFE_S: Final = 6 * 3600  # such a tracer may have been given on an earlier day
_MOST_HALF_LIVES: Final = 12  # nothing is left to image
_SAME_TIME_S: Final = 60
_DAY_S: Final = 86400


@dataclass(frozen=True, slots=True)
class Suv:
    """Modality value times `factor` is the uptake by body weight; `provenance` lists inputs."""

    factor: float
    provenance: str


@dataclass(frozen=True, slots=True)
class NoSuv:
    """Why the uptake cannot be told."""

    reason: str


class _MissingError(Exception):
    """An input is missing or cannot be true; the text is for the user."""


def suv_of(frame: Frame) -> Suv | NoSuv | None:
    """The uptake by body weight of a frame; None where it is no positron emission image."""
    pet, modality = frame.image.pet, frame.header.modality
    if pet is None:
        return None
    try:
        if not isinstance(modality, Rescale) or not modality.is_valid or modality.intercept:
            raise _MissingError(tr("the values are not scaled by a factor alone"))
        if not pet.is_classic:
            raise _MissingError(tr("the object tells its times in another way"))
        return _by_units(pet)
    except _MissingError as missing:
        return NoSuv(str(missing))


def _by_units(pet: Pet) -> Suv:
    match pet.units:
        case "GML":
            return _of_uptake(pet)
        case "CM2ML":
            return _converted(pet, _body_surface(pet) * 1e4 / 1000, tr("body surface"))
        case "BQML":
            return _of_activity(pet, 1.0)
        case "CNTS":
            return _of_counts(pet)
    raise _MissingError(tr("values in {units} cannot be converted").format(units=pet.units or "?"))


def _of_uptake(pet: Pet) -> Suv:
    """Values that are uptake already, by one of several measures of the body."""
    if pet.suv_type in ("", "BW"):
        return Suv(1.0, "Units (0054,1001) GML")
    if pet.suv_type not in _LEAN:
        text = tr("values of SUV type {kind} cannot be converted").format(kind=pet.suv_type)
        raise _MissingError(text)
    return _converted(pet, _lean_kg(pet), pet.suv_type)


def _converted(pet: Pet, measure: float, name: str) -> Suv:
    """From another measure of the body, of `measure` kilograms or the like, to its weight."""
    if measure <= 0:
        raise _MissingError(tr("weight and height do not go together"))
    weight = _weight_kg(pet)
    text = tr("from {name}: weight {weight:g} kg, height {height:g} m, sex {sex}")
    told = text.format(name=name, weight=weight, height=_height_m(pet), sex=pet.sex or "?")
    return Suv(weight / measure, told)


def _of_counts(pet: Pet) -> Suv:
    """Counts, for which Philips gives a factor to uptake, or else to activity."""
    if _is_positive(pet.philips_suv_factor):
        return Suv(pet.philips_suv_factor or 0.0, "SUV Scale Factor (7053,xx00)")
    if _is_positive(pet.philips_activity_factor):
        return _of_activity(pet, pet.philips_activity_factor or 0.0)
    raise _MissingError(tr("values are counts, and the file gives no factor for them"))


def _of_activity(pet: Pet, becquerel: float) -> Suv:
    """Values that times `becquerel` are Bq/ml."""
    if "ATTN" not in pet.corrected:
        raise _MissingError(tr("the image is not corrected for attenuation"))
    dose, half_life = _dose_bq(pet), _half_life_s(pet)
    weight = _weight_kg(pet)
    told = [f"{dose / 1e6:.4g} MBq", f"{weight:g} kg", f"T½ {half_life:g} s"]
    factor = becquerel * weight * 1000 / dose
    if pet.decay_correction == "ADMIN":
        _check_decay(pet)
        told.append(tr("decay corrected to the dose"))
    elif pet.decay_correction == "START":
        _check_decay(pet)
        reference, rule = _reference(pet, half_life)
        elapsed = _elapsed_s(pet, reference, half_life)
        factor *= 2 ** (elapsed / half_life)
        text = tr("{minutes:.1f} min from the dose to {rule}")
        told.append(text.format(minutes=elapsed / 60, rule=rule))
    elif pet.decay_correction == "NONE":
        elapsed = _elapsed_s(pet, _acquired(pet), half_life)
        factor *= _mean_over(pet, half_life) * 2 ** (elapsed / half_life)
        text = tr("not decay corrected by the scanner; {minutes:.1f} min after the dose")
        told.append(text.format(minutes=elapsed / 60))
    else:
        raise _MissingError(tr("the file does not say to which time decay was corrected"))
    return Suv(factor, ", ".join(told))


def _check_decay(pet: Pet) -> None:
    if "DECY" not in pet.corrected:
        raise _MissingError(tr("the file contradicts itself about the correction of decay"))


def _mean_over(pet: Pet, half_life: float) -> float:
    """What the start of the frame had over its mean, by decay during the frame."""
    duration = pet.frame_duration_s
    if duration is None or duration <= 0:
        raise _MissingError(tr("the file does not tell how long the frame took"))
    decayed = math.log(2) / half_life * duration
    return decayed / -math.expm1(-decayed)


def _reference(pet: Pet, half_life: float) -> tuple[datetime, str]:
    """The time to which decay was corrected, and how it is known."""
    acquired = _acquired(pet)
    if pet.series_time is not None and pet.series_time <= acquired:
        return pet.series_time, tr("the series time")
    if pet.ge_reference is not None:
        return pet.ge_reference, tr("the scan time of GE (0009,xx0D)")
    if pet.frame_reference_s is None:
        raise _MissingError(tr("the time to which decay was corrected is not known"))
    middle_s = half_life / math.log(2) * math.log(_mean_over(pet, half_life))
    start = acquired + timedelta(seconds=middle_s - pet.frame_reference_s)
    return start, tr("the frame reference time")


def _elapsed_s(pet: Pet, reference: datetime, half_life: float) -> float:
    """From the dose to the reference time."""
    if pet.has_mixed_zones:
        raise _MissingError(tr("the times of the file are in different time zones"))
    elapsed = (reference - _given(pet, half_life)).total_seconds()
    if not 0 <= elapsed <= _MOST_HALF_LIVES * half_life:
        raise _MissingError(tr("the time of the dose does not go with that of the image"))
    return elapsed


def _given(pet: Pet, half_life: float) -> datetime:
    """When the dose was given: by date and time, or by a time on the day of the image."""
    alone_s = pet.start_time_of_day_s
    if pet.started is not None:
        midnight = pet.started.replace(hour=0, minute=0, second=0, microsecond=0)
        of_day_s = (pet.started - midnight).total_seconds()
        off_s = 0.0 if alone_s is None else abs(of_day_s - alone_s)
        if min(off_s, _DAY_S - off_s) > _SAME_TIME_S:
            raise _MissingError(tr("the file gives two times of the dose that differ"))
        return pet.started
    if alone_s is None:
        raise _MissingError(tr("the time of the dose is not known"))
    if half_life > _LONG_LIFE_S:
        raise _MissingError(tr("the day of the dose is not known"))
    acquired = _acquired(pet)
    day = acquired.replace(hour=0, minute=0, second=0, microsecond=0)
    given = day + timedelta(seconds=alone_s)
    return given if given <= acquired else given - timedelta(days=1)


def _acquired(pet: Pet) -> datetime:
    if pet.acquired is None:
        raise _MissingError(tr("the time of the image is not known"))
    return pet.acquired


def _dose_bq(pet: Pet) -> float:
    if pet.injections > 1:
        raise _MissingError(tr("several doses were given"))
    dose = pet.dose
    if dose is not None and 0 < dose < _LEAST_DOSE_BQ:
        dose *= 1e6
    if dose is None or not 0 < dose <= _MOST_DOSE_BQ:
        raise _MissingError(tr("the dose is not known"))
    return dose


def _half_life_s(pet: Pet) -> float:
    if not _is_positive(pet.half_life_s):
        raise _MissingError(tr("the half-life is not known"))
    return pet.half_life_s or 0.0


def _weight_kg(pet: Pet) -> float:
    weight = pet.weight_kg
    if weight is not None and weight > _MOST_WEIGHT_KG:
        weight /= 1000
    if weight is None or not 0.2 <= weight <= _MOST_WEIGHT_KG:
        raise _MissingError(tr("the weight of the patient is not known"))
    return weight


def _height_m(pet: Pet) -> float:
    if pet.height_m is None or not _HEIGHTS_M[0] <= pet.height_m <= _HEIGHTS_M[1]:
        raise _MissingError(tr("the height of the patient is not known"))
    return pet.height_m


def _is_positive(value: float | None) -> bool:
    return value is not None and math.isfinite(value) and value > 0


def _body_surface(pet: Pet) -> float:
    """Square metres, by Du Bois."""
    height, weight = _height_m(pet) * 100, _weight_kg(pet)
    return 0.007184 * math.pow(height, 0.725) * math.pow(weight, 0.425)


def _lean_kg(pet: Pet) -> float:
    """Lean or ideal weight; where the sex is neither, the mean of both."""
    if pet.sex not in ("M", "F", "O"):
        raise _MissingError(tr("the sex of the patient is not known"))
    man, woman = _LEAN[pet.suv_type](_weight_kg(pet), _height_m(pet) * 100)
    return {"M": man, "F": woman}.get(pet.sex, (man + woman) / 2)


def _morgan(weight: float, height_cm: float) -> tuple[float, float]:
    ratio = (weight / height_cm) ** 2
    return 1.10 * weight - 120 * ratio, 1.07 * weight - 148 * ratio


def _james(weight: float, height_cm: float) -> tuple[float, float]:
    ratio = (weight / height_cm) ** 2
    return 1.10 * weight - 128 * ratio, 1.07 * weight - 148 * ratio


def _janmahasatian(weight: float, height_cm: float) -> tuple[float, float]:
    mass_index = weight / (height_cm / 100) ** 2
    return (
        9270 * weight / (6680 + 216 * mass_index),
        9270 * weight / (8780 + 244 * mass_index),
    )


def _ideal(_: float, height_cm: float) -> tuple[float, float]:
    return 48.0 + 1.06 * (height_cm - 152), 45.5 + 0.91 * (height_cm - 152)


# Kilograms of a man and of a woman, by SUV Type (0054,1006).
_LEAN: Final = MappingProxyType[str, Callable[[float, float], tuple[float, float]]](
    {"LBM": _morgan, "LBMJAMES128": _james, "LBMJANMA": _janmahasatian, "IBW": _ideal}
)
