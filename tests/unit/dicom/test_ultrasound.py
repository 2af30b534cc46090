"""Calibrated regions of ultrasound images (DC-073)."""

from typing import Any

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support import builders
from viewer.dicom.attributes import Attributes
from viewer.dicom.ultrasound import read_regions


def regions(**elements: Any) -> tuple[Any, Attributes]:
    ds = builders.ultrasound_cine(1)
    builders.override(ds.SequenceOfUltrasoundRegions[0], **elements)
    attributes = Attributes(ds)
    return read_regions(attributes), attributes


def test_a_region_is_read_with_its_units_and_reference() -> None:
    (region,), _ = regions(ReferencePixelX0=3, ReferencePixelY0=-2, PhysicalDeltaY=-0.05)
    assert (region.min_x, region.min_y, region.max_x, region.max_y) == (1, 1, 6, 6)
    assert (region.units_x, region.units_y) == (3, 3)
    assert (region.reference_x, region.reference_y) == (3, -2)
    assert region.delta_y == -0.05


def test_the_priority_is_the_lowest_flag() -> None:
    (low,), _ = regions(RegionFlags=3)
    (high,), _ = regions(RegionFlags=2)
    assert low.is_low_priority
    assert not high.is_low_priority


def test_a_region_without_a_scale_in_one_direction_is_passed_over() -> None:
    found, attributes = regions(PhysicalDeltaY=0.0)
    assert found == ()
    assert attributes.findings == []


def test_a_region_without_bounds_is_told() -> None:
    found, attributes = regions(RegionLocationMaxX1=None)
    assert found == ()
    assert attributes.findings[0].where == "SequenceOfUltrasoundRegions"


def test_no_sequence_means_no_region() -> None:
    assert read_regions(Attributes(Dataset())) == ()
    ds = Dataset()
    ds.SequenceOfUltrasoundRegions = Sequence()
    assert read_regions(Attributes(ds)) == ()
