"""Text of files never reaches a Qt widget that might read it as rich text (SEC-020, SEC-024)."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import python_files, tree

DOOR = "viewer/qt/text.py"
FILES = [name for name in python_files("viewer/qt", "viewer/app") if name != DOOR]

# Classes that guess rich text or show it, or lead out of the program: the door has plain ones.
BANNED_NAMES = {
    "QDesktopServices", "QErrorMessage", "QGraphicsTextItem", "QInputDialog", "QLabel",
    "QMessageBox", "QProgressDialog", "QSplashScreen", "QStaticText", "QSystemTrayIcon",
    "QTextBrowser", "QTextEdit", "QToolTip", "QWebEngineView", "QWhatsThis", "QWizardPage",
}  # fmt: skip
BANNED_CALLS = {
    "appendHtml", "insertHtml", "insertMarkdown", "openUrl", "setHtml", "setMarkdown",
    "setOpenExternalLinks", "setOpenLinks", "setUrlHandler",
}  # fmt: skip
# Calls and properties that Qt or pyqtgraph may read as rich text: with words of our own only.
GUARDED_CALLS = {"setLabel", "setLabels", "setStatusTip", "setTitle", "setToolTip", "setWhatsThis"}
GUARDED_KEYWORDS = {"html", "statusTip", "toolTip", "whatsThis"}
WORDS_OF_QT = BANNED_CALLS | GUARDED_CALLS | GUARDED_KEYWORDS
MARKUP = re.compile(r"</?(?:a|b|br|div|font|h\d|html|i|img|p|pre|qt|span|table|u)\b[^<]*>", re.I)

# A text document that is written word by word (tests/qt/test_documents.py shows what it does with
# markup), and boxes whose format is set to plain.
EXCEPTIONS = {
    ("viewer/qt/documents/text_view.py", "QTextEdit"),
    ("viewer/app/gui.py", "QMessageBox"),
    ("viewer/qt/report_pdf.py", "setHtml"),  # a page on paper; tests/qt/test_report_pdf.py
    ("viewer/qt/report_pdf.py", "markup"),
    ("viewer/qt/browser/archive_face.py", "QMessageBox"),
    # The page to sign in on, http or https only; tests/qt/test_sign_in.py
    ("viewer/qt/network/sign_in_dialog.py", "QDesktopServices"),
    ("viewer/qt/network/sign_in_dialog.py", "openUrl"),
}


def is_own_words(node: ast.expr) -> bool:
    """Whether an argument is a literal, or `tr` of a literal."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr":
        return all(isinstance(argument, ast.Constant) for argument in node.args)
    return isinstance(node, ast.Constant)


def offences(module: ast.Module) -> list[str]:
    """What a module does that the rule forbids, with line numbers."""
    called = {id(node.func) for node in ast.walk(module) if isinstance(node, ast.Call)}
    found = dict[tuple[int, str], None]()
    for node in ast.walk(module):
        for name in _names(node):
            if name in BANNED_NAMES:
                found[node.lineno, name] = None
        if isinstance(node, ast.Call):
            found |= {(node.lineno, name): None for name in _bad_call(node)}
        if isinstance(node, ast.Attribute) and id(node) not in called and node.attr in WORDS_OF_QT:
            found[node.lineno, node.attr] = None  # handed on, to be called with anything
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value in WORDS_OF_QT:
                found[node.lineno, node.value] = None  # getattr, setProperty
            if MARKUP.search(node.value):
                found[node.lineno, "markup"] = None
    return [f"{line}: {name}" for line, name in found]


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.ImportFrom):
        yield from (alias.name for alias in node.names if alias.asname)


def _bad_call(node: ast.Call) -> Iterator[str]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    if name in BANNED_CALLS or (name in GUARDED_CALLS and not all(map(is_own_words, arguments))):
        yield name
    for keyword in node.keywords:
        if keyword.arg in GUARDED_KEYWORDS and not is_own_words(keyword.value):
            yield str(keyword.arg)


