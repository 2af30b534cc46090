"""What is looked for in an archive, and in which order it comes."""

from dataclasses import dataclass
from enum import Enum


class SortKey(Enum):
    """What studies can be ordered by."""

    DATE = "date"  # of the study, then its time
    NAME = "name"
    PATIENT_ID = "patient_id"
    DESCRIPTION = "description"
    MODALITY = "modality"
    IMAGES = "images"  # how many
    ADDED = "added"  # when the study came into the archive


@dataclass(frozen=True, slots=True)
class Order:
    """One level of an order."""

    key: SortKey
    is_descending: bool = False


NEWEST_FIRST = (Order(SortKey.DATE, is_descending=True),)


@dataclass(frozen=True, slots=True)
class Search:
    """Which studies are wanted: those that fulfil all of it.

    A word matches where it begins some word of name, ID, accession, description, labels or note
    (accents and case ignored, `*` and `?` allowed). Dates are DICOM text, both ends included,
    and leave out studies without a date. `is_seen` None takes both kinds. `has_key_images` takes
    studies with a key object selection and those of `key_images_by_hand`, `has_drawings` those
    that are `drawn_on`: both are Study Instance UIDs (workflows/marks_by_hand.py).
    """

    words: str = ""
    modalities: tuple[str, ...] = ()
    date_from: str = ""
    date_to: str = ""
    body_part: str = ""
    source: str = ""
    label: str = ""
    is_seen: bool | None = None
    has_key_images: bool = False
    key_images_by_hand: frozenset[str] = frozenset()
    has_drawings: bool = False
    drawn_on: frozenset[str] = frozenset()
    order: tuple[Order, ...] = NEWEST_FIRST
