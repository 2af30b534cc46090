"""Decimal and integer strings (VR DS and IS) as numbers, tolerantly (PS3.5 6.2)."""

import math


def parse_decimal(text: str) -> float:
    """A decimal string as a number; a decimal comma is accepted, NaN says it is none."""
    if "_" in text:
        return math.nan
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return float(text.strip(" \0").replace(",", "."))
    except ValueError:
        return math.nan


def parse_integer(text: str) -> int | None:
    """An integer string as a number; "3.0" is accepted, "1.55" and words are not."""
    value = parse_decimal(text)
    return int(value) if math.isfinite(value) and value == int(value) else None


def parse_decimals(text: str) -> tuple[float, ...]:
    """Several decimal strings, split by backslashes; () for an empty text."""
    return tuple([parse_decimal(part) for part in text.split("\\")]) if text else ()
