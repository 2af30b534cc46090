"""Real World Value Mapping of a header or a frame (PS3.3 C.7.6.16.2.11; DC-110)."""

from viewer.dicom.attributes import Attributes
from viewer.model.real_world import RealWorldMapping


def read_real_world(item: Attributes) -> tuple[RealWorldMapping, ...]:
    """Read every mapping of `item`; a damaged one leaves a finding."""
    mappings = (_mapping(each) for each in item.items("RealWorldValueMappingSequence"))
    return tuple(mapping for mapping in mappings if mapping is not None)


def _mapping(item: Attributes) -> RealWorldMapping | None:
    first, last = _range(item)
    table = item.decimals("RealWorldValueLUTData")
    slope = item.decimal("RealWorldValueSlope")
    intercept = item.decimal("RealWorldValueIntercept")
    if first is None or last is None or (not table and (slope is None or intercept is None)):
        _refuse(item, "Has no range or no rule; it was not used.")
        return None
    if table and len(table) != last - first + 1:
        _refuse(item, "Its table does not fit its range; it was not used.")
        return None
    units = item.item("MeasurementUnitsCodeSequence")
    return RealWorldMapping(
        first=first,
        last=last,
        slope=1.0 if slope is None else slope,
        intercept=0.0 if intercept is None else intercept,
        table=table,
        label=item.text("LUTLabel"),
        explanation=item.text("LUTExplanation"),
        quantity=_quantity(item),
        units=units.text("CodeValue") if units is not None else "",
        units_name=units.text("CodeMeaning") if units is not None else "",
    )


def _range(item: Attributes) -> tuple[float | None, float | None]:
    """First and last value mapped, in stored values; doubles for floating point pixels."""
    ends = []
    for end in ("First", "Last"):
        value = item.decimal(f"DoubleFloatRealWorldValue{end}ValueMapped")
        if value is None:
            value = item.decimal(f"RealWorldValue{end}ValueMapped")
        ends.append(value)
    first, last = ends
    if first is not None and last is not None and first > last >= -0x8000 and first >= 0x8000:
        first -= 0x10000  # signed, in a file that says unsigned
    return first, last


def _quantity(item: Attributes) -> str:
    """What is measured: the first code of the quantity definition."""
    for content in item.items("QuantityDefinitionSequence"):
        if (code := content.item("ConceptCodeSequence")) is not None:
            return code.text("CodeMeaning")
    return ""


def _refuse(item: Attributes, what: str) -> None:
    item.note("RealWorldValueMappingSequence", what, reference="DC-110")
