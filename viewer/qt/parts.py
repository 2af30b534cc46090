"""Parts: the long-lived objects that the window shows, made by the composition root."""

from dataclasses import dataclass

from viewer.base.lanes import ThreadRunner
from viewer.base.paths import AppPaths
from viewer.commands.registry import CommandRegistry
from viewer.frames.store import FrameStore
from viewer.frames.thumbnails import Thumbnails
from viewer.index.archive import SqliteArchive
from viewer.model.annotation import Annotation
from viewer.model.key_image import KeyImage
from viewer.net.audit.trail import AuditTrail
from viewer.settings.store import SettingsStore
from viewer.workflows.keep_marks import KeptMarks
from viewer.workflows.keep_session import KeptSession
from viewer.workflows.server_studies import ServerStudies
from viewer.workflows.transfers import Transfers
from viewer.workspace.hangings import Hangings
from viewer.workspace.history import History
from viewer.workspace.loading import Loading
from viewer.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Parts:
    """What `app.build` hands to the window."""

    paths: AppPaths
    archive: SqliteArchive
    runner: ThreadRunner
    frames: FrameStore
    thumbnails: Thumbnails
    workspace: Workspace
    loading: Loading
    history: History
    hangings: Hangings
    kept_session: KeptSession
    kept_annotations: KeptMarks[Annotation]
    kept_key_images: KeptMarks[KeyImage]
    registry: CommandRegistry
    settings: SettingsStore
    servers: ServerStudies
    transfers: Transfers
    audit: AuditTrail
