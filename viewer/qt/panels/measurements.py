"""The annotations of the open studies as a table: name, numbers, provenance on hover."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.commands.command import Invocation, call
from viewer.model.annotation import Annotation
from viewer.model.shape import ShapeKind
from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel, plain, tool_tip
from viewer.qt.theme import ROW_PX
from viewer.render.annotations import measurement_text, number_texts

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_MOST_ROWS: Final = 8  # before the table scrolls


def kind_name(kind: ShapeKind) -> str:
    """What a shape is called."""
    return {
        ShapeKind.POINT: tr("Probe"),
        ShapeKind.LENGTH: tr("Length"),
        ShapeKind.RULER: tr("Ruler"),
        ShapeKind.POLYLINE: tr("Polyline"),
        ShapeKind.BIDIRECTIONAL: tr("Two axes"),
        ShapeKind.ANGLE: tr("Angle"),
        ShapeKind.COBB: tr("Cobb angle"),
        ShapeKind.OPEN_ANGLE: tr("Open angle"),
        ShapeKind.CARDIOTHORACIC: tr("Cardiothoracic ratio"),
        ShapeKind.RECTANGLE: tr("Rectangle"),
        ShapeKind.ELLIPSE: tr("Ellipse"),
        ShapeKind.POLYGON: tr("Outline"),
        ShapeKind.SPLINE: tr("Spline"),
        ShapeKind.ARROW: tr("Arrow"),
        ShapeKind.TEXT: tr("Text"),
    }[kind]


class MeasurementsModel(QAbstractTableModel):
    """A row for each annotation."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.annotations: tuple[Annotation, ...] = ()

    def set_annotations(self, annotations: tuple[Annotation, ...]) -> None:
        """Show other rows; the same ones anew where only their values differ."""
        before, self.annotations = self.annotations, annotations
        if [each.uid for each in before] == [each.uid for each in annotations]:
            for row, (old, new) in enumerate(zip(before, annotations, strict=True)):
                if old is not new and old != new:  # a drag changes one of thousands
                    self.dataChanged.emit(self.index(row, 0), self.index(row, 1))
            return
        self.beginResetModel()
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """One row an annotation."""
        return 0 if parent.isValid() else len(self.annotations)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Name and numbers."""
        return 0 if parent.isValid() else 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (tr("What"), tr("Numbers"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, all of them plain."""
        if not index.isValid():
            return None
        annotation = self.annotations[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return plain((_name(annotation), "  ".join(number_texts(annotation)))[index.column()])
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(_name(annotation), *_provenance(annotation))
        return None


class MeasurementsSection(QWidget):
    """The table; a click goes to the image, Delete takes the annotation away."""

    def __init__(self, run: Callable[[Invocation], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self.model = MeasurementsModel(self)
        self.table = _Table(self.model, run, self)
        self._nothing = PlainLabel(tr("Nothing is drawn on what is open."), self, role="second")
        self._nothing.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 4, 16, 16)
        layout.addWidget(self._nothing)
        layout.addWidget(self.table)
        self.all = QPushButton(tr("All measurements…"), self)
        self.all.clicked.connect(lambda: run(call("measure.table")))
        layout.addWidget(self.all, 0, Qt.AlignmentFlag.AlignLeading)
        self.follow((), None)

    def follow(self, annotations: tuple[Annotation, ...], selected: Annotation | None) -> None:
        """List `annotations` and mark the selected one."""
        self.model.set_annotations(annotations)
        self._nothing.setVisible(not annotations)
        self.table.setVisible(bool(annotations))
        self.all.setVisible(bool(annotations))
        rows = min(len(annotations), _MOST_ROWS)
        self.table.setFixedHeight(rows * ROW_PX + 2)
        uids = [each.uid for each in annotations]
        if selected is not None and selected.uid in uids:
            self.table.selectRow(uids.index(selected.uid))
        else:
            self.table.clearSelection()


class _Table(QTableView):
    def __init__(
        self, model: MeasurementsModel, run: Callable[[Invocation], bool], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Measurements"))
        self._annotations = model
        self._run = run
        self.setModel(model)
        self.setAccessibleName(tr("Measurements"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        show_as_rows(self)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().resizeSection(0, 96)
        self.clicked.connect(self._show)
        self.activated.connect(self._show)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes the row's annotation away."""
        if event.key() == Qt.Key.Key_Delete and self.currentIndex().isValid():
            self._show(self.currentIndex())
            self._run(call("measure.delete"))
            return
        super().keyPressEvent(event)

    def _show(self, index: QModelIndex) -> None:
        """Go to the image; where it is shown already nothing but the selection changes."""
        uid = self._annotations.annotations[index.row()].uid
        self._run(call("measure.show", uid=uid))


def _name(annotation: Annotation) -> str:
    return annotation.label or kind_name(annotation.shape.kind)


def _provenance(annotation: Annotation) -> list[str]:
    """Every number with where it comes from."""
    return [
        f"{measurement_text(number)}: {number.provenance}" for number in annotation.measurements
    ]
