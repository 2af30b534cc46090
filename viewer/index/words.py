"""Text as search sees it: words without accents and case, and the patterns that find them."""

import unicodedata
from collections.abc import Iterable

# Letters that Unicode does not take apart, though people type them without the stroke; and
# katakana as hiragana, for names are typed in either.
_PLAIN_LETTERS = str.maketrans(
    {
        **{chr(code): chr(code - 0x60) for code in range(0x30A1, 0x30F7)},
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ħ": "h",
        "\u0131": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)
_WILDCARDS = "*?"


def fold(text: str) -> str:
    """Take accents, case and width away: `Łódź` -> `lodz`, `ﾔﾏﾀﾞ` -> `やまた`."""
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN_LETTERS)
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", decomposed)
        if not unicodedata.combining(letter)
    )


def _split(text: str, *, also: str = "") -> list[str]:
    separated = (letter if letter.isalnum() or letter in also else " " for letter in fold(text))
    return "".join(separated).split()


def words_of(texts: Iterable[str]) -> list[str]:
    """The words of some texts, folded; anything but letters and digits separates them."""
    return [word for text in texts for word in _split(text)]


def search_words(name: str, *texts: str) -> str:
    """The words that a study is found by; `name` has its groups as in a file.

    Ideographic and phonetic names are also found written without a space, as is usual.
    """
    groups = name.split("=")
    joined = (group.replace("^", "") for group in groups[1:])
    return " ".join(dict.fromkeys(words_of((*groups, *joined, *texts))))


def patterns_of(query: str) -> list[str]:
    """What a query looks for: beginnings of words, in any order.

    `?` stands for one character of a word, `*` for any run of them, also across words.
    """
    runs = (run.rstrip("*") for run in _split(query, also=_WILDCARDS))
    return [run for run in runs if run]


def has_wildcard(pattern: str) -> bool:
    """Whether a pattern is more than the beginning of a word."""
    return any(wildcard in pattern for wildcard in _WILDCARDS)
