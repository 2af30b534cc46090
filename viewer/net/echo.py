"""C-ECHO: does the node answer (PS3.4 A)."""

import time
from collections.abc import Callable

from viewer.base.i18n import tr
from viewer.net.association import Association
from viewer.net.contexts import VERIFICATION
from viewer.net.dimse import NO_DATA_SET, RESPONSE, Command, Field, Message, number
from viewer.net.errors import AbortedError, NetworkError, StatusError
from viewer.net.status import SUCCESS, status_text


def echo(association: Association) -> float:
    """Exchange one C-ECHO; returns the seconds it took."""
    context = association.context_for(VERIFICATION)
    if context is None:
        raise NetworkError(
            tr("The node does not accept the verification service."),
            hint=tr("It may offer it to other AE titles only."),
        )
    began = time.perf_counter()
    message_id = association.next_message_id()
    association.send(
        context.context_id,
        {
            Field.AFFECTED_SOP_CLASS: VERIFICATION,
            Field.COMMAND: Command.C_ECHO,
            Field.MESSAGE_ID: message_id,
            Field.DATA_SET_TYPE: NO_DATA_SET,
        },
    )
    answer = next_answer(association, message_id)
    if answer.status != SUCCESS:
        raise StatusError(
            tr("The node answered the echo with {why}.").format(why=status_text(answer.status)),
            status=answer.status,
        )
    return time.perf_counter() - began


def next_answer(
    association: Association,
    message_id: int,
    *,
    others: Callable[[Message], None] = lambda _message: None,
) -> Message:
    """The next answer to a request; what comes besides is passed to `others`."""
    while True:
        message = association.receive()
        if message is None:
            raise AbortedError(tr("The node ended the association before it answered."))
        is_ours = number(message.command, Field.RESPONDED_MESSAGE_ID) == message_id
        if message.kind & RESPONSE and is_ours:
            return message
        others(message)
