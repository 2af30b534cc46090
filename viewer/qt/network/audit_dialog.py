"""The audit trail: who did what to whose data, and whether the record of it is whole."""

from datetime import date, timedelta
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.model.audit import AuditEvent, AuditKind
from viewer.net.audit.log import Verification
from viewer.net.audit.search import AuditPage, AuditSearch, newest
from viewer.qt.network.audit_model import AuditModel
from viewer.qt.parts import Parts
from viewer.qt.room import resize_on_screen, scroll_where_large
from viewer.qt.session_state import forget_folders
from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel, WrappedLabel, count_text
from viewer.workflows.export_audit import export_audit

_PAGE: Final = 500
_TYPING_PAUSE_MS: Final = 200
_MOST_PROBLEMS: Final = 5
_WIDTHS: Final = (72, 170, 230, 100, 230)


class AuditDialog(QDialog):
    """Filters above, events below, the newest first; at the foot whether any was changed."""

    def __init__(self, parts: Parts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Audit trail"))
        resize_on_screen(self, 1080, 620)
        self._parts = parts
        self._log = parts.audit.log
        self._job: Job | None = None
        self._check: Job | None = None
        self.model = AuditModel()
        self.words = QLineEdit(self)
        self.words.setPlaceholderText(tr("Search user, node, study, patient"))
        self.words.setClearButtonEnabled(True)
        self.words.setAccessibleName(tr("Search the audit trail"))
        self.event_kind, self.outcome, self.days = (QComboBox(self) for _ in range(3))
        self._fill_filters()
        self.table = QTableView(self)
        self.more, self.verify, self.export = (
            QPushButton(title, self) for title in (tr("Show older"), tr("Check"), tr("Export…"))
        )
        self.count = PlainLabel("", self, role="second")
        self.found = WrappedLabel("", self)
        self._lay_out()
        scroll_where_large(self)
        self._connect()

    def _fill_filters(self) -> None:
        self.event_kind.addItem(tr("Any event"), "")
        for meaning in sorted({kind.meaning for kind in AuditKind}):
            self.event_kind.addItem(meaning, meaning)
        for title, is_good in ((tr("Any outcome"), None), (tr("Success"), True),
                               (tr("Failure"), False)):  # fmt: skip
            self.outcome.addItem(title, is_good)
        for title, days in ((tr("Any date"), None), (tr("Today"), 0), (tr("Last 7 days"), 7),
                            (tr("Last 30 days"), 30), (tr("Last year"), 365)):  # fmt: skip
            self.days.addItem(title, days)

    def _lay_out(self) -> None:
        self.table.setModel(self.model)
        show_as_rows(self.table)
        self.table.setAccessibleName(tr("Events on record"))
        header = self.table.horizontalHeader()
        for column, width in enumerate(_WIDTHS):
            header.resizeSection(column, width)
        header.setStretchLastSection(True)
        filters, below, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        filters.addWidget(self.words, 1)
        for choice in (self.event_kind, self.outcome, self.days):
            filters.addWidget(choice)
        below.addWidget(self.count, 1)
        below.addWidget(self.more)
        foot.addWidget(self.found, 1)
        foot.addWidget(self.verify)
        foot.addWidget(self.export)
        for button in (self.more, self.verify, self.export):
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(filters)
        layout.addWidget(self.table, 1)
        layout.addLayout(below)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.start)
        self.words.textChanged.connect(self._pause.start)
        for choice in (self.event_kind, self.outcome, self.days):
            choice.currentIndexChanged.connect(self.start)
        self.more.clicked.connect(self._read)
        self.verify.clicked.connect(self.check)
        self.export.clicked.connect(self._choose_export)

    def search(self) -> AuditSearch:
        """What the filters say."""
        days = self.days.currentData()
        first = ""
        if days is not None:
            first = (date.today() - timedelta(days)).isoformat()  # noqa: DTZ011 - the user's day
        return AuditSearch(
            self.words.text(), self.event_kind.currentData(), self.outcome.currentData(), first
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Put on record that somebody looks, and read anew."""
        super().showEvent(event)
        self._parts.audit.record(AuditEvent(AuditKind.LOG_USED))
        self.start()
        self.check()

    def start(self) -> None:
        """Read the newest events that the filters let through."""
        self.model.clear()
        self._read()

    def _read(self) -> None:
        if self._job is not None:
            self._job.cancel()
        search, before, log = self.search(), self.model.oldest, self._log
        self.more.setEnabled(False)
        self.count.set_plain(tr("Reading…"))
        self._job = self._parts.runner.submit(
            Lane.DISK,
            lambda job: newest(log, search, limit=_PAGE, before=before, job=job),
            done=self._show,
            failed=self._tell,
        )

    def _show(self, page: AuditPage) -> None:
        self.model.add(page.rows)
        self.more.setEnabled(not page.is_last)
        count = self.model.rowCount()
        shown = count_text(count, tr("event"), tr("events"))
        text = shown if page.is_last else tr("The newest {events}").format(events=shown)
        if not self._log.exists:
            text = tr("No audit trail is kept: turn it on in the preferences.")
            if self._parts.audit.is_on:
                text = tr("Nothing is on record yet: the trail begins with the next event.")
        self.count.set_plain(text)

    def check(self) -> None:
        """Find out whether any record was changed."""
        if self._check is not None:
            self._check.cancel()
        log = self._log
        self._say(tr("Checking whether any record was changed…"))
        self._check = self._parts.runner.submit(
            Lane.DISK, lambda _job: log.verify(), done=self._judge, failed=self._tell
        )

    def _judge(self, found: Verification) -> None:
        if not found.problems:
            until = found.intact_until[:19].replace("T", " ")
            records = count_text(found.count, tr("record"), tr("records"))
            text = tr("Intact: {records} until {time}, none was changed. Anchor: {anchor}")
            self._say(
                text.format(records=records, time=until, anchor=found.anchor) if found.count else ""
            )
            return
        until = found.intact_until[:19].replace("T", " ")
        broken = tr("Not intact: something was changed after {time}.").format(time=until)
        lines = [broken if until else tr("Not intact, from its beginning on.")]
        lines += found.problems[:_MOST_PROBLEMS]
        if len(found.problems) > _MOST_PROBLEMS:
            lines.append(
                tr("  and {count} more").format(count=len(found.problems) - _MOST_PROBLEMS)
            )
        self._say("\n".join(lines), is_bad=True)

    def _choose_export(self) -> None:
        kinds = f"{tr('Audit messages')} (*.xml);;{tr('Table')} (*.csv)"
        name, kind = QFileDialog.getSaveFileName(self, tr("Export"), "audit.xml", kinds)
        forget_folders()
        if name:
            suffix = ".csv" if kind.endswith("(*.csv)") else ".xml"
            self.export_to(Path(name) if Path(name).suffix else Path(name + suffix))

    def export_to(self, file: Path) -> None:
        """Write the events that the filters let through; a table for .csv, else XML."""
        log, search = self._log, self.search()
        self._parts.audit.record(AuditEvent(AuditKind.LOG_USED))
        self._parts.runner.submit(
            Lane.DISK,
            lambda job: export_audit(log, file, search, job=job),
            done=lambda count: self.count.set_plain(
                tr("Written: {count} records.").format(count=count)
            ),
            failed=self._tell,
        )

    def set_private(self, is_private: bool) -> None:
        """Hide whose data it was, or show it again."""
        self.model.set_private(is_private)

    def _tell(self, error: ViewerError) -> None:
        self._say(f"{error.message} {error.hint}".strip(), is_bad=True)

    def _say(self, text: str, *, is_bad: bool = False) -> None:
        self.found.setProperty("role", "bad" if is_bad else "second")
        self.found.style().unpolish(self.found)
        self.found.style().polish(self.found)
        self.found.set_plain(text)

    def done(self, result: int) -> None:
        """Stop reading when the window closes."""
        for job in (self._job, self._check):
            if job is not None:
                job.cancel()
        super().done(result)
