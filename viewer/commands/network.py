"""Other systems on the network: what they have, and how it comes here."""

from collections.abc import Sequence
from dataclasses import dataclass

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.commands.command import command
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.faces import SendChoice
from viewer.commands.measure import can_save
from viewer.commands.opening import Opening
from viewer.commands.save import save_measurements_then
from viewer.model.display_set import DisplaySet
from viewer.model.identity import StudyUid
from viewer.model.transfer import Commitment, Direction, Transfer, TransferItem, TransferState
from viewer.workflows.open_paths import OpenedBatch


@command("network.query", "Query and retrieve…", icon="query")
def show_query(context: Context) -> None:
    """Search nodes of the network for studies, and fetch them."""
    context.face.network.show_query()


@command("network.nodes", "Nodes…", icon="nodes")
def show_nodes(context: Context) -> None:
    """Tell which systems are on the network, and test whether they answer."""
    context.face.network.show_nodes()


@command("network.worklist", "Worklist…", icon="worklist")
def show_worklist(context: Context) -> None:
    """Show what is scheduled, and open the studies of a patient on it."""
    context.face.network.show_worklist()


@command("network.server", "Server…", icon="server")
def show_server(context: Context) -> None:
    """Receive images from other systems, and let them query what is listed."""
    context.face.network.show_server()


@command("network.audit", "Audit trail…", icon="audit")
def show_audit(context: Context) -> None:
    """Show who opened, sent, fetched or removed what, and whether the record of it is whole."""
    context.face.network.show_audit()


@command("network.transfers", "Transfers", icon="transfers")
def toggle_transfers(context: Context) -> None:
    """Show or hide what is sent and retrieved: how far it is, and what went wrong."""
    context.face.network.toggle_transfers()


def _has_study(context: Context) -> bool:
    return context.workspace.active.display_set is not None


@dataclass(frozen=True, slots=True)
class _Offer:
    """Something that can be sent: some display sets, or single images of them by their UIDs.

    Of a whole study everything goes that is listed of it, and with `reports_first` a new report
    of what was measured here.
    """

    title: str
    sets: tuple[DisplaySet, ...]
    instance_uids: frozenset[str] = frozenset()
    is_whole: bool = False
    reports_first: bool = False


@command("network.send", "Send…", icon="send", enabled=_has_study)
def send_study(context: Context) -> None:
    """Send the study in the active cell to a node, a series, an image, or its key images."""
    from viewer.net.node_store import NodeStore  # late: the network (P2)

    nodes = NodeStore(context.paths.config).nodes()
    if not nodes:
        context.face.network.show_nodes()
        return
    offers = _offers(context)

    def send(choice: SendChoice) -> None:
        offer = offers[choice.offer]
        if offer.reports_first:
            save_measurements_then(context, lambda: _send(context, offer, choice))
        else:
            _send(context, offer, choice)

    context.face.network.choose_send(
        [offer.title for offer in offers], [node.name for node in nodes], send
    )


def _offers(context: Context) -> list[_Offer]:
    viewport = context.workspace.active
    shown = viewport.display_set
    assert shown is not None
    study = tuple(s for s in context.workspace.display_sets if s.study_uid == shown.study_uid)
    series = tuple(s for s in study if s.series_uid == shown.series_uid)
    offers = [_Offer(tr("The whole study"), study, is_whole=True)]
    if can_save(context):
        title = tr("The whole study with a report of my measurements")
        offers.append(_Offer(title, study, is_whole=True, reports_first=True))
    offers.append(_Offer(tr("This series"), series))
    if viewport.wanted is not None:
        uid = viewport.wanted.sop_instance_uid
        offers.append(_Offer(tr("This image"), series, frozenset([uid])))
    keys = context.workspace.key_images.listed(study)
    uids = frozenset(shown.frames[index].sop_instance_uid for shown, index in keys)
    if uids:
        title = tr("The key images: {count}").format(count=len(uids))
        offers.append(_Offer(title, study, uids))
    return offers


