"""An import that is killed at any moment leaves a sound list, and goes on where it was."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.records import instance_record, study_record
from viewer.index.archive import SqliteArchive

_KILLS = 50
_BATCHES, _SIZE = 400, 20
_CHILD = """
import sys
from pathlib import Path
from tests.integration.test_import_killed import store_all
store_all(Path(sys.argv[1]))
"""


def store_all(path: Path) -> None:
    """Store one study after the other, telling the number of each when it is in the list."""
    archive = SqliteArchive(path)
    begun = archive.counts().studies
    print("go", flush=True)
    for number in range(begun, begun + _BATCHES):
        study = study_record(f"1.{number}")
        archive.store(
            instance_record(f"/d/{number}/{k}", study=study, uid=f"1.{number}.{k}")
            for k in range(_SIZE)
        )
        print(number, flush=True)
    archive.close()


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_what_was_stored_when_the_process_is_killed_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    draw = random.Random(5)
    stored = -1
    for _ in range(_KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(path)], stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "go\n"
            time.sleep(draw.random() * 0.05)  # any moment is as good as another
            child.send_signal(signal.SIGKILL)
            told = [int(line) for line in child.stdout.read().splitlines() if line.strip()]
        stored = max([stored, *told[:-1]])  # the last number may be cut in the middle
        archive = SqliteArchive(path)
        archive.check_integrity()
        counts = archive.counts()
        archive.close()
        assert counts.instances == counts.studies * _SIZE
        assert counts.studies > stored
    assert stored > 0
