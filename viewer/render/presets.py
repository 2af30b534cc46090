"""Window presets by modality, from resources/presets/window.json.

CT windows are in Hounsfield units. Other modalities have no common scale: their presets are
percentages of the automatic window of the frame or series.
"""

import json
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from viewer.base.resources import resource_path
from viewer.imaging.statistics import window_over
from viewer.imaging.voi import window_ends
from viewer.model.lut import VoiFunction, VoiSource, VoiWindow


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


def window_presets(modality: str, automatic: VoiWindow | None = None) -> tuple[WindowPreset, ...]:
    """The presets of a modality in menu order; those in percent need the automatic window."""
    entries = _table().get(modality, _table()["other"])
    presets = (_preset(entry, automatic) for entry in entries)
    return tuple(preset for preset in presets if preset is not None)


def _preset(entry: dict[str, Any], automatic: VoiWindow | None) -> WindowPreset | None:
    name, title = entry["name"], entry["title"]
    if "percent" not in entry:
        window = VoiWindow(entry["center"], entry["width"])
    elif automatic is None:
        return None
    else:
        window = _part_of(automatic, *entry["percent"])
    return WindowPreset(name, title, replace(window, explanation=title, source=VoiSource.PRESET))


def _part_of(automatic: VoiWindow, low: float, high: float) -> VoiWindow:
    """The window over `low` to `high` percent of the range of the automatic one."""
    is_whole = automatic.function is VoiFunction.LINEAR
    first, last = window_ends(automatic)
    span = (last - first) / 100
    return window_over(first + low * span, first + high * span, is_whole=is_whole)
