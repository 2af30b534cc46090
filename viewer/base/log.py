"""Logging that keeps patient data out (SEC-030).

UIDs are replaced by a salted hash. Names and other values are never formatted into messages
by our own code; the libraries whose messages quote values are silenced, and of every warning
only its kind and place are kept.
"""

import hashlib
import logging
import logging.handlers
import re
import secrets
import warnings
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from viewer.base.crash import short_name
from viewer.base.private import private_opener

_log = logging.getLogger(__name__)
_UID = re.compile(r"\b[0-2](?:\.(?:0|[1-9]\d*)){4,}\b")
_QUOTATION = re.compile(r"[\"'`\u201c\u2018/\\]")
_SALT = secrets.token_bytes(16)
_QUOTING_LIBRARIES = ("pydicom", "pynetdicom", "highdicom", "PIL", "urllib3", "keyring")


def hash_uid(uid: str) -> str:
    """A short stand-in for a UID: the same within one run, meaningless outside it."""
    return "uid:" + hashlib.blake2s(uid.encode(), key=_SALT, digest_size=5).hexdigest()


class RedactingFilter(logging.Filter):
    """Replaces UIDs in every message by their hash."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact in place; keep every record."""
        text = record.getMessage()
        record.msg = _UID.sub(lambda match: hash_uid(match.group()), text)
        record.args = None
        return True


def set_up_logging(folder: Path, *, verbose: bool = False) -> None:
    """Write our log to `folder`, five files of 1 MB, redacted."""
    handler = _PrivateFileHandler(
        folder / "radiolucent.log", maxBytes=1_000_000, backupCount=5, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(RedactingFilter())
    logger = logging.getLogger("viewer")
    logger.setLevel(logging.DEBUG if verbose else logging.INFO)
    logger.addHandler(handler)
    logger.propagate = False
    silence_quoting_libraries()


class _PrivateFileHandler(logging.handlers.RotatingFileHandler):
    """Writes files that only their owner can read (SEC-032)."""

    def _open(self) -> TextIOWrapper:
        return TextIOWrapper(open(self.baseFilename, "ab", opener=private_opener), encoding="utf-8")


def _log_warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: Any, **__: Any
) -> None:
    """In place of `warnings.showwarning`: the message may quote values."""
    _log.warning("%s (%s:%d)", category.__name__, short_name(filename), lineno)


def up_to_quotation(text: str) -> str:
    """The beginning of a message of a library, as far as it quotes nothing: no name, no path."""
    return _QUOTATION.split(text, maxsplit=1)[0]


def silence_quoting_libraries() -> None:
    """Stop libraries whose warnings quote data set values from telling anything anywhere.

    Of any other warning the log gets the kind and the place.
    """
    warnings.showwarning = _log_warning
    for name in _QUOTING_LIBRARIES:
        warnings.filterwarnings("ignore", module=rf"{name}(\.|$)")
        library = logging.getLogger(name)
        library.addHandler(logging.NullHandler())
        library.propagate = False
