"""Build every long-lived object once, by hand, in the order of who needs whom."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from viewer.app.begin_audit import begin_audit, end_audit
from viewer.app.hand_down import hand_down
from viewer.base.lanes import ThreadRunner
from viewer.base.paths import AppPaths
from viewer.commands.builtin import BUILTIN_MODULES
from viewer.commands.registry import CommandRegistry
from viewer.frames.store import FrameStore
from viewer.frames.thumbnails import Thumbnails
from viewer.frames.workers import DecodePool
from viewer.index.annotation_store import AnnotationStore
from viewer.index.archive import SqliteArchive
from viewer.index.errors import ArchiveError
from viewer.index.key_image_store import KeyImageStore
from viewer.qt.parts import Parts
from viewer.settings.store import SettingsStore
from viewer.workflows.bring_back import make_history
from viewer.workflows.hanging_file import own_protocols
from viewer.workflows.keep_marks import keep_annotations, keep_key_images
from viewer.workflows.keep_session import KeptSession
from viewer.workflows.mark_seen import SeenWatch
from viewer.workflows.server_studies import ServerStudies
from viewer.workflows.transfers import Transfers
from viewer.workspace.calibrations import Remeasured
from viewer.workspace.hangings import Hangings
from viewer.workspace.loading import Loading
from viewer.workspace.workspace import Workspace

if TYPE_CHECKING:
    from viewer.net.audit.trail import Recorder
    from viewer.workflows.transfer_queue import Desk


@dataclass(frozen=True, slots=True)
class Program:
    """What lives as long as the program, and how it ends.

    `archive_error` says why the archive is one for this run only, in `archive_folder`.
    """

    parts: Parts
    archive: SqliteArchive
    pool: DecodePool
    seen: SeenWatch
    remeasured: Remeasured
    archive_error: ArchiveError | None = None
    archive_folder: TemporaryDirectory[str] | None = None

    def close(self) -> None:
        """Cancel jobs, end processes and threads, then close files (threading rule 7)."""
        self.parts.kept_session.hold()
        self.parts.workspace.close()
        self.parts.runner.cancel()
        self.parts.servers.close()
        self.pool.close()  # before waiting for threads, which wait for its processes
        self.parts.runner.close()
        self.parts.transfers.close()
        self.parts.frames.close()
        self.parts.kept_session.flush()
        self.parts.kept_annotations.flush()  # when nobody else writes any more
        self.parts.kept_key_images.flush()
        self.archive.close()
        end_audit(self.parts.audit)
        if self.archive_folder is not None:
            self.archive_folder.cleanup()


def build(
    paths: AppPaths, *, post: Callable[[Callable[[], None]], None], keeps_session: bool = True
) -> Program:
    """Build the program; `post` brings closures to this thread, which owns everything made here.

    Without `keeps_session` the next start goes on where the last one with it ended.

    An archive that cannot be used does not keep the images from the screen: an empty one stands
    in for it. Raises ViewerError where not even that can be made.
    """
    paths.create()
    archive, archive_error, archive_folder = _open_archive(paths)
    pool = DecodePool()
    runner = ThreadRunner(post)
    servers = ServerStudies(paths.cache / "servers")
    frames = FrameStore(runner, decode=pool.decode, provide=servers.provide)
    workspace = Workspace(frames, runner)
    settings = SettingsStore(paths.settings_file)
    history = make_history(workspace, archive, runner)
    kept_session = KeptSession(
        paths.session_file, workspace, history=history, archive=archive, runner=runner,
        is_kept=keeps_session,
    )  # fmt: skip
    hand_down(settings, workspace, kept_session)
    audit = begin_audit(paths, settings.value.audit, workspace)
    parts = Parts(
        paths=paths,
        archive=archive,
        runner=runner,
        frames=frames,
        thumbnails=Thumbnails(frames, runner, paths.cache / "thumbnails"),
        workspace=workspace,
        loading=Loading(workspace, frames),
        history=history,
        hangings=Hangings(workspace, own_protocols(paths.hanging_file)),
        kept_session=kept_session,
        kept_annotations=keep_annotations(
            workspace, AnnotationStore(paths.annotations_file), runner
        ),
        kept_key_images=keep_key_images(workspace, KeyImageStore(paths.key_images_file), runner),
        registry=CommandRegistry(BUILTIN_MODULES),
        settings=settings,
        servers=servers,
        transfers=Transfers(lambda: _desk(paths, archive, audit.record), runner),
        audit=audit,
    )
    seen = SeenWatch(archive, runner)
    workspace.display_sets_changed.connect(seen.follow)
    remeasured = Remeasured(workspace)
    return Program(parts, archive, pool, seen, remeasured, archive_error, archive_folder)


def _open_archive(
    paths: AppPaths,
) -> tuple[SqliteArchive, ArchiveError | None, TemporaryDirectory[str] | None]:
    """The archive, or one that stands in for it with the reason and its folder."""
    try:
        return SqliteArchive(paths.index_file), None, None
    except ArchiveError as error:
        folder = TemporaryDirectory(prefix="radiolucent-", ignore_cleanup_errors=True)
        stand_in = Path(folder.name, paths.index_file.name)
        return SqliteArchive(stand_in, stands_in_for=paths.index_file), error, folder


def _desk(paths: AppPaths, archive: SqliteArchive, audit: "Recorder") -> "Desk":
    """What transfers are run with, when the first is wanted."""
    from viewer.workflows.desk import make_desk  # late: the network (P2)

    return make_desk(paths, archive, audit)
