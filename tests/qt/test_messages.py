"""Cards of messages: beside the images in any window, never over them."""

from pathlib import Path

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget

from tests.support.builders import ct_series
from tests.support.window import OpenWindow, let_run
from viewer.commands.command import call
from viewer.commands.context import Notice, Tone
from viewer.model.layout import Grid
from viewer.qt.messages import MessageCard, Offer

WARNING = Notice(Tone.WARNING, "One image cannot be shown.", hint="Its pixel data end too early.")


def area_of(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint()), widget.size())


def seen_cards(program: OpenWindow) -> list[MessageCard]:
    let_run(50)
    cards = program.window.findChildren(MessageCard)
    return [card for card in cards if card.isVisible()]


def test_no_card_lies_over_an_image_in_any_layout(program: OpenWindow, tmp_path: Path) -> None:
    """With the inspector, with the list of studies alone, and with no panel at all."""
    ct_series(tmp_path / "ct", 3)
    program.window.open_paths([tmp_path / "ct"])
    program.settle()
    offer = Offer("Show the list", lambda: None)
    program.window.messages.tell(WARNING, offer)
    for width, cells in ((1600, 1), (1024, 3), (640, 5)):
        program.window.resize(width, 700)
        program.workspace.set_grid(Grid(cells, cells))
        QApplication.processEvents()
        [card] = seen_cards(program)
        assert area_of(program.window).contains(area_of(card)), width
        for cell in program.window.grid.cells:
            assert not area_of(cell).intersects(area_of(card)), width


def test_below_the_images_only_the_newest_card_takes_room(program: OpenWindow) -> None:
    program.window.resize(1600, 900)
    newer = Notice(Tone.ERROR, "The node does not answer.")
    for notice in (WARNING, newer):
        program.window.messages.tell(notice)
    assert len(seen_cards(program)) == 2
    program.window.verbs.run(call("app.panels"))
    [hint] = seen_cards(program)
    hint.closed.emit()
    assert [card.notice for card in seen_cards(program)] == [newer]
    program.window.verbs.run(call("app.panels"))
    assert {card.notice for card in seen_cards(program)} == {WARNING, newer}


def test_how_panels_come_back_is_said_once(program: OpenWindow) -> None:
    told = program.window.messages
    for expected in (1, 0):
        program.window.verbs.run(call("app.panels"))
        assert len(told.texts) == expected
        program.window.verbs.run(call("app.panels"))
        for card in seen_cards(program):
            card.closed.emit()
