"""What the system refuses to the archive's own files, in words."""

from pathlib import Path

import pytest

from viewer.base.file_store import quarantined
from viewer.index.errors import ArchiveError
from viewer.index.storage import copy_to, store_errors_translated


def test_a_store_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with (
        pytest.raises(ArchiveError, match="cannot be used"),
        store_errors_translated(),
        quarantined(tmp_path / "file"),
    ):
        pass


def test_a_stream_that_goes_on_and_on_is_cut_off(tmp_path: Path) -> None:
    with (
        (Path("/dev/zero")).open("rb") as source,
        quarantined(tmp_path) as file,
        pytest.raises(ArchiveError, match="larger than was announced"),
    ):
        copy_to(file, source, limit=3 << 20)
