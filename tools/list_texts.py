"""List every text of the program that a user reads, for the catalogues in resources/i18n.

python tools/list_texts.py LANGUAGE      what this language has no text for, one JSON string a line
python tools/list_texts.py --forget      take texts out of the catalogues that nobody shows any more
"""

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
CATALOGUES = ROOT / "resources" / "i18n"
# What the main window shows; other packages speak in it only when something goes wrong.
FOLDERS = ("commands", "imaging", "net", "qt", "render", "settings", "workspace")
# Functions that pass a literal on to `tr`: the places of those arguments; by name for keywords.
_PASSED_ON = {"tr": (0,), "Menu": (0,), "page": (1,), "setting": (1, 2)}
_WORD = re.compile(r"[a-z]+(_[a-z]+)+|[A-Z]{2,3}")  # names in code and standard: no texts
_KEYWORDS = {"call": ("title",), "setting": ("title", "help")}
# Tables whose strings are texts, by file.
_TABLES = {
    "viewer/index/errors.py": ("_CAUSES",),
    "viewer/qt/stack_words.py": ("_REASONS", "_FORMS"),
    "viewer/net/errors.py": ("_REJECTIONS", "_UNKNOWN_REJECTION"),
    "viewer/net/tls.py": (
        "_CERTIFICATES",
        "_UNTRUSTED",
        "_BROKEN_OFF",
        "_ONLY_13",
        "_OLD",
        "_NO_TLS",
        "_REFUSED",
    ),
    "viewer/net/status.py": ("_TEXTS", "_FAILED"),
    "viewer/net/web/answers.py": ("_MEANINGS", "_REFUSED", "_SIGN_IN"),
    "viewer/net/negotiation.py": ("REFUSALS", "_STRANGE"),
    "viewer/net/web/oauth.py": ("_ERRORS", "_UNKNOWN_ERROR"),
    "viewer/net/web/probe.py": ("_HOW",),
    "viewer/render/corner_text.py": ("_FILTERED",),
    "viewer/render/findings.py": ("FINDINGS",),
    "viewer/render/furniture.py": ("SOURCE_LABELS",),
    "viewer/render/trust.py": (
        "_SPACING",
        "_KINDS",
        "_SHORT",
        "_WINDOW",
        "_FILTERS",
        "_DISCLOSURES",
        "_LINKED",
    ),
}


def texts(folders: tuple[str, ...] = FOLDERS) -> set[str]:
    """Every text that these packages show, in English."""
    found = set(_of_commands()) | set(_of_values())
    for folder in folders:
        for file in sorted((ROOT / "viewer" / folder).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            found |= set(_of_file(ast.parse(file.read_text(encoding="utf-8")), name))
    return {text for text in found if any(map(str.isalpha, text)) and not _WORD.fullmatch(text)}


def missing(code: str) -> list[str]:
    """What a language has no text for."""
    return sorted(texts() - load(code).keys())


def load(code: str) -> dict[str, str]:
    """The catalogue of a language."""
    loaded: dict[str, str] = json.loads((CATALOGUES / f"{code}.json").read_text(encoding="utf-8"))
    return loaded


def save(code: str, catalogue: dict[str, str]) -> None:
    """Write the catalogue of a language, in order."""
    text = json.dumps(dict(sorted(catalogue.items())), ensure_ascii=False, indent=1)
    (CATALOGUES / f"{code}.json").write_text(text + "\n", encoding="utf-8")


def _of_commands() -> Iterator[str]:
    from viewer.commands.builtin import BUILTIN_MODULES
    from viewer.commands.registry import CommandRegistry

    for command in CommandRegistry(BUILTIN_MODULES):
        yield command.title
        yield command.help


def _of_values() -> Iterator[str]:
    """Texts that are values of enums or of settings, which no call shows as a literal."""
    from viewer.commands.search_words import SEARCH_WORDS
    from viewer.model.lut import VoiSource
    from viewer.model.view import Interpolation, OverlayColour
    from viewer.settings.options import LANGUAGE_TITLES
    from viewer.settings.schema import describe

    yield from SEARCH_WORDS.values()
    presets = json.loads((ROOT / "resources/presets/window.json").read_text(encoding="utf-8"))
    yield from (each["title"] for choices in presets.values() for each in choices)

    for file in sorted((ROOT / "resources/hanging").glob("*.json")):
        for protocol in json.loads(file.read_text(encoding="utf-8"))["protocols"]:
            yield from (protocol["name"], *(stage["name"] for stage in protocol["stages"]))

    for file in sorted((ROOT / "resources/codes").glob("*.json")):
        yield from json.loads(file.read_text(encoding="utf-8"))["meanings"].values()

    for kind in (VoiSource, Interpolation):
        yield from (member.value for member in kind)
    yield from (colour.name.capitalize() for colour in OverlayColour)
    yield LANGUAGE_TITLES[""]
    for described in describe().values():
        yield from (described.page, described.info.title, described.info.help, described.info.unit)
        if described.key != "look.language":  # whose names are their own
            yield from (described.info.choices or {}).values()


def _of_file(tree: ast.Module, name: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            places = _PASSED_ON.get(node.func.id, ())
            yield from _literals(node.args[place] for place in places if place < len(node.args))
            words = _KEYWORDS.get(node.func.id, ())
            yield from _literals(each.value for each in node.keywords if each.arg in words)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name) and target.id in _TABLES.get(name, ()):
                yield from _literals(ast.walk(node.value))


def _literals(nodes: Iterator[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def main() -> int:
    """Print what is missing, or forget what is not used."""
    from viewer.base.i18n import LANGUAGES

    if sys.argv[1:] == ["--forget"]:
        used = texts()
        for code in LANGUAGES[1:]:
            save(code, {text: other for text, other in load(code).items() if text in used})
        return 0
    for text in missing(sys.argv[1]):
        print(json.dumps(text, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
