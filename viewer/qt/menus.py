"""Menu data as QMenu and QToolBar."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QIcon
from PySide6.QtWidgets import QMenu, QMenuBar, QSizePolicy, QToolBar, QToolButton, QWidget

from viewer.base.i18n import tr
from viewer.commands.command import Invocation, call
from viewer.commands.menu import Dynamic, Entry, Menu, Separator
from viewer.model.identity import InstanceUid
from viewer.qt.actions import Actions
from viewer.qt.icons import icon
from viewer.qt.overlay_menu import fill_overlays
from viewer.qt.real_world_menu import fill_real_world
from viewer.qt.states_menu import fill_states
from viewer.qt.text import plain, set_tool_tip
from viewer.qt.theme import ICON_PX, Look, Theme
from viewer.settings.options import THEME_TITLES
from viewer.settings.store import SettingsStore
from viewer.workspace.windows import window_choices
from viewer.workspace.workspace import Workspace


class MenuBuilder:
    """Builds menus whose entries are the window's actions."""

    def __init__(
        self,
        actions: Actions,
        workspace: Workspace,
        look: Look,
        fillers: Mapping[Dynamic, Callable[[QMenu], None]],
    ) -> None:
        self._fillers = fillers
        self._actions = actions
        self._workspace = workspace
        self._look = look
        self._pictured: list[tuple[QMenu, str]] = []
        look.changed.connect(self._restyle)

    def fill_menu_bar(self, bar: QMenuBar, menus: Iterable[Menu]) -> None:
        """Add `menus` to the menu bar."""
        for menu in menus:
            bar.addMenu(self.menu(menu, bar))

    def menu(self, data: Menu, parent: QWidget) -> QMenu:
        """One menu with its submenus."""
        menu = QMenu(tr(data.title), parent)
        if data.icon:
            self._pictured.append((menu, data.icon))
            menu.setIcon(icon(data.icon, self._look.theme))
        if Dynamic.WINDOWS in data.entries:
            menu.aboutToShow.connect(lambda: self._fill_windows(menu))
            return menu
        if Dynamic.OVERLAYS in data.entries:
            menu.aboutToShow.connect(
                lambda: fill_overlays(menu, self._actions, self._workspace.active)
            )
            return menu
        if Dynamic.REAL_WORLD in data.entries:
            menu.aboutToShow.connect(
                lambda: fill_real_world(menu, self._actions, self._workspace.active)
            )
            return menu
        if Dynamic.STATES in data.entries:
            menu.aboutToShow.connect(
                lambda: fill_states(
                    menu, self._workspace.active, self._workspace, self._choose_state
                )
            )
            return menu
        fillers = (f for dynamic, f in self._fillers.items() if dynamic in data.entries)
        filler = next(fillers, None)
        if filler is not None:
            menu.aboutToShow.connect(lambda: filler(menu))
            return menu
        self.fill(menu, data.entries)
        return menu

    def fill(self, menu: QMenu, entries: Iterable[Entry]) -> None:
        """Add `entries` to a menu."""
        for entry in entries:
            if isinstance(entry, Invocation):
                menu.addAction(self._actions.action(entry))
            elif isinstance(entry, Menu):
                menu.addMenu(self.menu(entry, menu))
            elif isinstance(entry, Separator):
                menu.addSeparator()

    def _restyle(self, theme: Theme) -> None:
        for menu, name in self._pictured:
            menu.setIcon(icon(name, theme))

    def _choose_state(self, uid: InstanceUid) -> None:
        self._actions.run(call("presentation.choose", uid=uid))

    def _fill_windows(self, menu: QMenu) -> None:
        menu.clear()
        choices = window_choices(self._workspace.active)
        for number, choice in enumerate(choices):
            action = menu.addAction(plain(choice.title).replace("&", "&&"))
            invocation = call("window.choose", number=number)
            if number < 10:
                action.setText(f"{action.text()}\t{number}")
            action.triggered.connect(lambda _, chosen=invocation: self._actions.run(chosen))
        if not choices:
            menu.addAction(tr("No windows for this image")).setEnabled(False)


