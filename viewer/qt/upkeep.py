"""What is done once after a start: check the list of studies, clean up old copies."""

from contextlib import closing
from functools import partial

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.commands.command import call
from viewer.commands.context import Notice, Tone
from viewer.index.annotation_store import AnnotationStore
from viewer.index.archive import SqliteArchive
from viewer.index.errors import DamagedArchiveError
from viewer.index.key_image_store import KeyImageStore
from viewer.model.audit import AuditEvent, AuditKind, AuditStudy
from viewer.qt.main_window import MainWindow
from viewer.qt.messages import Offer
from viewer.qt.parts import Parts
from viewer.workflows.delete_studies import (
    DeleteReport,
    delete_studies,
    is_spared,
    outdated_studies,
)

_GB = 1_000_000_000


def begin_upkeep(window: MainWindow, parts: Parts, archive: SqliteArchive) -> None:
    """Start both in the background; what was found or done is told in the window."""

    def tell_damage(error: ViewerError) -> None:
        if isinstance(error, DamagedArchiveError):
            notice = Notice(Tone.WARNING, error.message, error.hint, error.detail)
            repair = Offer(tr("Repair the list"), lambda: window.verbs.run(call("archive.repair")))
            window.messages.tell(notice, repair)

    def tell_cleaned(report: DeleteReport) -> None:
        if report.studies:
            for uid in report.studies:
                event = AuditEvent(AuditKind.STUDY_DELETED, studies=(AuditStudy(uid),))
                parts.audit.record(event)
            text = tr("Cleaned up. Old studies deleted from the store: {count}.")
            message = text.format(count=len(report.studies))
            hint = tr("Preferences, Archive sets how long copies are kept.")
            window.messages.tell(Notice(Tone.NOTE, message, hint))

    parts.runner.submit(
        Lane.DISK, lambda _job: archive.check_integrity(is_quick=True), failed=tell_damage
    )
    options = parts.settings.value.archive
    if options.keep_days or options.keep_gb:
        parts.runner.submit(
            Lane.INDEX,
            partial(_clean, parts, archive, options.keep_days, options.keep_gb * _GB),
            done=tell_cleaned,
        )


def _clean(
    parts: Parts, archive: SqliteArchive, keep_days: int, keep_bytes: int, job: Job
) -> DeleteReport:
    folders = parts.paths.own_folders
    with (
        closing(KeyImageStore(parts.paths.key_images_file)) as key_images,
        closing(AnnotationStore(parts.paths.annotations_file)) as annotations,
    ):
        spared = partial(is_spared, archive=archive, key_images=key_images, annotations=annotations)
        outdated = outdated_studies(
            archive, folders, keep_days=keep_days, keep_bytes=keep_bytes, is_spared=spared
        )
        uids = [study.study_uid for study in outdated]
        return delete_studies(uids, folders=folders, archive=archive, job=job)
