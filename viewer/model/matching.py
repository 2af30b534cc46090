"""How a value matches a key of a query: single values, lists, wildcards, ranges (PS3.4 C.2.2.2)."""

import re
from enum import Enum
from functools import lru_cache


class Kind(Enum):
    """How the values of an attribute are compared."""

    TEXT = "text"
    NAME = "name"  # upper and lower case are one, each group for itself
    UID = "uid"  # one of a list
    MOMENT = "moment"  # dates and times, as ranges too
    NUMBER = "number"


def is_match(value: str, key: str, kind: Kind = Kind.TEXT) -> bool:
    r"""Whether a value matches a key; an empty key and `*` match everything.

    A value with several parts (split by a backslash) matches where one of them does; so does a
    key with several.

    >>> is_match("Doe^Jane", "doe*", Kind.NAME), is_match("20260102", "-20251231", Kind.MOMENT)
    (True, False)
    """
    if key.strip("*") == "":
        return True
    return any(_is_one(part, one, kind) for one in key.split("\\") for part in value.split("\\"))


def _is_one(value: str, key: str, kind: Kind) -> bool:
    if kind is Kind.UID:
        return value == key
    if kind is Kind.MOMENT:
        return _is_within(value, key)
    if kind is Kind.NUMBER:
        return value.strip().lstrip("+0") == key.strip().lstrip("+0")
    if kind is Kind.NAME:
        pattern = _pattern(key.casefold().rstrip("^="))
        groups = (group.rstrip("^") for group in value.casefold().split("="))
        return any(pattern.fullmatch(group) is not None for group in groups)
    return _pattern(key.strip()).fullmatch(value.strip()) is not None


def _is_within(moment: str, key: str) -> bool:
    """Whether a date or time is the one of the key, or within its range, ends included."""
    first, dash, last = key.partition("-")
    digits, first, last = (text.replace(":", "").strip() for text in (moment, first, last))
    if not dash:
        return digits.startswith(first)
    if not digits:
        return False
    return (not first or digits >= first) and (not last or digits[: len(last)] <= last)


@lru_cache(maxsize=256)
def _pattern(key: str) -> re.Pattern[str]:
    parts = (".*" if c == "*" else "." if c == "?" else re.escape(c) for c in key)
    return re.compile("".join(parts), re.DOTALL)
