"""What the repository holds says nothing about the machine it was made on."""

import re
import subprocess

import pytest

from tests.architecture.source import ROOT

TEXT = {
    "", ".cfg", ".css", ".desktop", ".ini", ".json", ".lock", ".md", ".py", ".qss", ".sh", ".spec",
    ".svg", ".toml", ".txt", ".xml", ".yaml", ".yml",
}  # fmt: skip

# Written in pieces, or this file would be its own first find.
MACHINE_PATHS = re.compile("|".join(rf"(?<![\w.])/{name}/" for name in ("work", "root", "home")))
REGISTRIES = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("registry", "npmjs", "org"),
            ("deb", "debian", "org"),
            ("proxy", "golang", "org"),
        )
    )
    + "|--(extra-)?index-url"
)


def repository_files() -> list[str]:
    """Text files that git knows, or would add."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    names = sorted(set(listing.stdout.decode().split("\0")) - {""})
    return [name for name in names if (ROOT / name).is_file()]


def finds(pattern: re.Pattern[str]) -> list[str]:
    """Lines of text files that match, as `file:line`."""
    found = []
    for name in repository_files():
        if (ROOT / name).suffix not in TEXT:
            continue
        for number, line in enumerate((ROOT / name).read_text("utf-8").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{name}:{number}")
    return found


def test_no_file_names_a_path_of_the_machine_it_was_made_on() -> None:
    assert finds(MACHINE_PATHS) == []


def test_no_file_names_the_host_of_a_package_registry() -> None:
    own = {"tests/architecture/test_repository.py"}
    # The lock tells by which command it was made, and that it names no host.
    allowed = re.compile(r"^requirements\.lock:[12]$")
    left = [f for f in finds(REGISTRIES) if f.partition(":")[0] not in own and not allowed.match(f)]
    assert left == []


def test_no_file_is_large() -> None:
    large = {n: (ROOT / n).stat().st_size for n in repository_files()}
    assert {name: size for name, size in large.items() if size > 1_000_000} == {}


def test_every_text_file_ends_with_one_new_line() -> None:
    wrong = [
        name
        for name in repository_files()
        if (ROOT / name).suffix in TEXT
        and (data := (ROOT / name).read_bytes())
        and (not data.endswith(b"\n") or data.endswith(b"\n\n") or b"\r" in data)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "line", ["open('/" + "work/main')", "cd /" + "root/x", '"/' + 'home/me/a"']
)
def test_the_pattern_of_machine_paths_bites(line: str) -> None:
    assert MACHINE_PATHS.search(line)
