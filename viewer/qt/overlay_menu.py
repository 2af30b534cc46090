"""The menu of overlays: each of them shown or hidden, and in which colour."""

from typing import Final

from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QMenu

from viewer.base.i18n import tr
from viewer.commands.command import call
from viewer.model.overlay import Overlay
from viewer.model.view import OverlayColour
from viewer.qt.actions import Actions
from viewer.qt.text import plain
from viewer.render.overlays import overlays_of, shown_overlays
from viewer.workspace.viewport import Viewport

_SWATCH_PX: Final = 12


def fill_overlays(menu: QMenu, actions: Actions, viewport: Viewport) -> None:
    """List the overlays of the image in `viewport`, then the colours of all and of each."""
    menu.clear()
    menu.addAction(actions.action(call("view.overlays")))
    if viewport.frame is None:
        return
    overlays = overlays_of(viewport.frame)
    shown = shown_overlays(viewport.frame, viewport.appearance, show_patient=viewport.shows_patient)
    for overlay in overlays:
        action = menu.addAction(_title(overlay))
        action.setCheckable(True)
        action.setChecked(overlay in shown)
        invocation = call("view.overlay", group=overlay.group)
        action.triggered.connect(lambda _, chosen=invocation: actions.run(chosen))
    if overlays:
        menu.addSeparator()
        _add_colours(menu, tr("Colour"), overlays, actions, viewport)
    if len(overlays) > 1:
        for overlay in overlays:
            title = tr("Colour of {overlay}").format(overlay=_title(overlay))
            _add_colours(menu, title, (overlay,), actions, viewport)


def _add_colours(
    menu: QMenu, title: str, overlays: tuple[Overlay, ...], actions: Actions, viewport: Viewport
) -> None:
    """A submenu of colours; the one that all `overlays` have is checked."""
    colours = menu.addMenu(title)
    used = {viewport.appearance.overlay_colour(each.group) for each in overlays}
    group = overlays[0].group if len(overlays) == 1 else None
    for colour in OverlayColour:
        action = colours.addAction(_swatch(colour), tr(colour.name.capitalize()))
        action.setCheckable(True)
        action.setChecked(used == {colour})
        invocation = call("view.overlay_colour", colour=colour.name.lower(), group=group)
        action.triggered.connect(lambda _, chosen=invocation: actions.run(chosen))


def _swatch(colour: OverlayColour) -> QIcon:
    pixmap = QPixmap(_SWATCH_PX, _SWATCH_PX)
    pixmap.fill(QColor(colour.value))
    return QIcon(pixmap)


def _title(overlay: Overlay) -> str:
    name = overlay.label or overlay.description or tr("Overlay")
    return f"{plain(name)} ({overlay.group:04X})".replace("&", "&&")
