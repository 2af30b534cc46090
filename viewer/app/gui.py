"""The window: QApplication, Qt's messages into the log, a first window, the event loop.

What the first window does not need is imported once it is seen (P2): see `running.py`.
"""

import logging
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QLibraryInfo,
    QMessageLogContext,
    Qt,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QMessageBox

from viewer.app.before_qt import choose_look_of_process
from viewer.app.crash import EndReport
from viewer.app.restart import RESTART, start_again
from viewer.app.single_instance import SingleInstance
from viewer.app.wish import WindowWish
from viewer.base.errors import ViewerError
from viewer.base.log import set_up_logging, up_to_quotation
from viewer.base.paths import AppPaths, app_paths
from viewer.qt.first_paint import FirstPaint
from viewer.qt.main_window import MainWindow
from viewer.qt.room import resize_on_screen
from viewer.qt.session_state import SessionState
from viewer.qt.text import plain
from viewer.qt.theme import THEMES, Look

if TYPE_CHECKING:
    from viewer.app.running import Running

_log = logging.getLogger(__name__)
SWITCH_S = 0.001  # how long a thread may hold the interpreter while the window waits (P10)
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def run_window(wish: WindowWish) -> int:
    """Open the window and stay until it is closed; returns the exit code.

    Without a display nobody could see it: then it opens offscreen, and its picture is saved.
    """
    sys.setswitchinterval(SWITCH_S)
    has_display = _has_display()
    if not has_display:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    look = choose_look_of_process(app_paths(wish.home))
    app = QApplication.instance() or QApplication(["radiolucent"])
    assert isinstance(app, QApplication)
    translate_qt(app, look.language)
    app.setApplicationName("Radiolucent")
    app.setDesktopFileName("radiolucent")
    try:
        paths = app_paths(wish.home).create()
        set_up_logging(paths.log, verbose=wish.is_verbose)
        if not has_display and wish.screenshot is None:
            wish = replace(wish, screenshot=paths.data / "screenshot.png")
        instance = SingleInstance(paths.data)
        if wish.screenshot is not None:
            instance.close()  # a picture is taken beside whatever runs
        elif not instance.is_first and instance.hand_over(wish.paths, wish.link):
            return 0
    except ViewerError as error:
        return _refuse(error, is_seen=has_display and wish.screenshot is None)
    qInstallMessageHandler(_log_qt)
    try:
        with EndReport(paths.log) as report:
            session = SessionState(paths.config, has_shape=wish.screenshot is None)
            window = MainWindow(Look(app, THEMES[look.theme]), session)
            if wish.screenshot is None and session.geometry.isEmpty():
                resize_on_screen(window, window.width(), window.height())
            window.show()
            running = _run_when_seen(app, window, paths, instance, wish=wish, last=report.last)
            code = app.exec()
            code = running[0].end(code) if running else code
    finally:
        instance.close()
        qInstallMessageHandler(None)
    if code != RESTART:
        return code
    start_again(wish.home)
    return 0


def translate_qt(app: QApplication, language: str) -> None:
    """Let the buttons and dialogs of Qt itself speak the language, where Qt knows it."""
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    translator = QTranslator(app)
    if translator.load(f"qtbase_{'zh_CN' if language == 'zh' else language}", folder):
        app.installTranslator(translator)


def _run_when_seen(
    app: QApplication,
    window: MainWindow,
    paths: AppPaths,
    instance: SingleInstance,
    *,
    wish: WindowWish,
    last: Path | None,
) -> list["Running"]:
    """Put the program behind the window after its first painting; it is in the list then."""
    running: list[Running] = []

    def begin() -> None:
        from viewer.app.running import Running  # late: nearly everything comes with it (P2)

        try:
            running.append(Running(window, paths, instance, wish=wish, last=last))
        except ViewerError as error:
            app.exit(_refuse(error, is_seen=wish.screenshot is None))
        except BaseException:
            app.exit(1)
            raise

    FirstPaint(window, begin)
    return running


def _has_display() -> bool:
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _refuse(error: ViewerError, *, is_seen: bool) -> int:
    """Say why the program cannot start, in a window where there is one."""
    sys.stderr.write(f"radiolucent: {error.message} {error.hint}\n")
    if is_seen:
        box = QMessageBox(QMessageBox.Icon.Critical, "Radiolucent", plain(error.message))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(plain(error.hint))
        box.exec()
    return 1


def _log_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    _log.log(_QT_LEVELS[kind], "Qt: %s", up_to_quotation(text))
