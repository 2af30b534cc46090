"""Run a command, and decide what becomes of an error: the one place that does."""

import logging
from collections.abc import Mapping

from viewer.base.crash import describe_crash
from viewer.base.errors import Cancelled, ViewerError
from viewer.base.i18n import tr
from viewer.commands.command import Invocation
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.registry import CommandRegistry

_log = logging.getLogger(__name__)


def run(invocation: Invocation, context: Context, registry: CommandRegistry) -> bool:
    """Run a command if it is enabled; True when it ran to its end.

    What it changed is one step for undo. An expected error becomes a notice, a bug is logged
    and told of, a cancellation is silent.
    """
    command = registry[invocation.command_id]
    arguments: Mapping[str, object] = dict(invocation.arguments)
    context.history.settle()
    try:
        if not command.is_enabled(context):
            return False
        command(context, **arguments)
        context.history.settle()
    except Cancelled:
        return False
    except ViewerError as error:
        notify_error(context, error)
        return False
    except Exception as error:  # noqa: BLE001 - a bug in one command must not end the program
        detail = describe_crash(error)
        _log.error("bug in command %s\n%s", command.id, detail)
        context.notify(
            Notice(
                Tone.ERROR,
                tr("Something went wrong inside the program."),
                hint=tr("Your images are not affected. The log tells more."),
                detail=detail,
            )
        )
        return False
    return True


def notify_error(context: Context, error: ViewerError) -> None:
    """Tell the user of an expected error."""
    context.notify(Notice(Tone.ERROR, error.message, error.hint, error.detail))
