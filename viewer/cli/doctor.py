"""`radiolucent doctor`: why files cannot be read or shown, and what to do."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from viewer.cli.node_doctor import diagnose_node, is_node
from viewer.cli.options import character_set_option
from viewer.cli.output import ExitCode, print_json, say
from viewer.cli.session import Session, pass_session
from viewer.model.finding import Finding

if TYPE_CHECKING:
    from viewer.workflows.diagnosis import Diagnosis


@click.command("doctor")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...|NODE", type=click.Path(path_type=Path)
)
@character_set_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON: an object, or an array of them.")
@pass_session
def doctor_command(
    session: Session, files: Sequence[Path], *, character_set: str | None, as_json: bool
) -> int:
    """Say what each FILE is, what is wrong with it, and what to do; or why a NODE is silent.

    The exit code is 0 when all files can be shown, 1 when none can, 3 when some cannot.
    """
    if len(files) == 1 and not files[0].exists() and is_node(session, str(files[0])):
        return diagnose_node(session, str(files[0]), as_json=as_json)
    diagnoses = list(_examined(files, character_set or "", print_each=not as_json))
    if as_json:
        objects = [_keys(diagnosis) for diagnosis in diagnoses]
        print_json(objects[0] if len(objects) == 1 else objects)
    shown = sum(diagnosis.displayable for diagnosis in diagnoses)
    if shown == len(diagnoses):
        return ExitCode.DONE
    return ExitCode.PARTLY if shown else ExitCode.ERROR


def _examined(
    files: Sequence[Path], character_set: str, *, print_each: bool
) -> "Iterator[Diagnosis]":
    """Examine the files; compressed frames are decoded in a process that may die (SEC-001)."""
    from viewer.frames.workers import DecodePool
    from viewer.workflows.doctor import examine

    pool = DecodePool(workers=1)
    try:
        for file in files:
            diagnosis = examine(file, decode=pool.decode, character_set=character_set)
            if print_each:
                _print(diagnosis)
            yield diagnosis
    finally:
        pool.close()


def _print(diagnosis: "Diagnosis") -> None:
    from viewer.workflows.diagnosis import report_lines

    for line in report_lines(diagnosis, name=str(diagnosis.path)):
        say(line)


def _keys(diagnosis: "Diagnosis") -> dict[str, Any]:
    return {
        "file": str(diagnosis.path),
        "summary": diagnosis.summary,
        "readable": diagnosis.readable,
        "displayable": diagnosis.displayable,
        "findings": [_finding_keys(finding) for finding in diagnosis.findings],
    }


def _finding_keys(finding: Finding) -> dict[str, str]:
    return {
        "severity": finding.severity.value,
        "where": finding.where,
        "what": finding.what,
        "what_to_do": finding.what_to_do,
    }
