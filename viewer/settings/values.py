"""Values of settings to JSON and back, strictly by their types."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from math import isfinite
from types import MappingProxyType
from typing import Any, get_args, get_origin, get_type_hints

from viewer.base.i18n import tr
from viewer.base.setting import SettingInfo


def to_json(value: Any) -> Any:
    """A value as `json` writes it."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return {each.name: to_json(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_json(each) for key, each in value.items()}
    if isinstance(value, tuple | frozenset):
        return [to_json(each) for each in value]
    return value


def from_json(kind: Any, raw: Any) -> Any:
    """A value of type `kind` from what `json` read; ValueError in words where it is none.

    Types: bool, int, float, str, an Enum, a dataclass, tuple[T, ...] and Mapping[str, T].
    """
    origin = get_origin(kind)
    if origin is tuple:
        return tuple(from_json(get_args(kind)[0], each) for each in _expect(raw, list))
    if origin is not None:
        pairs = _expect(raw, dict).items()
        return MappingProxyType({key: from_json(get_args(kind)[1], each) for key, each in pairs})
    if issubclass(kind, Enum):
        return _enum(kind, raw)
    if is_dataclass(kind):
        return _dataclass(kind, raw)
    if kind is float:
        return _number(raw)
    return _expect(raw, kind)


def check_value(value: Any, info: SettingInfo) -> None:
    """Raise ValueError in words for a value that its setting does not allow."""
    if info.check is not None:
        info.check(value)
    if info.choices is not None and value not in info.choices:
        words = ", ".join(repr(choice) for choice in info.choices)
        raise ValueError(tr("not one of {choices}").format(choices=words))
    if info.minimum is not None and value < info.minimum:
        raise ValueError(tr("less than {limit}").format(limit=info.minimum))
    if info.maximum is not None and value > info.maximum:
        raise ValueError(tr("more than {limit}").format(limit=info.maximum))


def _expect(raw: Any, kind: type) -> Any:
    if type(raw) is not kind:  # a bool is no number here
        raise ValueError(tr("not of the right kind"))
    return raw


def _number(raw: Any) -> float:
    if type(raw) not in (int, float) or not isfinite(raw):
        raise ValueError(tr("not a number"))
    return float(raw)


def _enum(kind: type[Enum], raw: Any) -> Enum:
    try:
        return kind(raw)
    except ValueError:
        words = ", ".join(repr(member.value) for member in kind)
        raise ValueError(tr("not one of {choices}").format(choices=words)) from None


def _dataclass(kind: Any, raw: Any) -> Any:
    kinds = get_type_hints(kind)
    given = _expect(raw, dict)
    if unknown := given.keys() - kinds.keys():
        raise ValueError(tr("unknown: {names}").format(names=", ".join(sorted(unknown))))
    try:
        return kind(**{name: from_json(kinds[name], each) for name, each in given.items()})
    except TypeError:
        raise ValueError(tr("incomplete")) from None
