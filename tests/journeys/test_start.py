"""The program starts from nothing: it shows the sample study, and talks to no network."""

import json
import os
import subprocess
import sys
from pathlib import Path

import cv2

from tests.support.builders import ct_series

# Runs the program in a process that writes down every wish for the network, and what Qt loaded.
PROGRAM = """
import json, sys
wishes = []
NETWORK = {"socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.bind", "urllib.Request"}
sys.addaudithook(lambda event, arguments: event in NETWORK and wishes.append(event))
from viewer.app.main import main
code = main(sys.argv[2:])
with open("/proc/self/maps") as maps:
    has_qt_network = "libQt6Network" in maps.read()
with open(sys.argv[1], "w") as report:
    json.dump({"code": code, "wishes": wishes, "has_qt_network": has_qt_network}, report)
"""


def test_a_first_start_shows_the_sample_study_without_any_network(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    picture, report = tmp_path / "window.png", tmp_path / "report.json"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, report, "open", "--sample", "--screenshot", picture],
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "QT_QPA_PLATFORM": "offscreen",
            "RADIOLUCENT_HOME": str(tmp_path / "radiolucent"),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told == {"code": 0, "wishes": [], "has_qt_network": False}
    assert done.stdout == f"Screenshot saved: {picture}\n"
    pixels = cv2.imread(str(picture), cv2.IMREAD_GRAYSCALE)
    assert pixels is not None
    assert pixels.shape == (900, 1440)
    middle = pixels[pixels.shape[0] // 4 : -pixels.shape[0] // 4, pixels.shape[1] // 3 :]
    assert middle.std() > 20, "no image is shown"
    assert list(home.rglob("*")) == [], "files outside the program's own folders"


def start(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Start the program without a display and wait for its end."""
    return subprocess.run(
        [sys.executable, "-m", "viewer", *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(home), "RADIOLUCENT_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_damaged_list_of_studies_keeps_no_image_from_the_screen(tmp_path: Path) -> None:
    home, picture = tmp_path / "home", tmp_path / "window.png"
    ct_series(tmp_path / "ct", 3)
    (home / "data").mkdir(parents=True)
    database = home / "data" / "index.sqlite"
    database.write_text("no database " * 1000)
    done = start(home, "--verbose", "open", str(tmp_path / "ct"), "--screenshot", str(picture))
    assert (done.returncode, done.stderr) == (0, "")
    assert picture.stat().st_size > 10_000
    assert database.read_text().startswith("no database")
    assert sorted(path.name for path in (home / "log").iterdir()) == ["radiolucent.log"]


def test_a_picture_for_a_script_leaves_alone_where_the_user_left_off(tmp_path: Path) -> None:
    home, picture = tmp_path / "home", tmp_path / "window.png"
    ct_series(tmp_path / "ct", 3)
    arguments = ("open", str(tmp_path / "ct"), "--screenshot", str(picture))
    assert start(home, *arguments).returncode == 0
    session = home / "data" / "session.json"
    assert not session.exists()
    session.write_text("what the user had on screen")
    assert start(home, *arguments).returncode == 0
    assert session.read_text() == "what the user had on screen"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("a file")
    done = start(home, "open")
    assert done.returncode == 1
    assert str(home) in done.stderr
    assert "--home" in done.stderr
    assert "Traceback" not in done.stderr


# Starts the program, and tells the size of its window in place of waiting for a user.
SIZE = """
import sys
from PySide6.QtWidgets import QApplication
def tell(*_):
    [window] = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    print(window.width(), window.height())
    return 0
QApplication.exec = tell
from viewer.app.main import main
sys.exit(main([]))
"""


def test_the_first_window_is_no_larger_than_the_screen(tmp_path: Path) -> None:
    """The screen of the offscreen platform has 800 by 800 pixels."""
    done = subprocess.run(
        [sys.executable, "-c", SIZE],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "QT_QPA_PLATFORM": "offscreen",
            "RADIOLUCENT_HOME": str(tmp_path / "radiolucent"),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert all(int(length) <= 800 for length in done.stdout.split()), done.stdout
    assert done.stdout
