"""ArchiveOptions: what is copied into the store, what is watched, and what is cleaned up."""

from dataclasses import dataclass
from enum import Enum

from viewer.base.setting import setting


class Copies(Enum):
    """Which files an import copies into the store; the others are listed where they are."""

    MEDIA = "media"  # those on discs and sticks, which are taken out again
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search by name; `days` counts back from today, -1 for any date or for chosen days."""

    name: str
    words: str = ""
    modalities: tuple[str, ...] = ()
    days: int = -1
    date_from: str = ""  # chosen days, as DICOM has them
    date_to: str = ""
    seen: str = ""  # "seen", "unseen"
    marked: str = ""  # "key_images", "drawings"
    source: str = ""
    body_part: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveOptions:
    """How files come into the local archive, and how long its own copies stay."""

    copies: Copies = setting(
        Copies.MEDIA,
        "Copy imported files",
        "Files that are not copied are listed where they are, and must stay there.",
        choices={
            Copies.MEDIA: "From discs and sticks",
            Copies.ALWAYS: "Always",
            Copies.NEVER: "Never",
        },
    )
    tells_of_media: bool = setting(
        True,
        "Tell of discs and sticks",
        "Offer to open or import the images on a medium when it is put in.",
    )
    watched: tuple[str, ...] = setting(
        (),
        "Watched folders",
        "What is put into these folders is listed while Radiolucent is open.",
        has_own_editor=True,
    )
    keep_days: int = setting(
        0,
        "Remove copies older than",
        "0 keeps them. Only copies of the program's own go, never files elsewhere, and never "
        "studies with a note, a label, key images or drawings, or such as nobody has seen.",
        minimum=0,
        maximum=36500,
        unit="days",
    )
    keep_gb: int = setting(
        0,
        "Remove the oldest copies above",
        "0 sets no limit. The same studies are spared.",
        minimum=0,
        maximum=1_000_000,
        unit="GB",
    )
    searches: tuple[SavedSearch, ...] = setting(
        (),
        "Saved searches",
        "They are offered in the list of all studies.",
        has_own_editor=True,
    )
