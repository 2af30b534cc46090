"""Frozen dataclasses as JSON and back; what comes back is checked as if it were hostile."""

import json
import math
import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

LONGEST_FILE: Final = 1 << 20  # bytes (SEC-025)
_LONGEST_TEXT: Final = 4096
_LONGEST_LIST: Final = 1000
_LARGEST: Final = 1 << 53


def to_plain(value: Any) -> Any:
    """A value as dictionaries, lists, texts and numbers.

    Fields that have no such form, and those that have their default, are left out.
    """
    if is_dataclass(value) and not isinstance(value, type):
        plain = {}
        for field in fields(value):
            part = to_plain(getattr(value, field.name))
            if part is not _NONE and part != _default(field):
                plain[field.name] = part
        return plain
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | frozenset):
        parts = [to_plain(part) for part in value]
        return _NONE if _NONE in parts else parts
    return value if value is None or isinstance(value, bool | int | float | str) else _NONE


def from_plain(kind: type[T], plain: Any) -> T:
    """Make a value of `kind` of what `to_plain` gave; ValueError says what is wrong, and where.

    Fields that are missing get their defaults; unknown ones are refused.
    """
    value: T = _made(kind, plain, "")
    return value


def parse_json(text: str | bytes) -> Any:
    """JSON of at most a megabyte, without NaN; ValueError for anything else."""
    if len(text) > LONGEST_FILE:
        raise ValueError("more than a megabyte")
    try:
        return json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("too many brackets") from None


class _None(Enum):
    NONE = "none"


_NONE: Final = _None.NONE


def _default(field: Any) -> Any:
    if field.default_factory is not MISSING:
        return to_plain(field.default_factory())
    return _NONE if field.default is MISSING else to_plain(field.default)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _made(kind: Any, plain: Any, where: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _one_of(get_args(kind), plain, where)
    if origin in (tuple, frozenset):
        return _several(kind, plain, where)
    supertype = getattr(kind, "__supertype__", None)  # of a NewType
    if supertype is not None:
        return _made(supertype, plain, where)
    if is_dataclass(kind):
        return _object(kind, plain, where)
    if isinstance(kind, type) and issubclass(kind, Enum):
        try:
            return kind(plain)
        except ValueError:
            raise ValueError(f"{where}: not one of its words") from None
    check = _CHECKS.get(kind)
    if check is None or not check(plain):
        raise ValueError(f"{where}: not what belongs there")
    return kind(plain) if kind is float else plain


def _one_of(kinds: tuple[Any, ...], plain: Any, where: str) -> Any:
    reason = ValueError(f"{where}: not what belongs there")
    for kind in kinds:
        try:
            return _made(kind, plain, where)
        except ValueError as error:
            reason = error
    raise reason


def _several(kind: Any, plain: Any, where: str) -> Any:
    if not isinstance(plain, list) or len(plain) > _LONGEST_LIST:
        raise ValueError(f"{where}: not a list, or too long")
    kinds = get_args(kind)
    if get_origin(kind) is tuple and kinds[-1] is not Ellipsis:
        if len(plain) != len(kinds):
            raise ValueError(f"{where}: a list of another length")
        return tuple(_made(k, part, where) for k, part in zip(kinds, plain, strict=True))
    parts = (_made(kinds[0], part, f"{where}[{k}]") for k, part in enumerate(plain))
    return tuple(parts) if get_origin(kind) is tuple else frozenset(parts)


def _object(kind: Any, plain: Any, where: str) -> Any:
    if not isinstance(plain, dict):
        raise ValueError(f"{where}: not an object")  # noqa: TRY004 - as for any other bad value
    hints = {field.name: _hints(kind)[field.name] for field in fields(kind)}
    unknown = [name for name in plain if name not in hints]
    if unknown:
        raise ValueError(f"{where}: there is no {str(unknown[0])[:40]!r}")
    given = {name: _made(hints[name], plain[name], f"{where}.{name}") for name in plain}
    try:
        return kind(**given)
    except TypeError:
        raise ValueError(f"{where}: something is missing") from None


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number")


_CHECKS: Final[dict[Any, Callable[[Any], bool]]] = {
    type(None): lambda plain: plain is None,
    bool: lambda plain: isinstance(plain, bool),
    int: lambda plain: type(plain) is int and abs(plain) < _LARGEST,
    float: lambda plain: (
        type(plain) in (int, float) and abs(plain) < _LARGEST and math.isfinite(plain)
    ),
    str: lambda plain: isinstance(plain, str) and len(plain) <= _LONGEST_TEXT,
}
