"""Places: what the browser is filled from, this computer or a DICOMweb server."""

from PySide6.QtCore import QObject, Signal

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Lane
from viewer.model.identity import StudyUid
from viewer.model.node import Node
from viewer.model.search import Search
from viewer.qt.browser.awaited_studies import AwaitedStudies
from viewer.qt.browser.place_bar import PlaceBar
from viewer.qt.browser.tree_model import StudyTreeModel
from viewer.qt.parts import Parts
from viewer.qt.text import plain

_HERE_AT_A_TIME = 100


class Places(QObject):
    """Fills the tree from the place that the bar says; `moved` tells of another one."""

    moved = Signal()
    told = Signal()  # something came, or will not come

    def __init__(self, parts: Parts, bar: PlaceBar) -> None:
        super().__init__(bar)
        self._parts = parts
        self._error: ViewerError | None = None
        self._awaited = self._here()
        self.model = StudyTreeModel(self._awaited, self)
        self.node_name = ""  # of the server that the browser stands on
        bar.chosen.connect(self._move)

    def search(self, search: Search) -> None:
        """Look for studies; of this computer those of before are seen until the answer is here."""
        if self.node_name:
            self.model.search(search)
            self.told.emit()
        else:
            self._awaited.renew(search)

    def words(self) -> str:
        """What to say in place of rows; "" for this computer."""
        if not self.node_name:
            return ""
        name = plain(self.node_name)
        if self._error is not None:
            return f"{self._error.message}\n{self._error.hint}"
        if self._awaited.is_asking:
            return tr("Asking {server}…").format(server=name)
        return tr("No study on {server} matches.").format(server=name)

    def _move(self, node: Node | None) -> None:
        self._awaited.close()
        self.node_name = "" if node is None else node.name
        self._error = None
        self._awaited = self._here() if node is None else self._on_server(node)
        self.model.stand_on(self._awaited)
        self.moved.emit()

    def _here(self) -> AwaitedStudies:
        archive, runner = self._parts.archive, self._parts.runner
        here = AwaitedStudies(
            lambda job: archive, runner, lane=Lane.SEARCH, at_a_time=_HERE_AT_A_TIME
        )
        here.renewed.connect(self._show)
        here.arrived.connect(self._resume)
        here.failed.connect(self._tell_failure)
        return here

    def _on_server(self, node: Node) -> AwaitedStudies:
        servers = self._parts.servers
        there = AwaitedStudies(lambda job: servers.source(node, job=job), self._parts.runner)
        there.arrived.connect(self._resume)
        there.failed.connect(self._fail)
        return there

    def _show(self, search: Search) -> None:
        self.model.search(search, at_least=self._awaited.count)
        self.told.emit()

    def _resume(self, study_uid: StudyUid | None) -> None:
        self._error = None
        self.model.resume(study_uid)
        self.told.emit()

    def _tell_failure(self, error: ViewerError) -> None:
        self.model.failed.emit(error)

    def _fail(self, error: ViewerError) -> None:
        self._error = error
        self.told.emit()
