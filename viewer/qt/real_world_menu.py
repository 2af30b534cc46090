"""The menu of real-world values: which of an image's maps the status bar tells (DC-110)."""

from PySide6.QtWidgets import QMenu

from viewer.base.i18n import tr
from viewer.commands.command import call
from viewer.qt.actions import Actions
from viewer.qt.text import plain
from viewer.render.readout import maps_of
from viewer.workspace.viewport import Viewport


def fill_real_world(menu: QMenu, actions: Actions, viewport: Viewport) -> None:
    """List all maps of the image in `viewport` together, then each of them."""
    menu.clear()
    scene = viewport.scene()
    maps = maps_of(scene) if scene is not None else ()
    if not maps:
        menu.addAction(tr("No real-world values for this image")).setEnabled(False)
        return
    names = [mapping.name or tr("Map") for mapping in maps]
    units = [mapping.units_name or mapping.unit for mapping in maps]
    titles = [f"{name} ({unit})" if unit else name for name, unit in zip(names, units, strict=True)]
    for number, title in enumerate((tr("All"), *titles)):
        action = menu.addAction(plain(title).replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(viewport.appearance.real_world_number == number)
        invocation = call("view.real_world", number=number)
        action.triggered.connect(lambda _, chosen=invocation: actions.run(chosen))
