"""`radiolucent web`: single resources of a DICOMweb server, as it gives them, to files."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.cli.network import parse_keys
from viewer.cli.nodes import node_store, ready_node
from viewer.cli.output import print_json, say
from viewer.cli.session import Session, pass_session

_LEVELS: Final = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
_NEEDED: Final = {"frames": 3, "wado-uri": 3}  # of these; the others can be had of a study


@click.command("web")
@click.argument("name", metavar="NODE")
@click.argument("what", type=click.Choice(["metadata", "frames", "rendered", "bulk", "wado-uri"]))
@click.argument("words", nargs=-1, metavar="KEY=VALUE...|ADDRESS")
@click.option("--frame", "numbers", type=click.IntRange(1), multiple=True, help="From 1 on.")
@click.option("--size", type=(int, int), help="The largest width and height of a picture.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file to write.")
@pass_session
def web_command(
    session: Session,
    name: str,
    what: str,
    words: tuple[str, ...],
    *,
    numbers: tuple[int, ...],
    size: tuple[int, int] | None,
    output: Path | None,
) -> None:
    """Get headers, frames, a picture or bulk data of a DICOMweb server.

    UIDs name the resource, such as StudyInstanceUID=1.2.3; for bulk data its BulkDataURI does.
    Several frames are written to files with numbers.
    """
    from viewer.net.web.client import WebClient
    from viewer.net.web.resources import bulk_data, frames, metadata, rendered, wado_uri
    from viewer.net.web.wado import instance_path

    node = ready_node(node_store(session), name)
    if not node.has_web:
        raise ViewerError(
            "This node has no DICOMweb service.", hint="`node set NAME --web URL` enters one."
        )
    keys = {} if what == "bulk" else _named(what, parse_keys(words))
    path = instance_path(*(keys.get(level, "") for level in _LEVELS))
    with WebClient(node, job=Job()) as client:
        if what == "metadata":
            print_json(metadata(client, path))
            return
        get: dict[str, Callable[[], list[bytes]]] = {
            "frames": lambda: frames(client, path, numbers or (1,)),
            "rendered": lambda: [rendered(client, path, size=size)],
            "bulk": lambda: [bulk_data(client, word) for word in words],
            "wado-uri": lambda: [wado_uri(client, keys)],
        }
        found = get[what]()
    for number, data in zip(numbers or range(1, len(found) + 1), found, strict=True):
        _write(_file(output, number if len(found) > 1 else None), data)


def _named(what: str, keys: dict[str, str]) -> dict[str, str]:
    """The keys, where they name what can be had; `UsageError` with the UIDs that are missing."""
    told = [number for number, key in enumerate(_LEVELS, 1) if keys.get(key)]
    needed = max([_NEEDED.get(what, 1), *told])
    if missing := [key for key in _LEVELS[:needed] if not keys.get(key)]:
        raise click.UsageError(f"{what} also needs {', '.join(missing)}")
    return keys


def _file(output: Path | None, number: int | None = None) -> Path:
    if output is None:
        raise click.UsageError("name a file to write with -o")
    if number is None:
        return output
    return output.with_stem(f"{output.stem}-{number}")


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        raise ViewerError("The file cannot be written.", detail=error.strerror or "") from error
    say(f"{file}: {len(data):,} bytes")
