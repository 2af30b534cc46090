"""`radiolucent find` and `worklist`: what nodes have, as they tell it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import click

from viewer.base.jobs import Job
from viewer.cli.nodes import node_store, ready_node
from viewer.cli.output import ExitCode, print_json_array, print_table, warn
from viewer.cli.session import Session, pass_session
from viewer.model.levels import ABOVE_KEYS
from viewer.model.node import Node
from viewer.model.query import RETURN_KEYS, DicomJson, Level, Query, Remark, Root, first_text
from viewer.net.errors import NetworkError

_SOURCE: Final = "00080054"  # RetrieveAETitle: where it is
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
@click.option(
    "--root",
    type=click.Choice([root.value for root in Root]),
    default=Root.AUTO.value,
    help="Patients or studies on top; auto takes what the node is set to, or offers.",
)
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
) -> int:
    """Ask a node, or several, what they have.

    Keys are DICOM keywords: PatientName=DOE*, StudyDate=20260101-20261231, ModalitiesInStudy=CT.
    A key without a value asks for the attribute to be told. Words without = are further nodes.
    """
    names = [name, *(word for word in words if "=" not in word)]
    keys = parse_keys([word for word in words if "=" in word])
    query = Query(Level(level.upper()), keys, Root(root), limit)
    store = node_store(session)
    asked = _Asked(session, [ready_node(store, each) for each in names], query)
    keywords = [*_above(query), *RETURN_KEYS[query.level], *query.keys]
    if len(names) > 1:
        keywords.insert(0, "RetrieveAETitle")
    _print(asked.matches(store.local().ae_title), keywords, as_json=as_json)
    return ExitCode.PARTLY if asked.is_partly else ExitCode.DONE


def _above(query: Query) -> tuple[str, ...]:
    """What to show of the patient and the study of a series or image looked for by itself."""
    is_below = query.level in (Level.SERIES, Level.IMAGE)
    return ABOVE_KEYS if is_below and "StudyInstanceUID" not in query.keys else ()


class _Asked:
    """Nodes asked one after the other; says what they did not go by, and which did not answer."""

    def __init__(self, session: Session, nodes: Sequence[Node], query: Query) -> None:
        self._session = session
        self._nodes = nodes
        self._query = query
        self.is_partly = False

    def matches(self, own_ae_title: str) -> Iterator[DicomJson]:
        """The answers of all; of several nodes each names its own."""
        from viewer.workflows.audit_events import query_event

        for node in self._nodes:
            self._session.audit(query_event(node, self._query))
            try:
                yield from self._of_node(node, own_ae_title)
            except NetworkError as error:
                if len(self._nodes) == 1:
                    raise
                self.is_partly = True
                warn(f"{node.name}: {error.message} {error.hint}".strip())

    def _of_node(self, node: Node, own_ae_title: str) -> Iterator[DicomJson]:
        from viewer.net.ask import ask
        from viewer.workflows.heeded_keys import unheeded_keys
        from viewer.workflows.query_nodes import all_remarks

        unheeded = set[str]()
        remarks: dict[Remark, None] = {}
        heard = remarks.setdefault
        for match in ask(node, self._query, own_ae_title=own_ae_title, job=Job(), tell=heard):
            unheeded |= unheeded_keys(self._query.keys, match)
            yield match if len(self._nodes) == 1 else {**match, _SOURCE: _named(node)}
        for remark in all_remarks(self._query, remarks, unheeded):
            told = remark.kind.value.format(keys=", ".join(remark.keys))
            warn(f"{node.name} {told}")


def _named(node: Node) -> dict[str, Any]:
    return {"vr": "AE", "Value": [node.name]}


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
