"""What can go wrong between a file and its pixels; every one may be told to the user."""

from viewer.base.errors import ViewerError


class DicomError(ViewerError):
    """A file or an object that cannot be used as asked."""


class NotDicomError(DicomError):
    """The file is no DICOM object."""


class DamagedFileError(DicomError):
    """The file is DICOM, but cut off or damaged before what it is for."""


class UnsupportedTransferSyntaxError(DicomError):
    """The encoding has a name, but no decoder here."""


class CorruptPixelDataError(DicomError):
    """Pixel data contradict the header or their own format (SEC-003, SEC-006)."""


class LimitExceededError(DicomError):
    """An object asks for more depth, elements, memory or time than any honest one (SEC-004)."""


class NoPixelDataError(DicomError):
    """The object is DICOM but holds no image."""


class CorruptIdentifierError(DicomError):
    """An identifier of a query or its answer is damaged."""
