"""Commands as QActions: one for each command with its arguments, wherever it is offered."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from viewer.base.i18n import tr
from viewer.commands.command import Invocation, call
from viewer.commands.context import Context
from viewer.commands.dispatch import run
from viewer.commands.offers import PaletteRow, keys_in_force, offer_name, offers
from viewer.commands.registry import CommandRegistry
from viewer.commands.scope import Scope
from viewer.commands.search_words import SEARCH_WORDS
from viewer.commands.shortcuts import keys_of
from viewer.qt.icons import icon
from viewer.qt.text import set_tool_tip
from viewer.qt.theme import Look, Theme
from viewer.settings.schema import Settings
from viewer.workspace.windows import window_choices

_ActionKey = tuple[str, tuple[tuple[str, object], ...]]


class Actions(QObject):
    """Makes actions on demand and keeps them enabled and checked as the program stands.

    Keys of commands that act on images, and keys without Ctrl, Alt or a function key, are
    valid only while the images have the focus: so typing and moving through lists stay as
    everywhere.
    """

    def __init__(
        self,
        context: Context,
        registry: CommandRegistry,
        keys: Mapping[str, Invocation],
        *,
        window: QWidget,
        images: QWidget,
        look: Look,
    ) -> None:
        super().__init__(window)
        self._context = context
        self._registry = registry
        self.keys = keys
        self._served = [(window, images)]
        self._look = look
        self._actions: dict[_ActionKey, tuple[Invocation, QAction]] = {}
        for invocation in keys.values():
            self.action(invocation)
        look.changed.connect(self._restyle)

    def rows(self) -> list[PaletteRow]:
        """Every command as the palette lists it, as the program stands; windows by their names."""
        choices = window_choices(self._context.workspace.active)
        rows = []
        for offer in offers(self._registry):
            if offer.command_id == "window.choose" and choices:
                continue
            rows.append(self._row(offer))
        for number, choice in enumerate(choices):
            row = self._row(call("window.choose", number=number))
            rows.append(replace(row, title=choice.title))
        return rows

    def _row(self, offer: Invocation) -> PaletteRow:
        command = self._registry[offer.command_id]
        keys = native_keys(QKeySequence.fromString(key) for key in keys_of(offer, self.keys))
        reason = ""
        if not command.is_enabled(self._context):
            has_image = self._context.workspace.active.frame is not None
            needs_image = command.scope is Scope.VIEWPORT and not has_image
            reason = tr("Needs an image") if needs_image else tr("Not possible here now")
        title = tr(offer.title or command.title)
        words = SEARCH_WORDS.get(offer_name(offer)) or SEARCH_WORDS.get(offer.command_id, "")
        return PaletteRow(offer, title, tr(command.help), keys, reason, f"{words} {tr(words)}")

    def action(self, invocation: Invocation) -> QAction:
        """The one action of a command with these arguments."""
        key = (invocation.command_id, invocation.arguments)
        if key not in self._actions:
            self._actions[key] = (invocation, self._make(invocation))
        elif invocation.title:
            known, action = self._actions[key]
            if not known.title:
                self._actions[key] = (invocation, action)
                self._dress(invocation, action, self._look.theme)
        return self._actions[key][1]

    def serve(self, window: QWidget, images: QWidget) -> None:
        """Give another window all keys; `images` is the part of it that shows images."""
        self._served.append((window, images))
        window.destroyed.connect(lambda: self._served.remove((window, images)))
        for _, action in self._actions.values():
            (images if _is_for_images(action) else window).addAction(action)

    def follow(self, settings: Settings) -> None:
        """Take the keys of the settings."""
        keys = keys_in_force(settings.keys.changed, self._registry)
        if keys != self.keys:
            self.set_keys(keys)

    def set_keys(self, keys: Mapping[str, Invocation]) -> None:
        """Give every command its keys anew; menus and tool tips follow."""
        self.keys = keys
        for invocation in keys.values():
            self.action(invocation)
        for invocation, action in self._actions.values():
            for window, images in self._served:
                window.removeAction(action)
                images.removeAction(action)
            self._give_keys(invocation, action)
            self._dress(invocation, action, self._look.theme)

    def _give_keys(self, invocation: Invocation, action: QAction) -> None:
        keys = keys_of(invocation, self.keys)
        action.setShortcuts([QKeySequence.fromString(key) for key in keys])
        is_for_images = self._registry[invocation.command_id].scope is Scope.VIEWPORT
        action.setShortcutContext(
            Qt.ShortcutContext.WidgetWithChildrenShortcut
            if is_for_images or any(_is_bare(key) for key in keys)
            else Qt.ShortcutContext.WindowShortcut
        )
        for window, images in self._served:
            (images if _is_for_images(action) else window).addAction(action)

    def run(self, invocation: Invocation) -> bool:
        """Run a command now; errors are told of by the dispatcher."""
        is_done = run(invocation, self._context, self._registry)
        self.refresh()
        return is_done

    def refresh(self) -> None:
        """Enable and check every action by what its command says."""
        for invocation, action in self._actions.values():
            command = self._registry[invocation.command_id]
            action.setEnabled(command.is_enabled(self._context))
            if command.is_checked is not None:
                action.setChecked(command.is_checked(self._context, **dict(invocation.arguments)))

    def _make(self, invocation: Invocation) -> QAction:
        command = self._registry[invocation.command_id]
        action = QAction(self)
        action.setCheckable(command.is_checked is not None)
        action.triggered.connect(lambda: self.run(invocation))
        self._give_keys(invocation, action)
        self._dress(invocation, action, self._look.theme)
        return action

    def _dress(self, invocation: Invocation, action: QAction, theme: Theme) -> None:
        command = self._registry[invocation.command_id]
        title = tr(invocation.title or command.title)
        action.setText(title)
        name = invocation.icon or command.icon
        if name:
            action.setIcon(icon(name, theme))
        keys = native_keys(action.shortcuts())
        heading = f"{title}  ({keys})" if keys else title
        set_tool_tip(action, heading, tr(command.help))

    def _restyle(self, theme: Theme) -> None:
        for invocation, action in self._actions.values():
            self._dress(invocation, action, theme)


def native_keys(keys: Iterable[QKeySequence]) -> str:
    """Keys as this system writes them."""
    return ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in keys)


def _is_for_images(action: QAction) -> bool:
    return action.shortcutContext() == Qt.ShortcutContext.WidgetWithChildrenShortcut


def _is_bare(key: str) -> bool:
    parts = key.split("+")
    has_modifier = any(part in ("Ctrl", "Alt", "Meta") for part in parts[:-1])
    is_function_key = len(parts[-1]) > 1 and parts[-1][0] == "F" and parts[-1][1:].isdigit()
    return not has_modifier and not is_function_key
