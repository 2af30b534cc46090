"""StateButton: the presentation states for what a cell shows, offered under the picture."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from viewer.base.i18n import tr
from viewer.qt.states_menu import fill_states, state_title
from viewer.qt.text import plain, set_tool_tip
from viewer.workspace.viewport import Viewport
from viewer.workspace.workspace import Workspace

_MOST_LETTERS = 16


class StateButton(QToolButton):
    """Hidden where there is no presentation state for the stack."""

    chosen = Signal(str)  # SOP Instance UID, "" for the images as stored

    def __init__(self, viewport: Viewport, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._viewport = viewport
        self._workspace = workspace
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(
            lambda: fill_states(self._menu, viewport, workspace, self.chosen.emit)
        )
        self.setProperty("role", "overlay")
        self.setMenu(self._menu)
        self.setCheckable(True)  # which shows that a state is applied
        self._menu.aboutToHide.connect(self.refresh)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setAccessibleName(tr("Presentation state"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def refresh(self) -> None:
        """Say which state is applied, or how many there are to choose from."""
        viewport = self._viewport
        states = self._workspace.reports.states_for(viewport.display_set)
        self.setVisible(bool(states))
        uid = viewport.appearance.presentation_uid
        applied = next((each for each in states if each.sop_instance_uid == uid), None)
        if applied is None:
            count = tr("{count} states").format(count=len(states))
            words = tr("1 state") if len(states) == 1 else count
            tip = tr("Presentation states of others for these images; none is applied.")
        else:
            is_private = not viewport.shows_patient
            words = ("" if is_private else applied.title) or tr("Presentation state")
            tip = state_title(applied, is_private=is_private)
        self.setChecked(applied is not None)
        words = plain(words)
        self.setText(words if len(words) <= _MOST_LETTERS else words[: _MOST_LETTERS - 1] + "…")
        set_tool_tip(self, tip)
