"""Dose and times of positron emission tomography as files give them (DC-120 to DC-122)."""

from datetime import datetime
from typing import Any

from pydicom.dataset import Dataset

from tests.support.builders import make_dataset, override
from viewer.dicom.attributes import Attributes
from viewer.dicom.pet import read_pet
from viewer.model.pet import Pet

NOON = datetime(2025, 1, 1, 12)  # noqa: DTZ001 - the clock of the scanner


def pet(*, injection: dict[str, Any] | None = None, **elements: Any) -> Pet:
    ds = make_dataset(
        Modality="PT", Units="BQML", SeriesDate="20250101", SeriesTime="115900.5",
        AcquisitionDate="20250101", AcquisitionTime="120000", FrameReferenceTime="1500",
    )  # fmt: skip
    given = {"RadionuclideTotalDose": "3.5e8", "RadiopharmaceuticalStartTime": "1130"}
    ds.RadiopharmaceuticalInformationSequence = [override(Dataset(), **(injection or given))]
    found = read_pet(Attributes(override(ds, **elements)), "PT")
    assert found is not None
    return found


def private(creator: str | None, group: int, elements: dict[int, str], **own: Any) -> Pet:
    ds = make_dataset(Modality="PT", **own)
    if creator is not None:
        ds.add_new((group, 0x0023), "LO", creator)
    for element, value in elements.items():
        ds.add_new((group, element), "LO", value)
    found = read_pet(Attributes(ds), "PT")
    assert found is not None
    return found


def test_times_are_read_to_the_part_of_a_second() -> None:
    found = pet()
    assert found.series_time == datetime(2025, 1, 1, 11, 59, 0, 500_000)  # noqa: DTZ001
    assert found.acquired == NOON
    assert found.start_time_of_day_s == 11.5 * 3600
    assert (found.dose, found.frame_reference_s, found.injections) == (3.5e8, 1.5, 1)


def test_times_that_are_none_are_none() -> None:
    found = pet(SeriesTime="250000", AcquisitionDate="20251341")
    assert found.series_time is None
    assert found.acquired is None


def test_times_of_different_zones_are_noticed() -> None:
    told = {"RadiopharmaceuticalStartDateTime": "20250101100000+0100"}
    assert pet(injection=told).has_mixed_zones
    assert not pet(injection=told, TimezoneOffsetFromUTC="+0100").has_mixed_zones
    assert not pet().has_mixed_zones


def test_private_elements_are_found_by_their_creator_in_any_block() -> None:
    """DC-122: the block number says nothing."""
    found = private("Philips PET Private Group", 0x7053, {0x2300: "0.5", 0x2309: "7"})
    assert (found.philips_suv_factor, found.philips_activity_factor) == (0.5, 7)
    other = private("SOMEBODY ELSE", 0x7053, {0x2300: "0.5"})
    assert other.philips_suv_factor is None


def test_private_elements_whose_creator_was_stripped_count_in_the_first_block() -> None:
    assert private(None, 0x7053, {0x1000: "0.5"}).philips_suv_factor == 0.5
    at = {0x100D: "20250101120000"}
    assert private(None, 0x0009, at, Manufacturer="GE MEDICAL SYSTEMS").ge_reference == NOON
    assert private(None, 0x0009, at, Manufacturer="SIEMENS").ge_reference is None


def test_other_modalities_have_none() -> None:
    assert read_pet(Attributes(make_dataset()), "CT") is None
