"""Query a node for the window: answers in batches while they come."""

from dataclasses import dataclass

from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.model.query import DicomJson, Query
from viewer.net.ask import ask
from viewer.workflows.pace import Pace


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A match with the node that told it."""

    node_name: str
    match: DicomJson


def query_node(node: Node, query: Query, *, own_ae_title: str, job: Job) -> int:
    """Send tuples of `MatchRow` to the job, the first row at once; returns how many there are."""
    pace = Pace()
    waiting: list[MatchRow] = []
    count = 0
    for match in ask(node, query, own_ae_title=own_ae_title, job=job):
        waiting.append(MatchRow(node.name, match))
        count += 1
        if count == 1 or pace.is_due():
            job.send(tuple(waiting))
            waiting = []
    if waiting:
        job.send(tuple(waiting))
    return count
