"""What verifying found: files that are missing, changed or unreadable."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.commands.command import Invocation, call
from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel, plain

if TYPE_CHECKING:
    from viewer.workflows.verify_files import VerifyReport

_MOST_ROWS = 5000  # of a list that somebody reads


class VerifiedDialog(QDialog):
    """Lists the files, and offers to read the changed ones again."""

    def __init__(
        self,
        report: "VerifyReport",
        run: Callable[[Invocation], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Files that are not as they were imported"))
        self.resize(760, 420)
        rows = [(path, tr("missing")) for path in report.missing]
        rows += [(path, tr("changed")) for path in report.changed]
        rows += [(each.path, each.reason) for each in report.unreadable]
        summary = tr(
            "{files} files looked at: {missing} missing, {changed} changed, {unreadable} unreadable"
        ).format(
            files=report.files,
            missing=len(report.missing),
            changed=len(report.changed),
            unreadable=len(report.unreadable),
        )
        self.table = QTableWidget(min(len(rows), _MOST_ROWS), 2, self)
        self.table.setHorizontalHeaderLabels([tr("File"), tr("What is wrong")])
        self.table.setAccessibleName(self.windowTitle())
        show_as_rows(self.table)
        for number, (path, reason) in enumerate(rows[:_MOST_ROWS]):
            self.table.setItem(number, 0, QTableWidgetItem(plain(str(path))))
            self.table.setItem(number, 1, QTableWidgetItem(plain(reason)))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        hint = PlainLabel(
            tr("Nothing was changed by looking. Missing files may lie on a disk that is away."),
            self,
            role="second",
        )
        hint.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        if report.changed:
            again = buttons.addButton(
                tr("Read changed files again"), QDialogButtonBox.ButtonRole.ActionRole
            )
            again.clicked.connect(lambda: run(call("archive.rescan")))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(PlainLabel(summary, self))
        layout.addWidget(self.table, 1)
        layout.addWidget(hint)
        layout.addWidget(buttons)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
