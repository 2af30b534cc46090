"""Finding: something about an object that we noticed, tolerated or repaired, for the user."""

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How much a finding matters to a reader."""

    NOTE = "note"  # worth knowing
    WARNING = "warning"  # the picture or a number may mislead
    ERROR = "error"  # something is not shown


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
