"""What comes by itself: media that are put in, and files in watched folders."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.base.media import Medium, media
from viewer.commands.command import call
from viewer.commands.context import Notice, Tone
from viewer.qt.actions import Actions
from viewer.qt.messages import MessageArea, Offer
from viewer.qt.parts import Parts
from viewer.workflows.find_media import with_dicom
from viewer.workflows.watch_folders import FolderWatch

_LOOK_MS = 4000


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one look has found."""

    media: tuple[Medium, ...]
    new_media: tuple[Medium, ...]
    files: list[Path]


class Sources(QObject):
    """Looks every few seconds, never twice at once: a slow disc only delays the next look.

    Media that are there from the beginning are nothing new.
    """

    def __init__(self, parts: Parts, messages: MessageArea, verbs: Actions) -> None:
        super().__init__(verbs)
        self._parts = parts
        self._messages = messages
        self._verbs = verbs
        self._watch = FolderWatch()
        self._media: tuple[Medium, ...] | None = None
        self.is_looking = False
        timer = QTimer(self, interval=_LOOK_MS)
        timer.timeout.connect(self.look)
        timer.start()
        self.look()

    def look(self) -> None:
        """Look once, unless the last look still goes on."""
        options = self._parts.settings.value.archive
        if self.is_looking or not (options.tells_of_media or options.watched):
            return
        self.is_looking = True
        known, watch = self._media, self._watch
        watched = [Path(folder) for folder in options.watched]

        def see(job: Job) -> _Seen:
            there = media() if options.tells_of_media else ()
            new = () if known is None else tuple(m for m in there if m not in known)
            return _Seen(there, with_dicom(new, job), watch.look(watched, job))

        self._parts.runner.submit(Lane.DISK, see, done=self._apply, failed=self._give_up)

    def _give_up(self, _error: ViewerError) -> None:
        self.is_looking = False

    def _apply(self, seen: _Seen) -> None:
        self.is_looking = False
        self._media = seen.media
        for medium in seen.new_media:
            self._tell(medium)
        if seen.files:
            folders = self._parts.settings.value.archive.watched
            sources = tuple(map(Path, folders))
            self._verbs.run(call("archive.import_paths", paths=seen.files, sources=sources))

    def _tell(self, medium: Medium) -> None:
        run, folders = self._verbs.run, (medium.folder,)
        self._messages.tell(
            Notice(
                Tone.NOTE,
                tr("A disc with DICOM images was put in."),
                hint=tr("Opening reads it from the disc; importing copies it to this computer."),
                detail=str(medium.folder),
            ),
            Offer(tr("Open"), lambda: run(call("study.open_paths", paths=folders))),
            Offer(tr("Import"), lambda: run(call("archive.import_paths", paths=folders))),
        )
