"""Grid: how viewports divide the centre of the window."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows and columns of equal cells, numbered row by row."""

    rows: int = 1
    columns: int = 1

    @property
    def cells(self) -> int:
        """How many viewports the grid holds."""
        return self.rows * self.columns
