"""CineOptions: how fast a stack plays when its file does not say."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CineOptions:
    """Frames a second where no file names a rate, and the bounds of what a user may set."""

    default_rate: float = 15.0
    slowest_rate: float = 0.5
    fastest_rate: float = 120.0
