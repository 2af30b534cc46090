"""`radiolucent serve`: the server, in a process of its own."""

import json
import signal
import sys
import threading
from contextlib import closing
from dataclasses import asdict, replace
from types import FrameType
from typing import Any

import click

from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.cli.nodes import node_store
from viewer.cli.output import say, warn
from viewer.cli.session import Session, pass_session
from viewer.model.audit import AuditEvent, AuditKind
from viewer.model.node import LocalNode, allowed, local_problem


@click.command("serve")
@click.option("--ae-title", help="What we are called.")
@click.option("--bind", help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port; 0 takes a free one.")
@click.option(
    "--allow", multiple=True, metavar="AE[@ADDRESS]", help="Let this peer in, besides the nodes."
)
@click.option(
    "--share/--no-share",
    "is_sharing",
    default=None,
    help="Let peers query and retrieve what is listed here.",
)
@click.option("--tls-certificate", help="Speak TLS, with this certificate.")
@click.option("--tls-key", help="The key of the certificate.")
@click.option("--tls-ca", help="Let in only who has a certificate of this authority.")
@click.option(
    "--events",
    is_flag=True,
    help="Print what happens as lines of JSON, and stop when standard input ends.",
)
@pass_session
def serve_command(
    session: Session, /, *, allow: tuple[str, ...], events: bool, **options: Any
) -> None:
    """Receive images into the archive until interrupted.

    Only peers of the list of nodes may connect, each from its own host, and those of --allow.
    What is not told here is as `node local` has it.
    """
    given = {name: value for name, value in options.items() if value is not None}
    local = replace(node_store(session).local(), **given)
    local = replace(local, allow=",".join((local.allow, *allow)))
    if problem := local_problem(replace(local, port=local.port or 1)):
        raise ViewerError(problem)
    job = Job("Receiving")

    def stop(_number: int, _frame: FrameType | None) -> None:
        job.cancel()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if events:
        threading.Thread(target=_stop_at_end_of_input, args=(job,), daemon=True).start()
    _serve(session, local, job, Teller(local, is_machine=events))


def _stop_at_end_of_input(job: Job) -> None:
    """Whoever started us and wants events is gone when it holds its end no longer."""
    sys.stdin.buffer.read()
    job.cancel()


class Teller:
    """Tells what happens: to a person, or a line of JSON each to a program."""

    def __init__(self, local: LocalNode, *, is_machine: bool) -> None:
        self._local = local
        self._is_machine = is_machine

    def ready(self, port: int) -> None:
        """The server listens."""
        if self._is_machine:
            self._print(what="listening", port=port)
        else:
            say(f"{self._local.ae_title} listens on {self._local.bind}:{port}")

    def event(self, event: Any) -> None:
        """Something happened to an association."""
        if self._is_machine:
            self._print(**asdict(event))
        elif event.reason:
            warn(f"{event.what}: {event.ae_title or event.address}: {event.reason}")

    def listed(self, count: int) -> None:
        """Instances were added to the list of studies."""
        if self._is_machine:
            self._print(what="listed", stored=count)

    @staticmethod
    def _print(**values: Any) -> None:
        click.echo(json.dumps(values))


def _serve(session: Session, local: LocalNode, job: Job, teller: Teller) -> None:
    from viewer.index.transfer_store import TransferStore
    from viewer.net.commitment import commitment_service
    from viewer.net.server import Peer, ServerEvent, ServerOptions
    from viewer.net.tls import server_context
    from viewer.workflows.audit_server import server_event, sharing_event
    from viewer.workflows.serve import known_peers, serve, share

    store = node_store(session)
    named = (Peer(title, address) for title, address in allowed(local.allow))
    options = ServerOptions(
        local.ae_title,
        local.bind,
        local.port,
        peers=(*known_peers(store.nodes()), *named),
        tls=server_context(certificate=local.tls_certificate, key=local.tls_key, ca=local.tls_ca)
        if local.tls_certificate
        else None,
    )
    with (
        session.archive() as archive,
        closing(session.audit_trail()) as trail,
        closing(TransferStore(session.paths().transfers_file)) as queue,
    ):
        services = dict(commitment_service(queue.commit))
        if local.is_sharing:
            services |= share(
                archive,
                store.nodes,
                own_ae_title=local.ae_title,
                told=lambda event: trail.record(sharing_event(event)),
            )

        def told(event: ServerEvent) -> None:
            teller.event(event)
            if (audited := server_event(event)) is not None:
                trail.record(audited)

        trail.record(AuditEvent(AuditKind.NETWORK_ATTACH))
        serve(
            options,
            folder=session.paths().received_folder,
            archive=archive,
            job=job,
            ready=teller.ready,
            told=told,
            listed=teller.listed,
            services=services,
        )
        trail.record(AuditEvent(AuditKind.NETWORK_DETACH))