def _send(context: Context, offer: _Offer, choice: SendChoice) -> None:
    archive = context.transfers.desk.station.archive
    study_uid = offer.sets[0].study_uid
    files = list({ref.path: None for each in offer.sets for ref in each.frames})
    series = {each.series_uid for each in offer.sets}

    def items(job: Job) -> Sequence[TransferItem]:
        from viewer.workflows.send import items_of_archive, items_of_paths

        found, _studies, _unreadable = items_of_paths(files, job=job)
        listed = []
        for series_uid in [None] if offer.is_whole else series:
            listed += items_of_archive(archive, study_uid, series_uid)
        every = {item.sop_instance_uid: item for item in (*listed, *found)}
        uids = offer.instance_uids
        return [item for uid, item in every.items() if not uids or uid in uids]

    transfer = Transfer(
        Direction.SEND,
        choice.node,
        title=_title(context, study_uid),
        keys={"StudyInstanceUID": study_uid},
        commitment=Commitment.WANTED if choice.is_committed else Commitment.NONE,
    )
    context.face.network.follow_transfers()
    context.transfers.add(transfer, items, ended=lambda after: context.notify(_told(after)))


def _title(context: Context, study_uid: StudyUid) -> str:
    """The study in words, for the list of transfers."""
    row = context.archive.find_study(study_uid)
    return "" if row is None else row.study.title


@command("network.retrieve", "Retrieve a study", icon="retrieve")
def retrieve_study(
    context: Context,
    *,
    node_name: str,
    study_uid: str,
    study: str = "",
    patient_id: str = "",
    series_uid: str = "",
    instance_uids: str = "",
) -> None:
    """Fetch a study, or series or images of it; it opens while the rest arrives."""
    workspace = context.workspace
    opening = Opening(context)
    is_first = True

    def receive(batch: OpenedBatch) -> None:
        nonlocal is_first
        images = [s for s in workspace.add_records(batch.records) if not s.is_document]
        if is_first and images:
            is_first = False
            opening.show_first(images[0])

    def end(after: Transfer) -> None:
        opening.finish()
        context.notify(_told(after))

    keys = {"StudyInstanceUID": study_uid}
    if patient_id:  # nodes that have patients on top need it, and are asked for it otherwise
        keys["PatientID"] = patient_id
    if series_uid:
        keys["SeriesInstanceUID"] = series_uid
    if instance_uids:  # a list, split by backslashes
        keys["SOPInstanceUID"] = instance_uids
    transfer = Transfer(Direction.RETRIEVE, node_name, title=study, keys=keys)
    context.face.network.follow_transfers()
    context.transfers.add(transfer, receive=receive, ended=end)


def _told(transfer: Transfer) -> Notice:
    """How an attempt ended; a study that is partly there is never called fetched."""
    is_sending = transfer.direction is Direction.SEND
    counts = {"done": transfer.done, "all": transfer.total, "method": transfer.used}
    if transfer.state is TransferState.DONE:
        is_bad = transfer.commitment is Commitment.REFUSED
        return Notice(
            Tone.WARNING if is_bad else Tone.GOOD,
            _whole(transfer).format(**counts),
            hint=_commitment_hint(transfer) or transfer.warning,
        )
    part = (
        tr("Sent: {done} of {all} images.")
        if is_sending
        else tr("Retrieved: {done} of {all} images.")
    )
    hint = tr("The transfers panel tells more, and tries again.")
    if transfer.state is TransferState.WAITING:
        hint = tr("It is tried again after a while; what is missing follows then.")
    tone = Tone.WARNING if transfer.done else Tone.ERROR
    return Notice(tone, part.format(**counts), hint=hint, detail=transfer.reason)


def _whole(transfer: Transfer) -> str:
    """That all of it was sent or has come, and how where that is known."""
    if transfer.total == 1:
        texts = {
            (True, True): tr("Sent: the image, by {method}."),
            (True, False): tr("Sent: the image."),
            (False, True): tr("Retrieved: the image, by {method}."),
            (False, False): tr("Retrieved: the image."),
        }
    else:
        texts = {
            (True, True): tr("Sent: all {all} images, by {method}."),
            (True, False): tr("Sent: all {all} images."),
            (False, True): tr("Retrieved: all {all} images, by {method}."),
            (False, False): tr("Retrieved: all {all} images."),
        }
    return texts[transfer.direction is Direction.SEND, bool(transfer.used)]


def _commitment_hint(transfer: Transfer) -> str:
    return {
        Commitment.COMMITTED: tr("The node has committed to keep them."),
        Commitment.ASKED: tr("The node was asked to commit to keep them; it has not reported yet."),
        Commitment.REFUSED: tr("The node has not committed to keep them all."),
    }.get(transfer.commitment, "")
