"""Tags as people write them."""

import re

from pydicom.datadict import tag_for_keyword

_TAG = re.compile(r"\(?([0-9A-Fa-f]{4}),?([0-9A-Fa-f]{4})\)?")


def tag_from_text(text: str) -> int | None:
    """The tag of a keyword, `0010,0010`, `(0010,0010)` or `00100010`; None for anything else."""
    if match := _TAG.fullmatch(text):
        return int(match[1] + match[2], 16)
    return tag_for_keyword(text) if text else None  # elements without a keyword are not meant
