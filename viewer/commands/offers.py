"""Every way of calling a command that a user has: of menus, of keys, and plain."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from viewer.commands.command import Invocation
from viewer.commands.menu import Entry, Menu
from viewer.commands.menus import CONTEXT_MENU, MENU_BAR, TOOL_BAR
from viewer.commands.registry import CommandRegistry
from viewer.commands.shortcuts import DEFAULT_KEYS

_BONUS: Final = 8  # for a letter that begins a word
_RUN: Final = 4  # for one that follows the letter before


@dataclass(frozen=True, slots=True)
class PaletteRow:
    """One command as the palette shows it; `reason` says why it cannot be run now.

    `words` are other words for it, by which it is found though they are not shown.
    """

    offer: Invocation
    title: str
    help: str
    keys: str
    reason: str = ""
    words: str = ""


def offers(registry: CommandRegistry) -> tuple[Invocation, ...]:
    """Each command with its arguments once, in the order of menus, keys and registry."""
    entries: tuple[Entry, ...] = (*MENU_BAR, *TOOL_BAR, *CONTEXT_MENU)
    plain = (Invocation(each.id) for each in registry if not each.needs_arguments)
    found: dict[tuple[str, object], Invocation] = {}
    for offer in (*_invocations(entries), *DEFAULT_KEYS.values(), *plain):
        key = (offer.command_id, offer.arguments)
        if key not in found or (offer.title and not found[key].title):
            found[key] = offer
    return tuple(found.values())


def _invocations(entries: Iterable[Entry]) -> Iterator[Invocation]:
    for entry in entries:
        if isinstance(entry, Invocation):
            yield entry
        elif isinstance(entry, Menu):
            yield from _invocations(entry.entries)


def offer_name(offer: Invocation) -> str:
    """A call as one writes it down: `layout.grid rows=1 columns=2`."""
    return " ".join([offer.command_id, *(f"{name}={value}" for name, value in offer.arguments)])


def keys_in_force(
    changed: Mapping[str, tuple[str, ...]], registry: CommandRegistry
) -> dict[str, Invocation]:
    """The default keys with the user's changes; a key that was given away goes to its new owner.

    Names of calls that this version does not know are passed over.
    """
    if not changed:
        return dict(DEFAULT_KEYS)
    by_name = {offer_name(offer): offer for offer in offers(registry)}
    mine = {key: by_name[name] for name, keys in changed.items() if name in by_name for key in keys}
    taken = {key.lower() for key in mine}
    kept = {
        key: offer
        for key, offer in DEFAULT_KEYS.items()
        if offer_name(offer) not in changed and key.lower() not in taken
    }
    return kept | mine


def fuzzy_score(query: str, text: str) -> int | None:
    """How well `text` answers: its letters in order, best at the beginning of words; None: not."""
    query, text = query.casefold().replace(" ", ""), text.casefold()
    if (place := text.find(query)) >= 0:
        is_word = place == 0 or not text[place - 1].isalnum()
        return 1000 + (_BONUS if is_word else 0) - place
    score, start = 0, 0
    for letter in query:
        place = text.find(letter, start)
        if place < 0:
            return None
        is_word = place == 0 or not text[place - 1].isalnum()
        score += (_BONUS if is_word else 0) + (_RUN if place == start else 0) - (place - start)
        start = place + 1
    return score


def palette_score(query: str, row: PaletteRow) -> int | None:
    """How well a command answers what was typed; None: not at all.

    Best is its very title; then other words for it, as whole words or their beginnings; then
    a part of its title, scattered letters of it, and last its help.
    """
    query = query.casefold().strip()
    title = row.title.casefold().rstrip("…")
    if query == title:
        return 4000
    parts = query.split()
    if len(query) > 2 and _beginning(parts, f"{title} {row.words.casefold()}") == len(parts):
        in_title = _beginning(parts, title)
        return 3000 + in_title if in_title < len(parts) else 2900
    score = fuzzy_score(query, title)
    if score is not None and score >= 0:
        return score
    return -1000 if len(query) > 2 and query in row.help.casefold() else None


def _beginning(parts: Sequence[str], text: str) -> int:
    """How many of these begin a word of the text."""
    words = text.replace("-", " ").split()
    return sum(any(word.startswith(part) for word in words) for part in parts)
