"""Which arguments open the window, and which go to the command line."""

from pathlib import Path

import pytest

from viewer.app.wish import WindowWish, window_wish


def test_no_arguments_open_the_window() -> None:
    assert window_wish([]) == WindowWish()


def test_open_takes_any_paths_even_those_that_are_gone() -> None:
    wish = window_wish(["open", "a", "b/c"])
    assert wish == WindowWish(paths=(Path("a"), Path("b/c")))


def test_a_path_that_exists_is_opened(tmp_path: Path) -> None:
    assert window_wish([str(tmp_path)]) == WindowWish(paths=(tmp_path,))


def test_options_may_stand_anywhere(tmp_path: Path) -> None:
    picture, home = tmp_path / "p.png", tmp_path / "home"
    wish = window_wish(["--home", str(home), "open", "x", "--screenshot", str(picture)])
    assert wish == WindowWish(paths=(Path("x"),), home=home, screenshot=picture)


def test_verbose_opens_the_window_too() -> None:
    assert window_wish(["--verbose", "open", "x"]) == WindowWish((Path("x"),), is_verbose=True)
    assert window_wish(["--verbose"]) == WindowWish(is_verbose=True)
    assert window_wish(["--verbose", "stats"]) is None


@pytest.mark.parametrize(
    "arguments",
    [
        ["dump", "file"],
        ["--version"],
        ["--help"],
        ["open", "--help"],
        ["render", "a.dcm", "-o", "b.png"],
        ["/no/such/file"],
        ["--home"],
    ],
    ids=" ".join,
)
def test_everything_else_is_for_the_command_line(arguments: list[str]) -> None:
    assert window_wish(arguments) is None


def test_a_file_called_like_a_command_does_not_hide_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stats").touch()
    monkeypatch.chdir(tmp_path)
    assert window_wish(["stats"]) is None
    assert window_wish(["./stats"]) == WindowWish(paths=(Path("stats"),))


def test_a_link_opens_the_window_and_is_no_path() -> None:
    assert window_wish(["radiolucent://study/1.2"]) == WindowWish(link="radiolucent://study/1.2")
    assert window_wish(["open", "radiolucent:x"]) == WindowWish(link="radiolucent:x")
