"""Ask a node what it has, by the way that it offers."""

from collections.abc import Iterator

from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.model.query import DicomJson, Query
from viewer.net.find import Told, find


def ask(
    node: Node,
    query: Query,
    *,
    own_ae_title: str,
    job: Job,
    tell: Told = lambda _remark: None,
) -> Iterator[DicomJson]:
    """The matches of a query by C-FIND, or by QIDO-RS from a node that has no DIMSE side.

    `tell` hears how the node answers otherwise than asked. Raises `NetworkError`.
    """
    if node.has_dimse:
        return find(node, query, own_ae_title=own_ae_title, job=job, tell=tell)
    from viewer.net.web.qido import find_web  # late: HTTP only where it is wanted

    return find_web(node, query, job=job, tell=tell)
