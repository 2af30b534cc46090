"""An archive in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from viewer.index.archive import SqliteArchive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[SqliteArchive]:
    archive = SqliteArchive(tmp_path / "index.sqlite")
    yield archive
    archive.close()
