"""ServerPlaces: lets the browser stand on a DICOMweb server in place of this computer."""

from PySide6.QtCore import QObject, Signal

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.model.identity import StudyUid
from viewer.model.node import Node
from viewer.qt.browser.awaited_studies import AwaitedStudies
from viewer.qt.browser.place_bar import PlaceBar
from viewer.qt.browser.tree_model import StudyTreeModel
from viewer.qt.parts import Parts
from viewer.qt.text import plain


class ServerPlaces(QObject):
    """Fills the tree from the place that the bar says; `moved` tells of another one."""

    moved = Signal()
    told = Signal()  # something came, or will not come

    def __init__(self, parts: Parts, model: StudyTreeModel, bar: PlaceBar) -> None:
        super().__init__(bar)
        self._parts = parts
        self._model = model
        self._awaited: AwaitedStudies | None = None
        self._error: ViewerError | None = None
        self.node_name = ""  # of the server that the browser stands on
        bar.chosen.connect(self._move)

    def words(self) -> str:
        """What to say in place of rows; "" for this computer."""
        if self._awaited is None:
            return ""
        name = plain(self.node_name)
        if self._error is not None:
            return f"{self._error.message}\n{self._error.hint}"
        if self._awaited.is_asking:
            return tr("Asking {server}…").format(server=name)
        return tr("No study on {server} matches.").format(server=name)

    def _move(self, node: Node | None) -> None:
        if self._awaited is not None:
            self._awaited.close()
        self.node_name = "" if node is None else node.name
        self._error = None
        if node is None:
            self._awaited = None
            self._model.stand_on(self._parts.archive)
        else:
            servers = self._parts.servers
            self._awaited = AwaitedStudies(
                lambda job: servers.source(node, job=job), self._parts.runner
            )
            self._awaited.arrived.connect(self._resume)
            self._awaited.failed.connect(self._fail)
            self._model.stand_on(self._awaited)
        self.moved.emit()

    def _resume(self, study_uid: StudyUid | None) -> None:
        self._error = None
        self._model.resume(study_uid)
        self.told.emit()

    def _fail(self, error: ViewerError) -> None:
        self._error = error
        self.told.emit()
