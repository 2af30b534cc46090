"""The panels of the main window, built and put in their places."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from viewer.base.i18n import tr
from viewer.qt.browser.browser_panel import BrowserPanel
from viewer.qt.docks import Dock, stacked
from viewer.qt.folding import Folding
from viewer.qt.messages import MessageArea
from viewer.qt.notice_bar import NoticeBar
from viewer.qt.panels.empty_panel import EmptyPanel
from viewer.qt.panels.problems_panel import ProblemsPanel
from viewer.qt.panels.series_strip import SeriesStrip
from viewer.qt.panels.status_bar import StatusBar
from viewer.qt.parts import Parts
from viewer.qt.tags.tag_dock import TagDock
from viewer.qt.theme import Look
from viewer.qt.viewport.grid_widget import GridWidget


@dataclass(frozen=True, slots=True)
class WindowPanels:
    """What the main window is made of; `pages` holds `empty` and `grid`, one of them seen."""

    browser: BrowserPanel
    browser_dock: Dock
    strip: SeriesStrip
    grid: GridWidget
    empty: EmptyPanel
    pages: QStackedWidget
    problems: ProblemsPanel
    notice: NoticeBar
    messages: MessageArea
    status: StatusBar
    tags: TagDock
    folding: Folding


def build_panels(window: QMainWindow, empty: EmptyPanel, parts: Parts, look: Look) -> WindowPanels:
    """Make the panels around `empty`, and give `window` its middle and its status bar."""
    browser, strip = BrowserPanel(parts, look), SeriesStrip(look)
    grid = GridWidget(parts.workspace, parts.workspace.screens[0])
    problems, notice = ProblemsPanel(look), NoticeBar(look)
    problems.hide()
    status = StatusBar(look)
    window.setStatusBar(status)
    window.takeCentralWidget()  # which would be deleted with its place
    pages = QStackedWidget()
    pages.addWidget(empty)
    pages.addWidget(grid)
    middle, column = _middle(notice, pages, problems)
    window.setCentralWidget(middle)
    tags = TagDock(parts.workspace, parts.runner, look, window)
    return WindowPanels(
        browser=browser,
        browser_dock=Dock(
            tr("Studies"),
            name="studies",
            picture="panel-left",
            content=stacked(browser, strip),
            look=look,
        ),
        strip=strip,
        grid=grid,
        empty=empty,
        pages=pages,
        problems=problems,
        notice=notice,
        messages=MessageArea(look, column),
        status=status,
        tags=tags,
        folding=Folding(tags, problems),
    )


def _middle(notice: QWidget, pages: QWidget, problems: QWidget) -> tuple[QWidget, QVBoxLayout]:
    split = QSplitter(Qt.Orientation.Vertical)
    split.addWidget(pages)
    split.addWidget(problems)
    split.setStretchFactor(0, 1)
    split.setCollapsible(0, False)
    middle = QWidget()
    layout = QVBoxLayout(middle)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(notice)
    layout.addWidget(split, 1)
    return middle, layout
