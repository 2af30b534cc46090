"""Running: the program behind a window that can be seen, from its first act to its end."""

import gc
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import Qt

from viewer.app.build import build
from viewer.app.crash import catch_crashes
from viewer.app.restart import RESTART
from viewer.app.single_instance import SingleInstance
from viewer.app.wish import WindowWish
from viewer.base.jobs import Job, Lane
from viewer.base.paths import AppPaths
from viewer.commands.command import call
from viewer.commands.context import Notice, Tone
from viewer.dicom.load_pydicom import load_pydicom
from viewer.qt.bridge import GuiBridge
from viewer.qt.links import offer_link
from viewer.qt.main_window import MainWindow
from viewer.qt.notices import BUG, archive_notice, ended_notice
from viewer.qt.screenshot import Screenshot


class Running:
    """Builds the program, furnishes the window, and does what the start asked for.

    Raises ViewerError where the program cannot be built. `end` must be called.
    """

    def __init__(
        self,
        window: MainWindow,
        paths: AppPaths,
        instance: SingleInstance,
        *,
        wish: WindowWish,
        last: Path | None,
    ) -> None:
        self._window = window
        self._wish = wish
        self._bridge = GuiBridge()
        picture = wish.screenshot
        self._program = build(paths, post=self._bridge.post, keeps_session=picture is None)
        parts = self._program.parts
        window.furnish(parts)
        self._camera = None if picture is None else Screenshot(window, parts, picture)
        post = self._bridge.post
        self._undo = catch_crashes(lambda: post(lambda: window.messages.tell(BUG)))
        self._tell_news(last)
        gc.freeze()  # what a start makes stays
        gc.enable()
        self._program.pool.start()
        instance.listen(self._take_over)
        # In one thread: packages with circular imports break when two threads race.
        parts.runner.submit(Lane.DISK, load_readers, done=self._begin)

    def end(self, code: int) -> int:
        """Close everything; returns the exit code, which is `code` unless a picture failed.

        RESTART where the user wants another window.
        """
        self._undo()
        self._window.deleteLater()
        self._program.close()
        if self._camera is not None:
            return self._camera.finish()
        return RESTART if self._window.face.wants_restart else code

    def _begin(self, _: None) -> None:
        wish, camera = self._wish, self._camera
        self._open(wish.paths, wish.link)
        if not wish.paths and not wish.is_sample and camera is None:
            self._program.parts.kept_session.bring_back()
        if wish.is_sample or (camera is not None and not wish.paths):
            self._window.verbs.run(call("study.open_sample"))
        if camera is None:
            self._window.face.network.begin_server()
            self._watch_sources()
            self._window.face.network.begin_transfers()
        else:
            camera.start()

    def _watch_sources(self) -> None:
        from viewer.qt.sources import Sources  # late: nothing of it is wanted before (P2)
        from viewer.qt.upkeep import begin_upkeep

        window = self._window
        if self._program.archive_error is None:
            begin_upkeep(window, self._program.parts, self._program.archive)
        self._sources = Sources(self._program.parts, window.messages, window.verbs)

    def _open(self, paths: Sequence[Path], link: str) -> None:
        self._window.open_paths(paths)
        if link:
            is_on = self._program.parts.settings.value.links.is_on
            offer_link(self._window, link, is_on=is_on)

    def _take_over(self, paths: Sequence[Path], link: str) -> None:
        """A second start was meant for this window."""
        self._open(paths, link)
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()

    def _tell_news(self, last: Path | None) -> None:
        """What went wrong last time, in the settings, and with the list of studies."""
        window, program = self._window, self._program
        if last is not None:
            window.messages.tell(ended_notice(last))
        for problem in program.parts.settings.problems:
            window.messages.tell(Notice(Tone.WARNING, problem))
        if program.archive_error is not None:
            window.messages.tell(*archive_notice(program.archive_error, window.verbs.run))


def load_readers(job: Job) -> None:
    """Import what the first image needs and the first painting does not (P2)."""
    load_pydicom()
    for name in ("viewer.dicom.images", "numpy.ma"):
        import_module(name)
    gc.freeze()  # so that no collection while images are shown goes through all packages (P10)
