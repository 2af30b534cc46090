"""WEB: DICOMweb against DCMTK's tools, all with the same Orthanc in the same run (network.md)."""

import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from tests.bench.inputs import ct_files
from tests.bench.rows import Row, at_least, missing, within
from tests.bench.timing import process_ms, times_ms
from tests.bench.window import RunningProgram, running_program
from tests.support.peers import Orthanc, free_port, orthanc
from tests.support.sending import send_files
from viewer.base.jobs import Job
from viewer.commands.command import call
from viewer.model.node import LocalNode, Node, RetrieveMethod
from viewer.model.query import Level, Query
from viewer.net.association import associate
from viewer.net.contexts import VERIFICATION, Context
from viewer.net.echo import echo
from viewer.net.inbox import Inbox
from viewer.net.node_store import NodeStore
from viewer.net.web.qido import find_web
from viewer.net.web.wado import retrieve_web

_OWN = "RADIOLUCENT"
_NAME = "archive"
_SLICES = 60


def run(folder: Path, *, quick: bool) -> list[Row]:
    """One study of 500 CT files, and 200 studies to query for."""
    os.environ["TCP_NODELAY"] = "1"  # for DCMTK's tools, without which they wait (network.md)
    needed = ("Orthanc", "getscu", "movescu", "findscu")
    if lacking := [name for name in needed if shutil.which(name) is None]:
        return [missing("WEB", ", ".join(lacking), "not installed")]
    files = ct_files(folder / "files", studies=1, slices=100 if quick else 500, size=512)
    ct_files(folder / "many", studies=200, slices=1, size=16, seed=3)
    ct_files(folder / "first", studies=5, slices=_SLICES, size=512, seed=4)
    port, peer_folder = free_port(), folder / "orthanc"
    peer_folder.mkdir()
    with orthanc(peer_folder, own_ae_title=_OWN, own_port=port) as pacs:
        web = Node(_NAME, web_url=pacs.web_url)
        for part in ("files", "many", "first"):
            assert send_files([folder / part], node=web, own_ae_title=_OWN, job=Job()).is_complete
        bench = _Bench(folder, pacs, web, port, len(files))
        return [*bench.retrieve(), bench.find(), *bench.first_images()]


class _Bench:
    """The measurements, all with one peer."""

    def __init__(self, folder: Path, pacs: Orthanc, web: Node, port: int, count: int) -> None:
        self._folder = folder
        self._pacs = pacs
        self._web = web
        self._port = port
        self._count = count
        (self._study,) = self._studies_of(count)
        self._turns = 0

    def _studies_of(self, count: int) -> list[str]:
        return [
            str(match["0020000D"]["Value"][0])
            for match in find_web(self._web, Query(), job=Job())
            if match["00201208"]["Value"] == [count]
        ]

    def _new_folder(self) -> Path:
        self._turns += 1
        folder = self._folder / f"in-{self._turns}"
        folder.mkdir()
        return folder

    def _best(self, work: Callable[[], object]) -> float:
        return min(times_ms(work, 3))

    def retrieve(self) -> list[Row]:
        """The whole study, onto the disk."""
        keys = ["-k", "QueryRetrieveLevel=STUDY", "-k", f"StudyInstanceUID={self._study}"]
        node = self._pacs.node
        where = [node.host, str(node.port)]

        def ours() -> None:
            inbox = Inbox(self._new_folder(), is_durable=False)
            asked = {"StudyInstanceUID": self._study}
            counts = retrieve_web(self._web, asked, inbox=inbox, job=Job())
            assert (counts.completed, counts.failed) == (self._count, 0)

        def tool(*command: str) -> Callable[[], float]:
            def work() -> float:
                into = self._new_folder()
                words = [*command, "-S", *keys, "-aec", node.ae_title, "-od", str(into), *where]
                took = process_ms(words, limit_s=60)
                assert len(list(into.iterdir())) == self._count
                return took

            return work

        own = self._best(ours)
        get = self._best(tool("getscu"))
        move = self._best(tool("movescu", "-aet", _OWN, "-aem", _OWN, "+P", str(self._port)))
        what = f"retrieve {self._count} CT files by WADO-RS"
        return [
            at_least("WEB", what, "ms", ours=own, peer="DCMTK getscu", theirs=get, times=1),
            at_least("WEB", what, "ms", ours=own, peer="DCMTK movescu", theirs=move, times=1),
        ]

    def find(self) -> Row:
        """All studies, every answer read."""
        node = self._pacs.node
        words = ["findscu", "-S", "-aec", node.ae_title, "-k", "QueryRetrieveLevel=STUDY"]
        for key in ("PatientName", "PatientID", "StudyDate", "StudyInstanceUID"):
            words += ["-k", key]
        words += [node.host, str(node.port)]
        theirs = self._best(lambda: subprocess.run(words, check=True, capture_output=True))
        query = Query(Level.STUDY)
        own = self._best(lambda: list(find_web(self._web, query, job=Job())))
        # Shown beside each other: no budget is set for it.
        what = "query 206 studies by QIDO-RS"
        return Row("WEB", what, own, "ms", "DCMTK findscu", theirs, own / theirs)

    def first_images(self) -> list[Row]:
        """From the wish to see a study of the server to the first image, painted, by each way."""
        pacs = self._pacs.node
        ways: dict[str, Callable[[RunningProgram, str], None]] = {
            "WADO-RS": partial(_retrieve, node_name=_NAME),
            "C-MOVE": partial(_retrieve, node_name="move"),
            "C-GET": partial(_retrieve, node_name="get"),
            "single frames": _open_on_server,
        }
        uids, times = self._studies_of(_SLICES), {}
        for name, way in ways.items():
            home = self._new_folder()  # nothing is there yet
            nodes = NodeStore(home / "config")
            nodes.set_local(LocalNode(_OWN, port=self._port))
            nodes.put(self._web)
            for method in (RetrieveMethod.MOVE, RetrieveMethod.GET):
                nodes.put(replace(pacs, name=method.value, retrieve=method))
            with running_program(home) as running:
                times[name] = [_open(running, partial(way, running, uid)) for uid in uids]
        with associate(pacs, [Context(VERIFICATION)], own_ae_title=_OWN, job=Job()) as association:
            one_echo = echo(association) * 1000
        what = "first image of a study by {}, above one C-ECHO"
        return [
            within("WEB", what.format(name), "ms", statistics.median(taken) - one_echo, 300)
            for name, taken in times.items()
        ]


def _retrieve(running: RunningProgram, study_uid: str, *, node_name: str) -> None:
    running.window.verbs.run(call("network.retrieve", node_name=node_name, study_uid=study_uid))


def _open_on_server(running: RunningProgram, study_uid: str) -> None:
    running.window.browser.opened_on_server.emit(_NAME, study_uid, None)


def _open(running: RunningProgram, begin: Callable[[], None]) -> float:
    """Milliseconds until an image is painted; then the study is closed again."""
    cell = running.window.grid.active
    before = cell.canvas.picture

    def is_painted() -> bool:
        return cell.canvas.picture is not None and cell.canvas.picture is not before

    start = time.perf_counter()
    begin()
    running.spin_until(is_painted)
    took = (time.perf_counter() - start) * 1000
    running.settle()
    running.program.parts.workspace.close_all()
    running.settle()
    return took
