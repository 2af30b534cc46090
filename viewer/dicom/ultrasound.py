"""Calibrated regions of ultrasound images (PS3.3 C.8.5.5; DC-073)."""

from viewer.dicom.attributes import Attributes
from viewer.model.image import UltrasoundRegion

_LOW_PRIORITY = 1


def read_regions(attributes: Attributes) -> tuple[UltrasoundRegion, ...]:
    """Read the regions that are complete; a broken one is left out with a finding."""
    regions = []
    for item in attributes.items("SequenceOfUltrasoundRegions"):
        if not item.decimal("PhysicalDeltaX") or not item.decimal("PhysicalDeltaY"):
            continue  # not calibrated in both directions: legal, and of no use here
        if not any(item.integer(f"PhysicalUnits{way}Direction") != 0 for way in ("X", "Y")):
            continue  # no units at all: it says where something is, not how large
        region = _region(item)
        if region is None:
            item.note(
                "SequenceOfUltrasoundRegions", "A region is incomplete and was left out.",
                reference="PS3.3 C.8.5.5",
            )  # fmt: skip
        else:
            regions.append(region)
    return tuple(regions)


def _region(item: Attributes) -> UltrasoundRegion | None:
    bounds = [
        item.integer(f"RegionLocation{corner}") for corner in ("MinX0", "MinY0", "MaxX1", "MaxY1")
    ]
    units_x = item.integer("PhysicalUnitsXDirection")
    units_y = item.integer("PhysicalUnitsYDirection")
    delta_x, delta_y = item.decimal("PhysicalDeltaX"), item.decimal("PhysicalDeltaY")
    known = [bound for bound in bounds if bound is not None]
    if len(known) < 4 or units_x is None or units_y is None or not delta_x or not delta_y:
        return None
    min_x, min_y, max_x, max_y = known
    return UltrasoundRegion(
        min_x=min_x,
        min_y=min_y,
        max_x=max_x,
        max_y=max_y,
        units_x=units_x,
        units_y=units_y,
        delta_x=delta_x,
        delta_y=delta_y,
        reference_x=item.integer("ReferencePixelX0"),
        reference_y=item.integer("ReferencePixelY0"),
        is_low_priority=bool((item.integer("RegionFlags") or 0) & _LOW_PRIORITY),
        reference_value_y=item.decimal("ReferencePixelPhysicalValueY") or 0.0,
    )
