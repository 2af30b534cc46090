"""Step: one thing that the connection doctor tried, and what came of it."""

import time
from dataclasses import dataclass

from viewer.net.errors import NetworkError


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its answer, and for a failure the likely cause and what to do."""

    name: str
    is_good: bool
    answer: str
    what_to_do: str = ""
    detail: str = ""


def failed(name: str, error: NetworkError) -> Step:
    """The step that an error ended."""
    return Step(name, False, error.message, error.hint, error.detail)


def ms(began: float) -> str:
    """The time since `began` (of `time.perf_counter`)."""
    return f"{(time.perf_counter() - began) * 1000:.0f} ms"
