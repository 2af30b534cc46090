"""Values survive the way through JSON; others are refused in words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pytest

from viewer.base.setting import SettingInfo
from viewer.settings.values import check_value, from_json, to_json


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True)
class Point:
    x: float
    name: str = ""


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (bool, True),
        (int, 3),
        (float, 2.5),
        (str, "Ünïcode 日本"),
        (Colour, Colour.RED),
        (Point, Point(1.5, "a")),
        (tuple[Point, ...], (Point(1.0), Point(2.0))),
        (Mapping[str, tuple[str, ...]], {"a": ("b", "c")}),
    ],
)
def test_a_value_comes_back_as_it_went(kind: Any, value: Any) -> None:
    assert from_json(kind, json.loads(json.dumps(to_json(value)))) == value


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (bool, 1),
        (int, True),
        (int, 2.0),
        (float, float("nan")),
        (float, "3"),
        (str, None),
        (Colour, "blue"),
        (Point, {"y": 1}),
        (Point, {"name": "a"}),
        (tuple[int, ...], "12"),
        (Mapping[str, int], [1]),
    ],
)
def test_a_value_of_another_kind_is_refused(kind: Any, raw: Any) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_json(kind, raw)


def test_a_number_outside_its_bounds_is_refused() -> None:
    info = SettingInfo("Rate", minimum=1, maximum=2)
    check_value(1, info)
    for number in (0, 3):
        with pytest.raises(ValueError, match="than"):
            check_value(number, info)
