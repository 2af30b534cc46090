"""Window presets by modality: the user's own, else those of resources/presets/window.json.

CT windows are in Hounsfield units. Other modalities have no common scale: their presets are
percentages of the automatic window of the frame or series.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from viewer.base.resources import resource_path
from viewer.imaging.statistics import window_over
from viewer.imaging.voi import window_ends
from viewer.model.lut import VoiFunction, VoiSource, VoiWindow
from viewer.render.options import PresetEntry

OTHERS: Final = "other"  # modalities without presets of their own
OwnPresets = Mapping[str, tuple[PresetEntry, ...]]
_NONE: Final[OwnPresets] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class WindowPreset:
    """A window by name; `title` is for the user, `name` for the command line."""

    name: str
    title: str
    voi: VoiWindow


@cache
def _table() -> dict[str, list[dict[str, Any]]]:
    table: dict[str, list[dict[str, Any]]] = json.loads(
        resource_path("presets", "window.json").read_text(encoding="utf-8")
    )
    return table


def default_entries(modality: str) -> tuple[PresetEntry, ...]:
    """The presets that come with the program, in menu order."""
    return tuple(_entry(each) for each in _table().get(modality, _table()[OTHERS]))


def _entry(raw: dict[str, Any]) -> PresetEntry:
    if "percent" not in raw:
        return PresetEntry(raw["title"], raw["center"], raw["width"], name=raw["name"])
    low, high = raw["percent"]
    return PresetEntry(raw["title"], (low + high) / 2, high - low, True, raw["name"])


def modalities() -> tuple[str, ...]:
    """The modalities that have presets of their own, and the word for all others."""
    return tuple(_table())


def window_presets(
    modality: str, automatic: VoiWindow | None = None, own: OwnPresets = _NONE
) -> tuple[WindowPreset, ...]:
    """The presets of a modality in menu order; those in percent need the automatic window."""
    entries = own.get(modality)
    if entries is None:
        entries = default_entries(modality)
        if modality not in _table() and OTHERS in own:
            entries = own[OTHERS]
    presets = (_preset(entry, automatic) for entry in entries)
    return tuple(preset for preset in presets if preset is not None)


def _preset(entry: PresetEntry, automatic: VoiWindow | None) -> WindowPreset | None:
    if not entry.is_percent:
        window = VoiWindow(entry.center, max(1.0, entry.width))
    elif automatic is None:
        return None
    else:
        low = entry.center - entry.width / 2
        window = _part_of(automatic, low, low + entry.width)
    name = entry.name or entry.title.lower().replace(" ", "-")
    voi = replace(window, explanation=entry.title, source=VoiSource.PRESET)
    return WindowPreset(name, entry.title, voi)


def _part_of(automatic: VoiWindow, low: float, high: float) -> VoiWindow:
    """The window over `low` to `high` percent of the range of the automatic one."""
    is_whole = automatic.function is VoiFunction.LINEAR
    first, last = window_ends(automatic)
    span = (last - first) / 100
    return window_over(first + low * span, first + high * span, is_whole=is_whole)
