"""The window of the audit trail."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from tests.support.window import OpenWindow
from viewer.commands.command import call
from viewer.model.audit import AuditEvent, AuditKind, AuditStudy
from viewer.model.patient import Patient, PersonName
from viewer.net.audit.log import AuditLog
from viewer.net.audit.message import encode_message
from viewer.qt.network.audit_dialog import AuditDialog
from viewer.qt.network.audit_model import AuditModel

EVENTS = 520


def fill(log: AuditLog) -> None:
    for number in range(1, EVENTS + 1):
        when = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
        study = AuditStudy(f"1.2.{number}", Patient(PersonName("<b>Doe</b>^Jane"), "ID1"))
        kind = AuditKind.IMPORT if number % 10 else AuditKind.EXPORT
        event = AuditEvent(kind, "disk full" if number == 7 else "", studies=(study,))
        log.append(when.isoformat(), encode_message(event, when=when, own_ae_title="US"))


@pytest.fixture
def dialog(program: OpenWindow, monkeypatch: pytest.MonkeyPatch) -> AuditDialog:
    monkeypatch.setattr("os.fsync", lambda _file: None)
    fill(program.program.parts.audit.log)
    program.window.verbs.run(call("network.audit"))
    found = program.window.findChild(AuditDialog)
    assert isinstance(found, AuditDialog)
    program.wait(lambda: found.model.rowCount() == 500)
    return found


def text(dialog: AuditDialog, row: int, column: int) -> str:
    return dialog.model.data(dialog.model.index(row, column))


def test_events_are_listed_newest_first_a_page_at_a_time_and_checked(
    program: OpenWindow, dialog: AuditDialog
) -> None:
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert text(dialog, 0, 0) == str(EVENTS)
    assert text(dialog, 0, 5) == f"1.2.{EVENTS}, ID1 <b>Doe</b>^Jane"
    program.wait(lambda: dialog.found.text().startswith(f"Intact: {EVENTS} records"))
    assert "2026-01-02 03:04:05" in dialog.found.text()
    dialog.more.click()
    program.wait(lambda: dialog.model.rowCount() == EVENTS)
    assert not dialog.more.isEnabled()
    assert text(dialog, EVENTS - 1, 0) == "1"


def test_filters_narrow_the_list_and_what_is_written(
    program: OpenWindow, dialog: AuditDialog, tmp_path: Path
) -> None:
    dialog.event_kind.setCurrentIndex(dialog.event_kind.findData("Export"))
    program.wait(lambda: dialog.count.text() == "52 events")
    dialog.export_to(tmp_path / "out.xml")
    program.wait(lambda: dialog.count.text() == "Written: 52 records.")
    assert (tmp_path / "out.xml").read_text("utf-8").count("<AuditMessage>") == 52
    dialog.event_kind.setCurrentIndex(0)
    dialog.outcome.setCurrentIndex(2)
    program.wait(lambda: dialog.count.text() == "1 event")
    assert text(dialog, 0, 3) == "Failure: disk full"
    dialog.words.setText("nobody")
    program.wait(lambda: dialog.count.text() == "0 events")
    dialog.words.setText("")
    dialog.outcome.setCurrentIndex(0)
    dialog.days.setCurrentIndex(1)
    program.wait(lambda: dialog.count.text() == "0 events")


def test_a_changed_record_is_named_with_the_time_until_which_all_was_whole(
    program: OpenWindow, dialog: AuditDialog
) -> None:
    (file,) = (program.program.parts.paths.data / "audit").iterdir()
    file.write_bytes(file.read_bytes().replace(b"disk full", b"disk fine"))
    dialog.verify.click()
    program.wait(lambda: "record 7 was changed" in dialog.found.text())
    assert "Not intact: something was changed after 2026-01-02" in dialog.found.text()


def test_whose_data_it_was_is_hidden_where_the_window_hides_patients(
    program: OpenWindow, dialog: AuditDialog
) -> None:
    program.window.verbs.run(call("view.privacy"))
    program.wait(lambda: text(dialog, 0, 5) == "hidden")


def test_without_a_trail_it_says_how_to_begin_one(program: OpenWindow) -> None:
    program.window.verbs.run(call("network.audit"))
    dialog = program.window.findChild(AuditDialog)
    assert isinstance(dialog, AuditDialog)
    program.wait(lambda: "No audit trail is kept" in dialog.count.text())


@pytest.mark.usefixtures("qapp")
def test_a_model_without_events_has_no_oldest() -> None:
    assert AuditModel().oldest == 0
