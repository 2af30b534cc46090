"""`radiolucent find` and `worklist`: what nodes have, as they tell it."""

from collections.abc import Iterable, Mapping, Sequence

import click

from viewer.base.jobs import Job
from viewer.cli.nodes import node_store, ready_node
from viewer.cli.output import print_json_array, print_table
from viewer.cli.session import Session, pass_session
from viewer.model.query import RETURN_KEYS, DicomJson, Level, Query, Root, first_text

_WORKLIST_KEYS = (
    "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "AccessionNumber",
    "RequestedProcedureDescription", "RequestedProcedureID", "StudyInstanceUID",
)  # fmt: skip


def parse_keys(words: Sequence[str]) -> dict[str, str]:
    """KEYWORD=VALUE words as keys."""
    keys = {}
    for word in words:
        keyword, separator, value = word.partition("=")
        if not separator or not keyword:
            raise click.UsageError(f"{word} is no KEYWORD=VALUE")
        keys[keyword] = value
    return keys


@click.command("find")
@click.argument("name", metavar="NODE")
@click.argument("words", nargs=-1, metavar="[KEY=VALUE...]")
@click.option(
    "--level",
    type=click.Choice([level.value.lower() for level in Level], case_sensitive=False),
    default="study",
)
@click.option("--root", type=click.Choice([root.value for root in Root]), default="study")
@click.option("--limit", type=click.IntRange(0), default=0, help="Stop after so many matches.")
@click.option("--json", "as_json", is_flag=True, help="Print the DICOM JSON model.")
@pass_session
def find_command(
    session: Session,
    name: str,
    words: tuple[str, ...],
    *,
    level: str,
    root: str,
    limit: int,
    as_json: bool,
) -> None:
    """Ask a node what it has.

    Keys are DICOM keywords: PatientName=DOE*, StudyDate=20260101-20261231, ModalitiesInStudy=CT.
    A key without a value asks for the attribute to be told.
    """
    from viewer.net.ask import ask
    from viewer.workflows.audit_events import query_event

    store = node_store(session)
    node = ready_node(store, name)
    query = Query(Level(level.upper()), parse_keys(words), Root(root), limit)
    session.audit(query_event(node, query))
    matches = ask(node, query, own_ae_title=store.local().ae_title, job=Job())
    _print(matches, [*RETURN_KEYS[query.level], *query.keys], as_json=as_json)


@click.command("worklist")
@click.argument("name", metavar="NODE")
@click.argument("words", nargs=-1, metavar="[KEY=VALUE...]")
@click.option("--json", "as_json", is_flag=True, help="Print the DICOM JSON model.")
@pass_session
def worklist_command(session: Session, name: str, words: tuple[str, ...], *, as_json: bool) -> None:
    """Ask a node for its modality worklist."""
    from viewer.net.contexts import WORKLIST
    from viewer.net.find import find_worklist
    from viewer.workflows.audit_events import asked_event

    store = node_store(session)
    keys: Mapping[str, str] = {**dict.fromkeys(_WORKLIST_KEYS, ""), **parse_keys(words)}
    session.audit(asked_event(store.node(name), WORKLIST, keys))
    matches = find_worklist(store.node(name), keys, own_ae_title=store.local().ae_title, job=Job())
    _print(matches, _WORKLIST_KEYS, as_json=as_json)


def _print(matches: Iterable[DicomJson], keywords: Sequence[str], *, as_json: bool) -> None:
    from viewer.dicom.identifiers import tag_of

    if as_json:
        print_json_array(matches)
        return
    columns = {keyword: tag_of(keyword) for keyword in dict.fromkeys(keywords)}
    rows = [[first_text(match, tag) for tag in columns.values()] for match in matches]
    print_table(tuple(columns), rows)
