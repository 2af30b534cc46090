"""Measurements as CSV and JSON: a line for each number, with its unit and where it comes from."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from viewer.export.studies import cell
from viewer.model.annotation import Annotation
from viewer.model.code import Code
from viewer.model.display_set import DisplaySet
from viewer.model.identity import InstanceUid

Places = Mapping[tuple[InstanceUid, int], tuple[DisplaySet, int]]


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """One number of one annotation, as it is written; the names are those of the columns."""

    patient_id: str
    patient_name: str
    study_date: str
    study_uid: str
    series_number: str
    series_description: str
    series_uid: str
    sop_instance_uid: str
    frame: int  # from 1
    image: str  # its place in the stack, from 1; "" where the stack is not open
    name: str
    kind: str
    finding: str
    site: str
    quantity: str
    value: float | None
    unit: str
    unit_shown: str
    provenance: str
    author: str
    created: str
    tracking_uid: str
    points: str


def measured_rows(annotations: Iterable[Annotation], places: Places) -> Iterator[MeasuredRow]:
    """The rows of annotations, in their order; one without a value for what has no number."""
    for annotation in annotations:
        place = places.get((annotation.sop_instance_uid, annotation.frame_index))
        numbers = annotation.measurements or (None,)
        for number in numbers:
            yield MeasuredRow(
                **_of_stack(place),
                study_uid=annotation.study_uid,
                series_uid=annotation.series_uid,
                sop_instance_uid=annotation.sop_instance_uid,
                frame=annotation.frame_index + 1,
                name=annotation.label,
                kind=annotation.shape.kind.value,
                finding=_meaning(annotation.finding),
                site=_meaning(annotation.site),
                quantity=number.quantity.value if number else "",
                value=number.value if number else None,
                unit=number.unit if number else "",
                unit_shown=number.label if number else "",
                provenance=number.provenance if number else "",
                author=annotation.author,
                created=annotation.created,
                tracking_uid=annotation.tracking_uid,
                points=" ".join(f"{x:g},{y:g}" for x, y in annotation.shape.points),
            )


def write_csv(stream: TextIO, rows: Iterable[MeasuredRow]) -> None:
    """Write rows with a line of headings; no text is a formula to a spreadsheet (SEC-021)."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(MeasuredRow.__slots__)
    for row in rows:
        writer.writerow([_csv_value(getattr(row, name)) for name in MeasuredRow.__slots__])


def write_json(stream: TextIO, rows: Iterable[MeasuredRow]) -> None:
    """Write rows as a list of objects."""
    values = [{name: getattr(row, name) for name in MeasuredRow.__slots__} for row in rows]
    json.dump(values, stream, ensure_ascii=False, indent=1)
    stream.write("\n")


def _csv_value(value: Any) -> str:
    if isinstance(value, float):
        return repr(value)
    return "" if value is None else cell(str(value))


def _of_stack(place: tuple[DisplaySet, int] | None) -> dict[str, Any]:
    if place is None:
        names = (
            "patient_id", "patient_name", "study_date", "series_number", "series_description",
            "image",
        )  # fmt: skip
        return dict.fromkeys(names, "")
    shown, index = place
    study = shown.study
    return {
        "patient_id": study.patient.patient_id,
        "patient_name": study.patient.name.joined(),
        "study_date": study.date,
        "series_number": str(shown.series.number or ""),
        "series_description": shown.series.description,
        "image": str(index + 1),
    }


def _meaning(code: Code | None) -> str:
    return "" if code is None else code.meaning
