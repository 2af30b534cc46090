"""Layout: how viewports divide the middle of a window, as parts of the whole."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

MOST_ROWS: Final = 5
MOST_CELLS: Final = MOST_ROWS * MOST_ROWS
SMALLEST: Final = 0.05  # a cell's width or height
_DIGITS: Final = 6  # edges that should meet do, whatever the arithmetic


@dataclass(frozen=True, slots=True)
class Cell:
    """One rectangle: its edges from 0 (left, top) to 1 (right, bottom)."""

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0

    @property
    def width(self) -> float:
        """Its part of the whole width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Its part of the whole height."""
        return self.bottom - self.top


@dataclass(frozen=True)
class Layout:
    """Cells that cover the whole without overlap; ValueError for any others."""

    cells: tuple[Cell, ...] = (Cell(),)

    def __post_init__(self) -> None:
        if not 1 <= len(self.cells) <= MOST_CELLS:
            raise ValueError(f"a layout has 1 to {MOST_CELLS} cells")
        if any(not _is_sound(cell) for cell in self.cells):
            raise ValueError("a cell is too small or reaches out of the layout")
        area = sum(cell.width * cell.height for cell in self.cells)
        pairs = ((a, b) for k, a in enumerate(self.cells) for b in self.cells[k + 1 :])
        if abs(area - 1.0) > 1e-4 or any(_overlap(a, b) for a, b in pairs):
            raise ValueError("the cells do not cover the layout once")

    @cached_property
    def gaps(self) -> tuple["Gap", ...]:
        """The lines between cells, each as long as it runs straight on."""
        upright = _lines((c.right, c.top, c.bottom) for c in self.cells if c.right < 1.0)
        level = _lines((c.bottom, c.left, c.right) for c in self.cells if c.bottom < 1.0)
        return (*(Gap(True, *line) for line in upright), *(Gap(False, *line) for line in level))


@dataclass(frozen=True, slots=True)
class Gap:
    """A line between cells, upright or level, at a place, from start to end."""

    is_upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows and columns of equal cells, numbered row by row."""

    rows: int = 1
    columns: int = 1

    @property
    def cells(self) -> int:
        """How many viewports the grid holds."""
        return self.rows * self.columns

    @property
    def layout(self) -> Layout:
        """The grid as a layout; ValueError for more than five rows or columns."""
        if not (1 <= self.rows <= MOST_ROWS and 1 <= self.columns <= MOST_ROWS):
            raise ValueError(f"a grid has 1 to {MOST_ROWS} rows and columns")
        across = [_rounded(column / self.columns) for column in range(self.columns + 1)]
        down = [_rounded(row / self.rows) for row in range(self.rows + 1)]
        return Layout(
            tuple(
                Cell(across[column], down[row], across[column + 1], down[row + 1])
                for row in range(self.rows)
                for column in range(self.columns)
            )
        )


def split_cell(layout: Layout, number: int, *, is_right: bool) -> Layout:
    """Halve a cell; the new one lies to its right, else below, and follows it in order.

    The layout itself where there is no room for another cell.
    """
    cell = layout.cells[number]
    size = cell.width if is_right else cell.height
    if len(layout.cells) == MOST_CELLS or size < 2 * SMALLEST:
        return layout
    if is_right:
        middle = _rounded((cell.left + cell.right) / 2)
        halves = replace(cell, right=middle), replace(cell, left=middle)
    else:
        middle = _rounded((cell.top + cell.bottom) / 2)
        halves = replace(cell, bottom=middle), replace(cell, top=middle)
    return Layout((*layout.cells[:number], *halves, *layout.cells[number + 1 :]))


def close_cell(layout: Layout, number: int) -> Layout:
    """Take a cell out; its neighbours on one side grow over its place.

    The layout itself for its only cell, and where no side's neighbours fit (a pinwheel).
    """
    gone = layout.cells[number]
    others = [cell for cell in layout.cells if cell is not gone]
    for side, opposite, first, last in _SIDES:
        line = getattr(gone, side)
        lowest, highest = getattr(gone, first), getattr(gone, last)
        growing = [
            cell
            for cell in others
            if getattr(cell, opposite) == line
            and lowest <= getattr(cell, first) < getattr(cell, last) <= highest
        ]
        span = sum(getattr(cell, last) - getattr(cell, first) for cell in growing)
        if growing and abs(span - (highest - lowest)) < 1e-4:
            grown = {opposite: getattr(gone, opposite)}
            return Layout(
                tuple(replace(cell, **grown) if cell in growing else cell for cell in others)
            )
    return layout


def move_gap(layout: Layout, gap: Gap, to: float) -> Layout:
    """Move a line between cells as far as the cells along it leave room."""
    near, far = ("right", "left") if gap.is_upright else ("bottom", "top")
    first, last = ("top", "bottom") if gap.is_upright else ("left", "right")

    def lies_along(cell: Cell) -> bool:
        return bool(gap.start <= getattr(cell, first) and getattr(cell, last) <= gap.end)

    before = [c for c in layout.cells if getattr(c, near) == gap.at and lies_along(c)]
    after = [c for c in layout.cells if getattr(c, far) == gap.at and lies_along(c)]
    lowest = max(getattr(cell, far) for cell in before) + SMALLEST
    highest = min(getattr(cell, near) for cell in after) - SMALLEST
    if lowest > highest:
        return layout
    at = _rounded(min(max(to, lowest), highest))
    moved = {id(c): replace(c, **{near: at}) for c in before}
    moved |= {id(c): replace(c, **{far: at}) for c in after}
    return Layout(tuple(moved.get(id(cell), cell) for cell in layout.cells))


# A side of a cell, the side of its neighbours that meets it, and the extent along both.
_SIDES: Final = (
    ("left", "right", "top", "bottom"),
    ("top", "bottom", "left", "right"),
    ("right", "left", "top", "bottom"),
    ("bottom", "top", "left", "right"),
)


def _rounded(value: float) -> float:
    return round(value, _DIGITS)


def _is_sound(cell: Cell) -> bool:
    inside = 0 <= cell.left < cell.right <= 1 and 0 <= cell.top < cell.bottom <= 1
    smallest = SMALLEST - 1e-4
    return inside and cell.width >= smallest and cell.height >= smallest


def _overlap(one: Cell, other: Cell) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > 1e-5 and down > 1e-5


def _lines(pieces: Iterable[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Pieces (place, start, end) joined where one goes on after another."""
    lines: list[tuple[float, float, float]] = []
    for at, start, end in sorted(pieces):
        if lines and lines[-1][0] == at and start <= lines[-1][2]:
            lines[-1] = (at, lines[-1][1], max(end, lines[-1][2]))
        else:
            lines.append((at, start, end))
    return lines
