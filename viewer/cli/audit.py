"""`radiolucent audit`: the audit trail: list it, write it out, find out whether it was changed."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.cli.output import ExitCode, print_json_array, print_table, say, warn
from viewer.cli.session import Session, pass_session
from viewer.model.audit import AuditEvent, AuditKind
from viewer.net.audit.log import Anchor, AuditLog
from viewer.net.audit.search import AuditSearch, found_records
from viewer.net.audit.summary import COLUMNS
from viewer.workflows.export_audit import export_audit

_DAY: Final = click.DateTime(formats=["%Y-%m-%d"])


@click.group("audit")
def audit_group() -> None:
    """Keep and look at the audit trail: who opened, sent, fetched or removed what."""


@audit_group.command("on")
@pass_session
def turn_on(session: Session) -> None:
    """Keep an audit trail from now on."""
    _turn(session, is_on=True)


@audit_group.command("off")
@pass_session
def turn_off(session: Session) -> None:
    """Keep none any more; what was recorded stays."""
    _turn(session, is_on=False)


def _turn(session: Session, *, is_on: bool) -> None:
    from viewer.settings.store import SettingsStore

    settings = SettingsStore(session.paths().settings_file)
    settings.set("audit.is_on", is_on)
    say("The audit trail is kept." if is_on else "No audit trail is kept.")


_SEARCH = (
    click.option(
        "--event", metavar="MEANING", default="", help='As "Query"; its beginning is enough.'
    ),
    click.option("--failed/--succeeded", "is_bad", default=None, help="Only such events."),
    click.option("--since", "first_day", type=_DAY, help="The first day."),
    click.option("--until", "last_day", type=_DAY, help="The last day."),
)


def _search_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_SEARCH):
        function = option(function)
    return function


def _search(
    words: tuple[str, ...] = (),
    *,
    event: str,
    is_bad: bool | None,
    first_day: datetime | None,
    last_day: datetime | None,
) -> AuditSearch:
    first, last = (f"{day:%Y-%m-%d}" if day else "" for day in (first_day, last_day))
    return AuditSearch(" ".join(words), event, None if is_bad is None else not is_bad, first, last)


@audit_group.command("list")
@click.argument("words", nargs=-1, metavar="[WORD...]")
@_search_options
@click.option("--limit", type=click.IntRange(0), default=0, help="Only the last so many.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
def list_records(
    session: Session, /, words: tuple[str, ...], *, limit: int, as_json: bool, **filters: Any
) -> None:
    """List the events in which all words are found."""
    search = _search(words, **filters)
    found = [summary for _, summary in found_records(_used(session), search, job=Job())][-limit:]
    if as_json:
        keys = [column.lower() for column in COLUMNS]
        print_json_array(dict(zip(keys, summary.row(), strict=True)) for summary in found)
    else:
        print_table(COLUMNS, [summary.row() for summary in found])


@audit_group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_search_options
@pass_session
def export_records(session: Session, /, file: Path, **filters: Any) -> None:
    """Write the messages to FILE: XML as PS3.15 has them, or a table for .csv."""
    count = export_audit(_used(session), file, _search(**filters), job=Job())
    say(f"{count} records written.")


@audit_group.command("verify")
@click.option("--anchor", metavar="NUMBER:CODE", help="The end as it was told earlier.")
@pass_session
def verify_records(session: Session, *, anchor: str | None) -> int:
    """Find out whether any record was changed, removed, moved or cut off.

    Prints the anchor: kept elsewhere, it shows later that nothing before it was changed.
    """
    found = _log(session).verify(None if anchor is None else _parse(anchor))
    for problem in found.problems:
        warn(problem)
    if not found.problems:
        say(f"{found.count} records, none was changed. Anchor: {found.anchor}")
    session.audit(AuditEvent(AuditKind.LOG_USED))
    return ExitCode.ERROR if found.problems else ExitCode.DONE


def _parse(text: str) -> Anchor:
    number, _, code = text.partition(":")
    if not (number.isdigit() and len(code) == 64):
        raise click.UsageError("an anchor is NUMBER:CODE, as `audit verify` prints it")
    return Anchor(int(number), code)


def _log(session: Session) -> AuditLog:
    return session.audit_trail().log


def _used(session: Session) -> AuditLog:
    """The log, after it was put on record that somebody looks at it."""
    trail = session.audit_trail()
    log = trail.log
    if not log.exists:
        if trail.is_on:
            raise ViewerError(
                "Nothing is on record yet.", hint="The trail is on: it begins with the next event."
            )
        raise ViewerError("No audit trail was kept yet.", hint="`radiolucent audit on` begins one.")
    session.audit(AuditEvent(AuditKind.LOG_USED))
    return log
