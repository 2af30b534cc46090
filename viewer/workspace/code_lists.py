"""Findings and sites that are offered: short lists of SNOMED CT concepts, and free text."""

import json
from functools import cache
from hashlib import sha256

from viewer.base.resources import resource_path
from viewer.model.code import Code

_FREE = "99RADIOLUCENT"  # PS3.3 8.2: a private coding scheme begins with 99


@cache
def findings() -> tuple[Code, ...]:
    """What a lesion may be, by its English meaning as files carry it."""
    return _codes("findings")


@cache
def sites() -> tuple[Code, ...]:
    """Where a lesion may be."""
    return _codes("sites")


def free_text(meaning: str) -> Code | None:
    """A concept in the user's own words, None for no words; one in a list is taken from there."""
    words = meaning.strip()[:64]  # Code Meaning is a Long String
    known = {code.meaning.casefold(): code for code in (*findings(), *sites())}
    if not words:
        return None
    value = sha256(words.casefold().encode()).hexdigest()[:16].upper()  # a Short String
    return known.get(words.casefold()) or Code(value, _FREE, words)


def _codes(name: str) -> tuple[Code, ...]:
    read = json.loads(resource_path("codes", f"{name}.json").read_text(encoding="utf-8"))
    return tuple(
        Code(value, read["scheme"], meaning) for value, meaning in read["meanings"].items()
    )
