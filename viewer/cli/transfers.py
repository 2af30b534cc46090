"""`radiolucent retrieve`, `get`, `move` and `send`: images from and to nodes."""

from pathlib import Path

import click

from viewer.cli.network import parse_keys
from viewer.cli.nodes import node_store, ready_node
from viewer.cli.output import ExitCode, print_json, say, warn
from viewer.cli.session import Session, pass_session, progress_on_terminal
from viewer.model.identity import StudyUid
from viewer.model.node import RetrieveMethod
from viewer.net.outcome import TransferReport

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_node = click.argument("name", metavar="NODE")
_keys = click.argument("words", nargs=-1, required=True, metavar="KEY=VALUE...")


@click.command("retrieve")
@_node
@_keys
@click.option("--method", type=click.Choice([method.value for method in RetrieveMethod]))
@json_option
@pass_session
def retrieve_command(
    session: Session, name: str, words: tuple[str, ...], *, method: str | None, as_json: bool
) -> int:
    """Fetch a study, series or image into the archive, by its UIDs.

    For example StudyInstanceUID=1.2.3 and, for less, SeriesInstanceUID=1.2.3.4 besides.
    """
    return _retrieve(session, name, words, method=method, as_json=as_json)


@click.command("get")
@_node
@_keys
@json_option
@pass_session
def get_command(session: Session, name: str, words: tuple[str, ...], *, as_json: bool) -> int:
    """Fetch by C-GET."""
    return _retrieve(session, name, words, method="get", as_json=as_json)


@click.command("move")
@_node
@_keys
@json_option
@pass_session
def move_command(session: Session, name: str, words: tuple[str, ...], *, as_json: bool) -> int:
    """Fetch by C-MOVE: the node sends to our AE title, which it must know."""
    return _retrieve(session, name, words, method="move", as_json=as_json)


def _retrieve(
    session: Session, name: str, words: tuple[str, ...], *, method: str | None, as_json: bool
) -> int:
    from viewer.workflows.retrieve import retrieve

    keys = parse_keys(words)
    if not keys.get("StudyInstanceUID"):
        raise click.UsageError("name the StudyInstanceUID; `radiolucent find` tells it")
    store = node_store(session)
    node = ready_node(store, name)
    with session.archive() as archive, progress_on_terminal("Retrieving") as job:
        report = retrieve(
            node,
            keys,
            method=node.retrieve if method is None else RetrieveMethod(method),
            local=store.local(),
            folder=session.paths().received_folder,
            archive=archive,
            job=job,
        )
    return _print(report, as_json=as_json, verb="retrieved")


@click.command("send")
@_node
@click.argument("what", nargs=-1, required=True, metavar="PATH...|UID")
@json_option
@pass_session
def send_command(session: Session, name: str, what: tuple[str, ...], *, as_json: bool) -> int:
    """Send files, folders, or a study of the archive by its UID."""
    from viewer.workflows.send import send_files

    store = node_store(session)
    node = ready_node(store, name)
    paths: list[Path] = []
    with session.archive() as archive, progress_on_terminal("Sending") as job:
        for word in what:
            located = [] if Path(word).exists() else archive.locate(StudyUid(word))
            paths += located or [Path(word)]
        report = send_files(paths, node=node, own_ae_title=store.local().ae_title, job=job)
    return _print(report, as_json=as_json, verb="sent")


def _print(report: TransferReport, *, as_json: bool, verb: str) -> int:
    if as_json:
        failed = [
            {"SOPInstanceUID": failure.sop_instance_uid, "reason": failure.reason}
            for failure in report.failed
        ]
        print_json(
            {
                "requested": report.requested,
                "completed": report.completed,
                "failed": failed,
                "warnings": list(report.warnings),
                "method": report.method,
            }
        )
    else:
        for failure in report.failed:
            warn(f"{failure.sop_instance_uid or '(not told which)'}: {failure.reason}")
        for warning in report.warnings:
            warn(warning)
        say(f"{report.completed} of {report.requested} {verb} by {report.method}.")
    if report.is_complete and report.completed:
        return ExitCode.DONE
    return ExitCode.PARTLY if report.completed else ExitCode.ERROR
