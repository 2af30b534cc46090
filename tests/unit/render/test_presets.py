"""Window presets are data, by modality."""

import pytest

from viewer.imaging.voi import is_valid_window
from viewer.model.lut import VoiFunction, VoiSource, VoiWindow
from viewer.render.options import PresetEntry
from viewer.render.presets import window_presets

AUTOMATIC = VoiWindow(50, 100, source=VoiSource.AUTOMATIC)


def test_ct_has_presets_in_hounsfield_units() -> None:
    by_name = {preset.name: preset.voi for preset in window_presets("CT")}
    assert (by_name["lung"].center, by_name["lung"].width) == (-600, 1500)
    assert (by_name["brain"].center, by_name["brain"].width) == (40, 80)


def test_other_modalities_take_parts_of_the_full_range() -> None:
    by_name = {preset.name: preset.voi for preset in window_presets("MR", AUTOMATIC)}
    assert (by_name["full"].center, by_name["full"].width) == (50, 100)  # 0 to 99
    assert (by_name["bright"].center, by_name["bright"].width) == (25.25, 50.5)  # 0 to 49.5


def test_parts_of_a_range_of_fractions_stay_exact() -> None:
    automatic = VoiWindow(0.5, 1.0, VoiFunction.LINEAR_EXACT, source=VoiSource.AUTOMATIC)
    by_name = {preset.name: preset.voi for preset in window_presets("PT", automatic)}
    assert (by_name["middle"].center, by_name["middle"].width) == (0.5, 0.5)
    assert by_name["middle"].function is VoiFunction.LINEAR_EXACT


def test_presets_in_percent_are_left_out_where_the_range_is_not_known() -> None:
    assert window_presets("MR") == ()


@pytest.mark.parametrize("modality", ["CT", "MR", "CR", "anything"])
def test_every_preset_is_a_window_with_its_own_name(modality: str) -> None:
    presets = window_presets(modality, AUTOMATIC)
    assert len({preset.name for preset in presets}) == len(presets)
    for preset in presets:
        assert is_valid_window(preset.voi)
        assert preset.voi.source is VoiSource.PRESET
        assert preset.voi.explanation == preset.title


def test_own_presets_come_in_place_of_those_of_the_program() -> None:
    own = {"CT": (PresetEntry("Knee & more", 200, 900), PresetEntry("Half", 50, 50, True))}
    presets = window_presets("CT", AUTOMATIC, own)
    assert [each.title for each in presets] == ["Knee & more", "Half"]
    assert (presets[0].voi.center, presets[0].voi.width) == (200, 900)
    assert (presets[1].voi.center, presets[1].voi.width) == (50.0, 50.5)
    assert window_presets("MR", AUTOMATIC, own) == window_presets("MR", AUTOMATIC)


def test_own_presets_of_the_others_reach_every_modality_without_its_own() -> None:
    own = {"other": (PresetEntry("All", 50, 100, True),)}
    assert [each.title for each in window_presets("XA", AUTOMATIC, own)] == ["All"]
    assert window_presets("CT", AUTOMATIC, own) == window_presets("CT", AUTOMATIC)


def test_a_modality_may_have_no_presets_at_all() -> None:
    assert window_presets("CT", AUTOMATIC, {"CT": ()}) == ()
