"""Synthetic series on disk with their records, for whatever shows frames."""

from pathlib import Path
from typing import Any

import numpy as np

from tests.support.builders import ct_series, make_dataset, uid, write
from viewer.dicom.display_sets import split_display_sets
from viewer.dicom.scan import scan_file
from viewer.model.display_set import DisplaySet
from viewer.model.study import InstanceRecord


def ct_records(folder: Path, length: int, **options: Any) -> list[InstanceRecord]:
    """A CT series on disk by position; slice k holds the stored value k."""
    return [scan_file(path) for path in ct_series(folder, length, **options)]


def ct_display_set(folder: Path, length: int, **options: Any) -> DisplaySet:
    """The one display set of such a series."""
    (display_set,) = split_display_sets(ct_records(folder, length, **options))
    return display_set


def cine_record(path: Path, length: int, **overrides: Any) -> InstanceRecord:
    """One multi-frame file; frame k holds the value k."""
    pixels = np.repeat(np.arange(length, dtype=np.uint8), 64).reshape(length, 8, 8)
    name = path.stem
    dataset = make_dataset(
        pixels,
        SOPClassUID="1.2.840.10008.5.1.4.1.1.3.1",
        SOPInstanceUID=uid(name, "instance"),
        SeriesInstanceUID=uid(name),
        Modality="US",
        **({"FrameTime": 40.0, "FrameIncrementPointer": 0x00181063} | overrides),
    )
    return scan_file(write(path, dataset))
