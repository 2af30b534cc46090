"""Write the audit trail out, for other programs and for people."""

import csv
from pathlib import Path
from typing import TextIO

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.base.private import private_opener
from viewer.net.audit.log import AuditLog
from viewer.net.audit.search import AuditSearch, found_records
from viewer.net.audit.summary import COLUMNS

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_audit(log: AuditLog, file: Path, search: AuditSearch, *, job: Job) -> int:
    """Write the records that fit to a file, a table for .csv, else XML; returns how many.

    Raises ViewerError.
    """
    write = _write_csv if file.suffix.lower() == ".csv" else _write_xml
    try:
        with open(file, "w", encoding="utf-8", newline="", opener=private_opener) as stream:
            return write(log, stream, search, job)
    except OSError as error:
        raise ViewerError(
            tr("The audit trail cannot be written."), detail=error.strerror or ""
        ) from error


def _write_xml(log: AuditLog, stream: TextIO, search: AuditSearch, job: Job) -> int:
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n<AuditMessages>\n')
    count = 0
    for record, _ in found_records(log, search, job=job):
        stream.write(record.message + "\n")
        count += 1
    stream.write("</AuditMessages>\n")
    return count


def _write_csv(log: AuditLog, stream: TextIO, search: AuditSearch, job: Job) -> int:
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    count = 0
    for _, summary in found_records(log, search, job=job):
        writer.writerow([_harmless(text) for text in summary.row()])
        count += 1
    return count


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula (SEC-021)."""
    return f"'{text}" if text.startswith(_FORMULA) else text
