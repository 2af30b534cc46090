"""Phases: display sets of one series that show the same places at other times or settings.

Such are echoes, b-values and time points (DC-085, DC-102): one can move through space and
through phases separately.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from viewer.model.display_set import DisplaySet
from viewer.workspace.viewport import Viewport

_SAME_MM: Final = 0.01


@dataclass(frozen=True, slots=True)
class Phases:
    """All phases in order, and which of them is shown."""

    sets: tuple[DisplaySet, ...]
    index: int


def phases_of(shown: DisplaySet | None, sets: Sequence[DisplaySet]) -> Phases | None:
    """The phases that a display set is one of; None where it stands alone."""
    if shown is None or not shown.planes:
        return None
    alike = [each for each in sets if each.key == shown.key or is_phase_of(each, shown)]
    keys = [each.key for each in alike]
    if len(alike) < 2 or shown.key not in keys:
        return None
    return Phases(tuple(alike), keys.index(shown.key))


def is_phase_of(one: DisplaySet, other: DisplaySet) -> bool:
    """Whether two display sets show the same places: ends and middle, size and direction."""
    if _kind(one) != _kind(other):
        return False
    count = len(one.planes)
    return all(
        abs(a - b) <= _SAME_MM
        for place in {0, count // 2, count - 1}
        for a, b in zip(_numbers(one, place), _numbers(other, place), strict=True)
    )


def go_to_phase(viewport: Viewport, phases: Phases, index: int) -> None:
    """Show another phase at the same place, seen in the same way; beyond the ends it goes round."""
    chosen = phases.sets[index % len(phases.sets)]
    if viewport.display_set is not None and chosen.key != viewport.display_set.key:
        viewport.update_display_set(chosen, index=viewport.view.index)


def _kind(shown: DisplaySet) -> tuple[object, ...]:
    count = len(shown.planes)
    return shown.series_uid, shown.sop_class_uid, shown.rows, shown.columns, count


def _numbers(shown: DisplaySet, place: int) -> tuple[float, ...]:
    plane = shown.planes[place]
    return (*plane.position_lps, *plane.row_direction, *plane.column_direction)
