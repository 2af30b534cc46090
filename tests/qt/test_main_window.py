"""The window as a user meets it: images, mouse, keys, menus, panels, messages, themes."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from tests.support.builders import ct_series, make_dataset, report, ultrasound_cine, write
from tests.support.window import OpenWindow, let_run, open_window
from viewer.base.jobs import Job, Lane
from viewer.commands.command import call
from viewer.model.layout import Grid
from viewer.model.lut import VoiWindow
from viewer.model.view import ZoomMode
from viewer.qt.dialogs.about import AboutDialog
from viewer.qt.dialogs.shortcuts_dialog import ShortcutsDialog
from viewer.qt.network.query_dialog import QueryDialog
from viewer.qt.panels.strip_model import StripRole
from viewer.qt.theme import DARK, LIGHT
from viewer.qt.viewport.drop import dropped_paths

Opened = Callable[[Path], OpenWindow]


@pytest.fixture
def ct(opened: Opened, tmp_path: Path) -> OpenWindow:
    ct_series(tmp_path / "ct", 12)
    return opened(tmp_path / "ct")


def press(program: OpenWindow, key: Qt.Key, *, control: bool = False) -> None:
    held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(program.canvas, key, held)


def test_an_empty_window_offers_four_ways_to_begin(program: OpenWindow) -> None:
    assert program.window.empty.isVisible()
    assert not program.window.grid.isVisible()
    buttons = {each.text(): each for each in program.window.empty.findChildren(QPushButton)}
    assert len(buttons) == 4
    buttons["Query and retrieve…"].click()
    assert [each.isVisible() for each in program.window.findChildren(QueryDialog)] == [True]


def test_opening_a_folder_paints_its_first_image(ct: OpenWindow) -> None:
    assert ct.window.grid.isVisible()
    assert ct.viewport.length == 12
    assert ct.canvas.picture is not None
    assert ct.canvas.picture.scene.frame.pixels[0, 0] == 0


def test_the_screen_shows_the_pixels_that_render_made(ct: OpenWindow) -> None:
    ct.viewport.set_appearance(
        type(ct.viewport.appearance)(voi=VoiWindow(center=-1024.0 + 0.5, width=1.0))
    )
    ct.viewport.show_texts(text=False, patient=False)
    ct.viewport.scroll(5)
    ct.settle()
    image = ct.canvas.grab().toImage()
    centre = QPoint(image.width() // 2, image.height() // 2)
    assert QColor(image.pixel(centre)) == QColor("white")
    ct.viewport.set_appearance(type(ct.viewport.appearance)(voi=VoiWindow(center=500, width=1)))
    let_run(50)
    image = ct.canvas.grab().toImage()
    assert QColor(image.pixel(centre)) == QColor("black")


def test_arrow_keys_home_and_end_move_through_the_stack(ct: OpenWindow) -> None:
    press(ct, Qt.Key.Key_Down)
    press(ct, Qt.Key.Key_Right)
    assert ct.viewport.view.index == 2
    press(ct, Qt.Key.Key_Up)
    assert ct.viewport.view.index == 1
    press(ct, Qt.Key.Key_End)
    assert ct.viewport.view.index == 11
    press(ct, Qt.Key.Key_Home)
    assert ct.viewport.view.index == 0


def test_a_number_key_chooses_a_preset_and_zero_goes_back(ct: OpenWindow) -> None:
    stored = ct.viewport.voi()
    press(ct, Qt.Key.Key_1)
    assert ct.viewport.voi() != stored
    press(ct, Qt.Key.Key_0)
    assert ct.viewport.voi() == stored


def test_control_i_inverts(ct: OpenWindow) -> None:
    press(ct, Qt.Key.Key_I, control=True)
    assert ct.viewport.appearance.is_inverted


def test_letters_typed_into_the_search_box_are_no_commands(ct: OpenWindow) -> None:
    ct.window.browser.focus_search()
    QTest.keyClicks(ct.window.browser.filters.box, "wpz0")
    assert ct.window.browser.filters.box.text() == "wpz0"
    assert ct.workspace.toolset.chosen is None


def test_a_left_drag_with_the_window_tool_widens_the_window(ct: OpenWindow) -> None:
    press(ct, Qt.Key.Key_W)
    before = ct.viewport.voi()
    ct.drag(QPoint(200, 200), QPoint(300, 200), Qt.MouseButton.LeftButton)
    after = ct.viewport.voi()
    assert isinstance(before, VoiWindow)
    assert isinstance(after, VoiWindow)
    assert after.width > before.width
    assert after.center == before.center


def test_a_right_drag_zooms_and_a_middle_drag_pans(ct: OpenWindow) -> None:
    ct.drag(QPoint(200, 200), QPoint(200, 300), Qt.MouseButton.RightButton)
    assert ct.viewport.view.zoom_mode is ZoomMode.FREE
    pan = ct.viewport.view.pan_x
    ct.drag(QPoint(200, 200), QPoint(260, 200), Qt.MouseButton.MiddleButton)
    assert ct.viewport.view.pan_x == pytest.approx(pan + 60)


def test_a_double_click_maximises_a_cell_and_back(ct: OpenWindow) -> None:
    QTest.keyClick(ct.canvas, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert len(ct.window.grid.cells) == 4
    QTest.mouseDClick(ct.canvas, Qt.MouseButton.LeftButton)
    assert len(ct.window.grid.cells) == 1
    QTest.mouseDClick(ct.canvas, Qt.MouseButton.LeftButton)
    assert len(ct.window.grid.cells) == 4


def test_the_active_cell_may_go_with_a_smaller_layout(ct: OpenWindow) -> None:
    ct.workspace.set_grid(Grid(2, 2))
    ct.workspace.activate(ct.workspace.viewports[3])
    let_run(100)
    ct.window.verbs.run(call("layout.grid", rows=1, columns=2))
    assert ct.window.grid.active is ct.window.grid.cells[0]
    assert len(ct.window.grid.cells) == 2
    let_run(100)
    assert ct.window.messages.texts == []


def test_tab_leaves_only_images_and_brings_the_panels_back(ct: OpenWindow) -> None:
    panels = (ct.window.browser, ct.window.tool_bar, ct.window.status, ct.window.menuBar())
    press(ct, Qt.Key.Key_Tab)
    assert not any(panel.isVisible() for panel in panels)
    press(ct, Qt.Key.Key_Tab)
    assert [panel.isVisible() for panel in panels] == [True] * 4


def test_the_value_under_the_cursor_is_in_the_status_bar(ct: OpenWindow) -> None:
    QTest.mouseMove(ct.canvas, ct.canvas.rect().center())
    ct.wait(lambda: "HU" in ct.window.status.readout_texts[1])
    place, value = ct.window.status.readout_texts
    assert value == "-1024 HU"
    assert place.endswith("z 0.0 mm")


def test_every_action_in_the_menus_has_a_text(program: OpenWindow) -> None:
    seen = 0
    for top in program.window.menuBar().actions():
        menu = top.menu()
        assert isinstance(menu, QMenu)
        for action in menu.actions():
            seen += 1
            assert action.isSeparator() or action.text()
    assert seen > 30


def test_the_window_menu_lists_the_presets_of_the_image(ct: OpenWindow) -> None:
    menus = ct.window.findChildren(QMenu)
    window_menu = next(menu for menu in menus if menu.title() == "Presets")
    window_menu.aboutToShow.emit()
    titles = [action.text() for action in window_menu.actions()]
    assert len(titles) > 3
    window_menu.actions()[2].trigger()
    assert ct.viewport.appearance.voi is not None


def test_a_failed_file_is_listed_with_its_reason(opened: Opened, tmp_path: Path) -> None:
    ct_series(tmp_path / "ct", 2)
    program = opened(tmp_path / "ct")
    program.window.open_paths([tmp_path / "gone"])
    program.settle()
    assert any("could not be shown" in text for text in program.window.messages.texts)
    model = program.window.problems.model
    assert model.rowCount() == 1
    assert model.index(0, 0).data() == "gone"
    assert model.index(0, 1).data()


def test_where_nothing_else_is_open_the_list_of_failed_files_opens_itself(
    program: OpenWindow, tmp_path: Path
) -> None:
    program.drop(tmp_path / "gone")
    program.wait(program.window.problems.isVisible)
    assert program.window.problems.model.index(0, 0).data() == "gone"
    assert not program.window.messages.texts


def test_a_broken_picture_says_so_in_its_cell(opened: Opened, tmp_path: Path) -> None:
    dataset = make_dataset()
    dataset.PixelData = dataset.PixelData[:20]
    write(tmp_path / "short.dcm", dataset)
    program = opened(tmp_path / "short.dcm")
    assert program.viewport.failure is not None
    assert program.canvas.picture is None


def test_a_picture_that_breaks_later_is_listed_too_and_the_list_can_be_asked_for(
    opened: Opened, tmp_path: Path
) -> None:
    folder = tmp_path / "ct"  # beside the home of the test, whose files come and go
    files = ct_series(folder, 4)
    content = files[0].read_bytes()
    files[0].write_bytes(content[: len(content) - 20])
    program = opened(folder)
    assert program.viewport.failure is None, "another image of the series is shown first"
    assert "There are images that cannot be shown." in program.window.messages.texts
    panel = program.window.problems
    assert [panel.model.index(0, column).data() for column in (0, 2)] == [
        files[0].name,
        str(folder),
    ]
    program.window.verbs.run(call("app.problems"))
    assert panel.isVisible()
    program.window.verbs.run(call("app.problems"))
    assert not panel.isVisible()


def test_an_object_without_pixels_is_listed_and_read_in_its_cell(
    opened: Opened, tmp_path: Path
) -> None:
    write(tmp_path / "finding", report(SeriesDescription="Finding"))
    program = opened(tmp_path)
    strip = program.window.strip.strip
    assert strip.index(0).data() == "1  Finding"
    assert strip.index(0).data(StripRole.DETAIL) == "1 document"
    cell = program.window.grid.active
    assert cell.document is not None
    assert cell.document.isVisible()
    assert not cell.canvas.isVisible()


def test_the_theme_changes_at_once_and_is_remembered(qapp: QApplication) -> None:
    with open_window(qapp) as first:
        assert first.look.theme is DARK
        first.program.parts.settings.set("look.theme", "light")
        assert qapp.palette().window().color() == QColor(LIGHT.ground)
    with open_window(qapp) as second:
        assert second.look.theme is LIGHT


def test_the_notice_of_the_first_start_is_shown_once(qapp: QApplication) -> None:
    with open_window(qapp) as first:
        notice = first.window.notice
        assert notice.isVisible()
        notice.accepted.emit()
    with open_window(qapp) as second:
        assert not second.window.notice.isVisible()


def test_a_small_window_leaves_most_of_itself_to_the_images(ct: OpenWindow) -> None:
    ct.window.resize(1280, 800)
    let_run(50)
    images = ct.window.grid.width() * ct.window.grid.height()
    assert images >= 0.6 * 1280 * 800


def test_about_names_the_version_and_what_this_is_not(program: OpenWindow) -> None:
    program.window.face.show_about()
    (dialog,) = program.window.findChildren(AboutDialog)
    texts = " ".join(dialog.texts)
    assert "not a certified medical device" in texts
    assert "Apache License" in texts
    dialog.close()


def test_the_list_of_keys_names_every_command_that_can_be_called(program: OpenWindow) -> None:
    program.window.face.show_shortcuts()
    (dialog,) = program.window.findChildren(ShortcutsDialog)
    rows = dialog.rows
    told = {rows.index(row, 0).data(): rows.index(row, 1).data() for row in range(rows.rowCount())}
    registry = program.program.parts.registry
    assert {c.title for c in registry if not c.needs_arguments} <= set(told)
    assert told["Next image"] == "Down, Right"
    assert told["Window"] == "W"
    assert told["Window preset"] == "0 … 9"
    assert "Open what was dropped" not in told, "nobody can ask for it"
    dialog.close()


def test_closing_the_study_empties_the_window_and_keeps_it_in_the_list(ct: OpenWindow) -> None:
    ct.wait(ct.window.browser.model.rowCount)
    key = ct.workspace.display_sets[0].key
    shown = ct.workspace.display_sets[0]
    ct.wait(lambda: ct.program.parts.thumbnails.peek(shown) is not None)
    QTest.keyClick(ct.window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert ct.window.empty.isVisible()
    assert ct.window.strip.strip.rowCount() == 0
    assert ct.program.parts.thumbnails.peek(shown) is None, key
    assert ct.window.browser.model.rowCount() == 1


def test_a_series_dragged_onto_a_cell_is_shown_there(opened: Opened, tmp_path: Path) -> None:
    ct_series(tmp_path / "a", 3, name="a", SeriesNumber=1)
    ct_series(tmp_path / "b", 3, name="b", SeriesNumber=2)
    program = opened(tmp_path)
    QTest.keyClick(program.canvas, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    program.settle()
    strip = program.window.strip.strip
    dragged = strip.display_sets[0]
    cell = program.window.grid.cells[1]
    data = strip.mimeData([strip.index(0)])
    program.drop_data(data, program.window.grid, cell.geometry().center())
    assert cell.viewport.display_set is dragged
    assert program.viewport is cell.viewport


def test_a_cine_plays_at_the_rate_of_its_file_and_stops(opened: Opened, tmp_path: Path) -> None:
    write(tmp_path / "cine.dcm", ultrasound_cine(20, frame_time_ms=10.0))
    program = opened(tmp_path)
    cell = program.window.grid.active
    assert cell.cine_bar.isVisible()
    press(program, Qt.Key.Key_Space)
    assert program.viewport.cine is not None
    assert program.viewport.cine.rate == pytest.approx(100)
    program.wait(lambda: program.viewport.view.index > 3)
    press(program, Qt.Key.Key_Space)
    stopped_at = program.viewport.view.index
    let_run(80)
    assert program.viewport.view.index == stopped_at


def test_the_position_bar_goes_to_an_image(ct: OpenWindow) -> None:
    bar = ct.window.grid.active.position_bar
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(5, bar.height() - 2))
    assert ct.viewport.view.index == ct.viewport.length - 1
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(5, 2))
    assert ct.viewport.view.index == 0


def test_a_window_typed_into_the_inspector_is_the_window_on_screen(ct: OpenWindow) -> None:
    section = ct.window.inspector.window_section
    section.width_box.setValue(1234)
    section.width_box.editingFinished.emit()
    voi = ct.viewport.voi()
    assert isinstance(voi, VoiWindow)
    assert voi.width == 1234
    assert voi.center == 40


def test_following_the_image_sends_no_window_back(ct: OpenWindow) -> None:
    """A box that clamps or rounds what it shows must not change the picture."""
    voi = VoiWindow(center=0.123456, width=10.25)
    ct.viewport.set_appearance(type(ct.viewport.appearance)(voi=voi))
    let_run(150)
    assert ct.viewport.voi() == voi


def test_a_job_can_be_cancelled_from_the_status_bar(program: OpenWindow) -> None:
    stopped: list[bool] = []

    def work(job: Job) -> None:
        while not job.is_cancelled:
            job.progress(7, 30)
            time.sleep(0.01)
        stopped.append(True)

    program.program.parts.runner.submit(Lane.NET, work, title="Opening")
    program.wait(lambda: "7 / 30" in program.window.status.work_text)
    QTest.mouseClick(program.window.status.cancel_button, Qt.MouseButton.LeftButton)
    program.wait(lambda: stopped)
    program.wait(lambda: not program.window.status.cancel_button.isVisible())


def test_a_web_address_is_not_taken(program: OpenWindow) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/study.dcm")])
    assert dropped_paths(data) == []


def test_panels_that_come_after_the_first_painting_leave_most_to_the_images(
    qapp: QApplication,
) -> None:
    with open_window(qapp, width=1440, height=900) as opened:
        window = opened.window
        assert window.inspector_dock.width() < 300
        assert window.empty.width() > 800
