"""A retrieve of one study from a node that is scripted, and what is left of it on our side."""

from collections.abc import Callable
from pathlib import Path

from tests.support.builders import uid
from tests.support.dimse_peer import Talk, dimse_peer
from tests.support.peers import free_port
from viewer.base.jobs import Job
from viewer.index.archive import SqliteArchive
from viewer.model.identity import StudyUid
from viewer.model.node import LocalNode, RetrieveMethod
from viewer.net.dimse import Command
from viewer.net.outcome import TransferReport
from viewer.net.receiver import ThreadReceiver
from viewer.workflows.reception import Reception
from viewer.workflows.retrieve import Station, retrieve

_METHODS = {Command.C_GET: RetrieveMethod.GET, Command.C_MOVE: RetrieveMethod.MOVE}


class Here:
    """Our side: a folder, an archive, and what lies in them."""

    def __init__(self, folder: Path, service: Command = Command.C_GET) -> None:
        self._service = service
        self.local = LocalNode(port=free_port())
        self.folder = folder / "in"
        self.archive = SqliteArchive(folder / "index.sqlite")
        reception = Reception(self.folder, lambda hear: ThreadReceiver(self.folder, told=hear))
        self.station = Station(lambda: self.local, self.folder, self.archive, reception)

    def fetch(
        self,
        files: list[Path],
        script: Callable[[Talk], None],
        *,
        job: Job | None = None,
        answer_s: float = 30,
    ) -> TransferReport:
        with dimse_peer(files, script, answer_s=answer_s, service=self._service) as node:
            return retrieve(
                node,
                {"StudyInstanceUID": uid("study")},
                method=_METHODS[self._service],
                station=self.station,
                job=job or Job(),
            )

    def close(self) -> None:
        self.station.reception.close()
        self.archive.close()

    def kept(self) -> list[Path]:
        """The files under their names: each is whole and listed, and there is nothing else."""
        kept = sorted(self.folder.rglob("*.dcm"))
        assert sorted(path for path in self.folder.rglob("*") if path.is_file()) == kept
        listed = {row.path for row in self.archive.instances(StudyUid(uid("study")))}
        assert listed == {path for path in kept if "-" not in path.name}
        return kept


def same_pixels(kept: list[Path], files: list[Path]) -> bool:
    """Whether each file that was kept ends as one of those that were sent."""
    tails = {path.read_bytes()[-500:] for path in files}
    return all(path.read_bytes()[-500:] in tails for path in kept)
