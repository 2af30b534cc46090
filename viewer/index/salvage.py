"""What can still be had of a damaged database, and where it is put."""

import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from viewer.index.connection import open_reader
from viewer.index.errors import file_errors_translated
from viewer.index.rows import path_of

FILES = "SELECT folder.path, file_name FROM instance JOIN folder ON folder.id = folder_id"
_COMPANIONS = ("", "-wal", "-shm")  # the database, its log, the index of its log


def salvaged_files(path: Path) -> list[Path]:
    """The files that a database lists, up to where it is damaged."""
    files = list[Path]()
    with suppress(sqlite3.DatabaseError), closing(open_reader(path)) as connection:
        for folder, name in connection.execute(FILES):
            files.append(path_of(folder, name))
    return files


def set_aside(path: Path) -> Path:
    """Rename a database that nobody has open to `NAME.damaged-TIME`; returns where it is now."""
    now = datetime.now().astimezone()
    aside = path.with_name(f"{path.name}.damaged-{now:%Y%m%d-%H%M%S}")
    for companion in _COMPANIONS:
        with file_errors_translated(), suppress(FileNotFoundError):
            path.with_name(path.name + companion).rename(aside.with_name(aside.name + companion))
    return aside
