"""What a person can do about a finding or an error: plain words by what is wrong."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from viewer.base.errors import ViewerError
from viewer.dicom.errors import (
    CorruptPixelDataError,
    DamagedFileError,
    LimitExceededError,
    NoPixelDataError,
    NotDicomError,
    UnsupportedTransferSyntaxError,
)
from viewer.dicom.transfer_syntaxes import TRANSFER_SYNTAXES
from viewer.model.finding import Finding, Severity

_AGAIN = "Get the file again from where it came."
_HEADER = "Ask whoever wrote the file to mend its header; no picture can be guessed from it."
_WRITER = "It was repaired for the display; tell whoever wrote the file."

_PACKED = "Open or import the archive itself: the images in it are unpacked."

_BY_ERROR: Mapping[type[ViewerError], str] = MappingProxyType(
    {
        NotDicomError: "Open it with a program for its kind; look for the DICOM files.",
        DamagedFileError: _AGAIN,
        LimitExceededError: "Do not trust this file; ask for it from a source that you know.",
        CorruptPixelDataError: _AGAIN + " If it is the same, ask for it uncompressed.",
        NoPixelDataError: "Its elements can be listed.",
    }
)

_BY_SYSTEM_ERROR: Mapping[type[OSError], tuple[str, str]] = MappingProxyType(
    {
        FileNotFoundError: ("There is no such file.", "Check the name and the place."),
        PermissionError: (
            "You may not read this file.",
            "Ask its owner for permission, or copy it to a folder of your own.",
        ),
        IsADirectoryError: ("This is a folder.", "Name the files in it."),
    }
)
_SYSTEM = (
    "The system does not give the file.",
    "Check the drive, the network and the cable; copy the file to another place.",
)

# First words of a message about files that are no DICOM -> what opens them.
_WRAPPED: Mapping[str, str] = MappingProxyType(
    {
        "a ZIP archive": _PACKED,
        "a gzip archive": _PACKED,
        "archive": "Unpack it, then open the folder with its files.",
        "empty": "The copy failed: copy it again from where it came.",
        "zeros": "The copy failed or the medium is damaged: copy it again.",
        "too short": "The copy failed: copy it again from where it came.",
        "DICOMDIR": "Open the folder that it lies in.",
    }
)

_BY_PLACE: Mapping[str, str] = MappingProxyType(
    {
        "BitsStored": _WRITER,
        "HighBit": _WRITER,
        "ImageOrientationPatient": "Do not measure between slices or compare sides by it.",
        "LUTData": "The window is used instead; compare with the place that made the image.",
        "LUTDescriptor": "Compare the brightness with the place that made the image.",
        "MediaStorageSOPClassUID": "Nothing: the data set counts.",
        "NumberOfFrames": "Check that no frame is missing.",
        "PatientName": "Check who the patient is by ID and date of birth.",
        "PhotometricInterpretation": "Check brightness and colours against another viewer.",
        "PixelSpacing": "Lengths are in pixels; do not take them for millimetres.",
        "RescaleSlope": "Values are stored ones, not HU or other units; do not measure them.",
        "SOPClassUID": "Nothing: any object with pixels is shown by the general rules.",
        "SpecificCharacterSet": "Check the patient by ID and date of birth; names may be wrong.",
        "TransferSyntaxUID": "Nothing, as long as the picture looks right.",
        "WindowWidth": "Set the window by hand.",
    }
)
_GENERAL: Mapping[Severity, str] = MappingProxyType(
    {
        Severity.NOTE: "Nothing.",
        Severity.WARNING: _WRITER,
        Severity.ERROR: _AGAIN,
    }
)


def with_remedy(finding: Finding) -> Finding:
    """The finding with something to do, if it does not say so itself."""
    if finding.what_to_do:
        return finding
    advice = "" if finding.severity is Severity.NOTE else _BY_PLACE.get(finding.where, "")
    return replace(finding, what_to_do=advice or _GENERAL[finding.severity])


def finding_from_error(
    error: ViewerError, *, where: str = "file", transfer_syntax_uid: str = ""
) -> Finding:
    """What an error says, as a finding with something to do."""
    if isinstance(error.__cause__, OSError):
        what, remedy = next(
            (
                words
                for kind, words in _BY_SYSTEM_ERROR.items()
                if isinstance(error.__cause__, kind)
            ),
            _SYSTEM,
        )
        return Finding(Severity.ERROR, "file", what, remedy)
    if where == "header" and isinstance(error, CorruptPixelDataError):
        return Finding(Severity.ERROR, where, error.message, _HEADER)
    if isinstance(error, UnsupportedTransferSyntaxError):
        remedy = what_opens(transfer_syntax_uid)
        return Finding(Severity.ERROR, "TransferSyntaxUID", error.message, remedy, "PS3.5 10")
    remedy = next((text for word, text in _WRAPPED.items() if word in error.message), "")
    remedy = remedy or _BY_ERROR.get(type(error), error.hint)
    what = f"{error.message} {error.detail}" if error.detail else error.message
    return Finding(Severity.ERROR, where, what.strip(), remedy)


def what_opens(transfer_syntax_uid: str) -> str:
    """What could show pixels in an encoding that is not decoded here."""
    syntax = TRANSFER_SYNTAXES.get(transfer_syntax_uid)
    if syntax is None:
        return "Ask whoever wrote the file for a standard encoding; this one may be private."
    if "JPIP" in syntax.name:
        return "The pixels are on a server: retrieve the images from the archive instead."
    if "SMPTE" in syntax.name:
        return "It describes a live stream: record it where it is sent."
    return (
        "Ask the archive for an uncompressed copy, or convert the file with dcmdjpeg of DCMTK "
        "or with the software of the maker."
    )
