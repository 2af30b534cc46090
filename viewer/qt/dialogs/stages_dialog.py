"""The stages of a hanging protocol: how each divides the window, and what hangs where."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.model.hanging import CellRule, HangingProtocol, Stage
from viewer.model.layout import MOST_ROWS, Grid
from viewer.qt.dialogs.cell_form import LONGEST, CellForm, told_rule
from viewer.qt.dialogs.cell_map import CellMap
from viewer.qt.room import resize_on_screen, scroll_where_large
from viewer.qt.text import PlainLabel, plain

_MOST_STAGES: Final = 50
_LIST_PX: Final = 250


class StagesDialog(QDialog):
    """Stages on the left, the chosen one on the right; every change counts at once."""

    changed = Signal(object)  # tuple[Stage, ...]

    def __init__(self, protocol: HangingProtocol, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"{tr('Stages and cells')}: {plain(tr(protocol.name), limit=80)}")
        resize_on_screen(self, 900, 680)
        self._stages = list(protocol.stages)
        self._cell = 0
        self._is_filling = False
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Stages"))
        self.list.setFixedWidth(_LIST_PX)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST)
        self.rows, self.columns = QSpinBox(), QSpinBox()
        self.same_scale = QCheckBox(tr("All pictures at one scale"))
        self.strict = QCheckBox(tr("A cell for which there is nothing stays empty"))
        self.map, self.form = CellMap(), CellForm()
        self._arrange()
        scroll_where_large(self)
        self._list(0)

    @property
    def stage(self) -> Stage:
        """The chosen stage."""
        return self._stages[max(0, self.list.currentRow())]

    def _arrange(self) -> None:
        for box, title in ((self.rows, tr("Rows")), (self.columns, tr("Columns"))):
            box.setRange(0, MOST_ROWS)
            box.setSpecialValueText(tr("free"))
            box.setAccessibleName(title)
            box.valueChanged.connect(self._divide)
        self.name.editingFinished.connect(self._edit)
        self.same_scale.toggled.connect(self._edit)
        self.strict.toggled.connect(self._edit)
        self.map.chosen.connect(self._choose_cell)
        self.form.changed.connect(self._change_rule)
        self.list.currentRowChanged.connect(self._fill)
        shape = QHBoxLayout()
        shape.setSpacing(8)
        for widget in (PlainLabel(tr("Rows")), self.rows, PlainLabel(tr("Columns")), self.columns):
            shape.addWidget(widget)
        shape.addStretch(1)
        form = QFormLayout()
        form.setSpacing(8)
        form.addRow(tr("Name"), self.name)
        form.addRow(tr("Layout"), shape)
        form.addRow("", self.same_scale)
        form.addRow("", self.strict)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addLayout(form)
        right.addWidget(self.map, 1)
        hint = PlainLabel(tr("Choose a cell, then say what belongs into it."), role="second")
        hint.setWordWrap(True)
        right.addWidget(hint)
        right.addWidget(_scrolled(self.form), 1)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.list)
        middle.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(middle, 1)
        layout.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for title, act in (
            (tr("Add"), self._add),
            (tr("Up"), lambda: self._move(-1)),
            (tr("Down"), lambda: self._move(1)),
            (tr("Delete"), self._delete),
        ):
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _, act=act: act())
            row.addWidget(button)
        row.addStretch(1)
        close = QPushButton(tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        row.addWidget(close)
        return row

    # Stages

    def _list(self, row: int) -> None:
        self._is_filling = True
        self.list.clear()
        self.list.addItems([_named(stage) for stage in self._stages])
        self._is_filling = False
        self.list.setCurrentRow(max(0, min(row, len(self._stages) - 1)))

    def _fill(self, row: int) -> None:
        if self._is_filling or row < 0:
            return
        self._is_filling = True
        stage = self._stages[row]
        self.name.setText(plain(tr(stage.name)))
        self.rows.setValue(0 if stage.layout else stage.grid.rows)
        self.columns.setValue(0 if stage.layout else stage.grid.columns)
        self.same_scale.setChecked(stage.is_same_scale)
        self.strict.setChecked(stage.is_strict)
        self._is_filling = False
        self._choose_cell(0)

    def _put(self, stage: Stage) -> None:
        if stage != self.stage:
            self._stages[self.list.currentRow()] = stage
            self.list.currentItem().setText(_named(stage))
            self.changed.emit(tuple(self._stages))

    def _edit(self) -> None:
        if self._is_filling:
            return
        name = self.name.text().strip()
        if name == plain(tr(self.stage.name)):
            name = self.stage.name  # which is shown translated
        self._put(
            replace(
                self.stage,
                name=name,
                is_same_scale=self.same_scale.isChecked(),
                is_strict=self.strict.isChecked(),
            )
        )

    def _divide(self) -> None:
        """Take rows and columns; rules of cells that go are dropped."""
        if self._is_filling or not (self.rows.value() and self.columns.value()):
            return
        grid = Grid(self.rows.value(), self.columns.value())
        cells = self.stage.cells[: grid.cells]
        self._put(replace(self.stage, grid=grid, layout=None, cells=cells))
        self._choose_cell(min(self._cell, grid.cells - 1))

    def _add(self) -> None:
        if len(self._stages) < _MOST_STAGES:
            row = self.list.currentRow() + 1
            self._stages.insert(row, replace(self.stage, name=tr("New stage")))
            self._tell(row)

    def _delete(self) -> None:
        if len(self._stages) > 1:
            row = self.list.currentRow()
            del self._stages[row]
            self._tell(row)

    def _move(self, steps: int) -> None:
        row = self.list.currentRow()
        if 0 <= row + steps < len(self._stages):
            self._stages.insert(row + steps, self._stages.pop(row))
            self._tell(row + steps)

    def _tell(self, row: int) -> None:
        self._list(row)
        self.changed.emit(tuple(self._stages))

    # Cells

    def _choose_cell(self, number: int) -> None:
        self._cell = number
        rules = _rules(self.stage)
        self.map.show_cells(self.stage.shape, [told_rule(rule) for rule in rules], number)
        self.form.show_rule(rules[number])

    def _change_rule(self, rule: CellRule) -> None:
        rules = _rules(self.stage)
        rules[self._cell] = rule
        while rules and rules[-1] == CellRule():
            rules.pop()
        self._put(replace(self.stage, cells=tuple(rules)))
        self._choose_cell(self._cell)


def _rules(stage: Stage) -> list[CellRule]:
    """A rule for each cell; those without one take what is left."""
    count = len(stage.shape.cells)
    return [*stage.cells, *(CellRule() for _ in range(count - len(stage.cells)))]


def _named(stage: Stage) -> str:
    return plain(tr(stage.name), limit=80) or tr("unnamed")


def _scrolled(form: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(form)
    return area
