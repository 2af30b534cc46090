"""LastAnswers: what nodes told of lately, for when they do not answer."""

import json
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from viewer.base.whole_file import write_whole
from viewer.dicom.identifiers import tag_of
from viewer.model.levels import UNIQUE_KEYS
from viewer.model.query import DicomJson, Level, Query, first_text
from viewer.workflows.heeded_keys import unheeded_keys

# At each level, of all nodes; the oldest answers go first.
_MOST: Final = {Level.PATIENT: 1000, Level.STUDY: 2000, Level.SERIES: 4000, Level.IMAGE: 6000}
_LARGEST_FILE: Final = 16 << 20


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """Something as a node told of it; `when` is ISO 8601 to the minute."""

    node_name: str
    when: str
    match: DicomJson
    level: Level = Level.STUDY

    @property
    def key(self) -> tuple[str, Level, str]:
        """What is kept once."""
        uid = first_text(self.match, tag_of(UNIQUE_KEYS[self.level]))
        if self.level is Level.PATIENT:  # two may have the same ID
            uid += "\\" + first_text(self.match, "00100010")
        return self.node_name, self.level, uid


class LastAnswers:
    """A bounded private file of its own; for any thread."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()

    def keep(
        self, node_name: str, matches: Sequence[DicomJson], *, when: str, query: Query
    ) -> None:
        """Put answers to a query before the older ones; each thing is kept once for each node.

        An answer that lacks the unique keys of the levels above has them from the query.
        """
        above = _unique_of(query)
        answers = (
            KeptAnswer(node_name, when, {**above, **match}, query.level)
            for match in matches[: _MOST[query.level]]
        )
        new = {each.key: each for each in answers}
        with self._lock, suppress(OSError):  # a full disk must not cost the answers themselves
            old = {each.key: each for each in self._read()}
            kept = _newest((new | {key: old[key] for key in old if key not in new}).values())
            write_whole(self._file, json.dumps([_plain(each) for each in kept]).encode())

    def find(self, node_name: str, query: Query) -> list[KeptAnswer]:
        """What a node told earlier and fits the query."""
        with self._lock:
            kept = self._read()
        fitting = (
            each
            for each in kept
            if (each.node_name, each.level) == (node_name, query.level)
            and not unheeded_keys(query.keys, each.match)
        )
        return list(islice(fitting, query.limit or None))

    def forget(self) -> None:
        """Keep none."""
        with self._lock, suppress(OSError):
            self._file.unlink(missing_ok=True)

    def _read(self) -> list[KeptAnswer]:
        """What is kept; nothing of a file that is not ours."""
        try:
            if self._file.stat().st_size > _LARGEST_FILE:
                return []
            rows = json.loads(self._file.read_bytes())
            return [_answer(row) for row in rows]
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return []


def _unique_of(query: Query) -> DicomJson:
    """The unique keys of a query as an answer has them."""
    keys = {tag_of(key): query.keys.get(key, "") for key in UNIQUE_KEYS.values()}
    is_one = {
        tag: value and not any(sign in value for sign in "*?\\") for tag, value in keys.items()
    }
    return {tag: {"Value": [value]} for tag, value in keys.items() if is_one[tag]}


def _newest(answers: Iterable[KeptAnswer]) -> Iterator[KeptAnswer]:
    counts = Counter[Level]()
    for each in answers:
        counts[each.level] += 1
        if counts[each.level] <= _MOST[each.level]:
            yield each


def _plain(answer: KeptAnswer) -> dict[str, Any]:
    level = answer.level.value
    return {"node": answer.node_name, "when": answer.when, "level": level, "match": answer.match}


def _answer(row: dict[str, Any]) -> KeptAnswer:
    match = {str(tag): dict(value) for tag, value in row["match"].items()}
    for each in match.values():
        if not isinstance(each.get("Value", []), list):
            raise TypeError
    level = Level(row.get("level", Level.STUDY.value))
    return KeptAnswer(str(row["node"]), str(row["when"]), match, level)
