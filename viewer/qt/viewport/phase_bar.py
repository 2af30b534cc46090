"""PhaseBar: which phase of a stack is shown, and a slider to another one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from viewer.base.i18n import tr
from viewer.qt.stack_words import reason_text
from viewer.qt.text import PlainLabel, set_tool_tip
from viewer.workspace.phases import Phases, go_to_phase
from viewer.workspace.viewport import Viewport

_SLIDER_PX = 88


class PhaseBar(QWidget):
    """Hidden where a stack has no phases."""

    def __init__(self, viewport: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewport = viewport
        self._phases: Phases | None = None
        self._label = PlainLabel(parent=self, role="rate")
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setFixedWidth(_SLIDER_PX)
        self.slider.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys stay with the images
        self.slider.setAccessibleName(tr("Phase"))
        self.slider.setPageStep(1)
        self.slider.valueChanged.connect(self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._label)
        row.addWidget(self.slider)
        self.hide()

    def follow(self, phases: Phases | None) -> None:
        """Show which of `phases` is on screen."""
        self.setVisible(phases is not None)
        if phases == self._phases:
            return
        self._phases = None  # what is set here is nobody's choice
        if phases is not None:
            count, shown = len(phases.sets), phases.sets[phases.index]
            self.slider.setRange(0, count - 1)
            self.slider.setValue(phases.index)
            self._label.set_plain(f"{phases.index + 1}/{count}")
            set_tool_tip(self, reason_text(shown.split_reason), tr("Other phases: , and ."))
            set_tool_tip(self.slider, reason_text(shown.split_reason), tr("Other phases: , and ."))
        self._phases = phases

    def _choose(self, index: int) -> None:
        if self._phases is not None:
            go_to_phase(self._viewport, self._phases, index)
