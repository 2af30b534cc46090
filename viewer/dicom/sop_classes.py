"""SOP classes: what each object is called, and whether it is a picture (PS3.4 B.5)."""

from collections.abc import Mapping
from types import MappingProxyType

from viewer.dicom.load_pydicom import load_pydicom

_IMAGE = "1.2.840.10008.5.1.4.1.1."

# Newer than the dictionary of pydicom.
_EXTRA_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "1.2.840.10008.5.1.4.1.1.66.7": "Label Map Segmentation Storage",
        "1.2.840.10008.5.1.4.1.1.66.8": "Height Map Segmentation Storage",
        "1.2.840.10008.5.1.4.1.1.9.100.1": "Waveform Presentation State Storage",
        "1.2.840.10008.5.1.4.1.1.9.100.2": "Waveform Acquisition Presentation State Storage",
    }
)

RT_DOSE = "1.2.840.10008.5.1.4.1.1.481.2"
REAL_WORLD_MAPS = "1.2.840.10008.5.1.4.1.1.67"
GRAYSCALE_STATE = "1.2.840.10008.5.1.4.1.1.11.1"
COLOUR_STATE = "1.2.840.10008.5.1.4.1.1.11.2"
PSEUDO_COLOUR_STATE = "1.2.840.10008.5.1.4.1.1.11.3"
XRAY_STATE = "1.2.840.10008.5.1.4.1.1.11.5"  # XA and XRF
KEY_OBJECTS = "1.2.840.10008.5.1.4.1.1.88.59"
_STATES = "1.2.840.10008.5.1.4.1.1.11."
_STRUCTURED = "1.2.840.10008.5.1.4.1.1.88."
MEDIA_DIRECTORY = "1.2.840.10008.1.3.10"

# Objects whose geometry stands in functional groups (PS3.3 C.7.6.16), and RT Dose, whose planes
# follow from the Grid Frame Offset Vector: their records need the whole header.
_WHOLE_HEADER = frozenset(
    _IMAGE + suffix
    for suffix in (
        "2.1", "2.2", "4.1", "4.3", "4.4", "6.2", "6.3", "12.1.1", "12.2.1", "13.1.1", "13.1.2",
        "13.1.3", "13.1.4", "13.1.5", "14.1", "14.2", "30", "66.4", "66.7", "66.8", "77.1.5.4",
        "77.1.5.7", "77.1.5.8", "77.1.6", "77.1.8", "77.1.9", "128.1", "130", "481.2", "481.23",
        "481.24", "601.1", "601.2",
    )
)  # fmt: skip


def is_presentation_state(uid: str) -> bool:
    """Whether objects of this class say how images are to be shown (PS3.3 A.33)."""
    return uid.startswith(_STATES)


def is_report(uid: str) -> bool:
    """Whether objects of this class say something of images: SR, KO, presentation states."""
    return uid.startswith((_STATES, _STRUCTURED))


def needs_whole_header(uid: str) -> bool:
    """Whether geometry of this class stands behind the plain attributes."""
    return uid in _WHOLE_HEADER


def is_known(uid: str) -> bool:
    """Whether a UID names an object in the standard."""
    return sop_class_name(uid) != uid and uid != ""


def is_image(uid: str) -> bool:
    """Whether an object of this class is nothing without pixel data."""
    name = sop_class_name(uid)
    return "Image" in name or name in ("Segmentation", "Label Map Segmentation", "Parametric Map")


def sop_class_name(uid: str) -> str:
    """The name of a SOP class without "Storage"; the UID itself if it is not known."""
    name = _EXTRA_NAMES.get(uid)
    if name is None:
        load_pydicom()
        from pydicom.uid import UID

        name = UID(uid).name
    return name.replace(" Storage", "") or "Unknown object"
