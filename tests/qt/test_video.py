"""A video in a cell: it shows, steps, plays, seeks and fails like any other stack (DC-181)."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.support.builders import ct_series, write
from tests.support.videos import COLUMNS, H264, RATE, ROWS, encode, number_in, video_dataset
from tests.support.window import OpenWindow, let_run
from viewer.render.drawing import Text

Opened = Callable[[Path], OpenWindow]
FRAMES = 200


@pytest.fixture(scope="module")
def stream() -> bytes:
    return encode(FRAMES, H264, "mpegts", "-g", "25")


@pytest.fixture
def video(opened: Opened, tmp_path: Path, stream: bytes) -> OpenWindow:
    write(tmp_path / "video" / "v.dcm", video_dataset(stream, FRAMES), H264)
    program = opened(tmp_path / "video")
    program.window.activateWindow()
    return program


def number_shown(program: OpenWindow) -> int:
    """The number in the picture that was painted last."""
    assert program.canvas.picture is not None
    return number_in(program.canvas.picture.scene.frame.pixels)


def press(program: OpenWindow, key: Qt.Key | str) -> None:
    QTest.keyClick(program.canvas, key)


def step_to(program: OpenWindow, index: int) -> int:
    program.viewport.scroll(index - program.viewport.view.index)
    program.settle()
    return number_shown(program)


def test_the_first_frame_comes_with_texts_and_marks(video: OpenWindow) -> None:
    picture = video.canvas.picture
    assert picture is not None
    assert picture.scene.frame.pixels.shape == (ROWS, COLUMNS, 3)
    assert number_shown(video) == 0
    texts = " ".join(part.text for part in picture.drawing if isinstance(part, Text))
    assert "1/200" in texts.replace(" ", "")
    assert "LOSSY" in texts.upper()
    assert video.window.grid.active.marks


def test_the_screen_shows_its_colours(video: OpenWindow) -> None:
    video.viewport.show_texts(text=False, patient=False)
    video.settle()
    image = video.canvas.grab().toImage()
    red = image.pixelColor(QPoint(image.width() // 2, image.height() // 5))
    assert red.red() > 180
    assert red.green() < 50


def test_keys_step_to_the_frame_that_they_name(video: OpenWindow) -> None:
    press(video, Qt.Key.Key_Right)
    press(video, Qt.Key.Key_Right)
    video.settle()
    assert number_shown(video) == 2
    press(video, Qt.Key.Key_Left)
    video.settle()
    assert number_shown(video) == 1
    press(video, Qt.Key.Key_End)
    video.settle()
    assert number_shown(video) == FRAMES - 1
    press(video, Qt.Key.Key_Left)
    video.settle()
    assert number_shown(video) == FRAMES - 2
    press(video, Qt.Key.Key_Home)
    video.settle()
    assert number_shown(video) == 0


def test_seeking_by_the_position_bar_shows_that_frame(video: OpenWindow) -> None:
    bar = video.window.grid.active.position_bar
    for part in (0.5, 0.9, 0.2):
        place = QPoint(bar.width() // 2, round(bar.height() * part))
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=place)
        video.settle()
        assert abs(video.viewport.view.index - part * FRAMES) < 10
        assert number_shown(video) == video.viewport.view.index


def test_space_plays_at_the_pace_of_the_file_and_stops(video: OpenWindow) -> None:
    press(video, Qt.Key.Key_Space)
    assert video.viewport.cine is not None
    assert video.viewport.cine.rate == pytest.approx(RATE)
    video.wait(lambda: number_shown(video) > 10)
    press(video, Qt.Key.Key_Space)
    video.settle()
    assert video.viewport.cine is None
    assert number_shown(video) == video.viewport.view.index


def test_plus_and_minus_change_the_speed_from_a_quarter_to_four_times(video: OpenWindow) -> None:
    press(video, Qt.Key.Key_Space)
    for _ in range(7):
        press(video, "+")
    assert video.viewport.cine is not None
    assert video.viewport.cine.rate >= 4 * RATE
    video.wait(lambda: number_shown(video) > 20)
    for _ in range(14):
        press(video, "-")
    assert video.viewport.cine.rate <= RATE / 4
    press(video, Qt.Key.Key_Space)


def test_at_its_end_a_video_begins_again(video: OpenWindow) -> None:
    step_to(video, FRAMES - 3)
    press(video, Qt.Key.Key_Space)
    video.wait(lambda: number_shown(video) < 50)
    assert video.viewport.cine is not None
    press(video, Qt.Key.Key_Space)


def test_the_time_stands_under_the_picture(video: OpenWindow) -> None:
    step_to(video, 50)
    let_run(200)
    bar = video.window.grid.active.cine_bar
    assert bar.isVisible()
    assert bar.time_text == "0:02.0 / 0:08.0"


def test_the_series_strip_has_a_picture_of_it(video: OpenWindow) -> None:
    (shown,) = video.workspace.display_sets
    thumbnails = video.program.parts.thumbnails
    video.wait(lambda: thumbnails.peek(shown) is not None)
    small = thumbnails.peek(shown)
    assert small is not None
    assert small.shape[2] == 3


def test_a_broken_video_says_why_and_leaves_the_rest_alone(
    opened: Opened, tmp_path: Path, stream: bytes
) -> None:
    noise = np.random.default_rng(5).integers(0, 256, 9_000, np.uint8).tobytes()
    ds = video_dataset(b"\0\0\1\x67" + noise, FRAMES, SeriesNumber=9)
    write(tmp_path / "all" / "v.dcm", ds, H264)
    ct_series(tmp_path / "all" / "ct", 3)
    program = opened(tmp_path / "all")
    broken = next(s for s in program.workspace.display_sets if s.is_video)
    program.workspace.show(broken)
    program.wait(lambda: program.viewport.failure is not None)
    assert program.viewport.failure is not None
    assert "video" in program.viewport.failure.error.message
    whole = next(s for s in program.workspace.display_sets if not s.is_video)
    program.workspace.show(whole)
    program.settle()
    assert program.viewport.failure is None
    assert program.canvas.picture is not None
