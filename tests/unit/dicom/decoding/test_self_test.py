"""The built-in samples: every one decodes, here and in a worker, and damage is told."""

from pathlib import Path

import pytest
from pydicom import dcmread

from viewer.base.resources import resource_path
from viewer.dicom.decoding import self_test as module
from viewer.dicom.decoding.self_test import SAMPLES_FOLDER, self_test
from viewer.dicom.decoding.table import PROMISED
from viewer.frames.workers import DecodePool


def test_every_transfer_syntax_that_is_promised_decodes_its_sample() -> None:
    results = self_test()

    assert [result for result in results if not result.ok] == []
    assert [result.uid for result in results] == list(PROMISED)


def test_every_sample_decodes_in_a_worker_process() -> None:
    pool = DecodePool(workers=1)
    try:
        results = self_test(pool.decode)
    finally:
        pool.close()

    assert [result for result in results if not result.ok] == []


def test_a_sample_says_the_transfer_syntax_it_is_named_after() -> None:
    for path in resource_path(SAMPLES_FOLDER).glob("*.dcm"):
        assert dcmread(path, specific_tags=[]).file_meta.TransferSyntaxUID == path.stem


def test_a_damaged_sample_fails_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "1.2.840.10008.1.2.4.80.dcm"
    data = resource_path(SAMPLES_FOLDER, name).read_bytes()
    (tmp_path / name).write_bytes(data[:-300])
    monkeypatch.setattr(module, "resource_path", lambda _, name: tmp_path / name)

    results = {result.uid: result for result in self_test()}

    assert not results["1.2.840.10008.1.2.4.80"].ok
    assert "cut off" in results["1.2.840.10008.1.2.4.80"].detail
    assert not results["1.2.840.10008.1.2.5"].ok  # not there at all


def test_a_wrong_picture_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "1.2.840.10008.1.2.1.dcm"
    data = bytearray(resource_path(SAMPLES_FOLDER, name).read_bytes())
    data[-1000] ^= 1
    (tmp_path / name).write_bytes(data)
    monkeypatch.setattr(module, "resource_path", lambda _, name: tmp_path / name)

    [result] = [one for one in self_test() if one.uid == "1.2.840.10008.1.2.1"]

    assert not result.ok
    assert result.detail == "off by 1"
