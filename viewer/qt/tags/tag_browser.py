"""TagBrowser: the tags of the image on screen, alone or compared with another instance."""

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job, JobRunner, Lane
from viewer.dicom.load_pydicom import load_pydicom
from viewer.model.display_set import FrameRef
from viewer.qt.tags.tag_model import TagTable, tag_table
from viewer.qt.tags.tag_view import TagView
from viewer.qt.theme import Look
from viewer.workspace.workspace import Workspace

_Files = tuple[FrameRef, FrameRef | None]  # to show, to compare with
_PAUSE_MS = 150  # of scrolling, before a file is read


class TagBrowser(QWidget):
    """Follows the active viewport while it can be seen."""

    def __init__(
        self, workspace: Workspace, runner: JobRunner, look: Look, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workspace = workspace
        self._runner = runner
        self._job: Job | None = None
        self._wanted: _Files | None = None
        self._shown: _Files | None = None
        self.view = TagView(look.theme, self)
        self.partner = QComboBox(self)
        self.partner.setAccessibleName(tr("Compare with"))
        for title in _PARTNERS:
            self.partner.addItem(title)
        self.partner.currentIndexChanged.connect(self._choose_partner)
        self.changed_only = QCheckBox(tr("Only differences"), self)
        self.changed_only.toggled.connect(self.view.set_changed_only)
        self.changed_only.hide()
        self.view.top.addWidget(self.partner)
        self.view.top.addWidget(self.changed_only)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._read)
        self.setFocusProxy(self.view.search)
        look.changed.connect(self.view.model.set_theme)

    def sizeHint(self) -> QSize:
        """Room for all columns."""
        return QSize(820, 320)

    def follow(self) -> None:
        """Show the tags of the instance that the active viewport is at."""
        if not self.isVisible():
            return
        wanted = self._instances()
        if wanted != self._wanted:
            self._wanted = wanted
            self._pause.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what was shown meanwhile."""
        self._wanted = self._shown
        self.follow()

    # Inside

    def _choose_partner(self, number: int) -> None:
        self.changed_only.setVisible(number > 0)
        if not number:
            self.changed_only.setChecked(False)
        self.follow()

    def _instances(self) -> _Files | None:
        """The file to show and the file to compare it with."""
        viewport = self._workspace.active
        wanted = viewport.wanted
        if wanted is None or not viewport.shows_patient:
            return None
        other = self._partner_of(wanted)
        return _whole(wanted), None if other is None else _whole(other)

    def _partner_of(self, wanted: FrameRef) -> FrameRef | None:
        choice = self.partner.currentIndex()
        viewport = self._workspace.active
        if choice == 0 or viewport.display_set is None:
            return None
        if choice == _OTHER_CELL:
            cell = self._workspace.viewports[self._workspace.next_cell()]
            return cell.wanted
        files = list({ref.path: ref for ref in viewport.display_set.frames}.values())
        paths = [ref.path for ref in files]
        place = paths.index(wanted.path) + (-1 if choice == _PREVIOUS else 1)
        return files[place] if 0 <= place < len(files) else None

    def _read(self) -> None:
        if self._job is not None:
            self._job.cancel()
        wanted = self._wanted
        if wanted is None:
            is_hidden = not self._workspace.active.shows_patient
            self.view.clear(tr("Patient data are hidden.") if is_hidden else "")
            self._shown = None
            return
        is_alone = wanted[1] is None and self.partner.currentIndex() > 0
        note = tr("There is nothing to compare with.") if is_alone else ""
        self._job = self._runner.submit(
            Lane.DISK,
            lambda job: _read_table(*wanted, job),
            done=lambda table: self._show(wanted, table, note),
            failed=lambda error: self._fail(wanted, error),
        )

    def _show(self, wanted: _Files, table: TagTable, note: str) -> None:
        if wanted == self._wanted:
            self._shown = wanted
            self.view.set_table(table, note)

    def _fail(self, wanted: _Files, error: ViewerError) -> None:
        if wanted == self._wanted:
            self._shown = wanted
            self.view.clear(error.message)


def _whole(ref: FrameRef) -> FrameRef:
    """The same file whichever frame of it is shown."""
    return replace(ref, frame_index=0)


def _read_table(file: FrameRef, other: FrameRef | None, job: Job) -> TagTable:
    # Imported late: pydicom costs a window's start 200 ms and more (P2); through the one door,
    # because its circular imports break when two threads race.
    load_pydicom()
    from viewer.dicom.tag_tree import read_tags

    rows = read_tags(file.path, character_set=file.character_set)
    job.check()
    second = None
    if other is not None:
        second = read_tags(other.path, character_set=other.character_set)
    job.check()
    return tag_table(rows, second)


_PREVIOUS, _OTHER_CELL = 1, 3
_PARTNERS = (
    tr("Compare with …"),
    tr("Previous instance"),
    tr("Next instance"),
    tr("The next cell"),
)
