"""The window: QApplication, Qt's messages into the log, the main window, the event loop."""

import gc
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

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
from viewer.app.build import Program, build
from viewer.app.crash import EndReport, catch_crashes
from viewer.app.single_instance import SingleInstance
from viewer.app.wish import WindowWish
from viewer.base.errors import ViewerError
from viewer.base.jobs import Job, Lane
from viewer.base.log import set_up_logging, up_to_quotation
from viewer.base.paths import app_paths
from viewer.commands.command import call
from viewer.commands.context import Notice, Tone
from viewer.dicom.load_pydicom import load_pydicom
from viewer.qt.bridge import GuiBridge
from viewer.qt.first_paint import FirstPaint
from viewer.qt.links import offer_link
from viewer.qt.main_window import MainWindow
from viewer.qt.notices import BUG, archive_notice, ended_notice
from viewer.qt.screenshot import Screenshot
from viewer.qt.session_state import SessionState
from viewer.qt.text import plain
from viewer.qt.theme import THEMES, Look

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
    language = choose_look_of_process(app_paths(wish.home))
    app = QApplication.instance() or QApplication(["radiolucent"])
    assert isinstance(app, QApplication)
    translate_qt(app, language)
    app.setApplicationName("Radiolucent")
    app.setDesktopFileName("radiolucent")
    bridge = GuiBridge()
    try:
        paths = app_paths(wish.home).create()
        set_up_logging(paths.log, verbose=wish.is_verbose)
        instance = SingleInstance(paths.data)
        is_picture = wish.screenshot is not None or not has_display
        if is_picture:
            instance.close()  # a picture is taken beside whatever runs
        elif not instance.is_first and instance.hand_over(wish.paths, wish.link):
            return 0
        program = build(paths, post=bridge.post, keeps_session=not is_picture)
    except ViewerError as error:
        return _refuse(error, is_seen=has_display and wish.screenshot is None)
    screenshot = wish.screenshot or (None if has_display else paths.data / "screenshot.png")
    qInstallMessageHandler(_log_qt)
    try:
        with EndReport(paths.log) as report:
            return _show(
                app, program, bridge, instance, wish=wish, screenshot=screenshot, last=report.last
            )
    finally:
        instance.close()
        program.close()
        qInstallMessageHandler(None)


def translate_qt(app: QApplication, language: str) -> None:
    """Let the buttons and dialogs of Qt itself speak the language, where Qt knows it."""
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    translator = QTranslator(app)
    if translator.load(f"qtbase_{'zh_CN' if language == 'zh' else language}", folder):
        app.installTranslator(translator)


def _show(
    app: QApplication,
    program: Program,
    bridge: GuiBridge,
    instance: SingleInstance,
    *,
    wish: WindowWish,
    screenshot: Path | None,
    last: Path | None,
) -> int:
    session = SessionState(program.parts.paths.config, has_shape=screenshot is None)
    look = Look(app, THEMES[program.parts.settings.value.look.theme])
    window = MainWindow(program.parts, look, session)
    undo = catch_crashes(lambda: bridge.post(lambda: window.messages.tell(BUG)))
    _tell_news(window, program, last)
    window.show()
    camera = None if screenshot is None else Screenshot(window, program.parts, screenshot)

    def open_wanted(paths: Sequence[Path], link: str) -> None:
        window.open_paths(paths)
        if link:
            offer_link(window, link, is_on=program.parts.settings.value.links.is_on)

    def begin(_: None) -> None:
        open_wanted(wish.paths, wish.link)
        if not wish.paths and not wish.is_sample and camera is None:
            program.parts.kept_session.bring_back()
        if wish.is_sample or (camera is not None and not wish.paths):
            window.verbs.run(call("study.open_sample"))
        if camera is None:
            window.face.network.begin_server()
        else:
            camera.start()

    def take_over(paths: Sequence[Path], link: str) -> None:
        open_wanted(paths, link)
        _come_forward(window)

    def prepare() -> None:
        gc.freeze()
        gc.enable()
        program.pool.start()
        instance.listen(take_over)
        # In one thread: packages with circular imports break when two threads race.
        program.parts.runner.submit(Lane.DISK, load_readers, done=begin)

    FirstPaint(window, prepare)  # which both would hold up
    code = app.exec()
    undo()
    window.deleteLater()
    if camera is None:
        return code
    return camera.finish()


def _tell_news(window: MainWindow, program: Program, last: Path | None) -> None:
    """What went wrong last time, in the settings, and with the list of studies."""
    if last is not None:
        window.messages.tell(ended_notice(last))
    for problem in program.parts.settings.problems:
        window.messages.tell(Notice(Tone.WARNING, problem))
    if program.archive_error is not None:
        window.messages.tell(*archive_notice(program.archive_error, window.verbs.run))


def _come_forward(window: MainWindow) -> None:
    """A second start was meant for this window."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.raise_()
    window.activateWindow()


def load_readers(job: Job) -> None:
    """Import what the first image needs and the first painting does not (P2)."""
    load_pydicom()
    for name in ("viewer.dicom.images", "numpy.ma"):
        import_module(name)
    gc.freeze()  # so that no collection while images are shown goes through all packages (P10)


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
