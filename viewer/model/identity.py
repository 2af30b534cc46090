"""Names for the identifiers that DICOM hands around as strings."""

from typing import NewType

StudyUid = NewType("StudyUid", str)
SeriesUid = NewType("SeriesUid", str)
InstanceUid = NewType("InstanceUid", str)
FrameOfReferenceUid = NewType("FrameOfReferenceUid", str)
