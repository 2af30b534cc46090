"""ServerStudies: what studies of servers need, made late: HTTP would slow the start (P2)."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.base.jobs import Job
from viewer.model.archive import StudySource
from viewer.model.display_set import FrameRef
from viewer.model.identity import SeriesUid, StudyUid
from viewer.model.node import Node
from viewer.workflows.open_paths import OpenReport

if TYPE_CHECKING:
    from viewer.net.web.server_files import ServerFiles


class ServerStudies:
    """The studies of DICOMweb servers, and files of theirs here; safe from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: ServerFiles | None = None
        self._lock = threading.Lock()

    def source(self, node: Node, *, job: Job) -> StudySource:
        """The studies of a server, as the browser asks for them, until the job is cancelled."""
        from viewer.net.web.archive import WebArchive

        return WebArchive(node, self._made(), job=job)

    def open(
        self, node: Node, study_uid: StudyUid, series_uid: SeriesUid | None, *, job: Job
    ) -> OpenReport:
        """Open a study of a server; `OpenedBatch`es come before its pixels do."""
        from viewer.workflows.open_on_server import open_on_server

        return open_on_server(node, study_uid, series_uid, files=self._made(), job=job)

    def provide(self, ref: FrameRef) -> Path:
        """See to it that a frame is there, if it is one of a server; returns the file to read."""
        if self._files is None:
            return ref.path
        return self._files.provide_frame(ref.path, ref.frame_index)

    def close(self) -> None:
        """Break off, and leave nothing on the disk."""
        if self._files is not None:
            self._files.close()

    def _made(self) -> "ServerFiles":
        from viewer.net.web.server_files import ServerFiles

        with self._lock:
            if self._files is None:
                self._files = ServerFiles(self._folder)
            return self._files
