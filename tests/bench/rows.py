"""One measured comparison, and the table of all."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """Ours against one peer or limit; `holds` is None where there is nothing to hold."""

    bench: str
    what: str
    ours: float
    unit: str
    peer: str = ""
    theirs: float | None = None
    ratio: float | None = None
    budget: str = ""
    holds: bool | None = None


def at_least(
    bench: str, what: str, unit: str, *, ours: float, peer: str, theirs: float, times: float
) -> Row:
    """A row that holds when the peer takes at least `times` as long as we do."""
    ratio = theirs / ours
    return Row(
        bench, what, ours, unit, peer, theirs, ratio, f">= {times:g} x faster", ratio >= times
    )


def at_most(
    bench: str, what: str, unit: str, *, ours: float, peer: str, theirs: float, times: float
) -> Row:
    """A row that holds when we take at most `times` what the peer or the limit takes."""
    ratio = ours / theirs
    return Row(bench, what, ours, unit, peer, theirs, ratio, f"<= {times:g} x", ratio <= times)


def within(bench: str, what: str, unit: str, ours: float, limit: float) -> Row:
    """A row that holds when we stay under a fixed limit."""
    return Row(bench, what, ours, unit, budget=f"<= {limit:g} {unit}", holds=ours <= limit)


def missing(bench: str, peer: str, why: str) -> Row:
    """A peer that could not be measured here."""
    return Row(bench, f"({why})", float("nan"), "", peer)


def as_table(rows: Sequence[Row]) -> str:
    """The rows as text, one a line, columns aligned."""
    head = ("", "what", "ours", "against", "theirs", "ratio", "budget", "holds")
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def as_json(rows: Sequence[Row]) -> str:
    """The rows as a JSON list; what was not measured is null."""
    text = [
        {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in asdict(row).items()}
        for row in rows
    ]
    return json.dumps(text, indent=1)


def _cells(row: Row) -> tuple[str, ...]:
    verdict = {True: "yes", False: "NO", None: "-"}[row.holds]
    return (
        row.bench,
        row.what,
        _amount(row.ours, row.unit),
        row.peer,
        _amount(row.theirs, row.unit),
        "" if row.ratio is None else f"{row.ratio:.2f}",
        row.budget,
        verdict,
    )


def _amount(value: float | None, unit: str) -> str:
    if value is None or math.isnan(value):
        return ""
    return f"{value:.4g} {unit}".strip()
