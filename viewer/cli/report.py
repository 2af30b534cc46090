"""`radiolucent sr`: a structured report as text or JSON."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from viewer.base.errors import ViewerError
from viewer.cli.output import print_json, say
from viewer.model.document import Part, Table


@click.command("sr")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print machine-readable output.")
def sr_command(file: Path, *, as_json: bool) -> None:
    """Print the structured report in FILE as an indented tree."""
    from viewer.dicom.objects.documents import read_document

    document = read_document(file)
    if document.tags:  # nothing but its tags is known of it
        raise ViewerError(
            f"This is no structured report: {document.object_name}.",
            hint="`radiolucent dump` shows the attributes of any file.",
        )
    if as_json:
        print_json(
            {
                "title": document.title,
                "object": document.object_name,
                "flags": [flag.text for flag in document.flags],
                "content": [_item(part) for part in document.parts],
            }
        )
        return
    say(document.title)
    if document.flags:
        say(", ".join(flag.text for flag in document.flags))
    for line in _lines(document.parts, 1):
        say(line)


def _item(part: Part) -> dict[str, Any]:
    if isinstance(part, Table):
        return {"title": part.title, "columns": part.columns, "rows": part.rows}
    item: dict[str, Any] = {"name": part.name, "value": part.value}
    if part.relation:
        item["relation"] = part.relation
    if part.link is not None:
        item["instance"] = part.link.sop_instance_uid
        item["frames"] = part.link.frames
    if part.parts:
        item["content"] = [_item(each) for each in part.parts]
    return item


def _lines(parts: Iterable[Part], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for part in parts:
        if isinstance(part, Table):
            yield f"{indent}{part.title}"
            for row in (part.columns, *part.rows):
                yield f"{indent}  " + "  ".join(row)
            continue
        words = (part.relation and f"({part.relation})", part.name and f"{part.name}:", part.value)
        yield indent + " ".join(word for word in words if word)
        yield from _lines(part.parts, depth + 1)
