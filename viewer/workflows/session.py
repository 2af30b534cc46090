"""Session: what was on screen at the end of a run, and what was opened lately, in a private file.

It holds UIDs and numbers, no patient data and no paths (SEC-030, SEC-024): what to open is looked
up in the archive.
"""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from viewer.base.plain_json import LONGEST_FILE, from_plain, parse_json, to_plain
from viewer.base.whole_file import write_whole
from viewer.model.cine import CinePlan
from viewer.model.identity import StudyUid
from viewer.model.snapshot import Snapshot
from viewer.workspace.links import LinkState
from viewer.workspace.tools.brush import Brush

_VERSION: Final = 1
_MOST_RECENT: Final = 12
_MOST_OPEN: Final = 64


@dataclass(frozen=True, slots=True)
class Session:
    """What the next start needs; `recent` begins with the study opened last.

    `studies` are those that were open, also the ones that no cell showed.
    """

    version: int = _VERSION
    snapshot: Snapshot = field(default_factory=Snapshot)
    studies: tuple[StudyUid, ...] = ()
    recent: tuple[StudyUid, ...] = ()
    shows_patient: bool = True
    links: LinkState = field(default_factory=LinkState)
    shows_lines: bool = True
    brush_radius: float = Brush.radius


def with_recent(session: Session, study_uid: StudyUid) -> Session:
    """The session after a study was opened."""
    others = tuple(uid for uid in session.recent if uid != study_uid)
    return replace(session, recent=(study_uid, *others)[:_MOST_RECENT])


def load_session(path: Path) -> Session:
    """The session in a file; an empty one where there is none, or none that can be used."""
    try:
        if path.stat().st_size > LONGEST_FILE:
            return Session()
        session = from_plain(Session, parse_json(path.read_bytes()))
    except (OSError, ValueError):
        return Session()
    if session.version != _VERSION or not _is_sound(session.snapshot):
        return Session()
    return replace(session, studies=session.studies[:_MOST_OPEN])


def save_session(path: Path, session: Session) -> None:
    """Replace the file; OSError where that fails."""
    plain = to_plain(session) | {"version": session.version}
    write_whole(path, json.dumps(plain).encode())


def _is_sound(snapshot: Snapshot) -> bool:
    screens = snapshot.screens
    return (
        1 <= len(screens) <= 16
        and 0 <= snapshot.active_screen < len(screens)
        and snapshot.active_cell >= 0
        and all(len(screen.cells) == len(screen.layout.cells) for screen in screens)
        and all(screen.maximised is None or screen.maximised >= 0 for screen in screens)
        and all(_can_play(cell.plan) for screen in screens for cell in screen.cells if cell)
    )


def _can_play(plan: CinePlan) -> bool:
    return 0.001 <= plan.speed <= 1000 and (plan.first or 0) >= 0 and (plan.last or 0) >= 0
