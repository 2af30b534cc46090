"""P1, whole: 20,000 small real files through the import; 5,000 of them beside every peer."""

import http.client
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.inputs import ct_files
from tests.bench.p1_import import beside, import_ms, readers
from tests.bench.rows import Row, at_least, missing
from tests.bench.timing import times_ms
from tests.support.peers import orthanc
from viewer.index.options import Copies

_SENDERS = 4  # as many as Orthanc has use for on a small machine
_TURNS = 3  # in turns, and the best of each: both wait for a disk that may be busy


def run(folder: Path, *, quick: bool) -> list[Row]:
    """Import small files by reference; a part of them by each peer; by copy, as Orthanc keeps."""
    studies = 8 if quick else 100
    paths = ct_files(folder / "SMALL", studies=studies, slices=200, size=32)
    whole = import_ms(folder / "whole.sqlite", folder / "SMALL", len(paths)) * 1000 / len(paths)
    some = paths[: len(paths) // 4]
    part = folder / "SOME"
    for path in some:
        (part / path.parent.name).mkdir(parents=True, exist_ok=True)
        (part / path.parent.name / path.name).hardlink_to(path)
    return [
        Row("P1", f"import {len(paths)} small CT files, by reference", whole, "us/file"),
        *beside(f"import {len(some)} small CT files", some, part, readers(part, some)),
        _beside_orthanc(folder, part, some),
    ]


def _beside_orthanc(folder: Path, source: Path, paths: Sequence[Path]) -> Row:
    """Copies of files in our store against those that Orthanc keeps; both sync each file."""
    if shutil.which("Orthanc") is None:
        return missing("P1", "Orthanc", "not installed")
    ours = theirs = float("inf")
    for turn in range(_TURNS):
        index = folder / f"copy-{turn}.sqlite"
        ours = min(ours, import_ms(index, source, len(paths), copies=Copies.ALWAYS))
        theirs = min(theirs, _orthanc_ms(folder / f"orthanc-{turn}", paths))
    what = f"import {len(paths)} small CT files, copied to the store"
    in_us = 1000 / len(paths)
    return at_least(
        "P1", what, "us/file", ours=ours * in_us, peer="Orthanc", theirs=theirs * in_us, times=1
    )


def _orthanc_ms(home: Path, paths: Sequence[Path]) -> float:
    home.mkdir()
    with orthanc(home, own_ae_title="BENCH", own_port=1) as peer:
        parts = [paths[k::_SENDERS] for k in range(_SENDERS)]
        with ThreadPoolExecutor(_SENDERS) as senders:
            (took,) = times_ms(
                lambda: list(senders.map(lambda part: _post(peer.http_port, part), parts)), 1
            )
    return took


def _post(port: int, paths: Sequence[Path]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for path in paths:
        connection.request("POST", "/instances", path.read_bytes())
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
    connection.close()
