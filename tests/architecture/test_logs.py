"""What goes into a log is English, whatever language the window speaks."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import python_files, tree

_LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log"}
_OF_THE_WINDOW = {"message", "hint"}  # of a ViewerError, made for the user


def said_to_the_user(module: ast.Module) -> Iterator[int]:
    """The lines in which a log is given words of the window."""
    for node in ast.walk(module):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        logger = node.func.value
        if not (isinstance(logger, ast.Name) and logger.id in ("_log", "log", "logging")):
            continue
        if node.func.attr in _LEVELS and any(map(_is_of_the_window, node.args)):
            yield node.lineno


def _is_of_the_window(argument: ast.expr) -> bool:
    return any(
        (isinstance(part, ast.Attribute) and part.attr in _OF_THE_WINDOW)
        or (isinstance(part, ast.Name) and part.id == "tr")
        for part in ast.walk(argument)
    )


@pytest.mark.parametrize("name", python_files("viewer"))
def test_logs_are_not_given_words_of_the_window(name: str) -> None:
    assert not list(said_to_the_user(tree(name)))


@pytest.mark.parametrize("line", ["_log.error('no: %s', error.message)", "_log.warning(tr('No.'))"])
def test_such_a_line_would_be_found(line: str) -> None:
    assert list(said_to_the_user(ast.parse(line))) == [1]
