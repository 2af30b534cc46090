"""WindowArchiveFace: windows about the studies that are listed, each loaded when first wanted."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QMessageBox

from viewer.base.i18n import tr
from viewer.commands.command import Invocation
from viewer.model.archive import StudyMark, StudyRow
from viewer.qt.parts import Parts
from viewer.qt.text import count_text, date_text, plain
from viewer.qt.theme import Look

if TYPE_CHECKING:
    from viewer.workflows.find_duplicates import DuplicateReport
    from viewer.workflows.verify_files import VerifyReport

_MOST_NAMED: Final = 8


class WindowArchiveFace:
    """Implements `commands.faces.ArchiveFace` for the main window."""

    def __init__(
        self, window: QMainWindow, parts: Parts, run: Callable[[Invocation], bool], look: Look
    ) -> None:
        self._window = window
        self._look = look
        self._parts = parts
        self._run = run

    def show_studies(self) -> None:
        """Open the table of all studies, once."""
        from viewer.qt.browser.studies_window import StudiesWindow  # late, P2

        dialog = self._window.findChild(StudiesWindow)
        if not isinstance(dialog, StudiesWindow):
            dialog = StudiesWindow(self._parts, self._run, self._look, self._window)
        dialog.refresh()
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def edit_mark(self, row: StudyRow, taken: Callable[[StudyMark], None]) -> None:
        """Open the editor of note and labels."""
        from viewer.qt.browser.mark_dialog import MarkDialog  # late, P2

        dialog = MarkDialog(row.mark, self._window)
        dialog.taken.connect(taken)
        dialog.open()

    def confirm_delete(
        self, studies: Sequence[StudyRow], files: int, elsewhere: int, go: Callable[[], None]
    ) -> None:
        """Ask, with what is deleted and what stays; the safe answer is the default."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(tr("Delete from disk"))
        what = count_text(files, tr("file"), tr("files"))
        of_what = count_text(len(studies), tr("study"), tr("studies"))
        if not files:
            box.setText(tr("None of these files is a copy that the program keeps."))
            box.setInformativeText(
                tr("Files elsewhere are never deleted. Remove from the list takes them off it.")
            )
            box.addButton(QMessageBox.StandardButton.Close)
        else:
            box.setText(tr("Delete {files} of {studies}?").format(files=what, studies=of_what))
            named = self._names(studies)
            stays = tr("Files that lie elsewhere and stay: {count}.").format(count=elsewhere)
            cannot = tr("This cannot be undone.")
            box.setInformativeText("\n".join([named, f"{cannot} {stays}" if elsewhere else cannot]))
            button = box.addButton(tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
            button.clicked.connect(go)
            box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.open()

    def _names(self, studies: Sequence[StudyRow]) -> str:
        """A line a study, as far as a question may be long; nobody's name in privacy mode."""
        is_private = not self._parts.workspace.shows_patient
        lines = []
        for row in studies[:_MOST_NAMED]:
            study = row.study
            name, date = study.patient.name.display(), date_text(study.date)
            who = (tr("Patient"),) if is_private else (name, date)
            parts = (*who, " ".join(row.modalities), study.description)
            lines.append(plain(" · ".join(part for part in parts if part), limit=120))
        if len(studies) > _MOST_NAMED:
            lines.append(tr("  and {count} more").format(count=len(studies) - _MOST_NAMED))
        return "\n".join(lines)

    def show_verified(self, report: "VerifyReport") -> None:
        """List the files that are not as they were imported."""
        from viewer.qt.browser.verified_dialog import VerifiedDialog  # late, P2

        VerifiedDialog(report, self._run, self._window).show()

    def show_duplicates(self, report: "DuplicateReport") -> None:
        """List the files of images that lie in several."""
        from viewer.qt.browser.duplicates_dialog import DuplicatesDialog  # late, P2

        DuplicatesDialog(report, self._window).show()
