"""Measurements of a study out as a DICOM report."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from viewer.base.jobs import Job
from viewer.dicom.objects.sr_write import can_be_reported, write_report
from viewer.dicom.read import read_dataset
from viewer.model.annotation import Annotation
from viewer.model.identity import InstanceUid


def save_report(
    annotations: Sequence[Annotation],
    files: Mapping[InstanceUid, Path],
    path: Path,
    job: Job,
) -> int:
    """Write what can be reported of `annotations`, all of one study; returns how many.

    `files` tells where the images lie. Raises `DicomError` where one cannot be read, or the
    report cannot be written.
    """
    reported = sorted(
        (each for each in annotations if can_be_reported(each)),
        # So that the same measurements make the same report, however they were read.
        key=lambda each: (each.created, each.uid),
    )
    headers = []
    for uid in dict.fromkeys(each.sop_instance_uid for each in reported):
        job.check()
        if uid in files:
            headers.append(read_dataset(files[uid]).dataset)
    write_report(reported, headers, path)
    return len(reported)
