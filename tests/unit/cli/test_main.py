"""Exit codes, and what a call tells about errors."""

import subprocess
import sys
from collections.abc import Callable

import click
import pytest

from viewer import __version__
from viewer.base.errors import ViewerError
from viewer.cli import main as main_module
from viewer.cli.main import cli_group, run


@pytest.fixture
def command_that(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException | int | None], None]:
    """Put a command `try` into the group that raises or returns what it is told."""

    def plant(outcome: BaseException | int | None) -> None:
        def act() -> int | None:
            if isinstance(outcome, BaseException):
                raise outcome
            return outcome

        planted = click.Command("try", callback=act)
        monkeypatch.setattr(main_module.LazyGroup, "get_command", lambda *_: planted)

    return plant


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (None, 0),
        (0, 0),
        (3, 3),
        (ViewerError("no"), 1),
        (click.UsageError("wrong"), 2),
        (click.FileError("file"), 1),
        (KeyboardInterrupt(), 130),
        (RuntimeError("Doe^Jane"), 70),
    ],
)
def test_each_outcome_has_its_exit_code(
    outcome: BaseException | int | None,
    code: int,
    command_that: Callable[[BaseException | int | None], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    command_that(outcome)
    assert run(["try"]) == code
    assert len(caplog.records) == (code == 70)
    caplog.clear()


def test_an_expected_error_tells_message_and_hint_and_details_on_request(
    command_that: Callable[[BaseException | int | None], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    command_that(ViewerError("It failed.\x1b[2J", hint="Do this.", detail="errno 5"))
    run(["try"])
    assert capsys.readouterr() == ("", "Error: It failed.\\x1b[2J\nDo this.\n")
    run(["--verbose", "try"])
    assert capsys.readouterr().err.endswith("Do this.\nerrno 5\n")


def test_an_error_without_advice_gives_its_reason(
    command_that: Callable[[BaseException | int | None], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    command_that(ViewerError("It cannot be written.", detail="No such file or directory"))
    run(["try"])
    assert capsys.readouterr().err == "Error: It cannot be written.\nNo such file or directory\n"


def test_a_bug_is_told_without_the_values_it_met(
    command_that: Callable[[BaseException | int | None], None],
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    command_that(RuntimeError("Doe^Jane"))
    run(["try"])
    assert "Doe" not in caplog.text
    caplog.clear()
    out, err = capsys.readouterr()
    assert out == ""
    assert "RuntimeError" in err
    assert "test_main.py" in err
    assert "Doe" not in err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize("argv", [["nothing-of-the-kind"], ["--bogus"], ["list", "--bogus"], []])
def test_wrong_usage_is_two(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Usage: radiolucent" in err


def test_every_command_of_the_help_can_be_loaded_and_explains_itself() -> None:
    context = click.Context(cli_group)
    for name in cli_group.list_commands(context):
        command = cli_group.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.help


def test_loading_the_group_loads_no_command_and_nothing_heavy() -> None:
    program = (
        "import sys, viewer.cli.main\n"
        "heavy = {'numpy', 'pydicom', 'cv2', 'imagecodecs', 'PySide6', 'sqlite3'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
