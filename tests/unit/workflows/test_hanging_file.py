"""Files of hanging protocols: ours are sound, the user's come back, hostile ones are refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from viewer.base.errors import ViewerError
from viewer.model.hanging import CellRule, HangingProtocol, Side, Stage, StudyRule, Times
from viewer.model.layout import Grid, split_cell
from viewer.workflows.hanging_file import (
    default_protocols,
    own_protocols,
    read_protocols,
    write_protocols,
)


def test_the_defaults_are_sound_and_have_names_of_their_own() -> None:
    protocols = default_protocols()
    names = [protocol.name for protocol in protocols]
    assert len(set(names)) == len(names) > 8
    for protocol in protocols:
        for stage in protocol.stages:
            assert stage.name
            assert len(stage.cells) <= len(stage.shape.cells) <= 25


def test_protocols_come_back_as_they_were_written(tmp_path: Path) -> None:
    made = HangingProtocol(
        "Knie links ✓",
        StudyRule(("MR",), ("KNEE",), ("sag",), 2, 9, needs_prior=True),
        (
            Stage(
                "one",
                layout=split_cell(Grid(1, 2).layout, 1, is_right=False),
                cells=(CellRule(Times.PRIOR, ("MR",), laterality="L", chest_wall=Side.LEFT),),
                is_same_scale=True,
            ),
        ),
        is_enabled=False,
    )
    file = tmp_path / "mine.json"
    write_protocols(file, [made, *default_protocols()])
    assert read_protocols(file) == (made, *default_protocols())
    assert own_protocols(file)[0] == made
    assert file.stat().st_mode & 0o077 == 0


def one(**protocol: Any) -> bytes:
    whole = {"name": "x", "stages": [{}]} | protocol
    return json.dumps({"version": 1, "protocols": [whole]}).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"{}", b'{"version": 1}', b'{"version": 2, "protocols": []}',
        b"\x80abc", b"[" * 100_000, b" " * (2 << 20), one(name=""), one(name=5), one(stages=[]),
        one(stages=[{}] * 51), one(stages=[{"cells": [{}, {}]}]), one(run="rm -rf /"),
        one(stages=[{"grid": {"rows": 6, "columns": 1}}]),
        one(stages=[{"grid": {"rows": 10**9, "columns": 10**9}}]),
        one(stages=[{"layout": {"cells": [{"right": 0.5}]}}]),
        one(stages=[{"layout": {"cells": [{"right": float("inf")}]}}]),
        one(stages=[{"cells": [{"chest_wall": "top"}]}]),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_and_leaves_the_defaults(
    tmp_path: Path, content: bytes
) -> None:
    """SEC-025."""
    file = tmp_path / "foreign.json"
    file.write_bytes(content)
    with pytest.raises(ViewerError):
        read_protocols(file)
    assert own_protocols(file) == default_protocols()


def test_a_missing_file_is_an_expected_error(tmp_path: Path) -> None:
    with pytest.raises(ViewerError, match="cannot be read"):
        read_protocols(tmp_path / "none.json")
    with pytest.raises(ViewerError, match="cannot be written"):
        write_protocols(tmp_path / "no folder" / "x.json", default_protocols())
