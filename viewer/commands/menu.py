"""What menus are made of."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from viewer.commands.command import Invocation


class Separator(Enum):
    """A thin line between groups."""

    LINE = "line"


class Dynamic(Enum):
    """A place that a face fills when the menu opens."""

    WINDOWS = "windows"  # workspace.windows.window_choices of the active viewport
    HANGINGS = "hangings"  # stages and protocols for the active study
    PRIORS = "priors"  # earlier studies of its patient
    RECENT = "recent"  # studies that were opened lately
    OVERLAYS = "overlays"  # all overlays of its image, then each of them
    REAL_WORLD = "real-world"  # all real-world value maps of its image, then each of them
    FINDINGS = "findings"  # what the selected annotation may show
    SITES = "sites"  # and where
    COLOURS = "colours"  # and in which colour it may be drawn
    STATES = "states"  # its images as stored, then each presentation state for them


@dataclass(frozen=True, slots=True)
class Menu:
    """A titled list of entries.

    In a tool bar its button shows which of `signs` is in force, as that could not be seen else.
    """

    title: str
    entries: tuple["Entry", ...]
    icon: str = ""
    signs: tuple[Invocation, ...] = ()


Entry = Invocation | Menu | Separator | Dynamic
LINE: Final = Separator.LINE
