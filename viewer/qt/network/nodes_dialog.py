"""The list of nodes: enter, change, remove, and test them step by step."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.model.node import Node, is_ae_title
from viewer.net.node_store import NodeStore, nodes_file, read_nodes_file
from viewer.net.probe import probe
from viewer.net.step import Step
from viewer.qt.network.node_pages import NodePages, port_line
from viewer.qt.parts import Parts
from viewer.qt.room import resize_on_screen, scroll_where_large
from viewer.qt.session_state import forget_folders
from viewer.qt.text import PlainLabel, WrappedLabel, plain
from viewer.qt.theme import ROW_PX


class NodesDialog(QDialog):
    """A list on the left, one node on the right; `saved` is called after each change."""

    def __init__(
        self, parts: Parts, saved: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Nodes"))
        resize_on_screen(self, 860, 700)
        self._parts = parts
        self._saved = saved
        self._store = NodeStore(parts.paths.config)
        self._job: Job | None = None
        self._name: str | None = None  # of the node in the form, None for a new one
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Nodes"))
        self.list.currentItemChanged.connect(self._choose)
        self.none = WrappedLabel(
            tr("No nodes yet. Fill in the form and save it, or import a list."), self, role="second"
        )
        self.pages = NodePages(self._store.local().ae_title, self)
        self.pages.sign_in_wanted.connect(self._sign_in)
        self.words, self.steps = WrappedLabel("", self), QVBoxLayout()
        self.remove_button = _button(tr("Remove"), self.remove)
        self.export_button = _button(tr("Export…"), self._choose_export)
        self._lay_out()
        scroll_where_large(self)
        self._fill_list()

    def _lay_out(self) -> None:
        local = self._store.local()
        buttons = QHBoxLayout()
        buttons.addWidget(_button(tr("Test"), self.test))
        buttons.addStretch(1)
        buttons.addWidget(_button(tr("Save"), self.save))
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.pages)
        right.addLayout(buttons)
        right.addWidget(self.words)
        right.addWidget(self._scrolled_steps(), 1)
        list_buttons = QHBoxLayout()
        list_buttons.addWidget(_button(tr("New"), self.begin))
        list_buttons.addWidget(self.remove_button)
        exchange = QHBoxLayout()
        exchange.addWidget(_button(tr("Import…"), self._choose_import))
        exchange.addWidget(self.export_button)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addWidget(self.none)
        left.addLayout(list_buttons)
        left.addLayout(exchange)
        self.local_title = QLineEdit(local.ae_title, self)
        self.local_port = port_line(local.port)
        ours = QHBoxLayout()
        self.local_title.setAccessibleName(tr("We are"))
        self.local_port.setAccessibleName(tr("and receive at port"))
        for part in (PlainLabel(tr("We are"), self), self.local_title,
                     PlainLabel(tr("and receive at port"), self), self.local_port):  # fmt: skip
            ours.addWidget(part)
        ours.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addLayout(left, 1)
        both.addLayout(right, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(both, 1)
        layout.addLayout(ours)

    def _scrolled_steps(self) -> QScrollArea:
        """Room for the steps of a node that is reached in two ways, each as high as it needs."""
        held = QWidget(self)
        above = QVBoxLayout(held)
        above.setContentsMargins(0, 0, 0, 0)
        above.addLayout(self.steps)
        above.addStretch(1)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setAccessibleName(tr("What the test found"))
        area.setWidget(held)
        return area

    def _fill_list(self, name: str = "") -> None:
        self.list.blockSignals(True)
        self.list.clear()
        try:
            for node in self._store.nodes():
                item = QListWidgetItem(plain(node.name))
                item.setData(Qt.ItemDataRole.UserRole, node.name)
                item.setSizeHint(QSize(0, ROW_PX))
                self.list.addItem(item)
        except ViewerError as error:
            self._tell(error)
        self.list.blockSignals(False)
        self.none.setVisible(not self.list.count())
        self.export_button.setEnabled(self.list.count() > 0)
        if not self.list.count():
            self.begin()
            return
        found = self.list.findItems(name, Qt.MatchFlag.MatchExactly)
        self.list.setCurrentItem(found[0] if found else self.list.item(0))
        self._choose(self.list.currentItem())

    def begin(self) -> None:
        """Empty the form for a new node."""
        self.list.setCurrentRow(-1)
        self._show(Node("", port=11112), None)
        self.pages.setCurrentIndex(0)
        self.pages.name.setFocus()

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            name = item.data(Qt.ItemDataRole.UserRole)
            self._show(self._store.node(name), name)

    def _show(self, node: Node, name: str | None) -> None:
        self._stop()
        self._clear_steps()
        self._name = name
        self.remove_button.setEnabled(name is not None)
        self.pages.show_node(node)

    def node(self) -> Node:
        """What the form says, on top of what it does not show."""
        old = Node("") if self._name is None else self._store.node(self._name)
        return self.pages.node(old)

    def save(self) -> bool:
        """Keep the node of the form, and what we are; whether both can be."""
        node = self.node()
        title = self.local_title.text().strip()
        try:
            if not is_ae_title(title):
                raise ViewerError(tr("An AE title has at most 16 letters, digits or signs."))
            local = self._store.local()
            port = int(self.local_port.text() or local.port)
            changed = replace(local, ae_title=title, port=port)
            if changed != local:
                self._store.set_local(changed)
            self._store.put(node, instead_of=self._name)
        except ViewerError as error:
            self._tell(error)
            return False
        self._fill_list(node.name)
        self.words.set_plain(tr("Saved."))
        self._saved()
        return True

    def _sign_in(self) -> None:
        """Keep the node, then have the user sign in to it."""
        from viewer.qt.network.sign_in_dialog import SignInDialog  # late, P2

        if self.save() and self._name is not None:
            SignInDialog(self._parts, self._store.node(self._name), self).open()

    def remove(self) -> None:
        """Forget the chosen node."""
        if self._name is None:
            return
        self._store.remove(self._name)
        self._fill_list()
        self._saved()

    def test(self) -> None:
        """Try the node as the form has it; each step is shown when it is known."""
        self._stop()
        self._clear_steps()
        node, own = self.node(), self.local_title.text().strip()
        self.words.set_plain(tr("Testing…"))

        def work(job: Job) -> bool:
            is_good = True
            for step in probe(node, own_ae_title=own, job=job):
                job.send(step)
                is_good = is_good and step.is_good
            return is_good

        self._job = self._parts.runner.submit(
            Lane.NET,
            work,
            received=self._add_step,
            done=lambda is_good: self.words.set_plain(
                tr("The node answers.") if is_good else tr("The node does not answer as it should:")
            ),
            failed=self._tell,
        )

    def _add_step(self, step: Step) -> None:
        self.steps.addWidget(WrappedLabel(_told(step), self, role="" if step.is_good else "bad"))

    def _clear_steps(self) -> None:
        self.words.set_plain("")
        while (item := self.steps.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()

    def _choose_import(self) -> None:
        kind = "JSON (*.json)"
        if path := _picked(QFileDialog.getOpenFileName(self, tr("Import nodes"), "", kind)):
            self.import_from(path)

    def _choose_export(self) -> None:
        if path := _picked(QFileDialog.getSaveFileName(self, tr("Export nodes"), "nodes.json")):
            named = path if path.suffix else path.with_suffix(".json")  # or no import shows it
            self.export_to(path if named.exists() else named)  # only `path` was asked about

    def import_from(self, path: Path) -> None:
        """Add the nodes of a file; one of the same name is replaced."""
        try:
            nodes = read_nodes_file(path)
            for node in nodes:
                self._store.put(node)
        except ViewerError as error:
            self._tell(error)
            return
        self._fill_list(nodes[0].name if nodes else "")
        self.words.set_plain(tr("Nodes read from the file: {count}").format(count=len(nodes)))
        self._saved()

    def export_to(self, path: Path) -> None:
        """Write the list to a file, without secrets."""
        try:
            path.write_bytes(nodes_file(self._store.nodes()))
        except (ViewerError, OSError) as error:
            self.words.set_plain(getattr(error, "message", tr("The file cannot be written.")))
            return
        self.words.set_plain(tr("The nodes are written."))

    def _tell(self, error: ViewerError) -> None:
        self.words.set_plain(f"{error.message} {error.hint}".strip())

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop testing."""
        self._stop()
        super().closeEvent(event)


def _button(text: str, action: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(action)
    return button


def _told(step: Step) -> str:
    mark = "✓" if step.is_good else "✗"
    text = f"{mark}  {plain(step.name)}: {plain(step.answer)}"
    if step.what_to_do:
        text += f"\n     {plain(step.what_to_do)}"
    return text


def _picked(chosen: tuple[str, str]) -> Path | None:
    """The file of Qt's dialog, which must not remember where it was (SEC-030)."""
    forget_folders()
    return Path(chosen[0]) if chosen[0] else None
