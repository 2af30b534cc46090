"""Files stay small, say what they are for, and are not named after nothing."""

import ast
import os
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT, python_files, tree

FILE_LINES = 400
FUNCTION_LINES = 60
CLASS_LINES = 250
BANNED_STEMS = {
    "base", "common", "controller", "core", "handler", "helper", "helpers", "manager", "misc",
    "processor", "util", "utils",
}  # fmt: skip

SOURCES = python_files("viewer", "tools", "packaging", "tests")
PROGRAM = python_files("viewer")

# The only places that may catch what nobody expected: each turns it into an answer.
BROAD_CATCHES = {
    "viewer/base/lanes.py",
    "viewer/cli/main.py",
    "viewer/commands/dispatch.py",
    "viewer/frames/worker_process.py",
    "viewer/qt/reported.py",
}


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("name", SOURCES)
def test_a_file_is_short_and_says_what_it_is_for(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text.count("\n") <= FILE_LINES
    is_empty_package = name.startswith("tests/") and not text.strip()
    assert is_empty_package or ast.get_docstring(tree(name)), "no module docstring"
    stem = name.rpartition("/")[2].removesuffix(".py")
    assert not BANNED_STEMS & set(stem.strip("_").split("_"))


@pytest.mark.parametrize("name", SOURCES)
def test_functions_and_classes_are_short(name: str) -> None:
    long = []
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            limit = FUNCTION_LINES
        elif isinstance(node, ast.ClassDef):
            limit = CLASS_LINES
        else:
            continue
        if lines_of(node) > limit:
            long.append(f"{node.name}: {lines_of(node)} lines")
    assert not long


@pytest.mark.parametrize("name", [name for name in PROGRAM if name.endswith("__init__.py")])
def test_a_package_file_holds_only_words(name: str) -> None:
    body = tree(name).body
    assert ast.get_docstring(tree(name))
    assert len(body) == 1 or name == "viewer/__init__.py", "re-exports hide where things live"


@pytest.mark.parametrize("name", PROGRAM)
def test_only_named_places_catch_everything(name: str) -> None:
    broad = [
        node.lineno
        for node in ast.walk(tree(name))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
    ]
    assert not broad or name in BROAD_CATCHES, f"lines {broad}"


_WITH_QT = ("viewer/app/gui.py", "viewer/app/running.py", "viewer/app/single_instance.py")


def test_every_module_but_the_windows_can_be_imported_without_qt() -> None:
    names = [
        name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        for name in PROGRAM
        if not name.startswith("viewer/qt/") and name not in _WITH_QT
    ]
    program = (
        "import importlib, sys\n"
        "sys.modules['PySide6'] = sys.modules['shiboken6'] = None\n"
        f"for name in {names}: importlib.import_module(name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
