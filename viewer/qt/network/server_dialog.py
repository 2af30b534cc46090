"""The server: what we are to others, whom we let in, and what has happened."""

from dataclasses import replace

from PySide6.QtGui import QIntValidator
from PySide6.QtNetwork import QAbstractSocket, QNetworkInterface
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.model.node import LocalNode, local_problem
from viewer.net.node_store import NodeStore
from viewer.qt.network.file_line import FileLine
from viewer.qt.network.server_process import ServerProcess, ServerState
from viewer.qt.parts import Parts
from viewer.qt.room import resize_on_screen, scroll_where_large
from viewer.qt.text import PlainLabel, WrappedLabel, count_text, plain


class ServerDialog(QDialog):
    """Everything of the server on one page."""

    def __init__(self, parts: Parts, process: ServerProcess, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Server"))
        resize_on_screen(self, 640, 640)
        self._store = NodeStore(parts.paths.config)
        self._process = process
        self.is_serving = QCheckBox(tr("Receive images while this window is open"), self)
        self.is_sharing = QCheckBox(tr("Let peers query and retrieve the list of studies"), self)
        self.ae_title = QLineEdit(self)
        self.bind = QComboBox(self)
        self.port = QLineEdit(self)
        self.port.setValidator(QIntValidator(1, 65535, self.port))
        self.port.setMaximumWidth(100)
        self.allow = QLineEdit(self)
        self.allow.setPlaceholderText("CT1@10.0.0.21, MR2")
        self.certificate, self.key, self.authority = (
            FileLine(title, self)
            for title in (tr("Certificate"), tr("Key"), tr("Authority (CA) of peers"))
        )
        self.words = WrappedLabel("", self, role="bad")
        self.status = WrappedLabel("", self)
        self.news = QListWidget(self)
        self.news.setAccessibleName(tr("What has happened"))
        self.apply = QPushButton(tr("Apply"), self)
        self.apply.setDefault(True)
        self.apply.clicked.connect(self.save)
        self._lay_out()
        self._show(self._store.local())
        process.changed.connect(self.follow)
        self.follow(process.state)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(self.is_serving)
        form.addRow(tr("Our AE title"), self.ae_title)
        form.addRow(tr("Listen on"), self.bind)
        form.addRow(tr("Port"), self.port)
        form.addRow(tr("Let in besides the nodes"), self.allow)
        form.addRow(self.is_sharing)
        form.addRow(tr("TLS: our certificate"), self.certificate)
        form.addRow(tr("Its key"), self.key)
        form.addRow(tr("Authority (CA) of peers"), self.authority)
        hint = WrappedLabel(
            tr("The nodes of the list may connect, each from its own host; nobody else may."),
            self,
            role="second",
        )
        buttons = QHBoxLayout()
        buttons.addWidget(self.words, 1)
        buttons.addWidget(self.apply)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(hint)
        layout.addLayout(buttons)
        layout.addWidget(self.status)
        layout.addWidget(PlainLabel(tr("What has happened"), self, role="second"))
        layout.addWidget(self.news, 1)
        scroll_where_large(self)

    def _show(self, local: LocalNode) -> None:
        self.is_serving.setChecked(local.is_serving)
        self.is_sharing.setChecked(local.is_sharing)
        self.ae_title.setText(local.ae_title)
        self.port.setText(str(local.port))
        self.allow.setText(local.allow)
        self.certificate.set_path(local.tls_certificate)
        self.key.set_path(local.tls_key)
        self.authority.set_path(local.tls_ca)
        self.bind.clear()
        for title, address in _addresses(local.bind):
            self.bind.addItem(title, address)
        self.bind.setCurrentIndex(self.bind.findData(local.bind))

    def local(self) -> LocalNode:
        """What the form says."""
        return replace(
            self._store.local(),
            ae_title=self.ae_title.text().strip(),
            port=int(self.port.text() or 0),
            bind=self.bind.currentData(),
            is_serving=self.is_serving.isChecked(),
            is_sharing=self.is_sharing.isChecked(),
            allow=self.allow.text().strip(),
            tls_certificate=self.certificate.path,
            tls_key=self.key.path,
            tls_ca=self.authority.path,
        )

    def save(self) -> None:
        """Keep what the form says, and have the server go by it."""
        local = self.local()
        try:
            if problem := local_problem(local):
                raise ViewerError(problem)
            self._store.set_local(local)
        except ViewerError as error:
            self.words.set_plain(f"{error.message} {error.hint}".strip())
            return
        self.words.set_plain("")
        self._process.stop()
        if local.is_serving:
            self._process.start()

    def follow(self, state: ServerState) -> None:
        """Show a state of the server."""
        if state.problem:
            text = state.problem
        elif not state.is_on:
            text = tr("The server is off.")
        elif not state.port:
            text = tr("The server starts…")
        else:
            received = count_text(state.received, tr("image"), tr("images"))
            text = tr("The server listens on port {port}. Received: {images}.").format(
                port=state.port, images=received
            )
        self.status.set_plain(text)
        self.news.clear()
        for each in state.news:
            item = QListWidgetItem(plain(f"{each.when:%H:%M:%S}  {each.text}"))
            self.news.addItem(item)


def _addresses(current: str) -> list[tuple[str, str]]:
    """Where one can listen: this computer alone, all its networks, or one of them."""
    known = {"127.0.0.1": tr("This computer only"), "0.0.0.0": tr("All networks")}
    for address in QNetworkInterface.allAddresses():
        is_plain = address.protocol() == QAbstractSocket.NetworkLayerProtocol.IPv4Protocol
        if is_plain and not address.isLoopback():
            known[address.toString()] = address.toString()
    known.setdefault(current, current)
    return [(plain(title), address) for address, title in known.items()]
