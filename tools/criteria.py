"""Which tests cite which criterion: docs/criteria.toml against the source of tests/."""

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_NUMBER = re.compile(r"\b(DC|SEC)-(\d{3})\b")
_RANGE = re.compile(r"\b(DC|SEC)-(\d{3}) to (?:DC|SEC)-(\d{3})\b")


@dataclass(frozen=True)
class Criterion:
    """One promise; `later` says why nothing holds it yet."""

    number: str
    what: str
    later: str = ""


def criteria() -> list[Criterion]:
    """All of them, in the order of the table."""
    table = tomllib.loads((ROOT / "docs" / "criteria.toml").read_text(encoding="utf-8"))
    return [Criterion(number, **values) for number, values in table.items()]


def citations() -> dict[str, list[str]]:
    """Number -> the test files that cite it, alone or within a range."""
    known = [each.number for each in criteria()]
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        name = file.relative_to(ROOT / "tests").as_posix()
        cited = {match.group() for match in _NUMBER.finditer(text)}
        for kind, first, last in _RANGE.findall(text):
            cited |= {n for n in known if f"{kind}-{first}" <= n <= f"{kind}-{last}"}
        for number in sorted(cited):
            found[number].append(name)
    return found