class ToolBar(QToolBar):
    """The tool bar; on narrow windows the words go and the icons stay."""

    def __init__(
        self, entries: Iterable[Entry], builder: MenuBuilder, actions: Actions, look: Look
    ) -> None:
        super().__init__(tr("Tools"))
        self.setObjectName("tools")
        self.setMovable(False)
        self.setIconSize(QSize(ICON_PX, ICON_PX))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._menus: list[_MenuButton] = []
        self._worded: list[QToolButton] = []
        for entry in entries:
            if isinstance(entry, Invocation):
                self.addAction(actions.action(entry))
                button = self.widgetForAction(actions.action(entry))
                if entry.command_id in _WORDED and isinstance(button, QToolButton):
                    self._worded.append(button)
            elif isinstance(entry, Menu):
                self._add_menu(entry, builder, actions)
            elif isinstance(entry, Separator):
                self.addSeparator()
        self._leave_focus()
        look.changed.connect(self._restyle)
        self._restyle(look.theme)
        self.set_worded(is_worded=True)

    def add_at_end(self, actions: Iterable[QAction]) -> None:
        """Add buttons at the far end."""
        gap = QWidget(self)
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(gap)
        self.addActions(list(actions))
        self._leave_focus()

    def fit(self, width: int) -> None:
        """Show words beside the icons of the main tools where all of them have room."""
        self.set_worded(is_worded=True)
        if self.sizeHint().width() > width:
            self.set_worded(is_worded=False)

    def set_worded(self, *, is_worded: bool) -> None:
        """Show words beside the icons of the main tools, or icons only."""
        style = Qt.ToolButtonStyle
        for button in self._worded:
            button.setToolButtonStyle(
                style.ToolButtonTextBesideIcon if is_worded else style.ToolButtonIconOnly
            )

    def _leave_focus(self) -> None:
        """A click on a tool leaves the keys to the images; the Tab key goes from tool to tool."""
        buttons = [self.widgetForAction(action) for action in self.actions()]
        tools = [button for button in buttons if isinstance(button, QToolButton)]
        for button in tools:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for one, other in pairwise(tools):
            QWidget.setTabOrder(one, other)

    def _add_menu(self, entry: Menu, builder: MenuBuilder, actions: Actions) -> None:
        button = _MenuButton(entry, [actions.action(each) for each in entry.signs], self)
        button.setMenu(builder.menu(entry, button))
        self._menus.append(button)
        if entry.title == "Layout":
            self._worded.append(button)
        self.addWidget(button)

    def _restyle(self, theme: Theme) -> None:
        for button in self._menus:
            button.set_theme(theme)


class _MenuButton(QToolButton):
    """Opens a menu; lit, and with another picture, while one of the menu's signs is checked."""

    def __init__(self, entry: Menu, signs: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self._entry, self._signs = entry, signs
        self._icon = QIcon()
        self.setText(tr(entry.title))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setCheckable(bool(signs))
        for sign in signs:
            sign.toggled.connect(self._follow)

    def set_theme(self, theme: Theme) -> None:
        """Draw the picture of the menu anew."""
        self._icon = icon(self._entry.icon, theme)
        self._follow()

    def nextCheckState(self) -> None:
        """Stay as the signs say: a click opens the menu only."""

    def _follow(self) -> None:
        sign = next((each for each in self._signs if each.isChecked()), None)
        self.setChecked(sign is not None)
        self.setIcon(self._icon if sign is None else sign.icon())
        title = tr(self._entry.title)
        if sign is not None:
            title = f"{title}: {sign.text()}"
        set_tool_tip(self, title)
        self.setAccessibleName(title)


def theme_menu(settings: SettingsStore, parent: QWidget) -> QMenu:
    """A menu that changes the theme, wherever else it is changed."""
    menu = QMenu(tr("Theme"), parent)
    group = QActionGroup(menu)
    for name, title in THEME_TITLES.items():
        action = menu.addAction(tr(title))
        action.setCheckable(True)
        action.setData(name)
        action.triggered.connect(lambda _, chosen=name: settings.set("look.theme", chosen))
        group.addAction(action)

    def check() -> None:
        for action in group.actions():
            action.setChecked(action.data() == settings.value.look.theme)

    menu.aboutToShow.connect(check)
    return menu


_WORDED = frozenset(
    {
        "study.open_files",
        "study.open_folder",
        "tool.window",
        "tool.pan",
        "tool.zoom",
        "tool.scroll",
        "cine.toggle",
    }
)
