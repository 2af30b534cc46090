"""Query a node for the window: answers in batches while they come."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.model.query import DicomJson, Peculiarity, Query, Remark
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
    """How many answers there are, and what is to be said of them."""

    count: int
    remarks: tuple[Remark, ...] = ()


def query_node(
    node: Node, query: Query, *, own_ae_title: str, job: Job, kept: LastAnswers | None = None
) -> Answered:
    """Send tuples of `MatchRow` to the job, the first row at once.

    They are kept in `kept`, also those that came before a failure.
    """
    pace = Pace()
    waiting: list[MatchRow] = []
    found: list[DicomJson] = []
    unheeded = set[str]()
    remarks: dict[Remark, None] = {}
    heard = remarks.setdefault
    try:
        for match in ask(node, query, own_ae_title=own_ae_title, job=job, tell=heard):
            waiting.append(MatchRow(node.name, match))
            found.append(match)
            unheeded |= unheeded_keys(query.keys, match)
            if len(found) == 1 or pace.is_due():
                job.send(tuple(waiting))
                waiting = []
    finally:
        if waiting:
            job.send(tuple(waiting))
        if kept is not None and found:
            kept.keep(node.name, found, when=_now(), query=query)
    return Answered(len(found), all_remarks(query, remarks, unheeded))


def all_remarks(
    query: Query, remarks: Iterable[Remark], unheeded: Collection[str]
) -> tuple[Remark, ...]:
    """What the node told, and the keys that its answers do not fit."""
    passed_over = tuple(key for key in query.keys if key in unheeded)
    untold = (Remark(Peculiarity.UNHEEDED, passed_over),) if passed_over else ()
    known = [
        replace(each, keys=tuple(key for key in each.keys if key not in unheeded))
        for each in remarks
    ]
    is_empty = (Peculiarity.UNTOLD, ())
    return (*(each for each in known if (each.kind, each.keys) != is_empty), *untold)


def kept_rows(answers: LastAnswers, node_name: str, query: Query) -> tuple[MatchRow, ...]:
    """What a node told earlier, for when it does not answer."""
    found = answers.find(node_name, query)
    return tuple(MatchRow(each.node_name, each.match, each.when) for each in found)


def _now() -> str:
    return datetime.now().astimezone().isoformat(sep=" ", timespec="minutes")[:16]
