"""A short fuzz in every run of the tests, and proof that the long one would notice."""

import random
from pathlib import Path

import pytest

from tests.fuzz import child, run
from tests.fuzz.mutate import mutate
from tests.fuzz.run import fuzz
from tests.fuzz.seeds import collect_seeds
from viewer.dicom.errors import DicomError
from viewer.dicom.file_start import read_file_start
from viewer.dicom.transfer_syntaxes import TRANSFER_SYNTAXES, Support


def test_300_mutants_harm_nothing(tmp_path: Path) -> None:
    """SEC-001, SEC-005: no crash, no hang, no error that is no `ViewerError`."""
    report = fuzz(300, seed=7, folder=tmp_path / "kept")
    assert report.failures == []
    assert report.mutants == 300
    assert report.shown > 30  # damage that leaves nothing to decode would prove nothing
    assert report.megabytes < 600


def test_the_seeds_have_every_transfer_syntax_that_is_decoded() -> None:
    seeds = collect_seeds()
    found = set()
    for _, data in seeds:
        try:
            found.add(read_file_start(data).transfer_syntax_uid)
        except DicomError:
            continue
    decoded = {
        uid for uid, syntax in TRANSFER_SYNTAXES.items() if syntax.support is Support.DECODED
    }
    assert decoded <= found
    assert len(seeds) >= 40
    assert len({name for name, _ in seeds}) == len(seeds)


def test_the_same_numbers_make_the_same_mutant_and_others_another() -> None:
    seeds = collect_seeds()
    one, again, other = (child.mutant(seeds, 1, number) for number in (5, 5, 6))
    assert one == again
    assert one != other
    assert child.mutant(seeds, 2, 5) != one


def test_most_mutants_differ_from_their_file() -> None:
    data = collect_seeds()[0][1]
    changed = sum(mutate(data, data, random.Random(number)) != data for number in range(200))
    assert changed > 180


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("raise KeyError('x')", "KeyError"),
        ("import os; os.kill(os.getpid(), 11)", "died with code -11"),
        ("import time; time.sleep(60)", "hangs for more than"),
        ("bytearray(3 << 30)", "MemoryError"),
    ],
)
def test_a_failure_is_noticed_kept_and_does_not_end_the_run(
    deed: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child whose third attempt goes wrong, each in its own way."""
    monkeypatch.setattr(run, "_HANG_S", 3.0)
    monkeypatch.setattr(run, "_CHILD", ("-c", _SICK_CHILD.replace("DEED", deed)))
    report = fuzz(5, seed=1, folder=tmp_path)
    assert [number for number, _, _ in report.failures] == [2]
    _, what, path = report.failures[0]
    assert words in what
    assert path.read_bytes() == child.mutant(collect_seeds(), 1, 2)[1]


_SICK_CHILD = """
import sys
from tests.fuzz import child

def attempt(path, pool):
    attempt.count += 1
    if first + attempt.count == 3:
        DEED
    return 1

first, attempt.count = int(sys.argv[2]), 0
child.attempt = attempt
child.main(sys.argv[1:])
"""
