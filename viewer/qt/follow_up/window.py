"""The window of follow-up: a table of sizes over studies and a curve of them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Lane
from viewer.commands.command import Invocation, call
from viewer.model.follow_up import Visit
from viewer.model.identity import StudyUid
from viewer.qt.follow_up.curve import Line, SizeCurve
from viewer.qt.follow_up.model import FollowUpModel
from viewer.qt.follow_up.words import study_text
from viewer.qt.parts import Parts
from viewer.qt.room import resize_on_screen, scroll_where_large
from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel, plain, set_tool_tip
from viewer.qt.theme import ROW_PX, Look, Theme
from viewer.workflows.follow_up import OpenStudies, find_visits

_PAUSE_MS: Final = 250
_WIDTHS: Final = (216, 110)
_STUDY_PX, _CHANGE_PX = 104, 160


class FollowUpWindow(QDialog):
    """Stays beside the images and follows the patient in the active cell."""

    def __init__(
        self, parts: Parts, run: Callable[[Invocation], bool], look: Look, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Follow-up"))
        self.setSizeGripEnabled(True)
        resize_on_screen(self, 1140, 600)
        self._parts = parts
        self._run = run
        self._asked = 0
        self._study_uid: StudyUid | None = None
        self.model = FollowUpModel(self)
        self.table = QTableView(self)
        self.curve = SizeCurve(look.theme, self)
        self.who = PlainLabel(parent=self)
        self.note = PlainLabel(parent=self, role="second")
        self.note.setWordWrap(True)
        self.unlink = QPushButton(tr("Lesion of its own"), self)
        self.save = QPushButton(tr("Save as CSV…"), self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self._set_up_table()
        self._arrange()
        scroll_where_large(self)
        workspace = parts.workspace
        workspace.annotations.changed.connect(self._refresh_soon)
        workspace.annotations.selection_changed.connect(self._offer_unlink)
        workspace.display_sets_changed.connect(self._refresh_soon)
        workspace.active_changed.connect(self._refresh_soon)
        workspace.viewport_changed.connect(self._follow_study)
        look.changed.connect(self._restyle)

    def refresh(self) -> None:
        """Read what was drawn on the patient's studies, and show it."""
        workspace = self._parts.workspace
        shown = workspace.active.display_set
        self._asked += 1
        asked = self._asked
        self._study_uid = shown.study_uid if shown else None
        if shown is None:
            self._tell_who("")
            self._show(())
            return
        study = shown.study
        opened = OpenStudies.of(workspace.display_sets, workspace.annotations.all)
        archive, load = self._parts.archive, self._parts.kept_annotations.of_study
        self._tell_who(study.patient.name.display())

        def done(visits: list[Visit]) -> None:
            if asked == self._asked:  # nobody asked again meanwhile
                self._show(visits)

        self._parts.runner.submit(
            Lane.DISK,
            lambda job: find_visits(study, opened, archive=archive, load=load, job=job),
            done=done,
            failed=self._tell_error,
        )

    def jump(self, index: QModelIndex) -> None:
        """Go to what was drawn for a cell; its study is opened where it is not."""
        if annotation := self.model.annotation(index):
            self._run(call("lesion.show", uid=annotation.uid, study_uid=annotation.study_uid))
        self._draw_curve()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the image; undo and redo are those of the main window."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self._run(call("edit.undo"))
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._run(call("edit.redo"))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.table.hasFocus():
            self.jump(self.table.currentIndex())
        else:
            super().keyPressEvent(event)

    # How it is built

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName(tr("Lesions over studies"))
        show_as_rows(table)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setWordWrap(False)
        table.clicked.connect(self.jump)
        table.selectionModel().currentChanged.connect(lambda *_: self._draw_curve())

    def _arrange(self) -> None:
        set_tool_tip(
            self.unlink, tr("Take the selected measurement out of its lesion; undo puts it back.")
        )
        self.unlink.clicked.connect(lambda: self._run(call("lesion.unlink")))
        self.save.clicked.connect(lambda: self._run(call("lesion.export")))
        lower = QHBoxLayout()
        lower.addWidget(self.note, 1)
        for button in (self.unlink, self.save):
            button.setAutoDefault(False)
            lower.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.who)
        self.table.setMinimumHeight(4 * ROW_PX)  # a curve without its lesions says little
        layout.addWidget(self.table, 1)
        layout.addWidget(self.curve)
        layout.addLayout(lower)

    # What it shows

    def _show(self, visits: Sequence[Visit]) -> None:
        place = self.table.currentIndex()
        row, column = place.row(), place.column()
        self.model.set_visits(visits)
        studies = [_STUDY_PX] * len(visits)
        for number, width in enumerate((*_WIDTHS, *studies, *[_CHANGE_PX] * 3)):
            self.table.setColumnWidth(number, width)
        kept = self.model.index(max(row, 0), max(column, 0))
        if kept.isValid():
            flags = QItemSelectionModel.SelectionFlag
            self.table.selectionModel().setCurrentIndex(kept, flags.ClearAndSelect)
        self.save.setEnabled(bool(self.model.lesions))
        self._tell_note()
        self._offer_unlink()
        self._draw_curve()

    def _draw_curve(self) -> None:
        """The curve of the chosen lesion among those that are sized alike."""
        model, row = self.model, self.table.currentIndex().row()
        times = [_seconds(visit.study.date) for visit in model.visits]
        chosen = model.lesion(row)
        is_sum = chosen is None and model.has_sum
        kind = chosen.kind if chosen else None
        alike = [
            each
            for each in model.lesions
            if each.kind == kind or (is_sum and each.kind.is_diameter)
        ]
        lines = [_line(times, each.values, is_chosen=each is chosen) for each in alike]
        if is_sum:
            lines.append(_line(times, model.sum_values, is_chosen=True))
        label = kind.label if kind else "mm"
        dates = zip(times, (study_text(visit.study) for visit in model.visits), strict=True)
        self.curve.set_lines(
            [line for line in lines if line.times],
            label,
            [(time, date) for time, date in dates if time is not None],
        )
        self.curve.setVisible(any(len(line.times) > 1 for line in lines))

    def _offer_unlink(self, _: object = None) -> None:
        selected = self._parts.workspace.annotations.selected
        shared = {lesion.tracking_uid for lesion in self.model.lesions if lesion.visits > 1}
        is_free = selected is not None and not selected.is_locked
        self.unlink.setEnabled(is_free and selected is not None and selected.tracking_uid in shared)

    def _tell_who(self, name: str) -> None:
        is_private = not self._parts.workspace.shows_patient
        self.who.set_plain(tr("Patient") if is_private else plain(name) or tr("Patient"))

    def _tell_note(self) -> None:
        told = tr("Studies of one patient only, by ID, its issuer and name.")
        if not self.model.lesions:
            told = tr("Nothing with a size is drawn on the studies of this patient.")
        elif all(lesion.visits < 2 for lesion in self.model.lesions):
            told = tr(
                "No lesion is linked yet: select a measurement in its image "
                "and choose Measure, Same lesion as…"
            )
        self.note.set_plain(told)

    def _tell_error(self, error: ViewerError) -> None:
        self.note.set_plain(" ".join(part for part in (error.message, error.hint) if part))

    def _refresh_soon(self, _: object = None) -> None:
        if self.isVisible() and not self._pause.isActive():
            self._pause.start()

    def _follow_study(self, _: object) -> None:
        shown = self._parts.workspace.active.display_set
        if (shown.study.study_uid if shown else None) != self._study_uid:
            self._refresh_soon()

    def _restyle(self, theme: Theme) -> None:
        self.curve.set_theme(theme)


def _line(
    times: Sequence[float | None], values: Sequence[float | None], *, is_chosen: bool
) -> Line:
    """A curve over the studies that have a date and a size."""
    points = [
        (time, value)
        for time, value in zip(times, values, strict=True)
        if time is not None and value is not None
    ]
    return Line(tuple(x for x, _ in points), tuple(y for _, y in points), is_chosen)


def _seconds(date: str) -> float | None:
    """A DICOM date in seconds since 1970."""
    try:
        return datetime.strptime(date, "%Y%m%d").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None
