"""File names made from words of others: nothing in them leads anywhere (SEC-022)."""

import re
from typing import Final

_LONGEST: Final = 80
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def safe_name(text: str) -> str:
    """A name of letters, digits, `.`, `_` and `-` that is no device and not hidden.

    >>> safe_name("../../etc/passwd")
    '_.._etc_passwd'
    >>> safe_name("NUL.dcm"), safe_name("")
    ('_NUL.dcm', '_')
    """
    name = _UNSAFE.sub("_", text).lstrip(".-").rstrip(".")[:_LONGEST]
    return f"_{name}" if not name or _DEVICES.match(name) else name
