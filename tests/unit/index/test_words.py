"""Folding text for search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.index.words import fold, has_wildcard, patterns_of, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Müller", "muller"),
        ("ŁÓDŹ", "lodz"),
        ("Søren Ærø", "soren aero"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("\uff24\uff4f\uff45", "doe"),
        ("ﾔﾏﾀﾞ", "やまた"),
        ("山田", "山田"),
        ("Νίκος", "νικοσ"),
    ],
)
def test_accents_case_and_width_do_not_matter(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_name_falls_into_its_parts_in_every_group() -> None:
    words = words_of(["Yamada^Tarou", "山田^太郎", "やまだ^たろう"])
    assert words == ["yamada", "tarou", "山田", "太郎", fold("やまだ"), fold("たろう")]


def test_anything_but_letters_and_digits_separates_words() -> None:
    assert words_of(["CT-Thorax/Abd.\x00(2)"]) == ["ct", "thorax", "abd", "2"]


def test_a_query_keeps_its_wildcards_but_not_those_that_say_nothing() -> None:
    assert patterns_of("D?e *son * Ja^ne") == ["d?e", "*son", "ja", "ne"]


def test_a_pattern_knows_whether_it_has_wildcards() -> None:
    assert [has_wildcard(pattern) for pattern in ("doe", "d?e", "*e")] == [False, True, True]


@given(st.text())
def test_words_are_free_of_everything_that_a_query_language_could_take_for_its_own(
    text: str,
) -> None:
    assert all(word.isalnum() and word == fold(word) for word in words_of([text]))


@given(st.text(min_size=1), st.text())
def test_the_beginning_of_a_text_begins_its_words(start: str, rest: str) -> None:
    if words := words_of([start]):
        assert words_of([start + rest])[0].startswith(words[0])
