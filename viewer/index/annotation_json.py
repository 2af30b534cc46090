"""Annotations as JSON texts and back."""

import json
import math
from dataclasses import asdict
from enum import Enum
from typing import Any

from viewer.model.annotation import Annotation
from viewer.model.code import Code
from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.measurement import Measurement, Quantity
from viewer.model.shape import Shape, ShapeKind


def to_json(annotation: Annotation) -> str:
    """One annotation as a text."""
    return json.dumps(asdict(annotation), default=_value_of, separators=(",", ":"))


def from_json(text: str) -> Annotation:
    """The annotation that `to_json` wrote; raises `ValueError` for anything else."""
    try:
        values: dict[str, Any] = json.loads(text)
        shape = Shape(
            ShapeKind(values["shape"]["kind"]),
            tuple((_finite(x), _finite(y)) for x, y in values["shape"]["points"]),
        )
        measurements = tuple(
            Measurement(**{**each, "quantity": Quantity(each["quantity"])})
            for each in values["measurements"]
        )
        return Annotation(
            uid=str(values["uid"]),
            study_uid=StudyUid(values["study_uid"]),
            series_uid=SeriesUid(values["series_uid"]),
            sop_instance_uid=InstanceUid(values["sop_instance_uid"]),
            sop_class_uid=str(values["sop_class_uid"]),
            frame_index=int(values["frame_index"]),
            shape=shape,
            measurements=measurements,
            label=str(values["label"]),
            author=str(values["author"]),
            created=str(values["created"]),
            is_hidden=bool(values["is_hidden"]),
            is_locked=bool(values["is_locked"]),
            **_later_fields(values),
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"no annotation: {type(error).__name__}") from error


def _later_fields(values: dict[str, Any]) -> dict[str, Any]:
    """What annotations kept by earlier versions lack."""
    fields: dict[str, Any] = {
        name: str(values.get(name, ""))
        for name in ("lesion_uid", "colour", "source_uid", "frame_of_reference_uid")
    }
    fields["known_mm"] = _finite(values.get("known_mm", 0.0))
    for name in ("finding", "site"):
        code = values.get(name)
        fields[name] = Code(**{key: str(text) for key, text in code.items()}) if code else None
    fields["patient_points"] = tuple(
        (_finite(x), _finite(y), _finite(z)) for x, y, z in values.get("patient_points", ())
    )
    return fields


def _finite(number: object) -> float:
    value = float(str(number))
    if not math.isfinite(value):
        raise ValueError("a point at no place")
    return value


def _value_of(item: object) -> object:
    if isinstance(item, Enum):
        return item.value
    raise TypeError(type(item).__name__)
