"""DocumentPanel: what a cell shows in place of a picture: a heading, and the document."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.model.display_set import DisplaySet
from viewer.model.document import Document, Entry, Flag, Part
from viewer.model.finding import Finding, Severity
from viewer.qt.documents.text_view import IsOpen, TextView
from viewer.qt.tags.tag_model import tag_table
from viewer.qt.tags.tag_view import TagView
from viewer.qt.text import ElidedLabel, PlainLabel, date_text
from viewer.qt.theme import DARK, style_sheet
from viewer.workspace.viewport import Viewport


class DocumentPanel(QWidget):
    """Follows a viewport that shows a document."""

    link_chosen = Signal(object)  # Link
    pressed = Signal()  # the user went into it

    def __init__(self, is_open: IsOpen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_open = is_open
        self._shown: tuple[Document | None, bool] = (None, True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        # Cells are dark in every theme, and so is what stands in them.
        ground = f"DocumentPanel {{ background: {DARK.image_ground}; }}"
        self.setStyleSheet(style_sheet(DARK) + ground)
        self._title = ElidedLabel(parent=self)
        self._title.setStyleSheet(f"color: {DARK.text}; font-size: 15px; font-weight: 600;")
        self._who = ElidedLabel(parent=self)
        self._who.setStyleSheet(f"color: {DARK.second};")
        self._flags = QHBoxLayout()
        self._flags.setSpacing(6)
        self.text = TextView(self)
        self.text.link_chosen.connect(self.link_chosen)
        self.special: QWidget | None = None  # pages, curves or tags
        self._split = QSplitter(Qt.Orientation.Vertical, self)
        self._split.addWidget(self.text)
        self._split.setChildrenCollapsible(False)
        self._notice = PlainLabel(parent=self)
        self._notice.setStyleSheet(f"color: {DARK.second}; padding: 24px;")
        self._notice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._notice.setWordWrap(True)
        self._arrange()
        self.setFocusProxy(self.text)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_changed)

    def follow(self, viewport: Viewport) -> None:
        """Show the document that the viewport is at, or why there is none."""
        document, is_private = viewport.document, not viewport.shows_patient
        if document is None:
            self._show_absence(viewport)
        if (document, is_private) == self._shown and document is not None:
            return
        self._shown = (document, is_private)
        self._drop_special()
        if document is not None and viewport.display_set is not None:
            self._show_heading(document, viewport.display_set, is_private=is_private)
            self._show_document(document, is_private=is_private)

    def refresh_links(self) -> None:
        """Mark which links lead somewhere by now."""
        self.text.refresh_links()

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._title, 1)
        top.addLayout(self._flags)
        heading = QVBoxLayout()
        heading.setContentsMargins(16, 10, 16, 6)
        heading.setSpacing(2)
        heading.addLayout(top)
        heading.addWidget(self._who)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(heading)
        layout.addWidget(self._notice, 1)
        layout.addWidget(self._split, 1)

    def _show_absence(self, viewport: Viewport) -> None:
        failure = viewport.failure
        self._title.set_plain("")
        self._who.set_plain("")
        self._set_flags(())
        if failure is None:
            self._tell(tr("Loading…"))
            return
        file_name = failure.ref.path.name if viewport.shows_patient else tr("The document")
        name = tr("{name} cannot be shown").format(name=file_name)
        self._tell(
            "\n".join(part for part in (name, failure.error.message, failure.error.hint) if part)
        )

    def _tell(self, text: str) -> None:
        self._notice.set_plain(text)
        self._notice.show()
        self._split.hide()

    def _show_heading(self, document: Document, shown: DisplaySet, *, is_private: bool) -> None:
        kind = document.object_name
        patient, study = shown.study.patient, shown.study
        who = "" if is_private else patient.name.display()
        number = "" if is_private else patient.patient_id
        born = "" if is_private else date_text(patient.birth_date)
        facts = (kind, who, number, born, "" if is_private else date_text(study.date))
        self._title.set_plain(kind if is_private else document.title)
        self._who.set_plain("   ·   ".join(fact for fact in facts if fact))
        self._set_flags(document.flags)

    def _set_flags(self, flags: tuple[Flag, ...]) -> None:
        while (item := self._flags.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for flag in flags:
            chip = PlainLabel(flag.text, self)
            ink = DARK.second if flag.severity is Severity.NOTE else DARK.warn
            chip.setStyleSheet(
                f"color: {ink}; border: 1px solid {ink}; border-radius: 9px; padding: 1px 8px;"
                "font-size: 11px;"
            )
            self._flags.addWidget(chip)

    def _show_document(self, document: Document, *, is_private: bool) -> None:
        """Pages, curves or tags where there are any, and the text below."""
        if is_private and not document.recordings:
            self._tell(tr("Patient data are hidden, and this document may hold some."))
            return
        self._notice.hide()
        self._split.show()
        problems = self._put_special(document)
        parts = () if is_private else (*problems, *_readable(document))
        is_read = bool(parts) and not (document.pdf and not problems)
        self.text.setVisible(is_read or self.special is None)
        self.text.set_parts(parts, self._is_open)
        self.setFocusProxy(self.special or self.text)

    def _put_special(self, document: Document) -> tuple[Part, ...]:
        """Make the view that the kind of document needs; returns what went wrong."""
        problem = ""
        if document.pdf:
            # Imported where a PDF is shown: PDFium is large (docs/decisions/0009).
            from viewer.qt.documents.pdf_view import PdfView

            pages = PdfView(document.pdf)
            problem = pages.problem
            self.special = None if problem else pages
        elif document.recordings:
            # Imported where a curve is shown: pyqtgraph takes half a second.
            from viewer.qt.documents.waveform_view import WaveformView

            self.special = WaveformView(document.recordings)
        elif document.tags:
            self.special = tags = TagView(DARK)
            tags.set_table(tag_table(document.tags))
        if self.special is not None:
            self._split.insertWidget(0, self.special)
            self._split.setSizes([700, 240])
        return (Entry(value=problem, severity=Severity.WARNING),) if problem else ()

    def _drop_special(self) -> None:
        if self.special is not None:
            self.setFocusProxy(self.text)
            self.special.hide()
            self.special.deleteLater()
            self.special = None

    def _focus_changed(self, _: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isAncestorOf(new):
            self.pressed.emit()


def _readable(document: Document) -> tuple[Part, ...]:
    """The parts, and what reading noticed."""
    if not document.findings:
        return document.parts
    remarks = tuple(_remark(finding) for finding in document.findings)
    return (*document.parts, Entry(tr("Remarks"), parts=remarks, is_heading=True))


def _remark(finding: Finding) -> Entry:
    severity = None if finding.severity is Severity.NOTE else finding.severity
    return Entry(finding.where, f"{finding.what} {finding.what_to_do}".strip(), severity=severity)
