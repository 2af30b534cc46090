"""GridWidget: the viewports of the workspace, row by row."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from viewer.model.document import Link
from viewer.model.layout import Grid
from viewer.qt.theme import DARK
from viewer.qt.viewport.drop import dropped_key
from viewer.qt.viewport.viewport_widget import ViewportWidget
from viewer.render.readout import Readout
from viewer.workspace.viewport import Viewport
from viewer.workspace.workspace import Workspace

_GAP_PX = 2


class GridWidget(QWidget):
    """Follows the workspace: layout, active cell, and each viewport's picture."""

    menu_wanted = Signal(QPoint)
    hovered = Signal()
    link_chosen = Signal(object)  # model.document.Link
    why_wanted = Signal()  # of the active cell

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._cells: dict[Viewport, ViewportWidget] = {}
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(_GAP_PX)
        self.setAcceptDrops(True)
        self.setAutoFillBackground(True)  # the gaps are as dark as the images in every theme
        ground = self.palette()
        ground.setColor(self.backgroundRole(), QColor(DARK.line))
        self.setPalette(ground)
        workspace.layout_changed.connect(self._set_layout)
        workspace.active_changed.connect(self._set_active)
        workspace.viewport_changed.connect(self._refresh)
        self._set_layout(workspace.visible_grid)

    @property
    def cells(self) -> tuple[ViewportWidget, ...]:
        """The cells on screen, row by row."""
        return tuple(self._cells[viewport] for viewport in self._workspace.visible_viewports)

    @property
    def active(self) -> ViewportWidget:
        """The active cell."""
        return self._cells[self._workspace.active]

    @property
    def readout(self) -> Readout | None:
        """What lies under the cursor, whichever cell it is in."""
        readouts = (cell.canvas.readout for cell in self.cells)
        return next((readout for readout in readouts if readout is not None), None)

    def refresh_marks(self) -> None:
        """Bring trust strips and cine bars up to date."""
        for cell in self.cells:
            cell.refresh_marks(self._workspace.frames.holds)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take series from the strip; files go on to the window."""
        if dropped_key(event.mimeData()) is not None:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Show the dragged series in the cell under the cursor."""
        key = dropped_key(event.mimeData())
        position = event.position().toPoint()
        cell = next((cell for cell in self.cells if cell.geometry().contains(position)), None)
        dropped = next((s for s in self._workspace.display_sets if s.key == key), None)
        if cell is not None and dropped is not None:
            self._workspace.show(dropped, self._workspace.viewports.index(cell.viewport))
            event.acceptProposedAction()

    def _set_layout(self, grid: Grid) -> None:
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        for viewport in [v for v in self._cells if v not in self._workspace.viewports]:
            self._cells.pop(viewport).deleteLater()
        for viewport in self._workspace.viewports:
            if viewport not in self._cells:
                self._cells[viewport] = self._new_cell(viewport)
        for cell in self._cells.values():
            self._layout.removeWidget(cell)
            cell.hide()
        for row in range(self._layout.rowCount()):
            self._layout.setRowStretch(row, 1 if row < grid.rows else 0)
        for column in range(self._layout.columnCount()):
            self._layout.setColumnStretch(column, 1 if column < grid.columns else 0)
        for number, cell in enumerate(self.cells):
            self._layout.addWidget(cell, *divmod(number, grid.columns))
            self._layout.setRowStretch(number // grid.columns, 1)
            self._layout.setColumnStretch(number % grid.columns, 1)
            cell.show()
        self._set_active(self._workspace.active)
        if had_focus:
            self.active.setFocus(Qt.FocusReason.OtherFocusReason)

    def _new_cell(self, viewport: Viewport) -> ViewportWidget:
        cell = ViewportWidget(viewport, self._workspace.toolset, self._leads_somewhere, self)
        cell.activated.connect(lambda: self._workspace.activate(viewport))
        cell.link_chosen.connect(self.link_chosen)
        cell.canvas.double_clicked.connect(lambda: self._workspace.toggle_maximised(viewport))
        cell.canvas.menu_wanted.connect(self.menu_wanted)
        cell.canvas.why_wanted.connect(self.why_wanted)
        cell.canvas.hovered.connect(self.hovered)
        return cell

    def _leads_somewhere(self, link: Link) -> bool:
        return self._workspace.is_open(link.sop_instance_uid)

    def _set_active(self, viewport: Viewport) -> None:
        is_alone = self._workspace.visible_grid.cells == 1
        self.setFocusProxy(self._cells[viewport])
        for each, cell in self._cells.items():
            cell.set_framed(each is viewport and not is_alone)

    def _refresh(self, viewport: Viewport) -> None:
        if viewport in self._cells:
            self._cells[viewport].refresh()
