"""The value of one SR content item as text, by its value type (PS3.3 C.17.3.2, C.18)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from viewer.dicom.attributes import Attributes
from viewer.dicom.objects.values import (
    code_text,
    date_text,
    date_time_text,
    reference_entry,
    time_text,
    unit_text,
)
from viewer.dicom.sop_classes import sop_class_name
from viewer.model.document import Link, Table

_POINTS_SHOWN = 6
_MAX_CELLS = 20_000

Value = tuple[str, Link | None]


def item_value(item: Attributes) -> Value | None:
    """Text and link of a content item; None for a value type that is not in the standard."""
    reader = _READERS.get(item.text("ValueType"))
    return None if reader is None else reader(item)


def item_table(item: Attributes) -> Table | None:
    """The cells of a TABLE item (PS3.3 C.18.10); None for any other."""
    values = item.item("TabulatedValuesSequence")
    if item.text("ValueType") != "TABLE" or values is None:
        return None
    row_count = values.integer("NumberOfTableRows") or 0
    column_count = values.integer("NumberOfTableColumns") or 0
    if not 0 < row_count * column_count <= _MAX_CELLS:
        return None
    rows = [[""] * column_count for _ in range(row_count)]
    for cell in values.items("CellValuesSequence"):
        row, column = cell.integer("TableRowNumber") or 0, cell.integer("TableColumnNumber") or 0
        if 0 < row <= row_count and 0 < column <= column_count:
            rows[row - 1][column - 1] = _cell_text(cell)
    names = [str(number) for number in range(1, column_count + 1)]
    for definition in values.items("TableColumnDefinitionSequence"):
        number = definition.integer("TableColumnNumber") or 0
        if 0 < number <= column_count:
            names[number - 1] = code_text(definition, "ConceptNameCodeSequence") or str(number)
    return Table("", tuple(names), tuple(map(tuple, rows)))


def _cell_text(cell: Attributes) -> str:
    texts = ("TextValue", "NumericValue", "DateTime", "Date", "Time", "UID", "PersonName")
    found = next((cell.text(keyword) for keyword in texts if cell.has(keyword)), "")
    return found or code_text(cell, "ConceptCodeSequence")


def _number(item: Attributes) -> Value:
    qualifier = code_text(item, "NumericValueQualifierCodeSequence")
    measured = item.item("MeasuredValueSequence")
    if measured is None or not measured.has("NumericValue"):
        return qualifier or "no value", None
    text = f"{measured.text('NumericValue')} {unit_text(measured)}".rstrip()
    return f"{text} ({qualifier})" if qualifier else text, None


def _reference(item: Attributes) -> Value:
    reference = item.item("ReferencedSOPSequence")
    if reference is None:
        return "reference without a target", None
    entry = reference_entry(reference)
    details = [entry.value]
    if channels := reference.integers("ReferencedWaveformChannels"):
        pairs = zip(channels[::2], channels[1::2], strict=False)
        details.append("channels " + ", ".join(f"{group}/{channel}" for group, channel in pairs))
    if (state := reference.item("ReferencedSOPSequence")) is not None:
        details.append("seen through " + sop_class_name(state.text("ReferencedSOPClassUID")))
    return ", ".join(details), entry.link


def _points(item: Attributes, dimensions: int) -> str:
    numbers = item.decimals("GraphicData")
    points = [numbers[k : k + dimensions] for k in range(0, len(numbers), dimensions)]
    shown = " ".join(
        "(" + ", ".join(f"{number:.6g}" for number in point) + ")"
        for point in points[:_POINTS_SHOWN]
    )
    more = f" … {len(points)} points" if len(points) > _POINTS_SHOWN else ""
    return f"{item.text('GraphicType')} {shown}{more}".strip()


def _times(item: Attributes) -> Value:
    """A TCOORD: times by sample number, by offset in seconds, or by date and time."""
    kind = item.text("TemporalRangeType")
    if samples := item.texts("ReferencedSamplePositions"):
        return f"{kind} at samples {', '.join(samples)}", None
    if offsets := item.decimals("ReferencedTimeOffsets"):
        return f"{kind} at {', '.join(f'{offset:.6g}' for offset in offsets)} s", None
    times = ", ".join(map(date_time_text, item.texts("ReferencedDateTime")))
    return f"{kind} at {times}", None


# Value type -> what it says. A container says it with what it contains.
_READERS: Mapping[str, Callable[[Attributes], Value]] = MappingProxyType(
    {
        "CONTAINER": lambda item: ("", None),
        "TABLE": lambda item: ("", None),
        "TEXT": lambda item: (item.text("TextValue"), None),
        "CODE": lambda item: (code_text(item, "ConceptCodeSequence"), None),
        "NUM": _number,
        "PNAME": lambda item: (item.name("PersonName").display(), None),
        "DATE": lambda item: (date_text(item.text("Date")), None),
        "TIME": lambda item: (time_text(item.text("Time")), None),
        "DATETIME": lambda item: (date_time_text(item.text("DateTime")), None),
        "UIDREF": lambda item: (item.text("UID"), None),
        "IMAGE": _reference,
        "WAVEFORM": _reference,
        "COMPOSITE": _reference,
        "SCOORD": lambda item: (_points(item, 2), None),
        "SCOORD3D": lambda item: (_points(item, 3) + " mm", None),
        "TCOORD": _times,
    }
)
