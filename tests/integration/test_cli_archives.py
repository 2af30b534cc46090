"""Archives on the command line: imported like folders, unlocked by a file."""

import json
from pathlib import Path

from click.testing import CliRunner

from tests.support import builders
from tests.support.zips import write_zip
from viewer.base.paths import app_paths
from viewer.cli.main import cli_group


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli_group, [str(each) for each in arguments], standalone_mode=False)
    code = result.return_value if isinstance(result.return_value, int) else 0
    return code, result.output


def _members(count: int) -> dict[str, bytes]:
    return {
        f"IM{n}": builders.file_bytes(
            builders.make_dataset(SOPInstanceUID=builders.uid("z", n), InstanceNumber=n)
        )
        for n in range(count)
    }


def test_a_zip_is_imported_once_and_found_again(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", _members(3))
    code, output = run("import", path, "--json")
    assert code == 0
    assert json.loads(output)["imported"] == 3
    assert json.loads(run("import", path, "--json")[1])["unchanged"] == 3
    rows = json.loads(run("list", "--json", "--level", "instance")[1])
    folder = app_paths().unpacked_folder
    assert all(Path(row["path"]).is_relative_to(folder) for row in rows)


def test_a_locked_zip_is_named_and_opened_by_a_password_in_a_file(tmp_path: Path) -> None:
    """SEC-033: no password stands on the command line or in the output."""
    path = write_zip(tmp_path / "a.zip", _members(2), password="secret word")
    code, output = run("import", path, "--json")
    assert code == 1
    assert "needs a password" in json.loads(output)["failed"][0]["reason"]
    wrong, right = tmp_path / "wrong", tmp_path / "right"
    wrong.write_text("guess\n")
    right.write_text("secret word\r\nnot this\n")
    code, output = run("import", path, "--password-file", wrong, "--json")
    assert "password is wrong" in json.loads(output)["failed"][0]["reason"]
    code, output = run("import", path, "--password-file", right, "--json")
    assert (code, json.loads(output)["imported"]) == (0, 2)
    assert "secret" not in output
