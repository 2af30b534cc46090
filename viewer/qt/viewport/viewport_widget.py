"""ViewportWidget: one cell: the picture, its position in the stack, marks and cine under it."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from viewer.model.document import Link
from viewer.qt.theme import DARK
from viewer.qt.viewport.cell_grip import CellGrip
from viewer.qt.viewport.cine_bar import CineBar
from viewer.qt.viewport.image_canvas import ImageCanvas
from viewer.qt.viewport.phase_bar import PhaseBar
from viewer.qt.viewport.position_bar import PositionBar
from viewer.qt.viewport.state_button import StateButton
from viewer.qt.viewport.trust_strip import TrustStrip
from viewer.render.trust import TrustMark, trust_marks
from viewer.workspace import playback
from viewer.workspace.load_states import load_states
from viewer.workspace.phases import phases_of
from viewer.workspace.viewport import Viewport
from viewer.workspace.workspace import Workspace

if TYPE_CHECKING:
    from viewer.qt.documents.document_panel import DocumentPanel

_FRAME_PX = 2
_FOOTER_PX = 28
_ROOMY_PX = 520  # from here on there is room for phases beside what plays


class ViewportWidget(QWidget):
    """Shows one `Viewport` and follows it."""

    activated = Signal()
    link_chosen = Signal(object)  # Link
    state_chosen = Signal(str)  # SOP Instance UID of a presentation state, "" for none

    def __init__(
        self,
        viewport: Viewport,
        workspace: Workspace,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.viewport = viewport
        self.canvas = ImageCanvas(viewport, workspace.toolset, self)
        self.canvas.pressed.connect(self.activated)
        self.document: DocumentPanel | None = None
        self._workspace = workspace
        self.position_bar = PositionBar(self)
        self.position_bar.index_chosen.connect(self._go_to)
        self.trust_strip = TrustStrip(self)
        self.state_button = StateButton(viewport, workspace, self)
        self.state_button.chosen.connect(self.activated)
        self.state_button.chosen.connect(self.state_chosen)
        self.cine_bar = CineBar(viewport, self)
        self.phase_bar = PhaseBar(viewport, self)
        self.grip = CellGrip(self)
        self._is_framed = False
        self._clock = QTimer(self, singleShot=True)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._play)
        self._footer = QWidget(self)
        self._footer.setFixedHeight(_FOOTER_PX)
        self._arrange()
        self.setFocusProxy(self.canvas)
        self.refresh()

    @property
    def marks(self) -> tuple[TrustMark, ...]:
        """What to know before trusting the picture on screen."""
        picture = self.canvas.picture
        return () if picture is None else trust_marks(picture)

    def set_framed(self, is_framed: bool) -> None:
        """Draw the accent frame of the active cell."""
        if is_framed != self._is_framed:
            self._is_framed = is_framed
            self.update()

    def refresh(self) -> None:
        """Follow the viewport: picture and position at once."""
        viewport = self.viewport
        self._show_document(viewport.shows_document)
        self.canvas.refresh()
        self.position_bar.set_position(viewport.view.index, viewport.length)
        self.position_bar.setVisible(viewport.length > 1)
        has_picture = viewport.display_set is not None and not viewport.shows_document
        self._footer.setVisible(has_picture)
        if viewport.cine is not None and not self._clock.isActive():
            self._clock.start(0)

    def refresh_marks(self) -> None:
        """Follow the viewport: what can wait until the picture is painted."""
        self.refresh_loading()
        self.trust_strip.set_marks(self.marks)
        self.state_button.refresh()
        self.cine_bar.refresh()
        has_room = self.viewport.cine is None or self.width() >= _ROOMY_PX
        phases = phases_of(self.viewport.display_set, self._workspace.display_sets)
        self.phase_bar.follow(phases if has_room else None)
        if self.document is not None:
            self.document.refresh_links()

    def refresh_loading(self) -> None:
        """Show what of the stack is loaded and marked."""
        shown, workspace = self.viewport.display_set, self._workspace
        if shown is not None and self.viewport.length > 1:
            self.position_bar.set_states(load_states(shown, workspace.frames))
            keys = workspace.key_images
            self.position_bar.set_keys(keys.places_in(shown), keys.selected_in(shown))
            self.position_bar.set_range(playback.played_range(self.viewport))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The black ground and the frame."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(DARK.image_ground))
        if self._is_framed:
            colour, inner = QColor(DARK.accent), self.rect()
            for edge in _edges(inner):
                painter.fillRect(edge, colour)
        painter.end()

    def _arrange(self) -> None:
        footer = QHBoxLayout(self._footer)
        footer.setContentsMargins(8, 0, 8, 0)
        footer.setSpacing(8)
        footer.addWidget(self.state_button)
        footer.addWidget(self.trust_strip)
        footer.addStretch(1)
        footer.addWidget(self.phase_bar)
        footer.addWidget(self.cine_bar)
        footer.addWidget(self.grip)
        self._middle = middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.canvas, 1)
        middle.addWidget(self.position_bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_FRAME_PX, _FRAME_PX, _FRAME_PX, _FRAME_PX)
        layout.setSpacing(0)
        layout.addLayout(middle, 1)
        layout.addWidget(self._footer)

    def _show_document(self, is_document: bool) -> None:
        """Put the document in place of the picture, or back."""
        if is_document and self.document is None:
            # Imported where a document is shown: it takes many classes of Qt (P2).
            from viewer.qt.documents.document_panel import DocumentPanel

            self.document = DocumentPanel(self._leads_somewhere, self)
            self.document.link_chosen.connect(self.link_chosen)
            self.document.pressed.connect(self.activated)
            self._middle.insertWidget(1, self.document, 1)
        if self.document is None:
            return
        if self.canvas.isHidden() != is_document:
            had_focus = self.hasFocus() or self.isAncestorOf(QApplication.focusWidget() or self)
            self.canvas.setHidden(is_document)
            self.document.setHidden(not is_document)
            self.setFocusProxy(self.document if is_document else self.canvas)
            if had_focus:
                self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.document.follow(self.viewport)

    def _go_to(self, index: int) -> None:
        self.activated.emit()
        self.viewport.set_cine(None)
        self.viewport.go_to(index)

    def _leads_somewhere(self, link: Link) -> bool:
        return self._workspace.open_sets.holds(link.sop_instance_uid)

    def _play(self) -> None:
        partners = self._workspace.links.partners(self.viewport)
        wait_s = playback.advance(self.viewport, time.monotonic(), partners=partners)
        if wait_s is not None:
            self._clock.start(max(1, round(wait_s * 1000)))


def _edges(area: QRect) -> tuple[QRect, ...]:
    width, height = area.width(), area.height()
    thick = _FRAME_PX - 1
    return (
        QRect(0, 0, width, thick),
        QRect(0, height - thick, width, thick),
        QRect(0, 0, thick, height),
        QRect(width - thick, 0, thick, height),
    )
