"""What the window remembers, and what a picture of it must not change."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from viewer.qt.session_state import SessionState, forget_folders

SHAPE = QByteArray(b"shape")
DOCKS = QByteArray(b"docks")


def test_the_shape_is_there_at_the_next_start(tmp_path: Path) -> None:
    session = SessionState(tmp_path)
    session.keep_shape(SHAPE, DOCKS)
    session.accept_notice()
    session.save()
    again = SessionState(tmp_path)
    assert (again.geometry, again.docks) == (SHAPE, DOCKS)
    assert again.has_accepted_notice


def test_a_picture_without_a_screen_neither_takes_nor_changes_the_shape(tmp_path: Path) -> None:
    session = SessionState(tmp_path)
    session.keep_shape(SHAPE, DOCKS)
    session.save()
    picture = SessionState(tmp_path, has_shape=False)
    assert picture.geometry.isEmpty()
    assert picture.docks.isEmpty()
    picture.keep_shape(QByteArray(b"small"), QByteArray(b"none"))
    picture.save()
    assert SessionState(tmp_path).geometry == SHAPE


def test_the_file_dialog_leaves_no_name_of_a_folder_behind(
    tmp_path: Path,
) -> None:
    SessionState(tmp_path)
    notes = QSettings(QSettings.Scope.UserScope, "QtProject")
    for key in ("history", "lastVisited", "shortcuts"):
        notes.setValue(f"FileDialog/{key}", "file:///images/Doe_Jane")
    notes.setValue("FileDialog/viewMode", "Detail")
    notes.sync()
    assert "Jane" in (tmp_path / "QtProject.conf").read_text(encoding="utf-8")
    forget_folders()
    text = (tmp_path / "QtProject.conf").read_text(encoding="utf-8")
    assert "Jane" not in text
    assert "viewMode" in text
