"""`radiolucent retrieve`, `get`, `move`, `send` and `commit`: images from and to nodes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from viewer.base.errors import Cancelled
from viewer.base.jobs import Job
from viewer.cli.network import parse_keys
from viewer.cli.nodes import node_store, ready_node
from viewer.cli.output import ExitCode, print_json, say, warn
from viewer.cli.session import Session, pass_session, progress_on_terminal
from viewer.model.identity import SeriesUid, StudyUid
from viewer.model.node import RetrieveMethod
from viewer.model.transfer import Commitment, Direction, ItemState, Transfer, TransferItem
from viewer.net.outcome import Failure, TransferReport

if TYPE_CHECKING:
    from viewer.workflows.share_archive import ListedArchive
    from viewer.workflows.transfer_queue import Desk

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_node = click.argument("name", metavar="NODE")
_keys = click.argument("words", nargs=-1, required=True, metavar="KEY=VALUE...")
_all = click.option("--all", "is_again", is_flag=True, help="Fetch also what is here already.")


@contextmanager
def transfer_desk(
    session: Session, *, is_patient: bool, report_s: float = 10.0
) -> "Iterator[Desk]":
    """What transfers are run with, closed at the end."""
    from viewer.index.transfer_store import TransferStore
    from viewer.net.receiver import ThreadReceiver
    from viewer.workflows.reception import Reception
    from viewer.workflows.retrieve import Station
    from viewer.workflows.transfer_queue import Desk

    nodes, paths = node_store(session), session.paths()
    queue = TransferStore(paths.transfers_file)

    reception = Reception(
        paths.received_folder,
        lambda hear: ThreadReceiver(paths.received_folder, told=hear),
        reported=queue.commit,
    )
    try:
        with session.archive() as archive:
            station = Station(nodes.local, paths.received_folder, archive, reception, nodes.nodes)
            yield Desk(
                queue,
                nodes,
                station,
                audit=session.audit,
                is_patient=is_patient,
                report_s=report_s,
            )
    finally:
        reception.close()
        queue.close()


@click.command("retrieve")
@_node
@_keys
@click.option("--method", type=click.Choice([method.value for method in RetrieveMethod]))
@_all
@json_option
@pass_session
def retrieve_command(
    session: Session,
    name: str,
    words: tuple[str, ...],
    *,
    method: str | None,
    is_again: bool,
    as_json: bool,
) -> int:
    """Fetch a study, series or image into the archive, by its UIDs.

    For example StudyInstanceUID=1.2.3, or 1.2.3 alone, and, for less, SeriesInstanceUID=1.2.3.4
    besides. What is here already is not fetched again.
    """
    return _retrieve(session, name, words, method=method, is_again=is_again, as_json=as_json)


@click.command("get")
@_node
@_keys
@_all
@json_option
@pass_session
def get_command(
    session: Session, name: str, words: tuple[str, ...], *, is_again: bool, as_json: bool
) -> int:
    """Fetch by C-GET."""
    return _retrieve(session, name, words, method="get", is_again=is_again, as_json=as_json)


@click.command("move")
@_node
@_keys
@_all
@json_option
@pass_session
def move_command(
    session: Session, name: str, words: tuple[str, ...], *, is_again: bool, as_json: bool
) -> int:
    """Fetch by C-MOVE: the node sends to our AE title, which it must know."""
    return _retrieve(session, name, words, method="move", is_again=is_again, as_json=as_json)


def _retrieve(
    session: Session,
    name: str,
    words: tuple[str, ...],
    *,
    method: str | None,
    is_again: bool,
    as_json: bool,
) -> int:
    from viewer.net.inbox import is_uid

    keys = parse_keys([f"StudyInstanceUID={word}" if is_uid(word) else word for word in words])
    if not keys.get("StudyInstanceUID"):
        raise click.UsageError("name the StudyInstanceUID; `radiolucent find` tells it")
    node = ready_node(node_store(session), name)
    with transfer_desk(session, is_patient=False) as desk:
        transfer = desk.queue.add(
            Transfer(
                Direction.RETRIEVE,
                node.name,
                keys=keys,
                method=method or node.retrieve.value,
                is_again=is_again,
            )
        )
        with progress_on_terminal("Retrieving") as job:
            report = run_now(desk, transfer, job)
    return _print(report, as_json=as_json, verb="retrieved")


def run_now(desk: "Desk", transfer: Transfer, job: Job) -> TransferReport:
    """Run a transfer at once; interrupted from the keyboard it is paused."""
    from viewer.model.transfer import TransferState
    from viewer.workflows.transfer_queue import run_transfer

    try:
        report = run_transfer(transfer.number, desk, job=job)
    except KeyboardInterrupt:
        desk.queue.wish(transfer.number, TransferState.PAUSED)
        warn(f"Paused. `radiolucent queue resume {transfer.number}` goes on with it.")
        raise
    except Cancelled:
        report = None
    if report is None:
        raise click.ClickException("the transfer was taken over, paused or cancelled")
    return report


_what = click.argument("what", nargs=-1, required=True, metavar="PATH...|UID")
_wait = click.option(
    "--wait",
    "report_s",
    type=click.FloatRange(0, 86400),
    default=10.0,
    help="Seconds to stay for the report of a node that commits.",
)


@click.command("send")
@_node
@_what
@click.option("--commit", is_flag=True, help="Have the node promise to keep what was sent.")
@_wait
@json_option
@pass_session
def send_command(
    session: Session,
    name: str,
    what: tuple[str, ...],
    *,
    commit: bool,
    report_s: float,
    as_json: bool,
) -> int:
    """Send files, folders, or what the archive has by its UID.

    STUDY is the UID of a study, STUDY/SERIES names a series of it, STUDY/SERIES/IMAGE an image.
    """
    commitment = Commitment.WANTED if commit else Commitment.NONE
    return _send(session, name, what, commitment, report_s=report_s, as_json=as_json)


@click.command("commit")
@_node
@_what
@_wait
@json_option
@pass_session
def commit_command(
    session: Session, name: str, what: tuple[str, ...], *, report_s: float, as_json: bool
) -> int:
    """Have a node promise to keep what it was sent before; nothing is sent.

    What is named as for `send`. The node answers for each image whether it has it for good.
    """
    return _send(
        session, name, what, Commitment.WANTED, report_s=report_s, as_json=as_json, is_there=True
    )


def _send(
    session: Session,
    name: str,
    what: tuple[str, ...],
    commitment: Commitment,
    *,
    report_s: float,
    as_json: bool,
    is_there: bool = False,
) -> int:
    """Send, unless it is there, and have it committed, if that is wanted."""
    node = ready_node(node_store(session), name)
    with transfer_desk(session, is_patient=False, report_s=report_s) as desk:
        with progress_on_terminal("Sending") as job:
            items, studies, unreadable = _items(what, desk.station.archive, job)
            if is_there:
                items = [replace(item, state=ItemState.DONE) for item in items]
            transfer = desk.queue.add(
                Transfer(
                    Direction.SEND,
                    node.name,
                    title=what[0] if len(what) == 1 else f"{what[0]}, …",
                    keys={"StudyInstanceUID": "\\".join(studies)},
                    commitment=commitment,
                ),
                items,
            )
            report = run_now(desk, transfer, job)
        after = desk.queue.transfer(transfer.number)
    report = TransferReport(
        report.requested + len(unreadable),
        after.committed if is_there and after else report.completed,
        (*report.failed, *unreadable),
        report.warnings,
        report.method,
    )
    is_asked = commitment is not Commitment.NONE
    return _print(
        report, as_json=as_json, verb="" if is_there else "sent", after=after if is_asked else None
    )


def _items(
    what: tuple[str, ...], archive: "ListedArchive", job: Job
) -> tuple[list[TransferItem], list[str], list[Failure]]:
    from viewer.workflows.send import items_of_archive, items_of_paths

    items: list[TransferItem] = []
    paths: list[Path] = []
    studies: list[str] = []
    for word in what:
        study, _, rest = word.partition("/")
        series, _, image = rest.partition("/")
        found = []
        if not Path(word).exists():
            found = items_of_archive(
                archive,
                StudyUid(study),
                SeriesUid(series) if series else None,
                frozenset(filter(None, [image])),
            )
        items += found
        if found:
            studies.append(study)
        else:
            paths.append(Path(word))
    failures: list[Failure] = []
    if paths:
        more, others, failures = items_of_paths(paths, job=job)
        items += more
        studies += others
    if not items:
        raise click.ClickException(
            "There is nothing to send: name DICOM files, a folder of them, or the UID of a study."
        )
    return items, studies, failures


def _print(
    report: TransferReport, *, as_json: bool, verb: str, after: Transfer | None = None
) -> int:
    if as_json:
        failed = [
            {"SOPInstanceUID": failure.sop_instance_uid, "reason": failure.reason}
            for failure in report.failed
        ]
        committed = (
            {}
            if after is None
            else {"commitment": after.commitment.value, "committed": after.committed}
        )
        print_json(
            {
                "requested": report.requested,
                "completed": report.completed,
                "failed": failed,
                "warnings": list(report.warnings),
                "method": report.method,
                **committed,
            }
        )
    else:
        _say(report, verb=verb, after=after)
    is_kept = after is None or after.commitment is Commitment.COMMITTED
    if report.is_complete and report.completed and is_kept:
        return ExitCode.DONE
    return ExitCode.PARTLY if report.completed else ExitCode.ERROR


def _say(report: TransferReport, *, verb: str, after: Transfer | None) -> None:
    for failure in report.failed:
        warn(f"{failure.sop_instance_uid or '(not told which)'}: {failure.reason}")
    for warning in report.warnings:
        warn(warning)
    way = f" by {report.method}" if report.method else ""
    if verb:
        say(f"{report.completed} of {report.requested} {verb}{way}.")
    if after is not None:
        why = _NOT_KEPT.get(after.commitment, "")
        asked = report.completed if verb else report.requested
        say(f"{after.committed} of {asked} committed.{why}")


_NOT_KEPT = {
    Commitment.ASKED: " The node has not reported yet; `radiolucent queue list` tells later.",
    Commitment.REFUSED: " The node does not promise to keep the rest.",
}
