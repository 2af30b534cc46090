"""Build every long-lived object once, by hand, in the order of who needs whom."""

from collections.abc import Callable
from dataclasses import dataclass

from viewer.base.lanes import ThreadRunner
from viewer.base.paths import AppPaths
from viewer.commands.builtin import BUILTIN_MODULES
from viewer.commands.registry import CommandRegistry
from viewer.frames.store import FrameStore
from viewer.frames.thumbnails import Thumbnails
from viewer.frames.workers import DecodePool
from viewer.index.archive import SqliteArchive
from viewer.qt.parts import Parts
from viewer.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Program:
    """What lives as long as the program, and how it ends."""

    parts: Parts
    archive: SqliteArchive
    pool: DecodePool

    def close(self) -> None:
        """Cancel jobs, end processes and threads, then close files (threading rule 7)."""
        self.parts.workspace.close()
        self.pool.close()
        self.parts.runner.close()
        self.parts.frames.close()
        self.archive.close()


def build(paths: AppPaths, *, post: Callable[[Callable[[], None]], None]) -> Program:
    """Build the program; `post` brings closures to this thread, which owns everything made here.

    Raises ViewerError when the archive cannot be opened.
    """
    paths.create()
    archive = SqliteArchive(paths.index_file)
    pool = DecodePool()
    runner = ThreadRunner(post)
    frames = FrameStore(runner, decode=pool.decode)
    parts = Parts(
        paths=paths,
        archive=archive,
        runner=runner,
        frames=frames,
        thumbnails=Thumbnails(frames, runner, paths.cache / "thumbnails"),
        workspace=Workspace(frames, runner),
        registry=CommandRegistry(BUILTIN_MODULES),
    )
    return Program(parts, archive, pool)
