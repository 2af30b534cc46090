"""`radiolucent serve`: the storage server, in a process of its own."""

import signal
from types import FrameType

import click

from viewer.base.jobs import Job
from viewer.cli.nodes import node_store
from viewer.cli.output import say, warn
from viewer.cli.session import Session, pass_session


@click.command("serve")
@click.option("--ae-title", help="What we are called.")
@click.option("--bind", help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port; 0 takes a free one.")
@click.option(
    "--allow", multiple=True, metavar="AE[@ADDRESS]", help="Let this peer in, besides the nodes."
)
@click.option("--tls-certificate", default="", help="Speak TLS, with this certificate.")
@click.option("--tls-key", default="", help="The key of the certificate.")
@click.option("--tls-ca", default="", help="Let in only who has a certificate of this authority.")
@pass_session
def serve_command(
    session: Session,
    *,
    ae_title: str | None,
    bind: str | None,
    port: int | None,
    allow: tuple[str, ...],
    tls_certificate: str,
    tls_key: str,
    tls_ca: str,
) -> None:
    """Receive images into the archive until interrupted.

    Only peers of the list of nodes may connect, each from its own host, and those of --allow.
    """
    from viewer.net.server import Peer, ServerEvent, ServerOptions
    from viewer.net.tls import server_context
    from viewer.workflows.serve import known_peers, serve

    store = node_store(session)
    local = store.local()
    named = (Peer(*word.partition("@")[::2]) for word in allow)
    options = ServerOptions(
        ae_title or local.ae_title,
        bind or local.bind,
        local.port if port is None else port,
        peers=(*known_peers(store.nodes()), *named),
        tls=server_context(certificate=tls_certificate, key=tls_key, ca=tls_ca)
        if tls_certificate
        else None,
    )
    job = Job("Receiving")

    def stop(_number: int, _frame: FrameType | None) -> None:
        job.cancel()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)

    def tell(event: ServerEvent) -> None:
        if event.reason:
            warn(f"{event.what}: {event.ae_title or event.address}: {event.reason}")

    with session.archive() as archive:
        serve(
            options,
            folder=session.paths().received_folder,
            archive=archive,
            job=job,
            ready=lambda bound: say(f"{options.ae_title} listens on {options.bind}:{bound}"),
            told=tell,
        )
