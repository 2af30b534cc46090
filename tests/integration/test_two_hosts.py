"""Transfers between two hosts, behind a cable as real ones have it, MTU 1,500."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.builders import uid
from tests.support.hosts import in_own_network, lacks_for_hosts

WAYS = {"get": "C-GET", "move": "C-MOVE", "retrieve": "WADO-RS"}


@pytest.mark.usefixtures("isolated_home")
def test_a_study_goes_to_another_host_and_comes_back_by_every_way(tmp_path: Path) -> None:
    lack = lacks_for_hosts() or ("" if shutil.which("Orthanc") else "Orthanc is not installed")
    if lack:
        pytest.skip(lack)
    session = subprocess.run(
        in_own_network([sys.executable, "-m", "tests.support.far_transfers", str(tmp_path)]),
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert session.returncode == 0, session.stderr
    told = json.loads(session.stdout.splitlines()[-1])
    assert (told["sent"]["requested"], told["sent"]["completed"]) == (12, 12)
    assert [match["0020000D"]["Value"] for match in told["found"]] == [[uid("study")]]
    for way, method in WAYS.items():
        report = told[way]
        assert (report["method"], report["requested"], report["completed"]) == (method, 12, 12)
        assert report["failed"] == []
