"""Measurements of lesions without images."""

from typing import Any

from tests.support.records import CT, study_record
from viewer.model.annotation import Annotation
from viewer.model.follow_up import Visit
from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.measurement import Measurement, Quantity
from viewer.model.shape import Shape, ShapeKind


def long_axis(value: float, **values: Any) -> Measurement:
    """A long axis in mm, or what `values` say."""
    told: dict[str, Any] = {"quantity": Quantity.LONG_AXIS, "unit": "mm", "label": "mm"}
    return Measurement(value=value, provenance="Pixel Spacing", **(told | values))


def lesion(
    uid: str, *numbers: Measurement, study: str = "1.2.3", lesion_uid: str = "", **values: Any
) -> Annotation:
    """A line on the first image of a study."""
    return Annotation(
        uid, StudyUid(study), SeriesUid(study + ".1"), InstanceUid(study + ".1.1"), CT, 0,
        Shape(ShapeKind.LENGTH, ((0, 0), (3, 4))), numbers, lesion_uid=lesion_uid, **values,
    )  # fmt: skip


def visit(date: str, *annotations: Annotation) -> Visit:
    """A study of this date, whose UID is `1.2.` and the date."""
    return Visit(study_record(f"1.2.{date}", date=date), annotations)
