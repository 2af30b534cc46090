"""The status bar: where the cursor is and what lies there, warnings, and work going on."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QStatusBar,
    QToolButton,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.base.lanes import JobStatus
from viewer.model.display_set import DisplaySet
from viewer.model.finding import Severity
from viewer.qt.icons import icon, pixmap
from viewer.qt.text import ElidedLabel, PlainLabel, count_text, set_tool_tip
from viewer.qt.theme import ROW_PX, Look, Theme
from viewer.render.readout import Readout
from viewer.render.trust import TrustMark

_POSITION_PX, _VALUE_PX, _BAR_PX = 250, 150, 120
_WIDEST_VALUE_PX, _STEP_PX = 480, 60  # several real-world values


class StatusBar(QStatusBar):
    """One row; each part keeps its place, so that nothing jumps under the cursor."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setSizeGripEnabled(False)
        self.setFixedHeight(ROW_PX)  # or the images would move when a sign joins the row
        self._jobs: Sequence[JobStatus] = ()
        self._rest = PlainLabel(parent=self, role="second")
        self._position = _cell(PlainLabel(parent=self, role="number"), _POSITION_PX)
        self._value = _cell(PlainLabel(parent=self, role="number"), _VALUE_PX)
        self._mark = PlainLabel(parent=self)
        self._warning = ElidedLabel(parent=self, role="warn")
        self._work = ElidedLabel(parent=self, role="second")
        self._work.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._bar = QProgressBar(self)
        self._bar.setFixedWidth(_BAR_PX)
        self._bar.setTextVisible(False)
        self.cancel_button = QToolButton(self)
        self.cancel_button.setProperty("role", "small")
        self.cancel_button.setAccessibleName(tr("Cancel"))
        set_tool_tip(self.cancel_button, tr("Cancel"))
        self.cancel_button.clicked.connect(self._cancel_first)
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(16, 0, 12, 0)
        layout.setSpacing(8)
        layout.addWidget(self._position)
        layout.addWidget(self._value)
        layout.addWidget(self._mark)
        layout.addWidget(self._warning, 3)
        layout.addWidget(self._work, 2)
        layout.addWidget(self._rest)
        layout.addWidget(self._bar)
        layout.addWidget(self.cancel_button)
        self.addWidget(row, 1)
        row.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        look.changed.connect(self._restyle)
        self._restyle(look.theme)
        self.set_jobs(())
        self.set_marks(())

    def set_readout(self, readout: Readout | None) -> None:
        """Show where the cursor is and what lies there; None when it is nowhere."""
        place, value = ("", "") if readout is None else (_place_text(readout), readout.value_text)
        self._position.set_plain(place)
        self._value.set_plain(value)
        self._value.setFixedWidth(self._value_width() if value else _VALUE_PX)

    def _value_width(self) -> int:
        """Room for the value, in steps and never less than before, so that little moves."""
        steps = -(-self._value.sizeHint().width() // _STEP_PX)
        return max(self._value.width(), min(steps * _STEP_PX, _WIDEST_VALUE_PX))

    @property
    def readout_texts(self) -> tuple[str, str]:
        """Place and value under the cursor, as shown."""
        return self._position.text(), self._value.text()

    @property
    def work_text(self) -> str:
        """What is said of the work going on, or at rest of what is open."""
        return (self._work if self._jobs else self._rest).text()

    @property
    def warning_text(self) -> str:
        """The warning about what is shown."""
        return self._warning.text()

    def set_marks(self, marks: Sequence[TrustMark]) -> None:
        """Name the first warning about what is shown, and how many more there are."""
        grave = [mark.sentence for mark in marks if mark.severity is not Severity.NOTE]
        self._mark.setVisible(bool(grave))
        more = "" if len(grave) < 2 else tr("  and {count} more").format(count=len(grave) - 1)
        self._warning.set_plain(grave[0] + more if grave else "")
        set_tool_tip(self._warning, *grave)

    def set_open(self, sets: Sequence[DisplaySet]) -> None:
        """Say how much is open, which is told while no work goes on."""
        images = sum(len(each.frames) for each in sets if each.is_showable)
        series = len({each.series_uid for each in sets})
        told = tr("1 series") if series == 1 else f"{series} {tr('series')}"
        parts = (told, _images_text(images))
        self._rest.set_plain("  ·  ".join(part for part in parts if part) if sets else "")

    def set_jobs(self, jobs: Sequence[JobStatus]) -> None:
        """Show the oldest job with its progress, and a button that stops it; else what is open."""
        self._jobs = jobs
        for widget in (self._work, self._bar, self.cancel_button):
            widget.setVisible(bool(jobs))
        self._rest.setVisible(not jobs)
        if not jobs:
            return
        status = jobs[0]
        progress = status.progress
        text = status.job.title
        if progress is not None and progress.total:
            self._bar.setRange(0, progress.total)
            self._bar.setValue(progress.done)
            text += f"  {progress.done} / {progress.total}"
        else:
            self._bar.setRange(0, 0)
            text += f"  {progress.done}" if progress is not None and progress.done else ""
        if len(jobs) > 1:
            text += "  ·  " + count_text(len(jobs), tr("job"), tr("jobs"))
        self._work.set_plain(text)

    def _cancel_first(self) -> None:
        if self._jobs:
            self._jobs[0].job.cancel()

    def _restyle(self, theme: Theme) -> None:
        scale = self.devicePixelRatioF()
        self._mark.setPixmap(pixmap("warning", theme.warn, size=16, scale=scale))
        self.cancel_button.setIcon(icon("close", theme, colour=theme.second))


def _images_text(count: int) -> str:
    return count_text(count, tr("image"), tr("images")) if count else ""


def _place_text(readout: Readout) -> str:
    if readout.point_lps is None:
        return f"x {readout.column}  y {readout.row} px"
    x, y, z = readout.point_lps
    return f"x {x:.1f}  y {y:.1f}  z {z:.1f} mm"


def _cell(label: PlainLabel, width: int) -> PlainLabel:
    label.setFixedWidth(width)
    return label
