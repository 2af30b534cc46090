"""Query a node for the window: answers in batches while they come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.model.query import DicomJson, Level, Query
from viewer.net.ask import ask
from viewer.net.audit.trail import Recorder
from viewer.net.contexts import WORKLIST
from viewer.net.find import find_worklist
from viewer.workflows.audit_events import asked_event
from viewer.workflows.heeded_keys import unheeded_keys
from viewer.workflows.last_answers import LastAnswers
from viewer.workflows.pace import Pace


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A match with the node that told it; `kept_at` where it did so in an earlier answer."""

    node_name: str
    match: DicomJson
    kept_at: str = ""


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


@dataclass(frozen=True, slots=True)
class Answered:
    """How many answers there are, and the keys that the node did not go by."""

    count: int
    unheeded: tuple[str, ...] = ()


def query_node(
    node: Node, query: Query, *, own_ae_title: str, job: Job, kept: LastAnswers | None = None
) -> Answered:
    """Send tuples of `MatchRow` to the job, the first row at once.

    Studies are kept in `kept`, also those that came before a failure.
    """
    pace = Pace()
    waiting: list[MatchRow] = []
    found: list[DicomJson] = []
    unheeded = set[str]()
    try:
        for match in ask(node, query, own_ae_title=own_ae_title, job=job):
            waiting.append(MatchRow(node.name, match))
            found.append(match)
            unheeded |= unheeded_keys(query.keys, match)
            if len(found) == 1 or pace.is_due():
                job.send(tuple(waiting))
                waiting = []
    finally:
        if waiting:
            job.send(tuple(waiting))
        if kept is not None and found and query.level is Level.STUDY:
            kept.keep(node.name, found, when=_now())
    return Answered(len(found), tuple(key for key in query.keys if key in unheeded))


def _now() -> str:
    return datetime.now().astimezone().isoformat(sep=" ", timespec="minutes")[:16]
