"""The one schema of all settings: pages of options, each defined on the floor that uses it."""

from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, get_type_hints

from viewer.base.setting import SettingInfo, info_of
from viewer.index.options import ArchiveOptions
from viewer.net.audit.options import AuditOptions
from viewer.render.options import CornerTextOptions, DisplayOptions
from viewer.settings.options import KeyOptions, LinkOptions, LookOptions, SessionOptions
from viewer.workspace.options import MouseOptions


def page(options: type, title: str) -> Any:
    """A page of the preferences window."""
    return field(default_factory=options, metadata={"page": title})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of the program; a key is `page.name`."""

    look: LookOptions = page(LookOptions, "Look and language")
    display: DisplayOptions = page(DisplayOptions, "Display")
    mouse: MouseOptions = page(MouseOptions, "Mouse")
    corner_text: CornerTextOptions = page(CornerTextOptions, "Texts on images")
    keys: KeyOptions = page(KeyOptions, "Keys")
    session: SessionOptions = page(SessionOptions, "Start")
    links: LinkOptions = page(LinkOptions, "Links")
    archive: ArchiveOptions = page(ArchiveOptions, "Archive")
    audit: AuditOptions = page(AuditOptions, "Audit trail")


@dataclass(frozen=True, slots=True)
class Described:
    """One setting with its key, its page, the type of its values and its default."""

    key: str
    page: str
    kind: Any
    default: Any
    info: SettingInfo


@cache
def describe() -> dict[str, Described]:
    """All settings by key, in the order of the schema."""
    described: dict[str, Described] = {}
    defaults = Settings()
    for each in fields(Settings):
        options = getattr(defaults, each.name)
        kinds = get_type_hints(type(options))
        for one in fields(options):
            if (info := info_of(one)) is not None:
                key = f"{each.name}.{one.name}"
                default = getattr(options, one.name)
                title = each.metadata["page"]
                described[key] = Described(key, title, kinds[one.name], default, info)
    return described


def value_of(settings: Settings, key: str) -> Any:
    """The value of a setting by its key."""
    name, _, field_name = key.partition(".")
    return getattr(getattr(settings, name), field_name)
