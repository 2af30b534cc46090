"""Findings and sites against the concept dictionary of pydicom, made from the standard."""

import pytest
from pydicom.sr._concepts_dict import concepts

from viewer.model.code import Code
from viewer.workspace.code_lists import findings, free_text, sites

STANDARD = {code: True for named in concepts["SCT"].values() for code in named}


@pytest.mark.parametrize("code", [*findings(), *sites()], ids=lambda code: code.meaning)
def test_every_concept_is_one_of_the_standard(code: Code) -> None:
    assert code.scheme == "SCT"
    assert code.value in STANDARD
    named = {name for name, by_code in concepts["SCT"].items() if code.value in by_code}
    meanings = {by_code[code.value][0] for n, by_code in concepts["SCT"].items() if n in named}
    words = "".join(code.meaning.split()).casefold()
    told = {name.casefold() for name in named} | {"".join(m.split()).casefold() for m in meanings}
    assert any(words in each for each in told), (code.meaning, told)


def test_no_concept_is_offered_twice() -> None:
    codes = [*findings(), *sites()]
    assert len({code.value for code in codes}) == len(codes)


def test_own_words_that_are_a_concept_become_it() -> None:
    assert free_text(" nodule ") == Code("27925004", "SCT", "Nodule")


def test_own_words_are_a_code_of_a_private_scheme_that_fits_its_attributes() -> None:
    first, other = free_text("Verdächtiges Areal A"), free_text("Verdächtiges Areal B")
    assert first is not None
    assert first.meaning == "Verdächtiges Areal A"
    assert first.scheme.startswith("99")
    assert len(first.value) <= 16
    assert len(first.scheme) <= 16
    assert first != other
    assert first == free_text("verdächtiges areal a")


@pytest.mark.parametrize("nothing", ["", "   "])
def test_no_words_are_no_concept(nothing: str) -> None:
    assert free_text(nothing) is None


def test_words_that_are_too_long_for_a_code_meaning_are_cut() -> None:
    code = free_text("x" * 200)
    assert code is not None
    assert len(code.meaning) == 64
