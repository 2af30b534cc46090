"""A study that is opened has been seen."""

import logging
from collections.abc import Sequence

from viewer.base.errors import ViewerError
from viewer.base.jobs import JobRunner, Lane
from viewer.index.archive import SqliteArchive
from viewer.model.display_set import DisplaySet
from viewer.model.identity import StudyUid

_log = logging.getLogger(__name__)


class SeenWatch:
    """Marks studies in the archive when their images come into the window.

    A study that is only thumbnails or a prior beside another counts too: it was on screen.
    """

    def __init__(self, archive: SqliteArchive, runner: JobRunner) -> None:
        self._archive = archive
        self._runner = runner
        self._open = frozenset[StudyUid]()

    def follow(self, sets: Sequence[DisplaySet]) -> None:
        """Take note of what is open now."""
        now = frozenset(each.study_uid for each in sets)
        fresh, self._open = sorted(now - self._open), now
        if fresh:
            self._runner.submit(
                Lane.INDEX,
                lambda job: self._archive.mark_seen(fresh),
                failed=_write_down,
            )


def _write_down(error: ViewerError) -> None:
    _log.warning("studies could not be marked as seen: %s", type(error).__name__)
