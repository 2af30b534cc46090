"""`radiolucent doctor`: lines, JSON and exit codes."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.support import builders
from tests.support.malformed.cases import CASES
from viewer.cli.main import run

_BY_NUMBER = {case.number: case for case in CASES}


@pytest.fixture
def good(tmp_path: Path) -> Path:
    pixels = np.arange(4096, dtype=np.uint16).reshape(64, 64)
    return builders.write(tmp_path / "good.dcm", builders.make_dataset(pixels))


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.dcm"
    path.write_bytes(_BY_NUMBER["37"].build())
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "empty.dcm"
    path.touch()
    return path


def test_exit_codes_say_all_none_or_some(good: Path, bad: Path, empty: Path) -> None:
    assert run(["doctor", str(good)]) == 0
    assert run(["doctor", str(empty)]) == 1
    assert run(["doctor", str(bad)]) == 1
    assert run(["doctor", str(bad), str(empty)]) == 1
    assert run(["doctor", str(good), str(bad), str(good)]) == 3
    assert run(["doctor", str(good), str(good)]) == 0
    assert run(["doctor"]) == 2


def test_json_of_one_file_is_an_object(
    good: Path, bad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["doctor", "--json", str(good)])
    healthy = json.loads(capsys.readouterr().out)
    assert healthy["file"] == str(good)
    assert (healthy["readable"], healthy["displayable"], healthy["findings"]) == (True, True, [])
    run(["doctor", "--json", str(bad)])
    broken = json.loads(capsys.readouterr().out)
    assert (broken["readable"], broken["displayable"]) == (True, False)
    assert [set(finding) for finding in broken["findings"]] == [
        {"severity", "where", "what", "what_to_do"}
    ]
    assert broken["findings"][0]["severity"] == "error"


def test_json_of_several_files_is_an_array_in_their_order(
    good: Path, empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["doctor", "--json", str(empty), str(good)])
    both = json.loads(capsys.readouterr().out)
    assert [entry["file"] for entry in both] == [str(empty), str(good)]
    assert [entry["displayable"] for entry in both] == [False, True]


def test_lines_say_what_it_is_what_is_wrong_and_what_to_do(
    bad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["doctor", str(bad)])
    printed = capsys.readouterr()
    assert f"{bad}: can be read, but not shown" in printed.out
    assert "JPEG Baseline (Process 1) (1.2.840.10008.1.2.4.50)" in printed.out
    assert "error: PixelData: No JPEG stream begins where one belongs." in printed.out
    assert "What to do: Get the file again" in printed.out
    assert printed.err == ""


def test_nothing_quotes_the_patient(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """SEC-030: names, identifiers and wrong values of the file stand in no output."""
    for number in ("20", "57", "58", "61", "63", "66", "68"):
        path = tmp_path / "a.dcm"
        path.write_bytes(_BY_NUMBER[number].build())
        run(["doctor", str(path)])
    printed = capfd.readouterr()
    for value in ("Doe", "Jane", "ID1", "1961", "evil", "abcd", "ISO_IR 999", "20241299"):
        assert value not in printed.out + printed.err


def test_texts_are_read_in_the_set_that_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = builders.write(tmp_path / "a.dcm", builders.make_dataset(PatientName="X" * 4))
    path.write_bytes(path.read_bytes().replace(b"XXXX", b"M\xfcll"))

    def found(*options: str) -> list[str]:
        run(["doctor", "--json", str(path), *options])
        return [each["where"] for each in json.loads(capsys.readouterr().out)["findings"]]

    assert "PatientName" in found("--character-set", "ISO_IR 192")
    assert "PatientName" not in found("--character-set", "ISO_IR 100")
    assert run(["doctor", str(path), "--character-set", "nonsense"]) == 2
