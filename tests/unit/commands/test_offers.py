"""What the palette offers, how it finds, and whose a key is."""

import pytest

from viewer.commands.builtin import BUILTIN_MODULES
from viewer.commands.command import call
from viewer.commands.offers import (
    PaletteRow,
    fuzzy_score,
    keys_in_force,
    offer_name,
    offers,
    palette_score,
)
from viewer.commands.registry import CommandRegistry
from viewer.commands.search_words import SEARCH_WORDS
from viewer.commands.shortcuts import DEFAULT_KEYS, keys_of

REGISTRY = CommandRegistry(BUILTIN_MODULES)
# What a doctor types who does not know our titles, and the command that must come first.
ASKED = {
    "measure": "Length",
    "distance": "Length",
    "hide name": "Hide patient data",
    "anonymize": "Hide patient data",
    "compare": "Compare with the last study",
    "prior": "Compare with the last study",
    "bone window": "Edit presets",
    "brightness": "Window",
    "contrast": "Window",
    "loupe": "Magnifying glass",
    "cine": "Play",
    "movie": "Play",
    "side by side": "1 by 2",
    "four": "2 by 2",
    "full screen": "Show or hide panels",
    "screenshot": "Copy image",
    "sync": "Link cells",
    "scroll together": "Link cells",
    "roi": "Rectangle",
    "pixel value": "Probe",
    "header": "Tags",
    "settings": "Preferences",
    "language": "Preferences",
    "pacs": "Query and retrieve…",
    "mirror": "Flip left and right",
    "negative": "Invert",
    "crosshair": "3D cursor",
    "scout": "Reference lines",
    "second monitor": "New window",
    "bookmark": "Key image",
    "shortcuts": "Keys and commands",
    "zoom": "Zoom",
    "text": "Text",
    "link": "Link cells",
}


def best(query: str) -> str:
    titles = [offer.title or REGISTRY[offer.command_id].title for offer in offers(REGISTRY)]
    scored = [
        (score, title) for title in titles if (score := fuzzy_score(query, title)) is not None
    ]
    return max(scored, key=lambda each: each[0])[1]


def test_every_command_that_can_be_called_is_offered_once() -> None:
    names = [offer_name(offer) for offer in offers(REGISTRY)]
    assert len(names) == len(set(names))
    plain = {command.id for command in REGISTRY if not command.needs_arguments}
    assert plain <= set(names)
    assert "layout.grid rows=2 columns=2" in names


def test_a_command_is_found_by_letters_in_their_order() -> None:
    assert best("invert") == "Invert"
    assert best("hidpat") == "Hide patient data"
    assert fuzzy_score("zz", "Invert") is None
    first, inside = fuzzy_score("pan", "Pan"), fuzzy_score("pan", "Show or hide panels")
    assert first is not None
    assert inside is not None
    assert first > inside


def first(query: str) -> str:
    rows = []
    for offer in offers(REGISTRY):
        command = REGISTRY[offer.command_id]
        words = SEARCH_WORDS.get(offer_name(offer)) or SEARCH_WORDS.get(offer.command_id, "")
        rows.append(
            PaletteRow(offer, offer.title or command.title, command.help, keys="", words=words)
        )
    scored = [(score, row.title) for row in rows if (score := palette_score(query, row))]
    return max(scored, key=lambda each: each[0])[1]


@pytest.mark.parametrize("query", ASKED)
def test_the_words_of_a_doctor_find_the_command_first(query: str) -> None:
    assert first(query) == ASKED[query]


def test_every_other_word_belongs_to_a_command() -> None:
    names = {offer_name(offer) for offer in offers(REGISTRY)} | {each.id for each in REGISTRY}
    assert SEARCH_WORDS.keys() <= names


def test_letters_scattered_over_a_title_do_not_answer() -> None:
    row = PaletteRow(call("measure.calibrate"), "Calibrate to a known length…", "", "")
    assert palette_score("bone", row) is None


def test_without_changes_the_default_keys_are_in_force() -> None:
    assert keys_in_force({}, REGISTRY) == dict(DEFAULT_KEYS)


def test_a_key_goes_to_the_command_that_took_it() -> None:
    force = keys_in_force({"window.invert": ("Ctrl+K",)}, REGISTRY)
    assert force["Ctrl+K"] == call("window.invert")
    assert "Ctrl+I" not in force
    assert keys_of(call("app.palette"), force) == []


def test_a_command_can_be_left_without_keys_and_unknown_names_do_no_harm() -> None:
    force = keys_in_force({"app.quit": (), "app.gone": ("Ctrl+Alt+X",)}, REGISTRY)
    assert "Ctrl+Q" not in force
    assert "Ctrl+Alt+X" not in force
