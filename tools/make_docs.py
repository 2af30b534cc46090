"""Write the parts of docs/ that come from the program, so that they cannot lie.

python tools/make_docs.py [--check]
"""

import argparse
import ast
import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
TOWER_BEGIN = "<!-- The drawing below is generated: tools/make_docs.py -->"
TOWER_END = "<!-- End of the drawing -->"
_NUMBER = re.compile(r"\b(DC|SEC)-(\d{3})\b")
_RANGE = re.compile(r"\b(DC|SEC)-(\d{3}) to (?:DC|SEC)-(\d{3})\b")


def floors() -> list[list[str]]:
    """The packages of each floor, ground floor first, as the import contract has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    [layers] = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    return [[name.strip() for name in layer.split("|")] for layer in reversed(layers)]


def docstring(package: str) -> str:
    """What a package says about itself, as `Floor N: purpose. Rules.` in its first lines."""
    source = (ROOT / "viewer" / package / "__init__.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(source)) or ""


def floor_number(package: str) -> int:
    """The number of the floor in a package's own words; 8 is kept for plug-ins."""
    return int(docstring(package).partition(":")[0].removeprefix("Floor "))


def purpose(package: str) -> str:
    """What a package says it is for, in one sentence."""
    return docstring(package).partition(": ")[2].partition(". ")[0].rstrip(".")


def tower() -> str:
    """The drawing of the tower: one line a package, top floor first."""
    rows = []
    for packages in reversed(floors()):
        for index, package in enumerate(packages):
            floor = f"{floor_number(package):>2}" if index == 0 else "  "
            rows.append(f"{floor}  {package:<10} {purpose(package)}")
    return "\n".join(["```text", *rows, "```"])


def architecture() -> str:
    """docs/architecture.md with its drawing made new."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    before, _, rest = text.partition(TOWER_BEGIN)
    after = rest.partition(TOWER_END)[2]
    return f"{before}{TOWER_BEGIN}\n{tower()}\n{TOWER_END}{after}"


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def conformance() -> str:
    """docs/conformance.md: what becomes of each transfer syntax and SOP class."""
    from viewer.dicom.transfer_syntaxes import TRANSFER_SYNTAXES

    rows = [
        (f"`{syntax.uid}`", syntax.name, syntax.support.value, "yes" if syntax.is_lossy else "")
        for syntax in TRANSFER_SYNTAXES.values()
    ]
    head = ("UID", "Transfer syntax", "Pixels", "May be lossy")
    return f"""# Conformance

Generated from `viewer/dicom/transfer_syntaxes.py` by `tools/make_docs.py`.

Files are read in every transfer syntax listed here. *decoded*: the image is shown; *video*: its
frames are shown and played; *named*: the file is listed with its header, and the reason why no
image is shown.

{table(head, rows)}

## What is promised, and which tests hold it

Generated from `docs/criteria.toml` and from the numbers that tests cite.

{promises()}
"""


@dataclass(frozen=True)
class Criterion:
    """One promise; `later` says why nothing holds it yet."""

    number: str
    what: str
    later: str = ""


def criteria() -> list[Criterion]:
    """All of them, in the order of the table."""
    table = tomllib.loads((ROOT / "docs" / "criteria.toml").read_text(encoding="utf-8"))
    return [Criterion(number, **values) for number, values in table.items()]


def citations() -> dict[str, list[str]]:
    """Number -> the test files that cite it, alone or within a range."""
    known = [each.number for each in criteria()]
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        text = file.read_text(encoding="utf-8")
        name = file.relative_to(ROOT / "tests").as_posix()
        cited = {match.group() for match in _NUMBER.finditer(text)}
        for kind, first, last in _RANGE.findall(text):
            cited |= {n for n in known if f"{kind}-{first}" <= n <= f"{kind}-{last}"}
        for number in sorted(cited):
            found[number].append(name)
    return found


def promises() -> str:
    """A table of the criteria: what, which tests cite it, and the state."""
    cited = citations()
    rows = [
        (
            each.number,
            each.what,
            "<br>".join(f"`{name}`" for name in cited.get(each.number, [])),
            "covered" if each.number in cited else f"not yet: {each.later}",
        )
        for each in criteria()
    ]
    return table(("Number", "What", "Tests", "State"), rows)


def commands() -> str:
    """docs/commands.md: every command with its keys."""
    from viewer.commands.builtin import BUILTIN_MODULES
    from viewer.commands.registry import CommandRegistry
    from viewer.commands.shortcuts import DEFAULT_KEYS

    rows = []
    for command in CommandRegistry(BUILTIN_MODULES):
        bound = [f"`{key}`" for key, call in DEFAULT_KEYS.items() if call.command_id == command.id]
        sentence = " ".join(command.help.split("\n\n")[0].split())
        rows.append((f"`{command.id}`", command.title, " ".join(bound), sentence))
    return f"""# Commands

Generated from `viewer/commands` by `tools/make_docs.py`. Keys are the defaults.

{table(("Command", "Title", "Keys", "What it does"), rows)}
"""


def untranslated() -> str:
    """docs/untranslated.md: texts that a language has no translation for."""
    from tools import list_texts
    from viewer.base.i18n import LANGUAGES

    lacking: dict[str, list[str]] = defaultdict(list)
    for code in LANGUAGES[1:]:
        for text in list_texts.missing(code):
            lacking[text].append(code)
    rows = [(quoted(text), " ".join(codes)) for text, codes in sorted(lacking.items())]
    return f"""# Texts without a translation

Generated by `tools/make_docs.py`. `tools/list_texts.py LANGUAGE` lists what to add to
`resources/i18n`; until then these are shown in English.

{table(("Text", "Languages"), rows)}
"""


def quoted(text: str) -> str:
    """A text as the pages show it."""
    return f"`{json.dumps(text, ensure_ascii=False)}`"


def pages() -> Mapping[Path, str]:
    """Every generated page and what it should hold."""
    from tools.conformance_statement import conformance_statement

    docs = ROOT / "docs"
    return {
        docs / "conformance-statement.md": conformance_statement(),
        docs / "architecture.md": architecture(),
        docs / "conformance.md": conformance(),
        docs / "commands.md": commands(),
        docs / "untranslated.md": untranslated(),
    }


def main() -> int:
    """Write the pages, or tell which are stale."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only tell which pages are stale")
    is_check = parser.parse_args().check
    stale = 0
    for file, text in pages().items():
        if file.exists() and file.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        print(f"{'stale' if is_check else 'written'}: {file.relative_to(ROOT)}")
        if not is_check:
            file.write_text(text, encoding="utf-8")
    return 1 if is_check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
