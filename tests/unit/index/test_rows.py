"""Values between records and rows."""

import math
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.records import study_record
from viewer.index.rows import (
    date_key,
    path_of,
    position_mm,
    storable_integer,
    storable_path,
    storable_text,
    study_values,
    time_key,
)
from viewer.index.rows import study_record as record_of_row
from viewer.model.geometry import Plane

components = st.floats(-1000, 1000)


@given(components, components, components, st.floats(0, math.pi), st.floats(0, math.pi))
def test_the_position_equals_that_of_the_plane(
    x: float, y: float, z: float, turn: float, tilt: float
) -> None:
    row = (math.cos(turn), math.sin(turn), 0.0)
    column = (
        -math.sin(turn) * math.cos(tilt),
        math.cos(turn) * math.cos(tilt),
        math.sin(tilt),
    )
    plane = Plane((x, y, z), row, column, 1.0, 1.0)
    assert position_mm(plane) == pytest.approx(plane.distance_mm, abs=1e-4)


@pytest.mark.parametrize(
    "plane",
    [
        Plane((0, 0, 0), (1, 0, 0), (1, 0, 0), 1, 1),
        Plane((0, 0, math.nan), (1, 0, 0), (0, 1, 0), 1, 1),
        Plane((0, 0, math.inf), (1, 0, 0), (0, 1, 0), 1, 1),
    ],
)
def test_a_plane_without_a_normal_has_no_position(plane: Plane) -> None:
    assert position_mm(plane) is None


@given(st.binary(min_size=1, max_size=20).filter(lambda name: not set(name) & {0, 47}))
def test_any_file_name_survives(name: bytes) -> None:
    stored = storable_path(os.fsdecode(name))
    assert os.fsencode(path_of("/folder", stored)) == b"/folder/" + name or name in (b".", b"..")


@pytest.mark.parametrize(
    ("date", "key"),
    [
        ("20240131", "20240131"),
        ("2024.01.31", "20240131"),
        ("2024", ""),
        ("", ""),
        ("٢٠٢٤٠١٣١", ""),
    ],
)
def test_a_date_of_any_form_has_eight_digits_or_none(date: str, key: str) -> None:
    assert date_key(date) == key


def test_a_time_is_ordered_by_its_digits() -> None:
    assert [time_key(time) for time in ("101530.5", "10:15:30", "")] == ["1015305", "101530", ""]


@pytest.mark.parametrize(("number", "stored"), [(7, 7), (None, None), (2**63, None), (-5, -5)])
def test_a_number_beyond_the_column_is_left_out(number: int | None, stored: int | None) -> None:
    assert storable_integer(number) == stored


def test_text_that_no_utf8_can_hold_is_replaced() -> None:
    assert storable_text("a\udcffé") == "a?é"


def test_a_study_comes_back_as_it_was_stored() -> None:
    study = study_record(name="A^B=山=", description="x", institution="y", referring_physician="z")
    assert record_of_row(study_values(study)) == study
