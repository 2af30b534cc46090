"""Measurements as CSV and JSON: every number with its unit and provenance, no formulas."""

import csv
import io
import json
from dataclasses import replace

from viewer.export.measurements import measured_rows, write_csv, write_json
from viewer.model.annotation import Annotation
from viewer.model.code import Code
from viewer.model.display_set import DisplaySet, FrameRef
from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.measurement import Measurement, Quantity
from viewer.model.patient import Patient
from viewer.model.shape import Shape, ShapeKind
from viewer.model.study import SeriesRecord, StudyRecord

from pathlib import Path  # isort: skip

UID, STUDY, SERIES = InstanceUid("1.2.3.4"), StudyUid("1.2"), SeriesUid("1.2.3")
DRAWN = Annotation(
    "2.25.1", STUDY, SERIES, UID, "1.2.840.10008.5.1.4.1.1.2", 0,
    Shape(ShapeKind.LENGTH, ((1, 1), (5, 4))),
    (Measurement(Quantity.LENGTH, 12.345678901, "mm", "mm at detector", "Imager Pixel Spacing"),),
    label="=1+1", site=Code("10200004", "SCT", "Liver"), lesion_uid="2.25.9",
)  # fmt: skip
SHOWN = DisplaySet(
    "k", StudyRecord(STUDY, Patient(patient_id="P7"), date="20260102"),
    SeriesRecord(SERIES, STUDY, number=3, description="Axial"),
    (FrameRef(Path("x"), UID),), 8, 8,
)  # fmt: skip
PLACES = {(UID, 0): (SHOWN, 0)}


def test_a_number_is_told_in_full_with_what_it_rests_on() -> None:
    stream = io.StringIO()
    write_csv(stream, measured_rows([DRAWN], PLACES))
    (row,) = csv.DictReader(io.StringIO(stream.getvalue()))
    assert float(row["value"]) == 12.345678901
    assert (row["unit"], row["unit_shown"]) == ("mm", "mm at detector")
    assert row["provenance"] == "Imager Pixel Spacing"
    assert (row["patient_id"], row["series_description"], row["image"]) == ("P7", "Axial", "1")
    assert (row["site"], row["tracking_uid"], row["points"]) == ("Liver", "2.25.9", "1,1 5,4")


def test_no_text_is_a_formula() -> None:
    """SEC-021."""
    stream = io.StringIO()
    write_csv(stream, measured_rows([DRAWN], PLACES))
    assert "'=1+1" in stream.getvalue()
    assert ",=1+1" not in stream.getvalue()


def test_negative_numbers_stay_numbers() -> None:
    cold = replace(DRAWN, measurements=(Measurement(Quantity.MEAN, -1000.0, "HU", "HU", ""),))
    stream = io.StringIO()
    write_csv(stream, measured_rows([cold], PLACES))
    (row,) = csv.DictReader(io.StringIO(stream.getvalue()))
    assert row["value"] == "-1000.0"


def test_json_has_the_same_values() -> None:
    stream = io.StringIO()
    write_json(stream, measured_rows([DRAWN], PLACES))
    (row,) = json.loads(stream.getvalue())
    assert (row["value"], row["name"], row["quantity"]) == (12.345678901, "=1+1", "length")


def test_what_has_no_number_or_is_not_open_is_listed_too() -> None:
    arrow = replace(DRAWN, shape=Shape(ShapeKind.ARROW, ((1, 1), (5, 4))), measurements=())
    (row,) = measured_rows([arrow], {})
    assert (row.kind, row.value, row.image) == ("arrow", None, "")
