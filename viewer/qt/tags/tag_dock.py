"""TagDock: the tag browser as a panel under the images, hidden until it is wanted."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMainWindow

from viewer.base.i18n import tr
from viewer.base.jobs import JobRunner
from viewer.qt.docks import LowDock
from viewer.qt.theme import Look
from viewer.workspace.workspace import Workspace

if TYPE_CHECKING:
    from viewer.qt.tags.tag_browser import TagBrowser


class TagDock(LowDock):
    """Follows the workspace by itself; the browser in it is made when it is first shown (P2)."""

    def __init__(
        self, workspace: Workspace, runner: JobRunner, look: Look, window: QMainWindow
    ) -> None:
        super().__init__(tr("Tags"), name="tags", picture="tags", content=None, look=look)
        self._workspace = workspace
        self._runner = runner
        self._look = look
        self.browser: TagBrowser | None = None
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self)
        self.hide()

    def toggle(self) -> None:
        """Show the tags and go to their search box, or hide them."""
        self.setVisible(self.isHidden())
        if not self.isHidden() and self.browser is not None:
            self.raise_()
            self.browser.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Make the browser the first time."""
        super().showEvent(event)
        if self.browser is None:
            from viewer.qt.tags.tag_browser import TagBrowser

            self.browser = TagBrowser(self._workspace, self._runner, self._look)
            self.column.addWidget(self.browser)
            self._workspace.viewport_changed.connect(self._follow)
            self._workspace.active_changed.connect(self._follow)

    def _follow(self, _: object) -> None:
        if self.browser is not None:
            self.browser.follow()
