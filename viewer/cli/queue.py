"""`radiolucent queue`: the transfers that wait, run and have run."""

import time
from dataclasses import asdict
from typing import Any, Final

import click

from viewer.base.errors import ViewerError
from viewer.cli.output import ExitCode, print_json, print_table, say, warn
from viewer.cli.session import Session, pass_session, progress_on_terminal
from viewer.cli.transfers import json_option, transfer_desk
from viewer.index.transfer_store import TransferStore
from viewer.model.transfer import Commitment, Transfer, TransferState

_numbers = click.argument("numbers", nargs=-1, type=click.IntRange(1), metavar="[NUMBER...]")
_COMMITMENTS: Final = {
    Commitment.NONE: "",
    Commitment.WANTED: "to be asked",
    Commitment.ASKED: "asked",
    Commitment.COMMITTED: "committed",
    Commitment.REFUSED: "not committed",
    Commitment.SILENT: "no report",
}


@click.group("queue")
def queue_group() -> None:
    """Transfers that wait, run or have run; `run` goes on with them."""


@queue_group.command("list")
@click.argument("number", type=click.IntRange(1), required=False)
@json_option
@pass_session
def list_command(session: Session, number: int | None, *, as_json: bool) -> None:
    """List the transfers, or the instances of one."""
    queue = _queue(session)
    if number is not None:
        _list_items(queue, number, as_json=as_json)
        return
    transfers = queue.transfers()
    if as_json:
        print_json([_as_json(each) for each in transfers])
        return
    print_table(
        ("No", "What", "Node", "State", "Done", "Failed", "Of", "Commitment", "Reason"),
        [
            (
                str(each.number),
                each.direction.value,
                each.node,
                _state(each),
                str(each.done),
                str(each.failed),
                str(each.total or "?"),
                _commitment(each),
                each.reason or each.warning,
            )
            for each in transfers
        ],
    )


def _list_items(queue: TransferStore, number: int, *, as_json: bool) -> None:
    if queue.transfer(number) is None:
        raise _no_such(number)
    items = queue.items(number)
    if as_json:
        print_json(
            [
                {
                    "SOPInstanceUID": item.sop_instance_uid,
                    "state": item.state.value,
                    "commitment": item.commitment.value,
                    "reason": item.reason,
                }
                for item in items
            ]
        )
        return
    print_table(
        ("SOP instance", "State", "Commitment", "Reason"),
        [
            (each.sop_instance_uid, each.state.value, each.commitment.value, each.reason)
            for each in items
        ],
    )


def _as_json(transfer: Transfer) -> dict[str, Any]:
    return {
        **asdict(transfer),
        "keys": dict(transfer.keys),
        "direction": transfer.direction.value,
        "state": transfer.state.value,
        "commitment": transfer.commitment.value,
    }


def _state(transfer: Transfer) -> str:
    if transfer.state is TransferState.WAITING and transfer.retry_at > time.time():
        return f"again in {transfer.retry_at - time.time():.0f} s"
    return transfer.state.value


def _commitment(transfer: Transfer) -> str:
    word = _COMMITMENTS[transfer.commitment]
    return f"{word} {transfer.committed}/{transfer.done}" if word else ""


def _wish(session: Session, numbers: tuple[int, ...], state: TransferState, told: str) -> int:
    """Have transfers do something else, all that can where none is named."""
    queue = _queue(session)
    known = {each.number: each for each in queue.transfers()}
    for number in numbers:
        if number not in known:
            raise _no_such(number)
    chosen = numbers or tuple(n for n, each in known.items() if _is_meant(each, state))
    changed = [number for number in chosen if queue.wish(number, state)]
    for number in set(chosen) - set(changed):
        warn(f"{number}: not possible, it is {known[number].state.value}")
    say(f"{len(changed)} {told}.")
    return ExitCode.DONE if len(changed) == len(chosen) else ExitCode.PARTLY


def _is_meant(transfer: Transfer, state: TransferState) -> bool:
    if state is TransferState.WAITING:
        return transfer.state is TransferState.PAUSED
    return not transfer.state.is_over


@queue_group.command("pause")
@_numbers
@pass_session
def pause_command(session: Session, numbers: tuple[int, ...]) -> int:
    """Hold transfers, all without a number; also those that another process runs."""
    return _wish(session, numbers, TransferState.PAUSED, "paused")


@queue_group.command("resume")
@_numbers
@pass_session
def resume_command(session: Session, numbers: tuple[int, ...]) -> int:
    """Let paused transfers wait for their turn again; the window or `run` goes on with them."""
    return _wish(session, numbers, TransferState.WAITING, "waiting")


@queue_group.command("retry")
@click.argument("numbers", nargs=-1, type=click.IntRange(1), required=True, metavar="NUMBER...")
@pass_session
def retry_command(session: Session, numbers: tuple[int, ...]) -> int:
    """Have failed or cancelled transfers wait again; only what is missing is transferred."""
    return _wish(session, numbers, TransferState.WAITING, "waiting")


@queue_group.command("cancel")
@click.argument("numbers", nargs=-1, type=click.IntRange(1), required=True, metavar="NUMBER...")
@pass_session
def cancel_command(session: Session, numbers: tuple[int, ...]) -> int:
    """Give transfers up; what has arrived stays."""
    return _wish(session, numbers, TransferState.CANCELLED, "cancelled")


@queue_group.command("priority")
@click.argument("number", type=click.IntRange(1))
@click.argument("priority", type=click.IntRange(-9, 9))
@pass_session
def priority_command(session: Session, number: int, priority: int) -> None:
    """Let a transfer go before those of a lower priority; 0 is usual."""
    queue = _queue(session)
    if queue.transfer(number) is None:
        raise _no_such(number)
    queue.prioritise(number, priority)


@queue_group.command("clear")
@pass_session
def clear_command(session: Session) -> None:
    """Take transfers that are done or cancelled from the list; images stay."""
    queue = _queue(session)
    is_clear = (TransferState.DONE, TransferState.CANCELLED)
    count = queue.forget(each.number for each in queue.transfers() if each.state in is_clear)
    say(f"{count} taken from the list.")


@queue_group.command("run")
@pass_session
def run_command(session: Session) -> int:
    """Run what waits until nothing does, with pauses before further attempts."""
    from viewer.workflows.transfer_queue import run_queue

    is_good = True

    def ended(transfer: Transfer) -> None:
        nonlocal is_good
        if transfer.state.is_over:
            is_good &= transfer.state is not TransferState.PARTLY
            is_good &= transfer.state is not TransferState.FAILED
        reason = f": {transfer.reason}" if transfer.reason else ""
        say(f"{transfer.number}: {_state(transfer)}, {transfer.done} of {transfer.total}{reason}")

    with (
        transfer_desk(session, is_patient=True) as desk,
        progress_on_terminal("Transferring") as job,
    ):
        run_queue(desk, job=job, ended=ended)
    return ExitCode.DONE if is_good else ExitCode.PARTLY


def _queue(session: Session) -> TransferStore:
    return TransferStore(session.paths().transfers_file)


def _no_such(number: int) -> ViewerError:
    return ViewerError(f"There is no transfer {number}.", hint="`queue list` tells their numbers.")
