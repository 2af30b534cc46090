"""LastAnswers: studies that nodes told of lately, for when they do not answer."""

import json
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from viewer.base.whole_file import write_whole
from viewer.model.query import DicomJson, Level, Query, first_text
from viewer.workflows.heeded_keys import unheeded_keys

_MOST: Final = 2000  # studies, of all nodes; the oldest answers go first
_LARGEST_FILE: Final = 16 << 20
_STUDY_UID: Final = "0020000D"


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A study as a node told of it; `when` is ISO 8601 to the minute."""

    node_name: str
    when: str
    match: DicomJson


class LastAnswers:
    """A bounded private file of its own; for any thread."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()

    def keep(self, node_name: str, matches: Sequence[DicomJson], *, when: str) -> None:
        """Put answers before the older ones; a study is kept once for each node."""
        new = {
            (node_name, first_text(match, _STUDY_UID)): KeptAnswer(node_name, when, match)
            for match in matches
        }
        with self._lock, suppress(OSError):  # a full disk must not cost the answers themselves
            old = {
                (each.node_name, first_text(each.match, _STUDY_UID)): each for each in self._read()
            }
            kept = list((new | {key: old[key] for key in old if key not in new}).values())[:_MOST]
            write_whole(self._file, json.dumps([_plain(each) for each in kept]).encode())

    def find(self, node_name: str, query: Query) -> list[KeptAnswer]:
        """What a node told earlier and fits the query; nothing for other levels than studies."""
        if query.level is not Level.STUDY:
            return []
        with self._lock:
            kept = self._read()
        fitting = (
            each
            for each in kept
            if each.node_name == node_name and not unheeded_keys(query.keys, each.match)
        )
        return list(fitting)[: query.limit or _MOST]

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


def _plain(answer: KeptAnswer) -> dict[str, Any]:
    return {"node": answer.node_name, "when": answer.when, "match": answer.match}


def _answer(row: dict[str, Any]) -> KeptAnswer:
    match = {str(tag): dict(value) for tag, value in row["match"].items()}
    for each in match.values():
        if not isinstance(each.get("Value", []), list):
            raise TypeError
    return KeptAnswer(str(row["node"]), str(row["when"]), match)
