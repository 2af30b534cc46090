"""Menus that say what a lesion is and where, and in which colour it is drawn."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QMenu

from viewer.base.i18n import tr
from viewer.commands.command import Invocation, call
from viewer.commands.menu import Dynamic
from viewer.model.annotation import Annotation
from viewer.model.code import Code
from viewer.qt.theme import DARK, ICON_PX
from viewer.workspace.annotations import Annotations
from viewer.workspace.code_lists import findings, sites

Run = Callable[[Invocation], bool]
_BOX_PX: Final = ICON_PX - 4


def palette() -> Sequence[tuple[str, str]]:
    """Colours that are read on black, gray and white, with what they are called."""
    return (
        (tr("Orange"), "#ff9f45"),
        (tr("Red"), "#ff6b6b"),
        (tr("Pink"), "#ff8ad1"),
        (tr("Green"), "#5edc8a"),
        (tr("Cyan"), "#4dd8e6"),
        (tr("White"), "#ffffff"),
    )


def lesion_menus(annotations: Annotations, run: Run) -> Mapping[Dynamic, Callable[[QMenu], None]]:
    """What fills the menus of the selected annotation when they open."""

    def selected() -> tuple[Annotation, ...]:
        return () if annotations.selected is None else (annotations.selected,)

    return {
        Dynamic.FINDINGS: lambda menu: fill_findings(menu, selected(), run),
        Dynamic.SITES: lambda menu: fill_sites(menu, selected(), run),
        Dynamic.COLOURS: lambda menu: fill_colours(menu, selected(), run),
    }


def fill_findings(menu: QMenu, annotations: Sequence[Annotation], run: Run) -> None:
    """Offer what these may be."""
    _fill_codes(menu, "finding", findings(), annotations, run)


def fill_sites(menu: QMenu, annotations: Sequence[Annotation], run: Run) -> None:
    """Offer where these may be."""
    _fill_codes(menu, "site", sites(), annotations, run)


def fill_colours(menu: QMenu, annotations: Sequence[Annotation], run: Run) -> None:
    """Offer a few colours that are legible, any other, and that of all."""
    menu.clear()
    uids = tuple(each.uid for each in annotations)
    used = {each.colour for each in annotations}
    for title, colour in ((tr("As all"), ""), *palette()):
        box = QPixmap(_BOX_PX, _BOX_PX)
        box.fill(QColor(colour or DARK.annotation))
        action = menu.addAction(QIcon(box), title)
        action.setCheckable(True)
        action.setChecked(used == {colour})
        action.setEnabled(bool(uids))
        chosen = call("measure.set_colour", colour=colour, uids=uids)
        action.triggered.connect(lambda _, chosen=chosen: run(chosen))
    menu.addSeparator()
    own = menu.addAction(tr("Own colour…"))
    own.setEnabled(bool(uids))
    own.triggered.connect(lambda: run(call("measure.choose_colour", uids=uids)))


def _fill_codes(
    menu: QMenu,
    aspect: str,
    codes: Sequence[Code],
    annotations: Sequence[Annotation],
    run: Run,
) -> None:
    menu.clear()
    said = {each.finding if aspect == "finding" else each.site for each in annotations}
    uids = tuple(each.uid for each in annotations if not each.is_locked)
    offered: list[tuple[str, str, Code | None]] = [(tr("Not said"), "", None)]
    offered += sorted(
        ((tr(code.meaning), code.meaning, code) for code in codes), key=lambda each: each[0]
    )
    for place, (title, meaning, code) in enumerate(offered):
        action = menu.addAction(title.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(said == {code})
        action.setEnabled(bool(uids))
        chosen = call(f"lesion.{aspect}", meaning=meaning, uids=uids)
        action.triggered.connect(lambda _, chosen=chosen: run(chosen))
        if place == 0:
            menu.addSeparator()
    menu.addSeparator()
    other = menu.addAction(tr("In own words…"))
    other.setEnabled(bool(uids))
    other.triggered.connect(lambda: run(call("lesion.write", aspect=aspect, uids=uids)))
