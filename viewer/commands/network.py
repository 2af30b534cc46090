"""Other systems on the network: what they have, and how it comes here."""

from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.commands.command import command
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import notify_error
from viewer.net.outcome import TransferReport
from viewer.workflows.open_paths import OpenedBatch


@command("network.query", "Query and retrieve…", icon="query")
def show_query(context: Context) -> None:
    """Search nodes of the network for studies, and fetch them."""
    context.face.network.show_query()


@command("network.nodes", "Nodes…", icon="nodes")
def show_nodes(context: Context) -> None:
    """Tell which systems are on the network, and test whether they answer."""
    context.face.network.show_nodes()


@command("network.server", "Server…", icon="server")
def show_server(context: Context) -> None:
    """Receive images from other systems, and let them query what is listed."""
    context.face.network.show_server()


def _has_study(context: Context) -> bool:
    return context.workspace.active.display_set is not None


@command("network.send", "Send the study…", icon="send", enabled=_has_study)
def send_study(context: Context) -> None:
    """Send the files of the study in the active cell to a node, as they are stored."""
    from viewer.net.node_store import NodeStore  # late: the network (P2)

    shown = context.workspace.active.display_set
    assert shown is not None
    store = NodeStore(context.paths.config)
    nodes = {node.name: node for node in store.nodes() if node.has_dimse}
    own = store.local().ae_title
    if not nodes:
        context.face.network.show_nodes()
        return
    archive, study_uid = context.archive, shown.study_uid
    of_study = [s for s in context.workspace.display_sets if s.study_uid == study_uid]
    open_files = list({ref.path: None for s in of_study for ref in s.frames})

    def send(node_name: str) -> None:
        def work(job: Job) -> TransferReport:
            from viewer.workflows.send import send_files

            paths = dict.fromkeys([*archive.locate(study_uid), *open_files])
            return send_files(paths, node=nodes[node_name], own_ae_title=own, job=job)

        context.runner.submit(
            Lane.NET,
            work,
            title=tr("Sending"),
            done=lambda report: context.notify(_sent(report)),
            failed=lambda error: notify_error(context, error),
        )

    context.face.network.choose_node(list(nodes), send)


def _sent(report: TransferReport) -> Notice:
    counts = {"done": report.completed, "all": report.requested}
    if report.is_complete:
        hint = " ".join(report.warnings)
        return Notice(Tone.GOOD, tr("Sent: all {all} files.").format(**counts), hint=hint)
    return Notice(
        Tone.WARNING if report.completed else Tone.ERROR,
        tr("Sent: {done} of {all} files.").format(**counts),
        hint=tr("The node did not take the rest."),
        detail=report.failed[0].reason if report.failed else "",
    )


@command("network.retrieve", "Retrieve a study", icon="retrieve")
def retrieve_study(context: Context, *, node_name: str, study_uid: str) -> None:
    """Fetch a study from a node; it opens with its first image while the rest arrives."""
    from viewer.net.node_store import NodeStore  # late: the network (P2)

    store = NodeStore(context.paths.config)
    node, local = store.node(node_name), store.local()
    workspace, archive = context.workspace, context.archive
    folder = context.paths.received_folder
    is_first = True

    def work(job: Job) -> TransferReport:
        from viewer.workflows.retrieve import retrieve

        keys = {"StudyInstanceUID": study_uid}
        return retrieve(
            node,
            keys,
            method=node.retrieve,
            local=local,
            folder=folder,
            archive=archive,
            job=job,
        )

    def receive(batch: OpenedBatch) -> None:
        nonlocal is_first
        images = [s for s in workspace.add_records(batch.records) if not s.is_document]
        if is_first and images:
            is_first = False
            workspace.show(images[0], is_choice=False)
            context.history.settle()

    def tell(report: TransferReport) -> None:
        counts = {"done": report.completed, "all": report.requested, "method": report.method}
        if report.is_complete and report.completed:
            text = tr("Retrieved: all {all} images, by {method}.").format(**counts)
            context.notify(Notice(Tone.GOOD, text))
            return
        reason = report.failed[0].reason if report.failed else ""
        context.notify(
            Notice(
                Tone.WARNING if report.completed else Tone.ERROR,
                tr("Retrieved: {done} of {all} images, by {method}.").format(**counts),
                hint=tr("Retrieve it again to fetch what is missing."),
                detail=reason,
            )
        )

    context.runner.submit(
        Lane.NET,
        work,
        title=tr("Retrieving"),
        received=receive,
        done=tell,
        failed=lambda error: notify_error(context, error),
    )
