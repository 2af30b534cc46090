"""What the palette offers, how it finds, and whose a key is."""

from viewer.commands.builtin import BUILTIN_MODULES
from viewer.commands.command import call
from viewer.commands.offers import fuzzy_score, keys_in_force, offer_name, offers
from viewer.commands.registry import CommandRegistry
from viewer.commands.shortcuts import DEFAULT_KEYS, keys_of

REGISTRY = CommandRegistry(BUILTIN_MODULES)


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
