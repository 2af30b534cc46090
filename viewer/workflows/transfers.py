"""Transfers: the queue of the window, run in the background while the window is open."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job, JobRunner, Lane
from viewer.base.owner import OwnerThread
from viewer.base.signal import Signal
from viewer.model.transfer import Commitment, Direction, Transfer, TransferItem, TransferState

if TYPE_CHECKING:
    from viewer.net.outcome import TransferReport
    from viewer.workflows.transfer_queue import Desk

_AT_ONCE: Final = 2  # transfers; the lane has room for queries besides
_TITLES: Final = {Direction.RETRIEVE: tr("Retrieving"), Direction.SEND: tr("Sending")}

Receive = Callable[[Any], None]
Ended = Callable[[Transfer], None]


class Transfers:
    """Lives on the thread of the window; nothing of the network is loaded before it is wanted.

    `changed` brings all transfers whenever they were looked at. `looked_at` is the series on
    screen, which a retrieve fetches before the others.
    """

    def __init__(self, make_desk: Callable[[], "Desk"], runner: JobRunner) -> None:
        self.changed: Signal[tuple[Transfer, ...]] = Signal()
        self.items_came: Signal[tuple[int, tuple[TransferItem, ...]]] = Signal()
        self.failed: Signal[ViewerError] = Signal()
        self.known: tuple[Transfer, ...] = ()
        self.looked_at = ""
        self._make_desk = make_desk
        self._desk: Desk | None = None
        self._runner = runner
        self._owner = OwnerThread()
        self._running: dict[int, Job] = {}
        self._receivers: dict[int, Receive] = {}
        self._ended: dict[int, Ended] = {}
        self._hearing: ExitStack | None = None
        self._is_looking = False

    @property
    def desk(self) -> "Desk":
        """What transfers are run with, made when it is first wanted."""
        self._owner.check()
        if self._desk is None:
            self._desk = self._make_desk()
        return self._desk

    @property
    def is_busy(self) -> bool:
        """Whether something may change by itself."""
        open_commitments = (Commitment.WANTED, Commitment.ASKED)
        return any(
            not each.state.is_over or each.commitment in open_commitments for each in self.known
        )

    def add(
        self,
        transfer: Transfer,
        items: Callable[[Job], Sequence[TransferItem]] = lambda _job: (),
        *,
        receive: Receive | None = None,
        ended: Ended | None = None,
    ) -> None:
        """Put a transfer into the queue; `items` finds what to send, away from this thread.

        `receive` gets what the retrieve sends while it runs, `ended` how an attempt ended.
        """
        queue = self.desk.queue

        def work(job: Job) -> Transfer:
            return queue.add(transfer, items(job))

        def added(transfer: Transfer) -> None:
            if receive is not None:
                self._receivers[transfer.number] = receive
            if ended is not None:
                self._ended[transfer.number] = ended
            self.look()

        self._runner.submit(Lane.DISK, work, done=added, failed=self.failed.emit)

    def wish(self, number: int, state: TransferState) -> None:
        """Pause, cancel, or let a transfer wait for its turn again."""
        queue = self.desk.queue

        def wished(_: bool) -> None:
            running = self._running.get(number)
            if running is not None and state is not TransferState.WAITING:
                running.cancel()
            self.look()

        self._runner.submit(
            Lane.DISK, lambda _job: queue.wish(number, state), done=wished, failed=self.failed.emit
        )

    def put_first(self, number: int) -> None:
        """Let a transfer go before all others."""
        queue = self.desk.queue
        highest = max((each.priority for each in self.known), default=0)
        self._runner.submit(
            Lane.DISK,
            lambda _job: queue.prioritise(number, highest + 1),
            done=lambda _: self.look(),
            failed=self.failed.emit,
        )

    def clear(self) -> None:
        """Take what is done or cancelled from the list."""
        over = (TransferState.DONE, TransferState.CANCELLED)
        numbers = [
            each.number
            for each in self.known
            if each.state in over and each.commitment is not Commitment.ASKED
        ]
        queue = self.desk.queue
        self._runner.submit(
            Lane.DISK,
            lambda _job: queue.forget(numbers),
            done=lambda _: self.look(),
            failed=self.failed.emit,
        )

    def ask_items(self, number: int) -> None:
        """Have `items_came` tell the instances of a transfer."""
        queue = self.desk.queue
        self._runner.submit(
            Lane.DISK,
            lambda _job: (number, tuple(queue.items(number))),
            done=self.items_came.emit,
            failed=self.failed.emit,
        )

    def look(self) -> None:
        """Look at the queue, and run what is due."""
        if self._is_looking:
            return
        self._is_looking = True
        queue = self.desk.queue
        stopped = [number for number, job in self._running.items() if job.is_cancelled]

        def work(_job: Job) -> tuple[list[Transfer], Transfer | None]:
            for number in stopped:  # by the button of the status bar, if it still waits
                queue.wish(number, TransferState.PAUSED)
            return queue.transfers(), queue.next_due()

        self._runner.submit(Lane.DISK, work, done=self._seen, failed=self._cannot_look)

    def close(self) -> None:
        """Stop listening and close the queue; the runner has stopped what ran."""
        if self._desk is not None:
            self._desk.station.reception.close()
            self._desk.queue.close()

    def warm_up(self) -> None:
        """Have everything loaded for a retrieve that may follow soon."""
        reception = self.desk.station.reception
        self._runner.submit(Lane.DISK, lambda _job: reception.warm_up().start())

    def _cannot_look(self, error: ViewerError) -> None:
        self._is_looking = False
        self.failed.emit(error)

    def _seen(self, found: tuple[list[Transfer], Transfer | None]) -> None:
        self._is_looking = False
        transfers, due = found
        held = {each.number for each in transfers if each.state is TransferState.RUNNING}
        for number, job in list(self._running.items()):
            if job.is_cancelled and number not in held:
                del self._running[number]
        self.known = tuple(transfers)
        self.changed.emit(self.known)
        self._hear()
        if due is not None and due.number not in self._running and len(self._running) < _AT_ONCE:
            self._run(due)

    def _run(self, transfer: Transfer) -> None:
        from viewer.workflows.transfer_queue import run_transfer  # late: the network (P2)

        number, desk = transfer.number, self.desk

        def over(_: object) -> None:
            self._running.pop(number, None)
            self._tell_end(number)
            self.look()

        def work(job: Job) -> "TransferReport | None":
            return run_transfer(number, desk, job=job, first=lambda: self.looked_at)

        self._running[number] = self._runner.submit(
            Lane.NET,
            work,
            title=_TITLES[transfer.direction],
            received=self._receivers.get(number),
            done=over,
            failed=over,
        )
        self.look()

    def _tell_end(self, number: int) -> None:
        ended = self._ended.get(number)
        if ended is None:
            return
        queue = self.desk.queue

        def told(transfer: Transfer | None) -> None:
            if transfer is not None:
                ended(transfer)

        self._runner.submit(Lane.DISK, lambda _job: queue.transfer(number), done=told)

    def _hear(self) -> None:
        """Listen for reports of storage commitment while some are to come."""
        nodes = {each.node for each in self.known if each.commitment is Commitment.ASKED}
        if bool(nodes) == (self._hearing is not None):
            return
        desk, stack = self.desk, self._hearing or ExitStack()
        self._hearing = stack if nodes else None

        def begin(_job: Job) -> None:
            from viewer.workflows.transfer_queue import hear_reports

            hear_reports(desk, nodes, stack)

        work = begin if nodes else (lambda _job: stack.close())
        self._runner.submit(Lane.DISK, work, failed=lambda _error: None)
