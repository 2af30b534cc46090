"""Values as JSON and back: what comes back is checked as if it were hostile."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NewType

import numpy as np
import pytest

from viewer.base.plain_json import from_plain, parse_json, to_plain

Name = NewType("Name", str)


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Point:
    x: float
    y: float = 0.0


@dataclass(frozen=True)
class Shape:
    name: Name = Name("")
    colour: Colour = Colour.RED
    points: tuple[Point, ...] = ()
    pair: tuple[int, str] = (0, "")
    numbers: frozenset[int] = frozenset()
    extra: Point | None = None
    table: Any = field(default=None, compare=False)


def test_a_value_comes_back_as_it_was() -> None:
    shape = Shape(
        Name("a"), Colour.BLUE, (Point(1.0), Point(2.0, 3.0)), (7, "b"), frozenset({1, 2}), Point(4)
    )
    assert from_plain(Shape, to_plain(shape)) == shape


def test_defaults_are_not_written_and_what_has_no_json_is_left_out() -> None:
    assert to_plain(Shape(table=np.zeros(3))) == {}
    assert to_plain(Point(0.0)) == {"x": 0.0}


@pytest.mark.parametrize(
    ("plain", "where"),
    [
        ([], "not an object"),
        ({"nonsense": 1}, "nonsense"),
        ({"colour": "green"}, "colour"),
        ({"colour": []}, "colour"),
        ({"points": {"x": 1}}, "points"),
        ({"points": [{}]}, "missing"),
        ({"points": [{"x": "1"}]}, "points"),
        ({"points": [{"x": True}]}, "points"),
        ({"points": [{"x": float("inf")}]}, "points"),
        ({"points": [{"x": 0}] * 1001}, "points"),
        ({"pair": [1]}, "pair"),
        ({"pair": [1.5, "b"]}, "pair"),
        ({"numbers": [1 << 60]}, "numbers"),
        ({"name": "x" * 5000}, "name"),
        ({"extra": 5}, "extra"),
        ({"table": 5}, "table"),
    ],
)
def test_what_does_not_belong_is_refused_by_its_place(plain: Any, where: str) -> None:
    with pytest.raises(ValueError, match=where):
        from_plain(Shape, plain)


@pytest.mark.parametrize("text", ["NaN", "{", "[" * 200_000, " " * (1 << 21), b"\xff\xfe\x00"])
def test_json_that_is_none_or_too_much_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - as many reasons as cases
        parse_json(text)
