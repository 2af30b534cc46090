"""Hanging protocols as plain data: which studies they are for, and what goes where."""

from dataclasses import dataclass, field
from enum import Enum

from viewer.model.layout import Grid, Layout
from viewer.model.study import Depiction


class Times(Enum):
    """Which of the studies of a patient."""

    CURRENT = "current"
    PRIOR = "prior"


class Side(Enum):
    """An edge of a cell."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class StudyRule:
    """Which studies a protocol is for; what is empty or 0 asks for nothing.

    All images are of one of the `modalities`, captures aside. One of the `body_parts` and one of
    the `words` stands in a body part or a description. `fewest` and `most` count the stacks with
    images.
    """

    modalities: tuple[str, ...] = ()
    body_parts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    fewest: int = 0
    most: int = 0
    needs_prior: bool = False


@dataclass(frozen=True, slots=True)
class CellRule:
    """What belongs into a cell: the best stack, not shown yet, that meets all that is asked.

    `modifiers` are those of views: one of them is asked for; without, whole views come first.
    `depictions` are in the order in which they are wanted. `chest_wall` hangs a mammogram with
    that edge of the picture at that edge of the cell.
    """

    study: Times = Times.CURRENT
    modalities: tuple[str, ...] = ()
    body_parts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    laterality: str = ""
    views: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    depictions: tuple[Depiction, ...] = ()
    fewest_images: int = 0
    chest_wall: Side | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One arrangement. Cells without a rule of their own take what is not shown yet.

    `layout` counts before `grid`. With `is_same_scale` radiographs are shown at one scale. A stage
    that `is_strict` leaves a cell empty for which there is nothing.
    """

    name: str = ""
    grid: Grid = field(default_factory=Grid)
    layout: Layout | None = None
    cells: tuple[CellRule, ...] = ()
    is_same_scale: bool = False
    is_strict: bool = False

    @property
    def shape(self) -> Layout:
        """How it divides the window."""
        return self.layout or self.grid.layout

    @property
    def uses_prior(self) -> bool:
        """Whether it shows an earlier study."""
        return any(cell.study is Times.PRIOR for cell in self.cells)


@dataclass(frozen=True, slots=True)
class HangingProtocol:
    """How to hang studies of a kind, stage after stage."""

    name: str
    rule: StudyRule = field(default_factory=StudyRule)
    stages: tuple[Stage, ...] = ()
    is_enabled: bool = True
