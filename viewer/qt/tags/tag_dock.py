"""TagDock: the tag browser as a panel under the images, hidden until it is wanted."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from viewer.base.i18n import tr
from viewer.base.jobs import JobRunner
from viewer.qt.docks import Dock
from viewer.qt.tags.tag_browser import TagBrowser
from viewer.qt.theme import Look
from viewer.workspace.workspace import Workspace


class TagDock(Dock):
    """Follows the workspace by itself."""

    def __init__(
        self, workspace: Workspace, runner: JobRunner, look: Look, window: QMainWindow
    ) -> None:
        self.browser = TagBrowser(workspace, runner, look)
        super().__init__(tr("Tags"), name="tags", picture="tags", content=self.browser, look=look)
        workspace.viewport_changed.connect(self._follow)
        workspace.active_changed.connect(self._follow)
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self)
        self.hide()

    def toggle(self) -> None:
        """Show the tags and go to their search box, or hide them."""
        self.setVisible(self.isHidden())
        if not self.isHidden():
            self.raise_()
            self.browser.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self, _: object) -> None:
        self.browser.follow()
