"""Dose, times and units of positron emission tomography (PS3.3 C.8.9; DC-120 to DC-122)."""

import re
from datetime import datetime, timedelta
from typing import Final

from viewer.dicom.attributes import Attributes
from viewer.dicom.decimals import parse_decimal
from viewer.model.pet import Pet

_CLASSIC: Final = "1.2.840.10008.5.1.4.1.1.128"
_PHILIPS: Final = "Philips PET Private Group"
_GE: Final = "GEMS_PETD_01"
_TIME: Final = re.compile(
    r"(?P<day>\d{8})(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?P<part>\.\d{1,6})?"
    r"(?P<zone>[+-]\d{4})?"
)


def read_pet(attributes: Attributes, modality: str) -> Pet | None:
    """Read what standardized uptake values need; None for other modalities."""
    if modality != "PT":
        return None
    injections = list(attributes.items("RadiopharmaceuticalInformationSequence"))
    injection = injections[0] if injections else None
    zones: set[str] = set()
    own_zone = attributes.text("TimezoneOffsetFromUTC")

    def moment(text: str) -> datetime | None:
        found = _TIME.fullmatch(text.strip())
        zones.add((found and found["zone"]) or own_zone)
        return _moment(found) if found is not None else None

    started = injection.text("RadiopharmaceuticalStartDateTime") if injection else ""
    acquired = attributes.text("AcquisitionDateTime") or _joined(attributes, "Acquisition")
    series_time = _joined(attributes, "Series")
    reference = _private(attributes, 0x0009, _GE, 0x0D, maker="GE")
    return Pet(
        is_classic=attributes.text("SOPClassUID") == _CLASSIC,
        units=attributes.text("Units"),
        suv_type=attributes.text("SUVType"),
        decay_correction=attributes.text("DecayCorrection"),
        corrected=attributes.texts("CorrectedImage"),
        injections=len(injections),
        dose=injection.decimal("RadionuclideTotalDose") if injection else None,
        half_life_s=injection.decimal("RadionuclideHalfLife") if injection else None,
        started=moment(started) if started else None,
        start_time_of_day_s=_time_of_day(injection) if injection else None,
        series_time=moment(series_time) if series_time else None,
        acquired=moment(acquired) if acquired else None,
        frame_reference_s=_seconds(attributes, "FrameReferenceTime"),
        frame_duration_s=_seconds(attributes, "ActualFrameDuration"),
        weight_kg=attributes.decimal("PatientWeight"),
        height_m=attributes.decimal("PatientSize"),
        sex=attributes.text("PatientSex"),
        philips_suv_factor=_number(_private(attributes, 0x7053, _PHILIPS, 0x00)),
        philips_activity_factor=_number(_private(attributes, 0x7053, _PHILIPS, 0x09)),
        ge_reference=moment(reference) if reference else None,
        has_mixed_zones=len(zones) > 1,
    )


def _joined(attributes: Attributes, what: str) -> str:
    """A date and a time as one text; the day of the series counts where another lacks."""
    day = attributes.text(f"{what}Date") or attributes.text("SeriesDate")
    time = attributes.text(f"{what}Time")
    return f"{day}{time}" if day and time else ""


def _time_of_day(injection: Attributes) -> float | None:
    text = injection.text("RadiopharmaceuticalStartTime")
    found = _TIME.fullmatch(f"20000101{text.strip()}")
    at = _moment(found) if found is not None else None
    return (at - datetime(2000, 1, 1)).total_seconds() if at is not None else None  # noqa: DTZ001


def _moment(found: re.Match[str]) -> datetime | None:
    """A time as the clock of the scanner showed it (PS3.5 6.2 DA, TM, DT)."""
    try:
        day = datetime.strptime(found["day"], "%Y%m%d")  # noqa: DTZ007 - the clock of the scanner
    except ValueError:
        return None
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    if hour > 23 or minute > 59 or second > 60:
        return None
    part = float(found["part"] or 0)
    return day + timedelta(hours=hour, minutes=minute, seconds=second + part)


def _seconds(attributes: Attributes, keyword: str) -> float | None:
    milliseconds = attributes.decimal(keyword)
    return None if milliseconds is None else milliseconds / 1000


def _private(
    attributes: Attributes, group: int, creator: str, element: int, *, maker: str = ""
) -> str:
    """A private element by its creator, whichever block that has (PS3.5 7.8.1).

    A group from which the creators were stripped counts in its first block, of the files of
    `maker` alone where that is given.
    """
    own = [(tag & 0xFFFF, each) for tag, each in attributes.elements() if tag >> 16 == group]
    creators = {tag: attributes.text_of(each) for tag, each in own if 0x10 <= tag <= 0xFF}
    blocks = [tag << 8 for tag, name in creators.items() if name == creator]
    if not creators and attributes.text("Manufacturer").upper().startswith(maker):
        blocks = [0x1000]
    wanted = {block | element for block in blocks}
    return next((attributes.text_of(each) for tag, each in own if tag in wanted), "")


def _number(text: str) -> float | None:
    return parse_decimal(text) if text else None
