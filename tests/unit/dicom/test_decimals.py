"""Decimal and integer strings as files write them."""

import math

import pytest

from viewer.dicom.decimals import parse_decimal, parse_decimals, parse_integer


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1.0), (" -1.5e2 ", -150.0), ("+.5", 0.5), ("0,75", 0.75), ("1e-3\0", 0.001)],
)
def test_numbers_are_read(text: str, number: float) -> None:
    assert parse_decimal(text) == number


@pytest.mark.parametrize("text", ["", "abcd", "1_000", "1.2.3", "0x10", "--1"])
def test_other_texts_are_no_number(text: str) -> None:
    assert math.isnan(parse_decimal(text))


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("-3 ", -3), ("3.0", 3), ("1e2", 100)])
def test_integers_are_read(text: str, number: int) -> None:
    assert parse_integer(text) == number


@pytest.mark.parametrize("text", ["1.55", "", "x", "nan", "inf"])
def test_other_texts_are_no_integer(text: str) -> None:
    assert parse_integer(text) is None


def test_values_are_split_at_backslashes() -> None:
    assert parse_decimals("0.5\\0.25") == (0.5, 0.25)
    assert parse_decimals("") == ()