@pytest.mark.parametrize("name", FILES)
def test_widgets_show_foreign_text_plainly(name: str) -> None:
    allowed = {banned for file, banned in EXCEPTIONS if file == name}
    assert [each for each in offences(tree(name)) if each.split(": ")[1] not in allowed] == []


@pytest.mark.parametrize(
    "text",
    [
        "QLabel(name)",
        "QtWidgets.QLabel(name)",
        "from PySide6.QtWidgets import QLabel as L",
        "class Mine(QTextBrowser): pass",
        "QMessageBox.warning(w, a, b)",
        "QToolTip.showText(p, name)",
        "w.setToolTip(name)",
        "w.setToolTip(f'{name}')",
        "w.setToolTip('Patient ' + name)",
        "w.setToolTip(tr('{name}').format(name=name))",
        "w.setToolTip(tr(f'{name}'))",
        "w.setToolTip(arg__1=name)",
        "QAction(w, toolTip=name)",
        "arrived.connect(w.setToolTip)",
        "getattr(w, 'setToolTip')(name)",
        "w.setProperty('toolTip', name)",
        "w.setHtml('x')",
        "edit.document().setHtml(name)",
        "plot.setLabel('left', name)",
        "pyqtgraph.TextItem(html=name)",
        "show(f'<b>{name}</b>')",
        "show('<img src=x>')",
        "view.setOpenExternalLinks(True)",
        "QDesktopServices.openUrl(url)",
    ],
)
def test_the_rule_bites(text: str) -> None:
    assert offences(ast.parse(text))


@pytest.mark.parametrize(
    "text", ["w.setToolTip(tr('Zoom in'))", "w.setToolTip('x')", "log('a < b and c > d')"]
)
def test_own_words_may_be_shown_anywhere(text: str) -> None:
    assert offences(ast.parse(text)) == []


def unchecked_tips(module: ast.Module) -> int:
    """How many tool tips of items do not come from `tool_tip`."""
    methods = {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}

    def is_safe(node: ast.AST | None) -> bool:
        if isinstance(node, ast.Lambda):
            return is_safe(node.body)
        if isinstance(node, ast.IfExp):
            return is_safe(node.body) and is_safe(node.orelse)
        if isinstance(node, ast.Attribute) and node.attr in methods:
            return all(map(is_safe, _returned(methods[node.attr])))
        if isinstance(node, ast.Call):
            is_method = isinstance(node.func, ast.Attribute) and is_safe(node.func)
            return is_method or (isinstance(node.func, ast.Name) and node.func.id == "tool_tip")
        return isinstance(node, ast.Constant)

    safe = 0
    for node in ast.walk(module):
        if isinstance(node, ast.If) and _mentions(node.test):
            safe += all(map(is_safe, _returned(node)))
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            safe += sum(is_safe(value) for key, value in pairs if key and _mentions(key))
    return sum(map(_is_role, ast.walk(module))) - safe


def _returned(node: ast.AST) -> list[ast.expr | None]:
    return [each.value for each in ast.walk(node) if isinstance(each, ast.Return)]


def _mentions(node: ast.AST) -> bool:
    return any(map(_is_role, ast.walk(node)))


def _is_role(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "ToolTipRole"


@pytest.mark.parametrize("name", FILES)
def test_a_tool_tip_of_an_item_passes_through_the_door(name: str) -> None:
    assert unchecked_tips(tree(name)) == 0


@pytest.mark.parametrize(
    "text",
    [
        "if role == Qt.ToolTipRole:\n    x = 1\n    y(Qt.ToolTipRole)",
        "def f():\n    if role == Qt.ToolTipRole:\n        return name",
        "def f():\n    if role in (A, Qt.ToolTipRole):\n        return f'{name}'",
        "told = {Qt.ToolTipRole: lambda row: row.name}",
        "item.setData(name, Qt.ToolTipRole)",
    ],
)
def test_the_rule_of_tool_tips_bites(text: str) -> None:
    assert unchecked_tips(ast.parse(text)) == 1


def test_tool_tips_from_the_door_pass() -> None:
    text = (
        "def f():\n    if role == Qt.ToolTipRole:\n        return tool_tip(name) if name else None"
    )
    assert unchecked_tips(ast.parse(text)) == 0
