"""Reports, key objects and presentation states of the open studies, by author and time."""

from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from viewer.base.i18n import tr
from viewer.commands.command import Invocation, call
from viewer.model.report import Report, ReportKind
from viewer.qt.text import count_text, plain, tool_tip
from viewer.workspace.places import is_of_same_patient
from viewer.workspace.reports import Reports
from viewer.workspace.workspace import Workspace

_MOST_PX: Final = 320  # before the list scrolls
_FRAME_PX: Final = 1


class ReportsSection(QWidget):
    """A row for each, with a box that says whether it is seen on the images; a click goes there.

    The box of a presentation state is ticked where it is applied to the active cell.
    """

    def __init__(self, run: Callable[[Invocation], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._shown: list[tuple[str, bool, str]] = []  # UID, tick, text
        self._uids: list[str] = []
        self._kinds: dict[str, ReportKind] = {}
        self.rows = QListWidget(self)
        self.rows.setAccessibleName(tr("Reports and states"))
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setProperty("role", "lines")
        self.rows.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.rows.itemChanged.connect(self._tick)
        self.rows.itemClicked.connect(self._go)
        self.rows.itemActivated.connect(self._go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 4, 16, 16)
        layout.addWidget(self.rows)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to list."""
        return not self._shown

    def follow(self, workspace: Workspace) -> None:
        """List what is open and read of the patient in the active cell, of all beside none."""
        reports = workspace.reports
        active = workspace.active.display_set
        others = {
            each.study_uid
            for each in workspace.display_sets
            if active is not None and not is_of_same_patient(active, each)
        }
        applied = workspace.active.appearance.presentation_uid
        rows = []
        for report in reports.all:
            if report.study_uid in others:
                continue
            uid = report.sop_instance_uid
            is_state = report.kind is ReportKind.STATE
            is_seen = uid == applied if is_state else uid not in reports.hidden
            is_private = not workspace.shows_patient
            text = "\n".join((report_text(report, is_private=is_private), *_drawn(report, reports)))
            rows.append((str(uid), is_seen, text))
        if rows == self._shown:
            return
        self._kinds = {str(each.sop_instance_uid): each.kind for each in reports.all}
        self._fill(rows)

    def _fill(self, rows: list[tuple[str, bool, str]]) -> None:
        at = self.rows.currentRow()
        self._shown = rows
        self._uids = [uid for uid, _, _ in rows]
        self.rows.blockSignals(True)
        self.rows.clear()
        for _, is_seen, text in rows:
            lines = text.splitlines()
            item = QListWidgetItem("\n".join(map(plain, lines)))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if is_seen else Qt.CheckState.Unchecked)
            for role, value in {Qt.ItemDataRole.ToolTipRole: tool_tip(*lines)}.items():
                item.setData(role, value)
            self.rows.addItem(item)
        self.rows.setCurrentRow(min(at, len(rows) - 1))
        self.rows.blockSignals(False)
        heights = (self.rows.sizeHintForRow(row) for row in range(len(rows)))
        self.rows.setFixedHeight(min(sum(heights), _MOST_PX) + 2 * _FRAME_PX)

    def _tick(self, item: QListWidgetItem) -> None:
        uid = self._uid_of(item)
        self._shown = []  # so that a state that is refused loses its tick, and undo is seen
        if self._kinds.get(uid) is ReportKind.STATE:
            is_wanted = item.checkState() == Qt.CheckState.Checked
            self._run(call("presentation.choose", uid=uid if is_wanted else ""))
        else:
            self._run(call("report.hide", uid=uid))

    def _uid_of(self, item: QListWidgetItem) -> str:
        """By its row: no widget holds what may tell who the patient is."""
        return self._uids[self.rows.row(item)]

    def _go(self, item: QListWidgetItem) -> None:
        self._run(call("report.show", uid=self._uid_of(item)))


def _drawn(report: Report, reports: Reports) -> Iterator[str]:
    """How much of a report is on the images."""
    if report.annotations:
        drawn, count = len(reports.drawn_by(report)), len(report.annotations)
        shapes = tr("{drawn} of {count} shapes are on open images")
        yield shapes.format(drawn=drawn, count=count)
        if own := reports.own_of(report):
            yield tr("{count} are yours: not drawn twice").format(count=own)


def report_text(report: Report, *, is_private: bool) -> str:
    """A row: what it is, who made it and when, and what of it cannot be shown."""
    kind = {
        ReportKind.MEASUREMENTS: tr("Report"),
        ReportKind.KEY_OBJECTS: tr("Key objects"),
        ReportKind.STATE: tr("Presentation state"),
    }[report.kind]
    author = "" if is_private else report.author
    lines = [
        ": ".join(filter(None, (kind, "" if is_private else report.title))),
        author or tr("author not told"),
        report.created,
        report.rejection,
    ]
    if report.kind is ReportKind.KEY_OBJECTS:
        lines.append(count_text(len(report.images), tr("image"), tr("images")))
    if report.not_shown:
        lines.append(tr("Not shown: {what}.").format(what="; ".join(report.not_shown)))
    return "\n".join(filter(None, lines))
