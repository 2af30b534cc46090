"""Taking a study from the list, and putting it back as it was, without reading its files."""

import json
import sqlite3
import time
from collections.abc import Iterator
from typing import Any

_KEPT_S = 90 * 86400  # how long a removal can be taken back

_OF_STUDY = "series_id IN (SELECT id FROM series WHERE study_id = ?)"
_FILES = f"""
    SELECT
        instance.*, folder.path AS folder_id, kind.uid AS sop_class,
        syntax.uid AS transfer_syntax
    FROM instance
    JOIN folder ON folder.id = folder_id
    JOIN code AS kind ON kind.id = sop_class
    JOIN code AS syntax ON syntax.id = transfer_syntax
    WHERE {_OF_STUDY}
"""
_SOURCES = """
    SELECT name FROM source JOIN study_source ON source.id = source_id WHERE study_id = ?
"""

Row = dict[str, Any]


def take_out(connection: sqlite3.Connection, study_uid: str) -> int:
    """Take a study from the list, inside a transaction; returns its number of instances."""
    study = next(_rows(connection, "SELECT * FROM study WHERE study_uid = ?", study_uid), None)
    if study is None:
        return 0
    row_id = study["id"]
    content = {
        "study": study,
        "series": list(_rows(connection, "SELECT * FROM series WHERE study_id = ?", row_id)),
        "files": list(_rows(connection, _FILES, row_id)),
        "sources": [name for (name,) in connection.execute(_SOURCES, (row_id,))],
    }
    now = int(time.time())
    connection.execute("DELETE FROM own.removed WHERE removed_s < ?", (now - _KEPT_S,))
    connection.execute(
        "INSERT OR REPLACE INTO own.removed VALUES (?, ?, ?)",
        (study_uid, now, json.dumps(content, default=_hexadecimal)),
    )
    connection.execute("DELETE FROM study_words WHERE rowid = ?", (row_id,))
    connection.execute("DELETE FROM study WHERE id = ?", (row_id,))
    return int(study["instance_count"])


def put_back(connection: sqlite3.Connection, study_uid: str) -> int | None:
    """List again what `take_out` took; returns the row of the study, None where nothing was.

    Counts and words of the study are the caller's to bring up to date. A study that was listed
    again meanwhile stays, and gets the files that it lacks.
    """
    row = connection.execute(
        "SELECT content FROM own.removed WHERE study_uid = ?", (study_uid,)
    ).fetchone()
    if row is None:
        return None
    content = json.loads(row[0])
    study, series, files = content["study"], content["series"], content["files"]
    study_id = _kept(connection, "study", study, {"study_uid": study_uid})
    ids = {
        each["id"]: _kept(
            connection,
            "series",
            each | {"study_id": study_id},
            {"series_uid": each["series_uid"], "study_id": study_id},
        )
        for each in series
    }
    for each in files:
        _kept(
            connection,
            "instance",
            each
            | {
                "series_id": ids[each["series_id"]],
                "folder_id": _kept(connection, "folder", {}, {"path": _bytes(each["folder_id"])}),
                "file_name": _bytes(each["file_name"]),
                "sop_class": _kept(connection, "code", {}, {"uid": each["sop_class"]}),
                "transfer_syntax": _kept(connection, "code", {}, {"uid": each["transfer_syntax"]}),
            },
            {},
        )
    for name in content["sources"]:
        source_id = _kept(connection, "source", {}, {"name": name})
        connection.execute(
            "INSERT OR IGNORE INTO study_source (source_id, study_id) VALUES (?, ?)",
            (source_id, study_id),
        )
    forget(connection, study_uid)
    return study_id


def forget(connection: sqlite3.Connection, study_uid: str) -> None:
    """Make a removal final."""
    connection.execute("DELETE FROM own.removed WHERE study_uid = ?", (study_uid,))


def _kept(connection: sqlite3.Connection, table: str, row: Row, key: Row) -> int:
    """Insert a row where none has its `key`; returns the id of the row that has it."""
    values = {name: value for name, value in row.items() if name != "id"} | key
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    done = connection.execute(
        f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING",
        tuple(values.values()),
    )
    if done.rowcount == 1 or not key:
        return int(done.lastrowid or 0)
    where = " AND ".join(f"{name} = ?" for name in key)
    (row_id,) = connection.execute(
        f"SELECT id FROM {table} WHERE {where}", tuple(key.values())
    ).fetchone()
    return int(row_id)


def _rows(connection: sqlite3.Connection, statement: str, value: str | int) -> Iterator[Row]:
    """Rows by the names of their columns; of two with the same name the last counts."""
    cursor = connection.execute(statement, (value,))
    names = [name for name, *_ in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def _hexadecimal(value: object) -> dict[str, str]:
    assert isinstance(value, bytes)
    return {"bytes": value.hex()}


def _bytes(value: str | dict[str, str]) -> str | bytes:
    return bytes.fromhex(value["bytes"]) if isinstance(value, dict) else value
