"""Which SOP instances lie in several files, where, and whether their content is the same."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from viewer.base.i18n import tr
from viewer.qt.browser.files_dialog import FilesDialog
from viewer.workflows.find_duplicates import DuplicateFile, Likeness, attributes_text

if TYPE_CHECKING:
    from viewer.workflows.find_duplicates import DuplicateReport


class DuplicatesDialog(FilesDialog):
    """The files of an instance stand together, the one that was listed first leading."""

    def __init__(self, report: "DuplicateReport", parent: QWidget | None = None) -> None:
        rows = [
            (str(file.row.path), _content(file), file.row.sop_instance_uid)
            for files in report.instances
            for file in files
        ]
        summary = tr(
            "{count} images lie in several files: {same} more with the same content, "
            "{other} with other content"
        ).format(
            count=len(report.instances),
            same=report.count(Likeness.SAME_FILE) + report.count(Likeness.SAME_CONTENT),
            other=report.count(Likeness.OTHER_CONTENT),
        )
        super().__init__(
            tr("Duplicates"),
            parent,
            summary=summary,
            headings=(tr("File"), tr("Content"), tr("SOP Instance UID")),
            widths=(420, 300),
            rows=rows,
            hint=tr("All of them are kept. Nothing was changed by looking."),
        )


def _content(file: DuplicateFile) -> str:
    match file.likeness:
        case Likeness.FIRST:
            return tr("listed first")
        case Likeness.SAME_FILE:
            return tr("the same file")
        case Likeness.SAME_CONTENT:
            return tr("the same content")
        case Likeness.OTHER_CONTENT:
            names = attributes_text(file.attributes)
            return tr("other content: {attributes}").format(attributes=names)
        case Likeness.NOT_COMPARED:
            return file.reason
