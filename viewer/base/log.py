"""Logging that keeps patient data out (SEC-030).

UIDs are replaced by a salted hash. Names and other values are never formatted into messages
by our own code; the libraries whose messages quote values are silenced.
"""

import hashlib
import logging
import logging.handlers
import re
import secrets
import warnings
from pathlib import Path

_UID = re.compile(r"\b[0-2](?:\.(?:0|[1-9]\d*)){4,}\b")
_SALT = secrets.token_bytes(16)
_QUOTING_LIBRARIES = ("pydicom", "pynetdicom", "highdicom", "PIL")


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
    handler = logging.handlers.RotatingFileHandler(
        folder / "radiolucent.log", maxBytes=1_000_000, backupCount=5, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(RedactingFilter())
    logger = logging.getLogger("viewer")
    logger.setLevel(logging.DEBUG if verbose else logging.INFO)
    logger.addHandler(handler)
    logger.propagate = False
    silence_quoting_libraries()


def silence_quoting_libraries() -> None:
    """Stop libraries whose warnings quote data set values from telling anything anywhere."""
    for name in _QUOTING_LIBRARIES:
        warnings.filterwarnings("ignore", module=rf"{name}(\.|$)")
        library = logging.getLogger(name)
        library.addHandler(logging.NullHandler())
        library.propagate = False
