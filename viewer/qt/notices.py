"""What the program tells of itself: bugs, an end that was none, a list that cannot be used."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.commands.command import Invocation, call
from viewer.commands.context import Notice, Tone
from viewer.index.errors import DamagedArchiveError
from viewer.qt.messages import Offer

BUG: Final = Notice(
    Tone.ERROR,
    tr("Something went wrong inside the program."),
    hint=tr("Your images are not affected. The log tells more."),
)


def ended_notice(report: Path) -> Notice:
    """The last run was ended by a crash of the whole process."""
    return Notice(
        Tone.WARNING,
        tr("Radiolucent ended unexpectedly last time."),
        hint=tr("A report without patient data is in {file}.").format(file=report),
    )


def archive_notice(
    error: ViewerError, run: Callable[[Invocation], object]
) -> tuple[Notice, Offer | None]:
    """The list of studies cannot be used; one that is damaged can be repaired."""
    notice = Notice(
        Tone.WARNING,
        tr("The list of studies cannot be used: what you open now is not remembered."),
        hint=f"{error.message} {error.hint}",
        detail=error.detail,
    )
    if not isinstance(error, DamagedArchiveError):
        return notice, None
    return notice, Offer(tr("Repair the list"), lambda: run(call("archive.repair")))
