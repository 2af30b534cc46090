"""What files hold is never run, unpickled, or given to a parser that follows it (SEC-024, SEC-025).

Nothing here leads to an address either: no file makes the program ask anybody for anything.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import python_files, tree

FILES = python_files("viewer")

BANNED_MODULES = {
    "cloudpickle", "dill", "joblib", "jsonpickle", "marshal", "pickle", "shelve", "yaml", "lxml",
    "xml.dom", "xml.sax", "xmlrpc", "webbrowser", "urllib.request", "PySide6.QtWebEngineWidgets",
    "PySide6.QtWebEngineCore", "PySide6.QtXml",
}  # fmt: skip
# Between our own processes, from the pool to its workers only; answers come back as JSON.
EXCEPTIONS = {("viewer/frames/worker_process.py", "pickle")}

BANNED_BUILTINS = {"__import__", "compile", "eval", "exec"}
BANNED_CALLS = {"os.popen", "os.system", "os.startfile", "runpy.run_path"}
# xml.etree may write XML, never read it: its parser expands entities.
PARSERS = {
    "XML",
    "XMLID",
    "XMLParser",
    "XMLPullParser",
    "fromstring",
    "fromstringlist",
    "iterparse",
}


def _imports(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return f"{ast.unparse(node.func.value)}.{node.func.attr}"
    return node.func.id if isinstance(node.func, ast.Name) else ""


def offences(module: ast.Module) -> list[str]:
    """What a module imports or calls against the rule."""
    imported = set(_imports(module))
    found = [name for name in BANNED_MODULES if name in imported]
    reads_xml = any(name.startswith("xml.etree") for name in imported)
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
    names = {_called(node) for node in calls}
    found += sorted((BANNED_BUILTINS | BANNED_CALLS) & names)
    if reads_xml:
        attributes = {node.attr for node in ast.walk(module) if isinstance(node, ast.Attribute)}
        found += sorted((PARSERS | {"parse"}) & (attributes | {n.split(".")[-1] for n in imported}))
    if any(name.endswith("ParserCreate") for name in names) and not _refuses_entities(module):
        found.append("expat without EntityDeclHandler")
    return found + [_called(node) for node in calls if _is_unsafe(node)]


def _refuses_entities(module: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith("EntityDeclHandler")
        for node in ast.walk(module)
    )


def _is_unsafe(node: ast.Call) -> bool:
    """A shell, or arrays that may hold pickles."""
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    shell = given.get("shell")
    if shell is not None and not (isinstance(shell, ast.Constant) and shell.value is False):
        return True
    allowed = given.get("allow_pickle")
    is_refused = isinstance(allowed, ast.Constant) and allowed.value is False
    return _called(node) in ("np.load", "numpy.load") and not is_refused


@pytest.mark.parametrize("name", FILES)
def test_nothing_that_files_hold_is_run_or_followed(name: str) -> None:
    allowed = {banned for file, banned in EXCEPTIONS if file == name}
    assert set(offences(tree(name))) - allowed == set()


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from pickle import loads",
        "import yaml",
        "from xml import sax, dom",
        "import xml.etree.ElementTree as ET\nET.fromstring(data)",
        "import xml.etree.ElementTree as ET\nET.parse(path)",
        "from xml.etree.ElementTree import iterparse",
        "parser = expat.ParserCreate()",
        "eval(text)",
        "exec(text)",
        "os.system(line)",
        "subprocess.run(line, shell=True)",
        "np.load(path)",
        "np.load(path, allow_pickle=True)",
        "import webbrowser",
        "from urllib.request import urlopen",
    ],
)
def test_the_rule_bites(text: str) -> None:
    assert offences(ast.parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "import xml.etree.ElementTree as ET\nET.tostring(root)",
        "np.load(path, allow_pickle=False)",
        "parser = expat.ParserCreate()\nparser.EntityDeclHandler = refuse",
        "subprocess.run([name, path])",
        "app.exec()",
        "re.compile(text)",
    ],
)
def test_the_safe_ways_pass(text: str) -> None:
    assert offences(ast.parse(text)) == []
