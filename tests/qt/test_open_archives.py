"""Archives in the window: dropped like a folder, unlocked by a password."""

from pathlib import Path

from PySide6.QtWidgets import QDialogButtonBox

from tests.support import builders
from tests.support.window import OpenWindow
from tests.support.zips import write_zip
from viewer.qt.dialogs.password_dialog import PasswordDialog


def _members(count: int) -> dict[str, bytes]:
    return {
        f"IMAGES/IM{n}": builders.file_bytes(
            builders.make_dataset(
                SOPInstanceUID=builders.uid("z", n), InstanceNumber=n,
                ImagePositionPatient=[0, 0, n],
            )
        )
        for n in range(count)
    }  # fmt: skip


def _asked(program: OpenWindow) -> PasswordDialog:
    program.wait(lambda: program.window.findChildren(PasswordDialog))
    return program.window.findChildren(PasswordDialog)[-1]


def _answer(dialog: PasswordDialog, password: str) -> None:
    dialog.line.setText(password)
    (buttons,) = dialog.findChildren(QDialogButtonBox)
    buttons.button(QDialogButtonBox.StandardButton.Ok).click()


def test_a_zip_is_dropped_on_the_window_and_shown_like_a_folder(
    program: OpenWindow, tmp_path: Path
) -> None:
    path = write_zip(tmp_path / "study.zip", _members(6))
    program.drop(path)
    program.settle()
    assert program.viewport.length == 6
    assert program.canvas.picture is not None
    assert program.program.archive.counts().instances == 6
    path.unlink()  # what is shown lies in the folder of the program
    program.viewport.scroll(5)
    program.settle()
    assert program.viewport.failure is None


def test_a_locked_zip_asks_until_the_password_is_right(program: OpenWindow, tmp_path: Path) -> None:
    """SEC-033: the password is neither shown nor kept."""
    program.drop(write_zip(tmp_path / "locked.zip", _members(2), password="secret"))
    first = _asked(program)
    assert first.wrong.isHidden()
    assert "locked.zip" in first.words.text()
    assert first.line.displayText() == ""
    _answer(first, "guess")
    program.wait(lambda: any(not d.wrong.isHidden() for d in _dialogs(program)))
    second = next(d for d in _dialogs(program) if not d.wrong.isHidden())
    _answer(second, "secret")
    program.wait(lambda: program.viewport.length == 2)
    program.settle()
    home = program.program.parts.paths.data.parent
    kept = [each for each in home.rglob("*") if each.is_file() and b"secret" in each.read_bytes()]
    assert kept == []


def test_thinking_better_of_a_password_opens_nothing(program: OpenWindow, tmp_path: Path) -> None:
    program.drop(write_zip(tmp_path / "locked.zip", _members(1), password="secret"))
    _asked(program).reject()
    program.settle()
    assert program.workspace.display_sets == ()


def _dialogs(program: OpenWindow) -> list[PasswordDialog]:
    return program.window.findChildren(PasswordDialog)
