"""The look that all tables of the program share."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView

from viewer.qt.theme import ROW_PX


def show_as_rows(table: QTableView, *, is_editable: bool = False) -> None:
    """Whole rows without a grid, under plain headings."""
    table.setShowGrid(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    if not is_editable:
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW_PX)
    table.horizontalHeader().setHighlightSections(False)
    table.horizontalHeader().setDefaultAlignment(
        Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
    )


def chosen_rows(table: QTableView) -> list[int]:
    """The rows that are selected, from the top; quick for any number of them."""
    selection = table.selectionModel().selection()
    spans = [selection.at(number) for number in range(selection.count())]
    return sorted({row for span in spans for row in range(span.top(), span.bottom() + 1)})


def choose_rows(table: QTableView, rows: Sequence[int]) -> None:
    """Select rows, given from the top, besides those that are; neighbours as one span."""
    chosen, model, begin = QItemSelection(), table.model(), 0
    for place, row in enumerate(rows):
        if place + 1 == len(rows) or rows[place + 1] != row + 1:
            chosen.select(model.index(rows[begin], 0), model.index(row, 0))
            begin = place + 1
    selection = table.selectionModel()
    flags = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
    selection.select(chosen, flags)
