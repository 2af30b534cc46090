"""The rules by which a series is cut into stacks, as tables (DC-085).

`KINDS` always separate; `SPLIT_KEYS` separate only images that lie at the same place.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from viewer.dicom.volumes import DUPLICATE_MM, distances_mm
from viewer.model.geometry import Plane, Vector
from viewer.model.study import InstanceRecord

_COS_HALF_DEGREE = math.cos(math.radians(0.5))
_SPACING_TOLERANCE = 1e-3  # relative

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """Images that may lie in one stack, with the value of each rule in `KINDS`."""

    values: Key
    records: list[InstanceRecord] = field(default_factory=list)


def _describe_orientation(value: tuple[Vector, Vector] | None) -> str:
    if value is None:
        return "without geometry"
    normal = np.abs(np.cross(*value))
    name = ("sagittal", "coronal", "axial")[int(np.argmax(normal))]
    return name if normal.max() > 0.95 else f"oblique {name}"


# What a difference in each value of a `Kind` is called.
_DESCRIBE: tuple[Callable[[Any], str], ...] = (
    lambda value: f"object class {value}",
    lambda value: f"{value[1]} x {value[0]} pixels",
    lambda value: f"image type {value}" if value else "no image type",
    lambda value: "frame of reference" if value else "no frame of reference",
    _describe_orientation,
    lambda value: f"pixel spacing {value[0]:.3g} x {value[1]:.3g} mm" if value else "",
)


def separate_by_kind(records: Sequence[InstanceRecord]) -> list[Kind]:
    """Separate what never lies in one stack; kinds and records keep their order."""
    orientations: dict[Any, Any] = {}
    spacings: dict[Any, Any] = {}
    kinds: dict[Key, Kind] = {}
    for record in records:
        plane = record.planes[0] if record.planes else None
        values = (
            record.sop_class_uid,
            (record.rows, record.columns),
            record.image_type[2] if len(record.image_type) > 2 else "",
            record.series.frame_of_reference_uid,
            _like_before(_directions(plane), orientations, _is_same_orientation),
            _like_before(_spacing(plane), spacings, _is_same_spacing),
        )
        kinds.setdefault(values, Kind(values)).records.append(record)
    return list(kinds.values())


def describe_differences(keys: Sequence[Key]) -> list[str]:
    """For each key: in what it differs from the others, "" when there is only one."""
    if len(keys) < 2:
        return ["" for _ in keys]
    differing = [i for i in range(len(_DESCRIBE)) if len({key[i] for key in keys}) > 1]
    return [", ".join(filter(None, (_DESCRIBE[i](key[i]) for i in differing))) for key in keys]


def _directions(plane: Plane | None) -> tuple[Vector, Vector] | None:
    return None if plane is None else (plane.row_direction, plane.column_direction)


def _spacing(plane: Plane | None) -> tuple[float, float] | None:
    return None if plane is None else (plane.row_spacing_mm, plane.column_spacing_mm)


def _like_before(value: Any, seen: dict[Any, Any], is_same: Callable[[Any, Any], bool]) -> Any:
    """The first value seen that is the same within the tolerance."""
    if value is None:
        return None
    known = seen.get(value)
    if known is None:
        known = next((other for other in set(seen.values()) if is_same(value, other)), value)
        seen[value] = known
    return known


def _is_same_orientation(one: tuple[Vector, Vector], other: tuple[Vector, Vector]) -> bool:
    return all(
        sum(a * b for a, b in zip(u, v, strict=True)) >= _COS_HALF_DEGREE
        for u, v in zip(one, other, strict=True)
    )


def _is_same_spacing(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(
        math.isclose(a, b, rel_tol=_SPACING_TOLERANCE) for a, b in zip(one, other, strict=True)
    )


# Keyword -> what a value of it is called, in the order in which the keys are preferred.
SPLIT_KEYS: dict[str, str] = {
    "StackID": "stack {}",
    "EchoNumbers": "echo {}",
    "EchoTime": "echo time {} ms",
    "InversionTime": "inversion time {} ms",
    "DiffusionBValue": "b = {}",
    "TemporalPositionIdentifier": "time point {}",
    "TemporalPositionIndex": "time point {}",
    "ImageType": "image type {}",
    "TriggerTime": "trigger time {} ms",
    "ContrastBolusAgent": "contrast {}",
    "AcquisitionNumber": "acquisition {}",
}

# The same for dimensions that only enhanced objects have.
_DIMENSIONS: dict[str, str] = {
    "EffectiveEchoTime": "echo time {} ms",
    "NominalCardiacTriggerDelayTime": "trigger delay {} ms",
    "TemporalPositionTimeOffset": "{} s",
    "DiffusionGradientOrientation": "direction {}",
    "ReferencedSegmentNumber": "segment {}",
}


def describe_value(key: str, value: str) -> str:
    """What images of one value are called; keywords without a name are spelled out."""
    if form := SPLIT_KEYS.get(key) or _DIMENSIONS.get(key):
        return form.format(value)
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key) if key.isalnum() else key
    return f"{words.lower()} {value}"


def separate_by_split_keys(
    records: Sequence[InstanceRecord], keys: Sequence[str] = tuple(SPLIT_KEYS)
) -> list[tuple[str, list[InstanceRecord]]]:
    """Separate images that share positions, by the key that leaves the fewest shared ones.

    Returns (description, records) of each part; one part with "" when nothing is cut: no shared
    positions, all images at one place (a series in time), or no key that tells them apart.
    """
    whole = [("", list(records))]
    places = _places(records)
    if places is None or len(set(places)) in (1, len(places)):
        return whole
    best = min(
        (
            candidate
            for key, values in _columns(records, keys).items()
            if (candidate := _try_key(records, places, key, values)) is not None
        ),
        key=lambda candidate: candidate[0],
        default=None,
    )
    if best is None:
        return _separate_by_number(records, places) or whole
    _, key, parts = best
    rest = [other for other in keys if other != key]
    return [
        (", ".join(filter(None, (describe_value(key, value), label))), group)
        for value, part in parts.items()
        for label, group in separate_by_split_keys(part, rest)
    ]


def _columns(records: Sequence[InstanceRecord], keys: Sequence[str]) -> dict[str, list[str]]:
    """The value of each image for every key that any image has."""
    texts = [
        {**dict(record.split_values), "ImageType": "\\".join(record.image_type)}
        for record in records
    ]
    present = set().union(*texts)
    return {key: [text.get(key, "") for text in texts] for key in keys if key in present}


def _try_key(
    records: Sequence[InstanceRecord], places: list[int], key: str, values: list[str]
) -> tuple[int, str, dict[str, list[InstanceRecord]]] | None:
    """(shared positions left, key, parts), or None if the key does not tell images apart.

    A key with many more values than images at one place tells slices apart, not stacks.
    """
    parts: dict[str, list[int]] = defaultdict(list)
    for number, value in enumerate(values):
        parts[value].append(number)
    at_one_place = max(Counter(places).values())
    if not 1 < len(parts) <= 2 * at_one_place:
        return None
    before = len(places) - len(set(places))
    after = sum(len(part) - len({places[n] for n in part}) for part in parts.values())
    if after >= before:
        return None
    ordered = sorted(parts.items(), key=lambda item: _sort_key(item[0]))
    return after, key, {value: [records[n] for n in part] for value, part in ordered}


def _separate_by_number(
    records: Sequence[InstanceRecord], places: list[int]
) -> list[tuple[str, list[InstanceRecord]]]:
    """Volumes that follow each other in instance number and differ in nothing else.

    Only when each position holds equally many images; [] otherwise.
    """
    counts = set(Counter(places).values())
    numbers = [record.instance_number for record in records]
    if len(counts) != 1 or None in numbers or len(set(numbers)) != len(numbers):
        return []
    count = counts.pop()
    volumes: list[list[InstanceRecord]] = [[] for _ in range(count)]
    seen: Counter[int] = Counter()
    for record, place in sorted(zip(records, places, strict=True), key=_number_of_pair):
        volumes[seen[place]].append(record)
        seen[place] += 1
    return [(f"volume {k + 1} of {count}", volume) for k, volume in enumerate(volumes)]


def _number_of_pair(pair: tuple[InstanceRecord, int]) -> int:
    return pair[0].instance_number or 0


def _places(records: Sequence[InstanceRecord]) -> list[int] | None:
    """A number for each distinct position along the normal; None without geometry."""
    planes = [record.planes[0] for record in records if record.planes]
    if len(planes) != len(records) or not planes:
        return None
    distances = distances_mm(planes)
    order = np.argsort(distances, kind="stable")
    is_new = np.diff(distances[order], prepend=-np.inf) >= DUPLICATE_MM
    places = np.empty(len(planes), int)
    places[order] = np.cumsum(is_new)
    return list(places.tolist())


def _sort_key(value: str) -> tuple[float, str]:
    try:
        return float(value), value
    except ValueError:
        return math.inf, value
