"""The documents are fresh, and their links lead somewhere."""

import re
import tomllib

import click
import pytest

from tests.architecture.source import ROOT
from tools import make_docs
from viewer.cli.main import cli_group
from viewer.render.trust import TrustKind

PAGES = sorted(
    file.relative_to(ROOT).as_posix()
    for file in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
)
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def test_generated_pages_are_fresh() -> None:
    stale = [
        file.name
        for file, text in make_docs.pages().items()
        if not file.exists() or file.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run `make docs`"


def test_floors_say_their_number_in_the_order_of_the_contract() -> None:
    numbers = [
        {make_docs.floor_number(package) for package in floor} for floor in make_docs.floors()
    ]
    assert all(len(floor) == 1 for floor in numbers)
    flat = [number for floor in numbers for number in floor]
    assert flat == sorted(set(flat))


def test_every_floor_has_its_paragraph() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    packages = [package for floor in make_docs.floors() for package in floor]
    assert [name for name in packages if f"**{name}**" not in text] == []


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_that_are_there(page: str) -> None:
    targets = LINK.findall((ROOT / page).read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    folder = (ROOT / page).parent
    assert [target for target in local if not (folder / target).exists()] == []


def test_decisions_are_numbered_in_sequence_and_have_an_alternative_or_a_consequence() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(file.name[:4])}. ")
        for part in ("**Situation.**", "**Decision.**", "**Consequence.**"):
            assert part in text, f"{file.name}: {part}"


def test_every_criterion_is_cited_by_a_test_or_says_why_not() -> None:
    cited = make_docs.citations()
    known = make_docs.criteria()
    assert [each.number for each in known if not (each.later or each.number in cited)] == []


def test_tests_cite_criteria_that_exist() -> None:
    assert make_docs.citations().keys() - {each.number for each in make_docs.criteria()} == set()


def test_every_mark_is_explained() -> None:
    text = (ROOT / "docs" / "user" / "marks.md").read_text(encoding="utf-8")
    assert [kind.value for kind in TrustKind if f"| {kind.value} |" not in text] == []


def test_every_package_that_is_shipped_is_named_with_its_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    names = [re.split(r"[<>=!~;\[ ]", wanted)[0] for wanted in project["dependencies"]]
    assert [name for name in names if not re.search(rf"^\|.*\b{name}\b", text, re.MULTILINE)] == []


def test_every_command_of_the_shell_is_described() -> None:
    text = (ROOT / "docs" / "user" / "command-line.md").read_text(encoding="utf-8")
    commands = cli_group.list_commands(click.Context(cli_group))
    assert len(commands) > 5
    assert [name for name in commands if f"`radiolucent {name}" not in text] == []


def test_basic_image_review_names_tests_that_exist() -> None:
    named = re.findall(
        r"`(tests/[\w/]+\.py)(?:::(\w+))?`", (ROOT / "docs" / "bir.md").read_text("utf-8")
    )
    assert len(named) > 20
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).is_file()
        or (name and f"def {name}(" not in (ROOT / file).read_text("utf-8"))
    ]
    assert missing == []
