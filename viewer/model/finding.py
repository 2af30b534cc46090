"""Finding: something about an object that we noticed, tolerated or repaired, for the user."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

_KEYWORD: Final = re.compile(r"(?:[A-Z]+[a-z]+\w*)+")
_NEXT_WORD: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=VOI)(?=LUT)|(?<=[A-Z])(?=[A-Z][a-z])")


class Severity(Enum):
    """How much a finding matters to a reader."""

    NOTE = "note"  # worth knowing
    WARNING = "warning"  # the picture or a number may mislead
    ERROR = "error"  # something is not shown


class FindingKind(Enum):
    """What a finding is about, where a reader looks for it by name."""

    MISSING = "missing"  # slices of a stack
    IRREGULAR = "irregular"  # gaps between slices
    TILT = "tilt"
    DUPLICATE = "duplicate"  # positions
    WINDOW = "window"
    INCOMPLETE = "incomplete"  # part of the pixel data is not there
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Finding:
    """One deviation in plain words.

    `where` is a tag keyword, a frame or "file"; `what` one sentence; `reference` the section
    of the standard or our criterion (DC-, SEC-). No field quotes patient data.
    """

    severity: Severity
    where: str
    what: str
    what_to_do: str = ""
    reference: str = ""
    kind: FindingKind = FindingKind.OTHER

    @property
    def subject(self) -> str:
        """The name of the element, where `what` leaves its subject to it; else ""."""
        if self.kind is not FindingKind.OTHER or not _KEYWORD.fullmatch(self.where):
            return ""
        return _NEXT_WORD.sub(" ", self.where)

    @property
    def sentence(self) -> str:
        """What was noticed and what to do, in English."""
        told = " ".join(filter(None, (self.what, self.what_to_do)))
        return f"{self.subject}: {told}" if self.subject else told
