"""The table of all measurements: sorted, filtered, changed in place, several at once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QMenu, QPushButton

from tests.support.builders import ct_series
from tests.support.window import OpenWindow, let_run
from viewer.commands.command import call
from viewer.model.annotation import Annotation
from viewer.model.measurement import Measurement, Quantity
from viewer.model.shape import Shape, ShapeKind
from viewer.qt.lesion_menus import fill_colours, fill_findings
from viewer.qt.measurements.columns import FINDING, NAME
from viewer.qt.measurements.window import MeasurementsWindow

CONTROL = Qt.KeyboardModifier.ControlModifier
Opened = Callable[[Path], OpenWindow]


def length(program: OpenWindow, number: int, **values: object) -> Annotation:
    """A length on the image with this number, as long as its number."""
    ref = program.workspace.display_sets[0].frames[number % 4]
    shown = program.workspace.display_sets[0]
    annotation = Annotation(
        f"2.25.{number}", shown.study_uid, shown.series_uid, ref.sop_instance_uid,
        "1.2.840.10008.5.1.4.1.1.2", 0, Shape(ShapeKind.LENGTH, ((1, 1), (5, 4))),
        (Measurement(Quantity.LENGTH, float(number), "mm", "mm", "Pixel Spacing of the file"),),
        label=f"L{number}", created=f"2026-01-02T03:04:{number % 60:02}+00:00",
    )  # fmt: skip
    return replace(annotation, **values)  # type: ignore[arg-type]


@pytest.fixture
def ct(opened: Opened, tmp_path: Path) -> OpenWindow:
    ct_series(tmp_path / "ct", 4, SeriesDescription="Lung <b>1</b>")
    return opened(tmp_path / "ct")


@pytest.fixture
def table(ct: OpenWindow) -> Iterator[MeasurementsWindow]:
    """Three lengths, one of them by somebody else, and the window that lists them."""
    ct.workspace.annotations.put_all(
        [length(ct, 10), length(ct, 9, author="Dr. X"), length(ct, 11)]
    )
    ct.program.parts.history.settle()
    assert ct.window.verbs.run(call("measure.table"))
    window = ct.window.findChild(MeasurementsWindow)
    assert isinstance(window, MeasurementsWindow)
    yield window
    window.close()


def names(window: MeasurementsWindow) -> list[str]:
    return [row.annotation.label for row in window.model.rows]


def choose(window: MeasurementsWindow, *labels: str) -> None:
    selection = window.table.selectionModel()
    selection.clearSelection()
    flags = QItemSelectionModel.SelectionFlag
    for label in labels:
        index = window.model.index(names(window).index(label), 0)
        selection.setCurrentIndex(index, flags.Select | flags.Rows)


def cell(window: MeasurementsWindow, label: str, title: str) -> str:
    place = [column.title for column in window.model.columns].index(title)
    return str(window.model.index(names(window).index(label), place).data())


def test_every_measurement_is_a_row_with_its_image_and_author(table: MeasurementsWindow) -> None:
    assert sorted(names(table)) == ["L10", "L11", "L9"]
    assert cell(table, "L9", "Image") == "2/4"
    assert cell(table, "L9", "Author") == "Dr. X"
    assert cell(table, "L10", "Author") == "Drawn here"
    assert cell(table, "L10", "Numbers") == "10.0 mm"
    assert cell(table, "L10", "Series").endswith("Lung <b>1</b>")


def test_numbers_are_sorted_as_numbers(table: MeasurementsWindow) -> None:
    place = [column.title for column in table.model.columns].index("Numbers")
    table.table.horizontalHeader().setSortIndicator(place, Qt.SortOrder.DescendingOrder)
    assert names(table) == ["L11", "L10", "L9"]


def test_words_kind_and_author_filter(ct: OpenWindow, table: MeasurementsWindow) -> None:
    table.words.setText("dr. 9.0")
    assert names(table) == ["L9"]
    table.words.clear()
    table.author.setCurrentText("Dr. X")
    table.author.activated.emit(table.author.currentIndex())
    assert names(table) == ["L9"]
    assert table.count.text() == "1 of 3"
    table.author.setCurrentIndex(0)
    table.author.activated.emit(0)
    ct.workspace.annotations.put(
        length(ct, 5, shape=Shape(ShapeKind.ARROW, ((0, 0), (3, 3))), label="here")
    )
    table.kind.setCurrentText("Arrow")
    table.kind.activated.emit(table.kind.currentIndex())
    assert names(table) == ["here"]


def test_a_name_is_written_in_place_and_undone(ct: OpenWindow, table: MeasurementsWindow) -> None:
    row = names(table).index("L10")
    assert table.model.setData(table.model.index(row, NAME), " Target ")
    assert "Target" in names(table)
    assert ct.window.verbs.run(call("edit.undo"))
    assert sorted(names(table)) == ["L10", "L11", "L9"]


def test_a_finding_is_chosen_in_its_cell(ct: OpenWindow, table: MeasurementsWindow) -> None:
    index = table.model.index(names(table).index("L10"), FINDING)
    table.table.edit(index)
    (editor,) = table.table.findChildren(QComboBox)
    editor.setCurrentText("nodule")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    let_run(20)
    changed = ct.workspace.annotations.get("2.25.10")
    assert changed is not None
    assert changed.finding is not None
    assert (changed.finding.value, changed.finding.meaning) == ("27925004", "Nodule")


def test_a_locked_row_is_not_written(ct: OpenWindow, table: MeasurementsWindow) -> None:
    choose(table, "L10")
    table.lock_or_free()
    index = table.model.index(names(table).index("L10"), NAME)
    assert not table.model.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert cell(table, "L10", "State") == "locked"


def test_enter_goes_to_the_image_and_delete_deletes_several(
    ct: OpenWindow, table: MeasurementsWindow
) -> None:
    choose(table, "L9")
    table.table.setFocus()
    QTest.keyClick(table.table, Qt.Key.Key_Return)
    ct.settle()
    assert ct.viewport.view.index == 1
    assert ct.workspace.annotations.selected_uid == "2.25.9"
    choose(table, "L9", "L11")
    QTest.keyClick(table.table, Qt.Key.Key_Delete)
    assert names(table) == ["L10"]
    assert ct.window.verbs.run(call("edit.undo"))
    assert sorted(names(table)) == ["L10", "L11", "L9"]


def test_keys_go_on_where_a_row_was_deleted(table: MeasurementsWindow) -> None:
    table.table.horizontalHeader().setSortIndicator(NAME, Qt.SortOrder.AscendingOrder)
    choose(table, "L11")
    table.table.setFocus()
    QTest.keyClick(table.table, Qt.Key.Key_Delete)
    assert names(table) == ["L10", "L9"]
    assert table.uids == ()  # a second Delete takes nothing that nobody chose
    assert table.table.currentIndex().row() == 1


def test_keys_sort_by_the_menu_of_the_table(table: MeasurementsWindow) -> None:
    def sort_by(title: str) -> None:
        table.table.customContextMenuRequested.emit(QPoint(5, 5))
        menus = table.table.findChildren(QMenu)
        orders = [each for each in menus if each.title() == "Sort by"][-1]
        next(each for each in orders.actions() if each.text() == title).trigger()
        for menu in menus:
            menu.close()

    sort_by("Numbers")
    assert names(table) == ["L9", "L10", "L11"]
    sort_by("Numbers")
    assert names(table) == ["L11", "L10", "L9"]


def test_what_is_chosen_stays_chosen_when_rows_come_and_change(
    ct: OpenWindow, table: MeasurementsWindow
) -> None:
    choose(table, "L9", "L11")
    ct.workspace.annotations.put(length(ct, 2))
    assert sorted(table.uids) == ["2.25.11", "2.25.9"]
    table.hide_or_show()
    assert sorted(table.uids) == ["2.25.11", "2.25.9"]
    assert cell(table, "L9", "State") == "hidden"


def test_a_change_of_one_is_one_row_anew(ct: OpenWindow, table: MeasurementsWindow) -> None:
    changed: list[tuple[int, int]] = []
    resets: list[bool] = []
    table.model.dataChanged.connect(lambda top, bottom: changed.append((top.row(), bottom.row())))
    table.model.modelReset.connect(lambda: resets.append(True))
    ct.workspace.annotations.put(length(ct, 10, is_hidden=True))
    row = names(table).index("L10")
    assert changed == [(row, row)]
    assert not resets


def test_rows_are_copied_as_text(table: MeasurementsWindow) -> None:
    choose(table, "L9")
    table.table.setFocus()
    QTest.keyClick(table.table, Qt.Key.Key_C, CONTROL)
    heading, row = QGuiApplication.clipboard().text().split("\n")
    assert heading.startswith("Name\tFinding\tSite\tNumbers")
    assert row.startswith("L9\t\t\t9.0 mm\t2/4")


def test_the_tool_tip_tells_where_numbers_come_from(table: MeasurementsWindow) -> None:
    index = table.model.index(names(table).index("L9"), NAME)
    assert "Pixel Spacing of the file" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_menus_change_all_that_is_chosen(ct: OpenWindow, table: MeasurementsWindow) -> None:
    choose(table, "L9", "L11")
    menu = QMenu()
    fill_colours(menu, table.chosen, ct.window.verbs.run)
    next(a for a in menu.actions() if a.text() == "Green").trigger()
    fill_findings(menu, table.chosen, ct.window.verbs.run)
    next(a for a in menu.actions() if a.text() == "Cyst").trigger()
    both = [ct.workspace.annotations.get(uid) for uid in ("2.25.9", "2.25.11")]
    assert {each.colour for each in both if each} == {"#5edc8a"}
    assert {each.finding.meaning for each in both if each and each.finding} == {"Cyst"}
    index = table.model.index(names(table).index("L9"), NAME)
    assert index.data(Qt.ItemDataRole.DecorationRole) == QColor("#5edc8a")


def test_privacy_mode_hides_authors(ct: OpenWindow, table: MeasurementsWindow) -> None:
    assert ct.window.verbs.run(call("view.privacy"))
    assert cell(table, "L9", "Author") == ""


def test_what_needs_a_choice_waits_for_one(table: MeasurementsWindow) -> None:
    acts = table.findChildren(QPushButton)
    assert len(acts) == 6
    assert not any(button.isEnabled() for button in acts)
    table.table.selectRow(0)
    assert all(button.isEnabled() for button in acts)


def test_without_a_measurement_the_window_says_so(ct: OpenWindow) -> None:
    assert ct.window.verbs.run(call("measure.table"))
    window = ct.window.findChild(MeasurementsWindow)
    assert isinstance(window, MeasurementsWindow)
    assert window.count.text() == "Nothing is drawn on what is open."
    window.close()
