"""Open a study of a server: the first image at once, headers next, images when looked at."""

from collections.abc import Iterator

from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.dicom.errors import DicomError
from viewer.dicom.load_pydicom import load_pydicom
from viewer.dicom.metadata_records import record_from_metadata
from viewer.dicom.scan import scan_file
from viewer.model.identity import SeriesUid, StudyUid
from viewer.model.node import Node
from viewer.model.query import DicomJson, Level, Query, first_text
from viewer.model.study import InstanceRecord
from viewer.net.web.client import WebClient
from viewer.net.web.qido import search
from viewer.net.web.resources import metadata
from viewer.net.web.server_files import ServerFiles
from viewer.net.web.wado import instance_path
from viewer.workflows.open_paths import OpenedBatch, OpenReport
from viewer.workflows.path_failure import PathFailure

_SERIES, _INSTANCE, _NUMBER = "0020000E", "00080018", "00200013"


def open_on_server(
    node: Node,
    study_uid: StudyUid,
    series_uid: SeriesUid | None = None,
    *,
    files: ServerFiles,
    job: Job,
) -> OpenReport:
    """Send an `OpenedBatch` with one image, then one for each series with all of it.

    Pixels are not fetched: the frame store asks `files` for them. Objects without pixels are
    fetched, for they are read at once. Raises `NetworkError`.
    """
    load_pydicom()
    reading = _Reading(node, files, job)
    with WebClient(node, job=job) as client:
        series_uids = _series_uids(client, study_uid, series_uid)
        for first in _first_image(client, study_uid, series_uids):
            reading.take([first])
        for number, uid in enumerate(series_uids, 1):
            job.check()
            reading.take(metadata(client, instance_path(study_uid, uid)))
            job.progress(number, len(series_uids))
    return reading.report()


def _series_uids(client: WebClient, study_uid: StudyUid, first: SeriesUid | None) -> list[str]:
    """The series of the study, the one that was asked for before the others."""
    found = search(client, Query(Level.SERIES, {"StudyInstanceUID": study_uid}))
    uids = [(first_text(match, "00200011"), first_text(match, _SERIES)) for match in found]
    uids.sort(key=lambda each: (each[1] != first, not each[0].isdigit(), each[0].zfill(12)))
    return [uid for _, uid in uids]


def _first_image(
    client: WebClient, study_uid: StudyUid, series_uids: list[str]
) -> Iterator[DicomJson]:
    """The header of one image of the first series."""
    for series_uid in series_uids[:1]:
        keys = {"StudyInstanceUID": study_uid, "SeriesInstanceUID": series_uid}
        for match in search(client, Query(Level.IMAGE, keys, limit=1)):
            uid = first_text(match, _INSTANCE)
            yield from metadata(client, instance_path(study_uid, series_uid, uid))


class _Reading:
    """Makes records of headers, and counts them."""

    def __init__(self, node: Node, files: ServerFiles, job: Job) -> None:
        self._node = node
        self._files = files
        self._job = job
        self._known: set[str] = set()
        self._images = 0
        self._others = 0
        self._failed: list[PathFailure] = []

    def take(self, models: list[DicomJson]) -> None:
        """Send the records of some headers, the images first."""
        records = [record for model in models if (record := self._record(model)) is not None]
        new = [record for record in records if record.sop_instance_uid not in self._known]
        self._known.update(record.sop_instance_uid for record in new)
        images = [record for record in new if record.has_pixels]
        self._images += len(images)
        if images:
            self._job.send(OpenedBatch(tuple(images)))
        others = [self._fetched(record) for record in new if not record.has_pixels]
        if there := [record for record in others if record is not None]:
            self._others += len(there)
            self._job.send(OpenedBatch(tuple(there)))

    def report(self) -> OpenReport:
        """What became of the study."""
        return OpenReport(
            files=self._images + self._others,
            images=self._images,
            others=self._others,
            failed=tuple(self._failed),
        )

    def _record(self, model: DicomJson) -> InstanceRecord | None:
        path = self._files.place(self._node, model)
        try:
            return record_from_metadata(model, path)
        except DicomError as error:
            self._failed.append(PathFailure(path, error.message))
            return None

    def _fetched(self, record: InstanceRecord) -> InstanceRecord | None:
        self._job.check()
        try:
            self._files.provide(record.path)
            return scan_file(record.path)
        except ViewerError as error:
            self._failed.append(PathFailure(record.path, error.message))
            return None
