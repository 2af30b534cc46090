"""P1, whole: 20,000 small real files through the import, and the same 5,000 into Orthanc."""

import http.client
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.inputs import ct_files
from tests.bench.rows import Row, at_least, missing
from tests.bench.timing import times_ms
from tests.support.peers import orthanc
from viewer.base.jobs import Job
from viewer.index.archive import SqliteArchive
from viewer.index.options import Copies
from viewer.workflows.import_files import import_files

_SENDERS = 4  # as many as Orthanc has use for on a small machine


def run(folder: Path, *, quick: bool) -> list[Row]:
    """Import small files by reference; then by copy, as Orthanc keeps them, into each."""
    studies = 10 if quick else 100
    paths = ct_files(folder / "SMALL", studies=studies, slices=200, size=32)
    by_reference = _import_us(folder, "reference", folder / "SMALL", len(paths))
    rows = [Row("P1", f"import {len(paths)} small CT files, by reference", by_reference, "us/file")]
    some = paths[: len(paths) // 4]
    for path in some:
        target = folder / "SOME" / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.hardlink_to(path)
    copied = _import_us(folder, "copy", folder / "SOME", len(some), copies=Copies.ALWAYS)
    what = f"import {len(some)} small CT files, copied to the store"
    if shutil.which("Orthanc") is None:
        return [*rows, missing("P1", "Orthanc", "not installed")]
    theirs = _orthanc_us(folder, some)
    rows.append(
        at_least("P1", what, "us/file", ours=copied, peer="Orthanc", theirs=theirs, times=1)
    )
    return rows


def _import_us(
    folder: Path, name: str, source: Path, files: int, *, copies: Copies = Copies.NEVER
) -> float:
    archive = SqliteArchive(folder / f"{name}.sqlite")
    try:
        (took,) = times_ms(
            lambda: import_files(
                [source], archive=archive, job=Job(), store=folder / "store", copies=copies
            ),
            1,
        )
        assert archive.counts().instances == files
    finally:
        archive.close()
    return took * 1000 / files


def _orthanc_us(folder: Path, paths: list[Path]) -> float:
    home = folder / "orthanc"
    home.mkdir()
    with orthanc(home, own_ae_title="BENCH", own_port=1) as peer:
        parts = [paths[k::_SENDERS] for k in range(_SENDERS)]
        with ThreadPoolExecutor(_SENDERS) as senders:
            (took,) = times_ms(
                lambda: list(senders.map(lambda part: _post(peer.http_port, part), parts)), 1
            )
    return took * 1000 / len(paths)


def _post(port: int, paths: list[Path]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for path in paths:
        connection.request("POST", "/instances", path.read_bytes())
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
    connection.close()
