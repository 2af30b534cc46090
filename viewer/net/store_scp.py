"""StoreScp: takes the instances that come by C-STORE on one association (PS3.4 B.2)."""

from contextlib import suppress
from types import TracebackType
from typing import BinaryIO, Self

from viewer.base import file_store
from viewer.base.i18n import tr
from viewer.net.association import Association, Sink
from viewer.net.dimse import (
    NO_DATA_SET,
    RESPONSE,
    Command,
    CommandSet,
    Field,
    Message,
    number,
    text,
)
from viewer.net.errors import ProtocolError
from viewer.net.inbox import Delivery, Inbox


class StoreScp:
    """One instance at a time into an inbox; one that breaks off leaves nothing behind.

    The file for the next one is opened as soon as the last is answered, while the other side reads
    what it will send: to make a file can take a third of the time of an instance.
    """

    def __init__(self, association: Association, inbox: Inbox) -> None:
        self._association = association
        self._inbox = inbox
        self._delivery: Delivery | None = None
        self._next_file: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._delivery is not None:
            self._delivery.drop()
        if self._next_file is not None:
            file_store.drop(self._next_file)

    def open(self, context_id: int, command: CommandSet) -> Sink | None:
        """Where the data set of a command goes; None for all but C-STORE requests."""
        if number(command, Field.COMMAND) != Command.C_STORE:
            return None
        self._delivery = self._inbox.open(
            sop_class_uid=text(command, Field.AFFECTED_SOP_CLASS),
            sop_instance_uid=text(command, Field.AFFECTED_SOP_INSTANCE),
            syntax=self._association.context(context_id).syntax,
            begin=self._begin,
        )
        return self._delivery

    def _begin(self) -> BinaryIO:
        file, self._next_file = self._next_file, None
        return file or self._inbox.begin()

    def answer(self, request: Message) -> int:
        """Finish the instance of a request that has come whole, answer; returns the status."""
        if self._delivery is None:
            raise ProtocolError(tr("A C-STORE came without a data set."))
        status = self._delivery.finish()
        self._delivery = None
        self._association.send(
            request.context_id,
            {
                Field.AFFECTED_SOP_CLASS: text(request.command, Field.AFFECTED_SOP_CLASS),
                Field.COMMAND: Command.C_STORE | RESPONSE,
                Field.RESPONDED_MESSAGE_ID: number(request.command, Field.MESSAGE_ID),
                Field.DATA_SET_TYPE: NO_DATA_SET,
                Field.STATUS: status,
                Field.AFFECTED_SOP_INSTANCE: text(request.command, Field.AFFECTED_SOP_INSTANCE),
            },
        )
        if self._next_file is None:
            with suppress(OSError):  # told when the next instance comes, if one does
                self._next_file = self._inbox.begin()
        return status
