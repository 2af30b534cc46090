"""Where an element stands: paths of tags and item numbers, and two data sets side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from viewer.model.tag import TagRow

_ITEM = 0xFFFEE000

Path = tuple[int, ...]  # tag, item number from 1, tag, ...


def paths_of(rows: Sequence[TagRow]) -> list[Path]:
    """The path of every row; that of an item ends with its number."""
    paths: list[Path] = []
    prefixes: list[Path] = [()]  # by depth: the item that elements of it stand in
    latest: list[Path] = [()]  # by depth: the element met last
    counts: list[int] = [0]  # by depth: the items of that element so far
    for row in rows:
        depth = row.depth
        if row.tag == _ITEM:
            counts[depth - 1] += 1
            path = (*latest[depth - 1], counts[depth - 1])
            del prefixes[depth:], latest[depth:], counts[depth:]
            prefixes.append(path)
            latest.append(path)
            counts.append(0)
        else:
            path = (*prefixes[depth], row.tag)
            latest[depth], counts[depth] = path, 0
        paths.append(path)
    return paths


def path_text(rows: Sequence[TagRow], paths: Sequence[Path], index: int) -> str:
    """A path as one writes it in code: `ROIContourSequence[0].ContourSequence[2]`."""
    names = {path: row.keyword or row.tag_text for path, row in zip(paths, rows, strict=True)}
    path, text = paths[index], ""
    for end in range(1, len(path) + 1):
        if end % 2:
            text += ("." if text else "") + names[path[:end]]
        else:
            text += f"[{path[end - 1] - 1}]"
    return text


class Difference(Enum):
    """How a row of two compared data sets stands."""

    SAME = ""
    CHANGED = "≠"
    INSIDE = "…"  # something below it differs
    ONLY_FIRST = "−"  # noqa: RUF001 - a sign for the eye; not in the second
    ONLY_SECOND = "+"


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One element of the first data set, or of the second if only that has it."""

    row: TagRow
    path: Path
    other: str
    difference: Difference


def compare(first: Sequence[TagRow], second: Sequence[TagRow]) -> list[ComparedRow]:
    """The elements of both in order of their paths, each with its value in the second."""
    here = dict(zip(paths_of(first), first, strict=True))
    there = dict(zip(paths_of(second), second, strict=True))
    compared = {
        path: _compared(path, here.get(path), there.get(path))
        for path in sorted(here.keys() | there.keys())
    }
    for path, found in list(compared.items()):
        if found.difference in (Difference.SAME, Difference.INSIDE):
            continue
        for end in range(1, len(path)):
            outer = compared.get(path[:end])
            if outer is not None and outer.difference is Difference.SAME:
                compared[path[:end]] = ComparedRow(
                    outer.row, outer.path, outer.other, Difference.INSIDE
                )
    return list(compared.values())


def _compared(path: Path, here: TagRow | None, there: TagRow | None) -> ComparedRow:
    if here is None:
        assert there is not None, "a path comes from one of the two"
        return ComparedRow(there, path, there.value, Difference.ONLY_SECOND)
    if there is None:
        return ComparedRow(here, path, "", Difference.ONLY_FIRST)
    is_same = (here.value, here.vr) == (there.value, there.vr)
    difference = Difference.SAME if is_same else Difference.CHANGED
    return ComparedRow(here, path, there.value, difference)
