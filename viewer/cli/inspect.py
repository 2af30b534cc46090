"""`radiolucent dump`: the tags of a file."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from viewer.cli.options import character_set_option
from viewer.cli.output import printable_xml, say, warn


def _read_tag(text: str) -> int:
    from viewer.dicom.tag_names import tag_from_text

    tag = tag_from_text(text)
    if tag is None:
        raise click.BadParameter(f"{text} is no keyword of the dictionary, and no tag")
    return tag


def _read_tags(
    _context: click.Context, _parameter: click.Parameter, values: Sequence[str]
) -> frozenset[int]:
    return frozenset(map(_read_tag, values))


@click.command("dump")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("more_tags", nargs=-1, metavar="", callback=_read_tags)
@click.option("--json", "form", flag_value="json", help="Print the DICOM JSON model.")
@click.option("--xml", "form", flag_value="xml", help="Print the native DICOM model in XML.")
@click.option(
    "--tag",
    "tags",
    multiple=True,
    metavar="KEYWORD...",
    callback=_read_tags,
    help="Only these elements: keywords, or tags such as 0010,0010.",
)
@character_set_option
@click.option("--search", metavar="TEXT", help="Only lines with TEXT in tag, name or value.")
def dump_command(
    file: Path,
    *,
    more_tags: frozenset[int],
    form: str | None,
    tags: frozenset[int],
    search: str | None,
    character_set: str | None,
) -> None:
    """Print the elements of FILE without its pixel data."""
    if more_tags and not tags:
        raise click.UsageError("one file at a time")
    if form and search:
        raise click.UsageError("--search works on lines: leave --json and --xml away")
    wanted = tags | more_tags
    if form:
        _print_model(file, wanted, form, character_set or "")
    else:
        _print_lines(file, wanted, search or "", character_set or "")


def _print_model(path: Path, wanted: frozenset[int], form: str, character_set: str) -> None:
    from viewer.dicom.exchange import dicom_json, native_xml
    from viewer.dicom.read import read_dataset

    dataset = read_dataset(path, tags=wanted, character_set=character_set).dataset
    if form == "json":
        model, left_out = dicom_json(dataset)
        click.echo(json.dumps(model, indent=2))
    else:
        document, left_out = native_xml(dataset)
        click.echo(printable_xml(document))
    _name_left_out(left_out)


def _name_left_out(tags: Iterable[int]) -> None:
    for tag in tags:
        warn(f"({tag >> 16:04X},{tag & 0xFFFF:04X}): left out, its value contradicts its VR")


def _print_lines(path: Path, wanted: frozenset[int], search: str, character_set: str) -> None:
    from viewer.dicom.read import read_dataset
    from viewer.dicom.tag_tree import search_rows, tag_rows

    file = read_dataset(path, character_set=character_set)
    for row in search_rows(tag_rows(file), search):
        if not wanted or row.tag in wanted:
            label = row.keyword or row.name
            say(f"{'  ' * row.depth}{row.tag_text} {row.vr:2} {label}: {row.value}".rstrip())
    for finding in file.findings:
        warn(f"{finding.where}: {finding.what}")
