"""`radiolucent node` and `echo`: other systems on the network, and whether they answer."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.cli.output import ExitCode, print_json, print_table, say
from viewer.cli.session import Session, pass_session
from viewer.model.node import LocalNode, Node, RetrieveMethod, SignIn, local_problem
from viewer.model.query import Root
from viewer.net.node_store import NodeStore, node_json, nodes_file, read_nodes_file

_OPTIONS = (
    click.option("--host", help="Name or address of the computer."),
    click.option("--port", type=click.IntRange(1, 65535), help="104, 11112, 2762 with TLS."),
    click.option("--ae-title", help="What the node is called."),
    click.option("--own-ae-title", help="What we are called, towards this node."),
    click.option("--tls/--no-tls", default=None, help="Speak TLS 1.2 or newer."),
    click.option(
        "--tls-13-only/--no-tls-13-only", default=None, help="Nothing older than TLS 1.3."
    ),
    click.option("--tls-ca", help="The certificate of its authority, a PEM file."),
    click.option("--tls-certificate", help="Our certificate, a PEM file."),
    click.option("--tls-key", help="The key of our certificate."),
    click.option("--tls-check-host/--no-tls-check-host", default=None),
    click.option("--retrieve", type=click.Choice([method.value for method in RetrieveMethod])),
    click.option(
        "--query-root",
        type=click.Choice([root.value for root in Root]),
        help="Patients or studies on top.",
    ),
    click.option("--character-set", help="For queries; ISO_IR 192 unless told."),
    click.option("--web", "web_url", metavar="URL", help="The base of its DICOMweb service."),
    click.option("--wado-uri", "wado_uri_url", metavar="URL", help="Its WADO-URI service."),
    click.option("--sign-in", type=click.Choice([how.value for how in SignIn])),
    click.option("--web-user", help="The user name, for --sign-in basic."),
    click.option("--oauth-client-id", help="What the authorisation server knows us by."),
    click.option("--oauth-scope", help="What we ask leave for."),
    click.option("--oauth-issuer", metavar="URL", help="The authorisation server (OpenID)."),
    click.option("--oauth-device-url", metavar="URL", help="Where it has no issuer."),
    click.option("--oauth-authorize-url", metavar="URL", help="Where it has no issuer."),
    click.option("--oauth-token-url", metavar="URL", help="Where it has no issuer."),
    click.option("--connect-s", type=click.FloatRange(0.1, 600), help="Seconds to connect."),
    click.option("--answer-s", type=click.FloatRange(0.1, 3600), help="Seconds to answer."),
)


def _node_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def node_store(session: Session) -> NodeStore:
    """The nodes of this installation."""
    return NodeStore(session.paths().config)


def ready_node(store: NodeStore, name: str) -> Node:
    """A node; its password or token is asked for where no keyring has it, once for this run."""
    node = store.node(name)
    if node.sign_in in (SignIn.BASIC, SignIn.BEARER) and sys.stdin.isatty():
        from viewer.net.secrets import keep_secret, secret_of

        if not secret_of(name):
            keep_secret(name, _asked_secret(node))
    return node


def _asked_secret(node: Node) -> str:
    what = "Password" if node.sign_in is SignIn.BASIC else "Token"
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt(f"{what} for {node.name}", hide_input=True, err=True))


@click.group("node")
def node_group() -> None:
    """Keep the list of nodes: PACS and other systems on the network."""


@node_group.command("add")
@click.argument("name")
@_node_options
@pass_session
def add_node(session: Session, /, name: str, **options: Any) -> None:
    """Add a node."""
    store = node_store(session)
    if any(node.name == name for node in store.nodes()):
        raise ViewerError(f"There is a node {name} already.", hint="`node set` changes it.")
    store.put(_changed(Node(name), options))


@node_group.command("set")
@click.argument("name")
@_node_options
@pass_session
def set_node(session: Session, /, name: str, **options: Any) -> None:
    """Change a node."""
    store = node_store(session)
    store.put(_changed(store.node(name), options))


def _changed(node: Node, options: dict[str, Any]) -> Node:
    given = {name: value for name, value in options.items() if value is not None}
    for name, kind in (("retrieve", RetrieveMethod), ("sign_in", SignIn), ("query_root", Root)):
        if name in given:
            given[name] = kind(given[name])
    return replace(node, **given)


@node_group.command("remove")
@click.argument("name")
@pass_session
def remove_node(session: Session, name: str) -> None:
    """Forget a node, and its password or tokens."""
    store = node_store(session)
    is_secret = store.node(name).sign_in is not SignIn.NONE
    store.remove(name)
    if is_secret:
        from viewer.net.secrets import forget_secret

        forget_secret(name)


@node_group.command("secret")
@click.argument("name")
@click.option("--forget", is_flag=True, help="Take it out of the keyring.")
@pass_session
def keep_node_secret(session: Session, name: str, *, forget: bool) -> None:
    """Put the password or token of a DICOMweb node into the keyring.

    It is asked for, or read from the input: it is never on the command line.
    """
    from viewer.net.secrets import forget_secret, keep_secret

    node = node_store(session).node(name)
    if forget:
        forget_secret(name)
    elif node.sign_in not in (SignIn.BASIC, SignIn.BEARER):
        raise ViewerError(
            "This node has no password or token to enter.",
            hint="`node set NAME --sign-in basic` or `bearer` comes first.",
        )
    elif not keep_secret(name, _asked_secret(node)):
        raise ViewerError(
            "This computer has no keyring to keep it in.",
            hint="It is asked for each time it is wanted.",
        )


@node_group.command("sign-in")
@click.argument("name")
@pass_session
def sign_in_to_node(session: Session, name: str) -> None:
    """Sign in to a DICOMweb node by OAuth; the tokens go into the keyring."""
    from viewer.net.web.oauth import Visit, sign_in

    def ask(visit: Visit) -> None:
        say(f"Open this page: {visit.url}")
        if visit.code:
            say(f"Enter this code there: {visit.code}")
        else:
            click.launch(visit.url)

    node = node_store(session).node(name)
    if not node.sign_in.is_oauth:
        raise ViewerError(
            "This node does not sign in by OAuth.",
            hint="`node set NAME --sign-in device` or `code` comes first.",
        )
    is_kept = sign_in(node, ask=ask, job=Job())
    say("Signed in." if is_kept else "Signed in; without a keyring only for this run.")


@node_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
def list_nodes(session: Session, *, as_json: bool) -> None:
    """List the nodes; none of their secrets is in it."""
    nodes = node_store(session).nodes()
    if as_json:
        print_json([node_json(node) for node in nodes])
        return
    print_table(("Name", "AE title", "Host", "Port", "", "DICOMweb"), map(_cells, nodes))


def _cells(node: Node) -> tuple[str, ...]:
    if not node.has_dimse:
        return node.name, "", "", "", "", node.web_url
    tls = "TLS" if node.tls else ""
    return node.name, node.ae_title, node.host, str(node.port), tls, node.web_url


@node_group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@pass_session
def export_nodes(session: Session, file: Path) -> None:
    """Write the list of nodes to FILE, to hand it on; no secrets are in it."""
    nodes = node_store(session).nodes()
    try:
        file.write_bytes(nodes_file(nodes))
    except OSError as error:
        raise ViewerError("The file cannot be written.", detail=error.strerror or "") from error
    say(f"{len(nodes)} nodes written.")


@node_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_session
def import_nodes(session: Session, file: Path) -> None:
    """Add the nodes of FILE; one of the same name is replaced."""
    store = node_store(session)
    nodes = read_nodes_file(file)
    for node in nodes:
        store.put(node)
    say(f"{len(nodes)} nodes read.")


@node_group.command("local")
@click.option("--ae-title", help="What we are called.")
@click.option("--port", type=click.IntRange(1, 65535), help="Where our server listens.")
@click.option("--bind", help="The address that our server listens on.")
@click.option("--serving/--no-serving", "is_serving", default=None, help="With the window.")
@click.option("--sharing/--no-sharing", "is_sharing", default=None, help="Answer queries.")
@click.option("--allow", help="Peers besides the nodes: AE@ADDRESS or AE, by commas.")
@click.option("--tls-certificate", help="Our certificate, a PEM file: the server speaks TLS.")
@click.option("--tls-key", help="The key of the certificate.")
@click.option("--tls-ca", help="Let in only who has a certificate of this authority.")
@pass_session
def local_node(session: Session, /, **options: Any) -> None:
    """Tell or change what we are to others."""
    store = node_store(session)
    given = {name: value for name, value in options.items() if value is not None}
    local: LocalNode = replace(store.local(), **given)
    if problem := local_problem(local):
        raise ViewerError(problem)
    if given:
        store.set_local(local)
    say(f"{local.ae_title} at {local.bind}, port {local.port}")


@click.command("echo")
@click.argument("name", metavar="NODE")
@pass_session
def echo_command(session: Session, name: str) -> int:
    """Ask a node whether it answers (C-ECHO or QIDO-RS); `doctor NODE` tells why it does not."""
    from viewer.net.association import associate
    from viewer.net.contexts import VERIFICATION, Context
    from viewer.net.echo import echo

    store = node_store(session)
    node = ready_node(store, name)
    if not node.has_dimse:
        from viewer.net.web.qido import echo_web

        say(f"{node.name} answers after {echo_web(node, job=Job()) * 1000:.0f} ms.")
        return ExitCode.DONE
    with associate(
        node, [Context(VERIFICATION)], own_ae_title=store.local().ae_title, job=Job()
    ) as association:
        seconds = echo(association)
    say(f"{node.name} answers after {seconds * 1000:.0f} ms.")
    return ExitCode.DONE
