"""What verifying found: files that are missing, changed or unreadable."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialogButtonBox, QWidget

from viewer.base.i18n import tr
from viewer.commands.command import Invocation, call
from viewer.qt.browser.files_dialog import FilesDialog

if TYPE_CHECKING:
    from viewer.workflows.verify_files import VerifyReport


class VerifiedDialog(FilesDialog):
    """Lists the files, and offers to read the changed ones again."""

    def __init__(
        self,
        report: "VerifyReport",
        run: Callable[[Invocation], bool],
        parent: QWidget | None = None,
    ) -> None:
        rows = [(str(path), tr("missing")) for path in report.missing]
        rows += [(str(path), tr("changed")) for path in report.changed]
        rows += [(str(each.path), each.reason) for each in report.unreadable]
        summary = tr(
            "{files} files looked at: {missing} missing, {changed} changed, {unreadable} unreadable"
        ).format(
            files=report.files,
            missing=len(report.missing),
            changed=len(report.changed),
            unreadable=len(report.unreadable),
        )
        super().__init__(
            tr("Files that are not as they were imported"),
            parent,
            summary=summary,
            headings=(tr("File"), tr("What is wrong")),
            widths=(520,),
            rows=rows,
            hint=tr(
                "Nothing was changed by looking. Missing files may lie on a disk that is away."
            ),
        )
        if report.changed:
            again = self.buttons.addButton(
                tr("Read changed files again"), QDialogButtonBox.ButtonRole.ActionRole
            )
            again.clicked.connect(lambda: run(call("archive.rescan")))
