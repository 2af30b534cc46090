"""Whether a report says what an earlier one of ours says already: then that one is enough."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from viewer.dicom.errors import DicomError
from viewer.dicom.objects.written import MAKER
from viewer.dicom.read import read_dataset

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

# What a report says and of whom; its own UIDs and times are others each time.
_SAID: Final = (
    "SOPClassUID", "PatientName", "PatientID", "SeriesDescription",
    "CurrentRequestedProcedureEvidenceSequence", "ContentSequence",
)  # fmt: skip


def is_said_already(path: Path, earlier: Iterable[Path]) -> bool:
    """Whether the latest report of ours among `earlier` says what the one at `path` does.

    Only the latest counts: whoever reads two takes the later one for what is true now. One that
    cannot be read is none. Raises `DicomError` where the report itself cannot be read.
    """
    made = read_dataset(path).dataset
    ours = [each for each in _read(earlier) if each.get("Manufacturer") == MAKER]
    latest = max(ours, key=_time, default=None)
    return latest is not None and all(latest.get(said) == made.get(said) for said in _SAID)


def _read(paths: Iterable[Path]) -> Iterable["Dataset"]:
    for path in paths:
        try:
            yield read_dataset(path).dataset
        except DicomError:
            continue


def _time(report: "Dataset") -> tuple[str, str]:
    return str(report.get("ContentDate", "")), str(report.get("ContentTime", ""))
