"""Why?: what a file is, what is wrong with it and what can be done, in plain words."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.base.jobs import Progress
from viewer.model.finding import Finding, Severity
from viewer.qt.icons import pixmap
from viewer.qt.room import resize_on_screen
from viewer.qt.text import ElidedLabel, PlainLabel, plain
from viewer.qt.theme import Look, Theme
from viewer.workflows.diagnosis import Diagnosis, report_lines

_GROUPS: Final = (
    (Severity.ERROR, "error", tr("What is not shown")),
    (Severity.WARNING, "warning", tr("What was repaired or guessed")),
    (Severity.NOTE, "note", tr("Worth knowing")),
)
_MARK_PX = 16


class WhyDialog(QDialog):
    """Stays beside the images; says at once which file it is about, and soon what it found."""

    def __init__(
        self, path: Path, look: Look, parent: QWidget | None = None, *, is_private: bool = False
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Why?"))
        resize_on_screen(self, 600, 480)
        self._path = path
        self._look = look
        self._is_private = is_private
        self._diagnosis: Diagnosis | None = None
        self._mark = PlainLabel(parent=self)
        self._title = PlainLabel(tr("Reading it…"), self, role="title")
        self._name = ElidedLabel(parent=self, role="second")
        self._summary = PlainLabel(parent=self)
        self._summary.setWordWrap(True)
        self._summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 0)
        self._findings = QScrollArea(self)
        self._findings.setWidgetResizable(True)
        self._findings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._copy = QPushButton(tr("Copy"), self)
        self._copy.setEnabled(False)
        self._copy.clicked.connect(self._copy_text)
        self._arrange()
        self._name_file()
        look.changed.connect(self._restyle)

    @property
    def texts(self) -> list[str]:
        """Every text of the window."""
        return [label.text() for label in self.findChildren(PlainLabel) if label.text()]

    @property
    def is_done(self) -> bool:
        """Whether the answer is there."""
        return self._diagnosis is not None

    def show_progress(self, progress: Progress) -> None:
        """Tell how many frames have been looked at."""
        if progress.total > 1 and self._diagnosis is None:
            self._bar.setRange(0, progress.total)
            self._bar.setValue(progress.done)
            words = tr("Reading frame {number} of {count}…")
            self._title.set_plain(words.format(number=progress.done + 1, count=progress.total))

    def show_diagnosis(self, diagnosis: Diagnosis) -> None:
        """Tell what was found out."""
        self._diagnosis = diagnosis
        self._bar.hide()
        self._title.set_plain(_title_of(diagnosis))
        self._summary.set_plain(diagnosis.summary)
        self._copy.setEnabled(True)
        self._restyle(self._look.theme)

    def when_closed(self, act: Callable[[], None]) -> None:
        """Have `act` called when the window is closed."""
        self.finished.connect(lambda _: act())

    def set_private(self, is_private: bool) -> None:
        """Hide what the file is called, or show it again."""
        self._is_private = is_private
        self._name_file()

    def _name_file(self) -> None:
        self._name.set_plain(tr("hidden") if self._is_private else str(self._path))

    def _copy_text(self) -> None:
        assert self._diagnosis is not None
        name = tr("The file") if self._is_private else str(self._path)
        lines = report_lines(self._diagnosis, name=plain(name, limit=4000))
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _restyle(self, theme: Theme) -> None:
        if self._diagnosis is None:
            return
        scale = self.devicePixelRatioF()
        picture, colour = _mark_of(self._diagnosis, theme)
        self._mark.setPixmap(pixmap(picture, colour, scale=scale))
        self._findings.setWidget(_groups(self._diagnosis.findings, theme, scale))

    def _arrange(self) -> None:
        heading = QHBoxLayout()
        heading.setSpacing(12)
        heading.addWidget(self._mark)
        heading.addWidget(self._title, 1)
        close = QPushButton(tr("Close"), self)
        close.setProperty("role", "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(24, 0, 24, 0)
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self._copy)
        buttons.addWidget(close)
        top = QVBoxLayout()
        top.setContentsMargins(24, 0, 24, 0)
        top.setSpacing(8)
        for part in (self._name, self._summary, self._bar):
            top.addWidget(part)
        top.insertLayout(0, heading)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 20, 0, 16)
        layout.setSpacing(16)
        layout.addLayout(top)
        layout.addWidget(self._findings, 1)
        layout.addLayout(buttons)


def _title_of(diagnosis: Diagnosis) -> str:
    if not diagnosis.readable:
        return tr("This file cannot be read")
    if not diagnosis.displayable:
        return tr("This file can be read, but shows no picture")
    if any(finding.severity is Severity.ERROR for finding in diagnosis.findings):
        return tr("This file is shown in part")
    return tr("This file is shown")


def _mark_of(diagnosis: Diagnosis, theme: Theme) -> tuple[str, str]:
    worst = diagnosis.findings[0].severity if diagnosis.findings else Severity.NOTE
    if not diagnosis.displayable and worst is Severity.ERROR:
        return "error", theme.bad
    return ("check", theme.good) if worst is Severity.NOTE else ("warning", theme.warn)


def _groups(findings: Sequence[Finding], theme: Theme, scale: float) -> QWidget:
    """The findings by what they mean for the picture."""
    content = QWidget()
    content.setProperty("role", "panel")
    layout = QVBoxLayout(content)
    layout.setContentsMargins(24, 16, 24, 16)
    layout.setSpacing(8)
    for severity, picture, title in _GROUPS:
        group = [finding for finding in findings if finding.severity is severity]
        if not group:
            continue
        layout.addWidget(PlainLabel(title, content, role="caption"))
        sign = pixmap(picture, _colour(severity, theme), size=_MARK_PX, scale=scale)
        for finding in group:
            layout.addLayout(_row(finding, sign, content))
        layout.addSpacing(8)
    if not findings:
        layout.addWidget(PlainLabel(tr("Nothing is wrong with it."), content, role="second"))
    layout.addStretch(1)
    return content


def _row(finding: Finding, sign: QPixmap, parent: QWidget) -> QHBoxLayout:
    """What was found, what to do, and where it is."""
    texts = QVBoxLayout()
    texts.setSpacing(2)
    where = "" if finding.where == "file" else finding.where
    for text, role in ((finding.what, ""), (finding.what_to_do, "second"), (where, "faint")):
        if text:
            label = PlainLabel(text, parent, role=role)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            texts.addWidget(label)
    mark = PlainLabel(parent=parent)
    mark.setPixmap(sign)
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(texts, 1)
    return row


def _colour(severity: Severity, theme: Theme) -> str:
    return {
        Severity.ERROR: theme.bad,
        Severity.WARNING: theme.warn,
        Severity.NOTE: theme.note,
    }[severity]
