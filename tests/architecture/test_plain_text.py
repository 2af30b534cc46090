"""Text of files never reaches a Qt widget that might read it as rich text (SEC-020)."""

import ast

import pytest

from tests.architecture.source import python_files, tree

DOOR = "viewer/qt/text.py"
FILES = [name for name in python_files("viewer/qt") if name != DOOR]

# Widgets that guess rich text, or show it: `viewer/qt/text.py` has the plain ones.
BANNED_NAMES = {"QLabel", "QMessageBox", "QTextBrowser", "QWebEngineView", "QErrorMessage"}
BANNED_CALLS = {"setHtml", "insertHtml", "appendHtml", "setMarkdown", "insertMarkdown"}
# Calls that Qt may read as rich text: with words of our own only.
GUARDED_CALLS = {"setToolTip", "setWhatsThis", "setStatusTip"}


def is_own_words(node: ast.expr) -> bool:
    """Whether an argument is a literal, or `tr` of a literal."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr":
        return all(isinstance(argument, ast.Constant) for argument in node.args)
    return isinstance(node, ast.Constant)


def offences(module: ast.Module) -> list[str]:
    """What a module does that the rule forbids, with line numbers."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and node.id in BANNED_NAMES:
            found.append(f"{node.lineno}: {node.id}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            is_dynamic = not all(map(is_own_words, node.args))
            if name in BANNED_CALLS or (name in GUARDED_CALLS and is_dynamic):
                found.append(f"{node.lineno}: {name}")
    return found


@pytest.mark.parametrize("name", FILES)
def test_widgets_show_foreign_text_plainly(name: str) -> None:
    assert offences(tree(name)) == []


def imports_tool_tip(module: ast.Module) -> bool:
    """Whether a module takes its tool tips from the door."""
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "viewer.qt.text"
        and {"tool_tip", "set_tool_tip"} & {alias.name for alias in node.names}
        for node in ast.walk(module)
    )


@pytest.mark.parametrize("name", FILES)
def test_a_tool_tip_of_an_item_passes_through_the_door(name: str) -> None:
    nodes = ast.walk(tree(name))
    has_tips = any(isinstance(node, ast.Attribute) and node.attr == "ToolTipRole" for node in nodes)
    assert not has_tips or imports_tool_tip(tree(name))


@pytest.mark.parametrize(
    "text",
    ["QLabel(name)", "QMessageBox.warning(w, a, b)", "w.setToolTip(name)", "w.setHtml('<b>')"],
)
def test_the_rule_bites(text: str) -> None:
    assert len(offences(ast.parse(text))) == 1


def test_own_words_may_be_tool_tips() -> None:
    assert offences(ast.parse("w.setToolTip(tr('Zoom in')); w.setToolTip('x')")) == []
