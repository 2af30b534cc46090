"""Names of persons in their three groups (PS3.5 6.2.1)."""

import pytest

from viewer.model.patient import PersonName


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("Doe^Jane^Ann^Dr", "Doe, Jane Ann"),
        ("Doe", "Doe"),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada, Tarou 山田 太郎"),
        ("Hong^Gildong=洪^吉洞=홍^길동", "Hong, Gildong 洪 吉洞"),
        ("=山田^太郎", "山田 太郎"),
        ("==やまだ^たろう", "やまだ たろう"),
        ("", ""),
        ("^^^^", ""),
    ],
)
def test_a_name_is_shown_in_latin_letters_and_ideographs(stored: str, shown: str) -> None:
    assert PersonName.parse(stored).display() == shown


@pytest.mark.parametrize("stored", ["Doe^Jane", "A=B=C", "=B", "==C", ""])
def test_a_name_is_joined_as_it_was_stored(stored: str) -> None:
    assert PersonName.parse(stored).joined() == stored
