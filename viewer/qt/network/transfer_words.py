"""Words and signs for transfers: sent and committed are two different words."""

import time
from typing import Final

from viewer.base.i18n import tr
from viewer.model.transfer import Commitment, Direction, ItemState, Transfer, TransferState

_STATES: Final = {
    TransferState.WAITING: ("recent", tr("Waiting")),
    TransferState.RUNNING: ("play", tr("Running")),
    TransferState.PAUSED: ("pause", tr("Paused")),
    TransferState.DONE: ("check", tr("Complete")),
    TransferState.PARTLY: ("warning", tr("Incomplete")),
    TransferState.FAILED: ("error", tr("Failed")),
    TransferState.CANCELLED: ("close", tr("Cancelled")),
}
_COMMITMENTS: Final = {
    Commitment.NONE: "",
    Commitment.WANTED: tr("To be asked"),
    Commitment.ASKED: tr("Asked, no report yet"),
    Commitment.COMMITTED: tr("Committed"),
    Commitment.REFUSED: tr("Not committed"),
    Commitment.SILENT: tr("The node never reported"),
}
_DIRECTIONS: Final = {Direction.RETRIEVE: tr("Retrieve"), Direction.SEND: tr("Send")}
_ITEMS: Final = {
    (Direction.RETRIEVE, ItemState.DONE): tr("Received"),
    (Direction.SEND, ItemState.DONE): tr("Sent"),
}


def state_sign(transfer: Transfer) -> str:
    """The name of the icon of a state."""
    if transfer.commitment in (Commitment.REFUSED, Commitment.SILENT) and transfer.state.is_over:
        return "warning"
    return _STATES[transfer.state][0]


def state_text(transfer: Transfer) -> str:
    """What a transfer does."""
    pause = transfer.retry_at - time.time()
    if transfer.state is TransferState.WAITING and pause > 0:
        when = f"{pause:.0f} s" if pause < 90 else f"{pause / 60:.0f} min"
        return tr("Again in {time}").format(time=when)
    return _STATES[transfer.state][1]


def direction_text(transfer: Transfer) -> str:
    """Which way it goes."""
    return _DIRECTIONS[transfer.direction]


def progress_text(transfer: Transfer) -> str:
    """How far it is."""
    if not transfer.total:
        return str(transfer.done or "")
    text = tr("{done} of {all}").format(done=transfer.done, all=transfer.total)
    if transfer.failed:
        text += "  ·  " + tr("{count} failed").format(count=transfer.failed)
    return text


def commitment_text(transfer: Transfer) -> str:
    """What the node promised."""
    text = _COMMITMENTS[transfer.commitment]
    if transfer.commitment in (Commitment.COMMITTED, Commitment.REFUSED) and transfer.done:
        text += f"  {transfer.committed} / {transfer.done}"
    return text


def item_text(direction: Direction, state: ItemState, commitment: Commitment) -> str:
    """What became of an instance."""
    if state is ItemState.FAILED:
        return tr("Failed")
    if state is ItemState.WAITING:
        return tr("Waiting")
    text = _ITEMS[direction, state]
    if commitment in (Commitment.COMMITTED, Commitment.REFUSED):
        text += ", " + _COMMITMENTS[commitment].lower()
    return text
