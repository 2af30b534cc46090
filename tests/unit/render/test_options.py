"""What a file of settings says of the display is checked before it is believed."""

import json
from pathlib import Path

import pytest

from viewer.render.options import PresetEntry, ScreenMeasure
from viewer.settings.store import SettingsStore


@pytest.mark.parametrize("pitch", [-0.25, 0.001, 25.0])
def test_no_screen_has_such_pixels(pitch: float) -> None:
    with pytest.raises(ValueError, match="pixels of"):
        ScreenMeasure(pitch_mm=pitch)


@pytest.mark.parametrize(("title", "width"), [("", 400), ("A", 0), ("A", -1), ("A", float("nan"))])
def test_a_preset_has_a_name_and_a_width(title: str, width: float) -> None:
    with pytest.raises(ValueError, match="needs a name"):
        PresetEntry(title, 40, width)


def test_both_are_kept_and_what_is_wrong_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    store = SettingsStore(file)
    store.set("display.presets", {"CT": (PresetEntry("Own", 1, 2, True),)})
    store.set("display.screens", {"A": ScreenMeasure(0.25, (0.0, 255.0), (0.5, 300.0), 0.1, True)})
    again = SettingsStore(file)
    assert again.problems == ()
    assert again.value.display == store.value.display
    wrong = json.loads(file.read_text(encoding="utf-8"))
    wrong["display"]["screens"]["A"]["pitch_mm"] = -1
    file.write_text(json.dumps(wrong), encoding="utf-8")
    broken = SettingsStore(file)
    assert "display.screens" in broken.problems[0]
    assert broken.value.display.screens == {}
    assert broken.value.display.presets == store.value.display.presets
