"""N1: transfers of a CT study, each against DCMTK's tool for it, in one run."""

import math
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.inputs import ct_files
from tests.bench.rows import Row, at_least, missing
from tests.bench.slow_link import slow_link
from tests.bench.timing import times_ms
from tests.support.hosts import HERE, Host
from tests.support.peers import Orthanc, free_port, orthanc, running
from tests.support.sending import send_files
from viewer.base.jobs import Job
from viewer.index.archive import SqliteArchive
from viewer.model.node import LocalNode, Node, RetrieveMethod
from viewer.model.query import Level, Query, first_text
from viewer.net.find import find
from viewer.net.inbox import Inbox
from viewer.net.receiver import ThreadReceiver
from viewer.net.server import ServerOptions, StorageServer
from viewer.workflows.reception import Reception
from viewer.workflows.retrieve import Station, retrieve

_OWN = "RADIOLUCENT"
_SERIES = 5
_FAR_S = 0.005  # one way
_DIRECT = {**os.environ, "TCP_NODELAY": "1"}  # what DCMTK needs not to wait for itself


def run(folder: Path, *, quick: bool, host: Host = HERE) -> list[Row]:
    """Receive, send, retrieve and query; a row for each peer's tool, which runs on `host`."""
    tools = ("storescp", "storescu", "getscu", "movescu", "findscu", "Orthanc")
    if gone := [tool for tool in tools if shutil.which(tool) is None]:
        return [missing("N1", ", ".join(gone), "not installed")]
    slices = 100 if quick else 500
    files = ct_files(folder / "files", studies=1, slices=slices, size=512, series=_SERIES)
    own_port = free_port()
    (folder / "peer").mkdir()
    with ExitStack() as stack:
        pacs = stack.enter_context(
            orthanc(folder / "peer", own_ae_title=_OWN, own_port=own_port, host=host)
        )
        rows = [_receive(folder, slices, host), *_send(folder, pacs, slices, host)]
        study = _study_of(pacs.node)
        assert len(files) == slices
        return [
            *rows,
            *_retrieve(folder, pacs, study, own_port),
            *(_retrieve_from_afar(folder, pacs, study) if host is HERE else ()),
            _find(pacs.node, study, slices // _SERIES),
        ]


def _best(work: Callable[[], object], repeats: int = 3) -> float:
    return min(times_ms(work, repeats)) / 1000


def _tool(*command: object) -> None:
    subprocess.run([*map(str, command)], check=True, capture_output=True, timeout=120, env=_DIRECT)


@contextmanager
def _storescp(folder: Path, host: Host = HERE) -> Iterator[int]:
    port = free_port()
    (folder / "in").mkdir(parents=True)
    command = ["storescp", "--fork", "-pdu", "131072", "-od", str(folder / "in"), str(port)]
    with running(command, port=port, folder=folder, host=host):
        yield port


def _storescu(address: str, port: int, source: Path, enter: Sequence[str] = ()) -> None:
    options = ("-pdu", 131072, "+sd", "+r", "-aec", _OWN)
    _tool(*enter, "storescu", *options, address, port, source)


def _receive(folder: Path, slices: int, host: Host) -> Row:
    sent = partial(_storescu, host.our_address, source=folder / "files", enter=host.enter)
    options = ServerOptions(_OWN, bind=host.our_address, port=0, peers=None)
    ours, theirs = math.inf, math.inf
    for turn in range(3):  # into new folders each: to write over a file is less work
        with _storescp(folder / f"scp-{turn}") as port:
            theirs = min(theirs, _best(partial(sent, port), 1))
        inbox = Inbox(folder / f"ours-{turn}", is_durable=False)
        with StorageServer(options, inbox) as server:
            ours = min(ours, _best(partial(sent, server.port), 1))
    what = f"receive {slices} CT by C-STORE"
    return at_least("N1", what, "s", ours=ours, peer="storescp", theirs=theirs, times=1)


def _send(folder: Path, pacs: Orthanc, slices: int, host: Host) -> list[Row]:
    source, rows = folder / "files", []
    with _storescp(folder / "fast", host) as port:
        fast = Node("fast", host=host.address, port=port, ae_title="ANY")
        for node, name, times in ((fast, "storescp", 0.5), (pacs.node, "Orthanc", 0.9)):
            theirs = _best(partial(_storescu, node.host, node.port, source))
            ours = _best(partial(send_files, [source], node=node, own_ae_title=_OWN, job=Job()))
            what = f"send {slices} CT to {name}"
            rows.append(
                at_least("N1", what, "s", ours=ours, peer="storescu", theirs=theirs, times=times)
            )
    return rows


def _study_of(node: Node) -> str:
    (match,) = find(node, Query(), own_ae_title=_OWN, job=Job())
    return first_text(match, "0020000D")


def _retrieve(folder: Path, pacs: Orthanc, study: str, own_port: int) -> list[Row]:
    """Every way in turns, since the machine is not the same from one second to the next."""
    node, web = pacs.node, replace(pacs.node, web_url=pacs.web_url)
    tools = folder / "tools"
    works: dict[str, Callable[[], float]] = {
        "getscu": partial(_fetch_by_tool, tools, "getscu", node, study),
        "movescu": partial(_fetch_by_tool, tools, "movescu", node, study, "+P", own_port),
        "auto, WADO-RS": partial(_fetch, folder / "ours", web, study),
        "auto, DIMSE": partial(_fetch, folder / "ours", node, study),
    }
    times = _in_turns(works, 3)
    return [
        at_least(
            "N1", f"retrieve a study by {name}", "s", ours=times[name], peer=peer,
            theirs=times[peer], times=1,
        )
        for name in ("auto, WADO-RS", "auto, DIMSE")
        for peer in ("getscu", "movescu")
    ]  # fmt: skip


def _retrieve_from_afar(folder: Path, pacs: Orthanc, study: str) -> list[Row]:
    with slow_link(pacs.node.port, delay_s=_FAR_S) as port:
        far = replace(pacs.node, port=port)
        times = _in_turns(
            {
                "getscu": partial(_fetch_by_tool, folder / "tools", "getscu", far, study),
                "ours": partial(_fetch, folder / "ours", far, study),
            },
            2,
        )
    what = f"retrieve a study by C-GET, answers {2000 * _FAR_S:.0f} ms away"
    return [
        at_least(
            "N1", what, "s", ours=times["ours"], peer="getscu", theirs=times["getscu"], times=1
        )
    ]


def _in_turns(works: Mapping[str, Callable[[], float]], turns: int) -> dict[str, float]:
    """The best time of each, in seconds."""
    best: dict[str, float] = {}
    for _ in range(turns):
        for name, work in works.items():
            best[name] = min(best.get(name, math.inf), work())
    return best


def _fetch_by_tool(folder: Path, tool: str, node: Node, study: str, *options: object) -> float:
    with TemporaryDirectory(dir=folder.parent) as place:
        return _best(
            lambda: _tool(
                tool, "-aec", "ORTHANC", "-aet", _OWN, "-pdu", 131072, "-od", place, *options,
                "-k", "QueryRetrieveLevel=STUDY", "-k", f"StudyInstanceUID={study}",
                node.host, node.port,
            ),
            1,
        )  # fmt: skip


def _fetch(folder: Path, node: Node, study: str) -> float:
    """Into an archive that is open already, as the window has it."""
    with TemporaryDirectory(dir=folder.parent) as name:
        place = Path(name)
        archive = SqliteArchive(place / "index.sqlite")
        archive.store([])
        reception = Reception(place / "in", lambda hear: ThreadReceiver(place / "in", told=hear))
        station = Station(lambda: LocalNode(_OWN), place / "in", archive, reception)
        keys, method = {"StudyInstanceUID": study}, RetrieveMethod.AUTO
        start = time.perf_counter()
        try:
            report = retrieve(node, keys, method=method, station=station, job=Job())
            assert report.is_complete
            return time.perf_counter() - start
        finally:
            reception.close()
            archive.close()


def _find(node: Node, study: str, slices: int) -> Row:
    series, *_ = find(
        node, Query(Level.SERIES, {"StudyInstanceUID": study}), own_ae_title=_OWN, job=Job()
    )
    keys = {"StudyInstanceUID": study, "SeriesInstanceUID": first_text(series, "0020000E")}
    wanted = ("SOPInstanceUID", "SOPClassUID", "InstanceNumber", "NumberOfFrames")
    told = [*(f"{name}={value}" for name, value in keys.items()), *wanted]
    asked = [part for key in told for part in ("-k", key)]
    theirs = _best(
        lambda: _tool(
            "findscu", "-S", "-aec", "ORTHANC", "-k", "QueryRetrieveLevel=IMAGE", *asked,
            node.host, node.port,
        )
    )  # fmt: skip
    query = Query(Level.IMAGE, keys)
    ours = _best(lambda: list(find(node, query, own_ae_title=_OWN, job=Job())))
    what = f"C-FIND of {slices} images"
    return at_least("N1", what, "s", ours=ours, peer="findscu", theirs=theirs, times=0.4)
