"""GridWidget: the cells of one screen of the workspace, and the gaps between them."""

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from viewer.model.layout import Cell, Gap
from viewer.qt.theme import DARK
from viewer.qt.viewport.drop import dropped_cell, dropped_key
from viewer.qt.viewport.gap_handle import GapHandle, TargetMark
from viewer.qt.viewport.viewport_widget import ViewportWidget
from viewer.render.readout import Readout
from viewer.workspace.screen import Screen
from viewer.workspace.viewport import Viewport
from viewer.workspace.workspace import Workspace

_GAP_PX = 2


class GridWidget(QWidget):
    """Follows a screen: layout, active cell, and each viewport's picture."""

    menu_wanted = Signal(QPoint)
    hovered = Signal()
    link_chosen = Signal(object)  # model.document.Link
    state_chosen = Signal(str)  # SOP Instance UID
    why_wanted = Signal()  # of the active cell

    def __init__(self, workspace: Workspace, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.screen_shown = screen
        self._cells: dict[Viewport, ViewportWidget] = {}
        self._handles: list[GapHandle] = []
        self._dragged: Gap | None = None
        self._target = TargetMark(self)
        self.setMinimumSize(QSize(240, 180))
        self.setAcceptDrops(True)
        self.setAutoFillBackground(True)  # the gaps are as dark as the images in every theme
        ground = self.palette()
        ground.setColor(self.backgroundRole(), QColor(DARK.line))
        self.setPalette(ground)
        workspace.layout_changed.connect(self._layout_changed)
        workspace.active_changed.connect(self._set_active)
        workspace.viewport_changed.connect(self._refresh)
        self._layout_changed(screen)

    @property
    def cells(self) -> tuple[ViewportWidget, ...]:
        """The cells on screen, in the order of the layout."""
        return tuple(self._cells[viewport] for viewport in self.screen_shown.visible_viewports)

    @property
    def active(self) -> ViewportWidget:
        """The active cell, or the first one where that is in another window."""
        return self._cells.get(self._workspace.active) or self.cells[0]

    @property
    def handles(self) -> tuple[GapHandle, ...]:
        """What the gaps between the cells are dragged by."""
        return tuple(handle for handle in self._handles if not handle.isHidden())

    @property
    def readout(self) -> Readout | None:
        """What lies under the cursor, whichever cell it is in."""
        readouts = (cell.canvas.readout for cell in self.cells)
        return next((readout for readout in readouts if readout is not None), None)

    def refresh_marks(self) -> None:
        """Bring trust strips and cine bars up to date."""
        for cell in self.cells:
            cell.refresh_marks()

    def refresh_loading(self) -> None:
        """Bring the bars of what is loaded up to date."""
        for cell in self.cells:
            cell.refresh_loading()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the cells their parts of the new size."""
        self._place()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take series from the strip, and cells; files go on to the window."""
        data = event.mimeData()
        if dropped_key(data) is not None or dropped_cell(data) is not None:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Mark the cell that a drop would meet."""
        cell = self._cell_at(event.position())
        self._target.mark(cell.geometry() if cell is not None else QRect())
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Mark nothing any more."""
        self._target.mark(QRect())

    def dropEvent(self, event: QDropEvent) -> None:
        """Show the dragged series in the cell under the cursor, or swap the two cells.

        The keys go with what was dropped, as after a click on the series.
        """
        self._target.mark(QRect())
        workspace = self._workspace
        cell = self._cell_at(event.position())
        key, number = dropped_key(event.mimeData()), dropped_cell(event.mimeData())
        dropped = next((s for s in workspace.display_sets if s.key == key), None)
        if cell is None:
            return
        if dropped is not None:
            workspace.show(dropped, workspace.viewports.index(cell.viewport))
        elif number is not None and number < len(workspace.viewports):
            dragged = workspace.viewports[number]
            if dragged is not cell.viewport:
                workspace.exchange(dragged, cell.viewport)
            workspace.activate(dragged)
        else:
            return
        event.acceptProposedAction()
        self.window().activateWindow()
        self.active.setFocus(Qt.FocusReason.MouseFocusReason)

    def _cell_at(self, position: QPointF) -> ViewportWidget | None:
        point = position.toPoint()
        return next((cell for cell in self.cells if cell.geometry().contains(point)), None)

    def _layout_changed(self, screen: Screen) -> None:
        if screen is not self.screen_shown:
            return
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        for viewport in [v for v in self._cells if v not in screen.viewports]:
            self._cells.pop(viewport).deleteLater()
        for viewport in screen.viewports:
            if viewport not in self._cells:
                self._cells[viewport] = self._new_cell(viewport)
        visible = self.cells
        for cell in self._cells.values():
            cell.setVisible(cell in visible)
        self._place()
        self._set_active(self._workspace.active)
        if had_focus:
            self.active.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        """Give cells and handles their places in the layout on screen."""
        layout = self.screen_shown.visible_layout
        for widget, cell in zip(self.cells, layout.cells, strict=True):
            widget.setGeometry(self._area(cell))
        while len(self._handles) < len(layout.gaps):
            self._handles.append(self._new_handle())
        for handle, gap in zip(self._handles, layout.gaps, strict=False):
            handle.follow(gap, self._line(gap))
        for handle in self._handles[len(layout.gaps) :]:
            handle.hide()

    def _area(self, cell: Cell) -> QRect:
        width, height = self.width() + _GAP_PX, self.height() + _GAP_PX
        left, top = round(cell.left * width), round(cell.top * height)
        right, bottom = round(cell.right * width), round(cell.bottom * height)
        return QRect(left, top, right - left - _GAP_PX, bottom - top - _GAP_PX)

    def _line(self, gap: Gap) -> QRect:
        """The two pixels of a gap."""
        if gap.is_upright:
            area = self._area(Cell(0.0, gap.start, gap.at, gap.end))
            return QRect(area.right() + 1, area.top(), _GAP_PX, area.height())
        area = self._area(Cell(gap.start, 0.0, gap.end, gap.at))
        return QRect(area.left(), area.bottom() + 1, area.width(), _GAP_PX)

    def _new_handle(self) -> GapHandle:
        handle = GapHandle(self)
        handle.pressed.connect(self._begin_drag)
        handle.dragged.connect(self._drag)
        return handle

    def _begin_drag(self, gap: Gap) -> None:
        self._dragged = gap

    def _drag(self, position: QPointF) -> None:
        """Move the gap that was pressed to the cursor, and know it again where it is then."""
        gap, screen = self._dragged, self.screen_shown
        if gap is None:
            return
        to = position.x() / self.width() if gap.is_upright else position.y() / self.height()
        screen.move_gap(gap, to)
        alike = [
            g
            for g in screen.layout.gaps
            if g.is_upright == gap.is_upright and g.start <= gap.start and gap.end <= g.end
        ]
        self._dragged = min(alike, key=lambda g: abs(g.at - to), default=None)

    def _new_cell(self, viewport: Viewport) -> ViewportWidget:
        workspace = self._workspace
        cell = ViewportWidget(viewport, workspace, self)
        cell.activated.connect(lambda: workspace.activate(viewport))
        cell.link_chosen.connect(self.link_chosen)
        cell.state_chosen.connect(self.state_chosen)
        cell.canvas.double_clicked.connect(lambda: workspace.toggle_maximised(viewport))
        cell.canvas.menu_wanted.connect(self.menu_wanted)
        cell.canvas.why_wanted.connect(self.why_wanted)
        cell.canvas.hovered.connect(self.hovered)
        cell.grip.number = lambda: workspace.viewports.index(viewport)
        return cell

    def _set_active(self, viewport: Viewport) -> None:
        is_alone = len(self._workspace.visible_viewports) == 1
        self.setFocusProxy(self.active)
        for each, cell in self._cells.items():
            cell.set_framed(each is viewport and not is_alone)
            cell.grip.setHidden(is_alone)

    def _refresh(self, viewport: Viewport) -> None:
        if viewport in self._cells:
            self._cells[viewport].refresh()
