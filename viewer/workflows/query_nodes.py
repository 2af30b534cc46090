"""Query a node for the window: answers in batches while they come."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.model.query import DicomJson, Query
from viewer.net.ask import ask
from viewer.net.audit.trail import Recorder
from viewer.net.contexts import WORKLIST
from viewer.net.find import find_worklist
from viewer.workflows.audit_events import asked_event
from viewer.workflows.pace import Pace


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A match with the node that told it."""

    node_name: str
    match: DicomJson


WORKLIST_KEYS: Final = (
    "PatientName", "PatientID", "IssuerOfPatientID", "PatientBirthDate", "PatientSex",
    "AccessionNumber", "RequestedProcedureDescription", "RequestedProcedureID",
    "StudyInstanceUID", "ScheduledProcedureStepSequence.Modality",
    "ScheduledProcedureStepSequence.ScheduledStationAETitle",
    "ScheduledProcedureStepSequence.ScheduledProcedureStepStartDate",
    "ScheduledProcedureStepSequence.ScheduledProcedureStepStartTime",
    "ScheduledProcedureStepSequence.ScheduledProcedureStepDescription",
)  # fmt: skip
_STEPS: Final = "00400100"


def query_worklist(
    node: Node, keys: Mapping[str, str], *, own_ae_title: str, job: Job, audit: Recorder
) -> int:
    """Send the entries of a worklist to the job as tuples of `MatchRow`; returns how many.

    The attributes of the scheduled step stand beside those of the entry.
    """
    asked = {**dict.fromkeys(WORKLIST_KEYS, ""), **keys}
    audit(asked_event(node, WORKLIST, asked))
    rows = [
        MatchRow(node.name, _with_step(match))
        for match in find_worklist(node, asked, own_ae_title=own_ae_title, job=job)
    ]
    if rows:
        job.send(tuple(rows))
    return len(rows)


def _with_step(match: DicomJson) -> DicomJson:
    steps = match.get(_STEPS, {}).get("Value") or [{}]
    return {**match, **steps[0]}


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
