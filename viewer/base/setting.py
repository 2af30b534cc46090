"""What a setting says of itself: the fields of an options dataclass carry it as metadata."""

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field
from typing import Any, Final

_KEY: Final = "setting"


@dataclass(frozen=True, slots=True)
class SettingInfo:
    """What the preferences window, the file of settings and the documents need to know.

    A number lies between `minimum` and `maximum`; with `choices` (value to title), no other
    value is good. A `starts_later` setting counts from the next start on. A `has_own_editor`
    setting is edited elsewhere than in the generated form. `check` raises ValueError in words.
    """

    title: str
    help: str = ""
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    choices: Mapping[Any, str] | None = None
    starts_later: bool = False
    has_own_editor: bool = False
    check: Callable[[Any], None] | None = None


def setting(
    default: Any,
    title: str,
    help: str = "",
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    unit: str = "",
    choices: Mapping[Any, str] | None = None,
    starts_later: bool = False,
    has_own_editor: bool = False,
    check: Callable[[Any], None] | None = None,
) -> Any:
    """A field of a frozen options dataclass; `default` may be a function without arguments."""
    info = SettingInfo(
        title, help, minimum, maximum, unit, choices, starts_later, has_own_editor, check
    )
    if callable(default):
        return field(default_factory=default, metadata={_KEY: info})
    return field(default=default, metadata={_KEY: info})


def info_of(described: "Field[Any]") -> SettingInfo | None:
    """What the field of an options dataclass says; None for one that is no setting."""
    info = described.metadata.get(_KEY)
    return info if isinstance(info, SettingInfo) else None
