"""Everything about one node, on pages: its address, TLS, how to sign in, and the rest."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QDoubleValidator, QIntValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.model.node import Node, RetrieveMethod, SignIn
from viewer.model.query import Root
from viewer.qt.network.file_line import FileLine
from viewer.qt.text import WrappedLabel

_METHODS: Final = (
    (tr("Automatic"), RetrieveMethod.AUTO),
    (tr("C-GET"), RetrieveMethod.GET),
    (tr("C-MOVE"), RetrieveMethod.MOVE),
    (tr("WADO-RS"), RetrieveMethod.WADO),
)
_CHARACTER_SETS: Final = (
    "ISO_IR 192", "ISO_IR 100", "ISO_IR 101", "ISO_IR 144", "ISO_IR 126", "ISO_IR 127",
    "ISO_IR 138", "ISO_IR 166", "\\ISO 2022 IR 87", "\\ISO 2022 IR 149", "GB18030",
)  # fmt: skip


def _sign_ins() -> tuple[tuple[str, SignIn], ...]:
    return (
        (tr("Not needed"), SignIn.NONE),
        (tr("User and password"), SignIn.BASIC),
        (tr("Token"), SignIn.BEARER),
        (tr("OAuth, with a code for any device"), SignIn.DEVICE),
        (tr("OAuth, in the browser"), SignIn.CODE),
    )


class NodePages(QTabWidget):
    """A form: `show_node` fills it, `node` reads it; `sign_in_wanted` when its button is used."""

    sign_in_wanted = Signal()

    def __init__(self, own_ae_title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.name, self.ae_title, self.host = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.own_ae_title, self.web_url = QLineEdit(self), QLineEdit(self)
        self.own_ae_title.setPlaceholderText(own_ae_title)
        self.web_url.setPlaceholderText("https://pacs.example.org/dicom-web")
        self.wado_uri, self.user = QLineEdit(self), QLineEdit(self)
        self.client_id, self.scope, self.issuer = (QLineEdit(self) for _ in range(3))
        self.port = port_line(0)
        self.method, self.sign_in, self.character_set = (QComboBox(self) for _ in range(3))
        self.query_root = QComboBox(self)
        self.tls = QCheckBox(tr("TLS 1.2 or newer"), self)
        self.only_13 = QCheckBox(tr("TLS 1.3 only"), self)
        self.check_host = QCheckBox(tr("Its certificate must name its host"), self)
        self.authority = FileLine(
            tr("Authority (CA)"), self, placeholder=tr("Those that this computer trusts")
        )
        self.certificate = FileLine(tr("Our certificate"), self)
        self.key = FileLine(tr("Its key"), self)
        self.connect_s, self.answer_s = _seconds_line(600), _seconds_line(3600)
        self.begin = QPushButton(tr("Sign in…"), self)
        self._fill_choices()
        self._lay_out()

    def _fill_choices(self) -> None:
        for title, method in _METHODS:
            self.method.addItem(title, method)
        for title, root in ((tr("Automatic"), Root.AUTO), (tr("Study root"), Root.STUDY),
                            (tr("Patient root"), Root.PATIENT)):  # fmt: skip
            self.query_root.addItem(title, root)
        for title, how in _sign_ins():
            self.sign_in.addItem(title, how)
        self.character_set.addItems(_CHARACTER_SETS)
        self.character_set.setEditable(True)
        self.sign_in.currentIndexChanged.connect(self._follow_sign_in)
        self.begin.setAutoDefault(False)
        self.begin.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.begin.clicked.connect(self.sign_in_wanted)

    def _lay_out(self) -> None:
        self._page(tr("Address"), (
            (tr("Name"), self.name), (tr("AE title"), self.ae_title), (tr("Host"), self.host),
            (tr("Port"), self.port), (tr("Our AE title"), self.own_ae_title),
            (tr("DICOMweb"), self.web_url), (tr("Retrieve by"), self.method),
        ))  # fmt: skip
        security = self._page(tr("Security"), (
            ("", self.tls), ("", self.only_13), (tr("Authority (CA)"), self.authority),
            ("", self.check_host),
            (tr("Our certificate"), self.certificate), (tr("Its key"), self.key),
        ))  # fmt: skip
        note = tr("Certificates count for DICOMweb too; there https:// asks for TLS.")
        security.addRow(WrappedLabel(note, self, role="second"))
        form = self._page(tr("Sign-in"), (
            (tr("DICOMweb"), self.sign_in), (tr("User name"), self.user),
            (tr("OAuth server"), self.issuer), (tr("Client ID"), self.client_id),
            (tr("Scope"), self.scope),
        ))  # fmt: skip
        form.addRow("", self.begin)
        self._sign_in_form = form
        self._page(tr("More"), (
            (tr("Root of queries"), self.query_root),
            (tr("Character set of queries"), self.character_set),
            (tr("Seconds to connect"), self.connect_s), (tr("Seconds to answer"), self.answer_s),
            (tr("WADO-URI"), self.wado_uri),
        ))  # fmt: skip

    def _page(self, title: str, rows: Sequence[tuple[str, QWidget]]) -> QFormLayout:
        page = QWidget(self)
        form = QFormLayout()
        form.setVerticalSpacing(8)
        for label, widget in rows:
            form.addRow(label, widget)
        around = QVBoxLayout(page)
        around.setContentsMargins(0, 12, 0, 0)
        around.addLayout(form)
        around.addStretch(1)
        self.addTab(page, title)
        return form

    def _follow_sign_in(self) -> None:
        """Show the lines that this way to sign in needs."""
        how: SignIn = self.sign_in.currentData()
        self._sign_in_form.setRowVisible(self.user, how is SignIn.BASIC)
        for line in (self.issuer, self.client_id, self.scope):
            self._sign_in_form.setRowVisible(line, how.is_oauth)
        self._sign_in_form.setRowVisible(self.begin, how is not SignIn.NONE)
        texts = {SignIn.BASIC: tr("Enter the password…"), SignIn.BEARER: tr("Enter the token…")}
        self.begin.setText(texts.get(how, tr("Sign in…")))

    def show_node(self, node: Node) -> None:
        """Fill in a node."""
        for line, text in self._lines(node):
            line.setText(text)
        for file, path in ((self.authority, node.tls_ca), (self.certificate, node.tls_certificate),
                           (self.key, node.tls_key)):  # fmt: skip
            file.set_path(path)
        self.tls.setChecked(node.tls)
        self.only_13.setChecked(node.tls_13_only)
        self.check_host.setChecked(node.tls_check_host)
        self.method.setCurrentIndex(max(0, self.method.findData(node.retrieve)))
        self.sign_in.setCurrentIndex(max(0, self.sign_in.findData(node.sign_in)))
        self.query_root.setCurrentIndex(max(0, self.query_root.findData(node.query_root)))
        self.character_set.setCurrentText(node.character_set)
        self._follow_sign_in()

    def _lines(self, node: Node) -> tuple[tuple[QLineEdit, str], ...]:
        return (
            (self.name, node.name), (self.ae_title, node.ae_title), (self.host, node.host),
            (self.port, str(node.port)), (self.own_ae_title, node.own_ae_title),
            (self.web_url, node.web_url), (self.wado_uri, node.wado_uri_url),
            (self.user, node.web_user), (self.client_id, node.oauth_client_id),
            (self.scope, node.oauth_scope), (self.issuer, node.oauth_issuer),
            (self.connect_s, f"{node.connect_s:g}"), (self.answer_s, f"{node.answer_s:g}"),
        )  # fmt: skip

    def node(self, old: Node) -> Node:
        """What the form says, on top of what it does not show of a node."""

        def text(line: QLineEdit) -> str:
            return line.text().strip()

        return replace(
            old,
            name=text(self.name),
            ae_title=text(self.ae_title),
            host=text(self.host),
            port=int(self.port.text() or 0),
            own_ae_title=text(self.own_ae_title),
            tls=self.tls.isChecked(),
            tls_13_only=self.only_13.isChecked(),
            tls_ca=self.authority.path,
            tls_certificate=self.certificate.path,
            tls_key=self.key.path,
            tls_check_host=self.check_host.isChecked(),
            retrieve=self.method.currentData(),
            character_set=self.character_set.currentText().strip() or old.character_set,
            query_root=self.query_root.currentData(),
            connect_s=_seconds(self.connect_s, old.connect_s),
            answer_s=_seconds(self.answer_s, old.answer_s),
            web_url=text(self.web_url),
            wado_uri_url=text(self.wado_uri),
            sign_in=self.sign_in.currentData(),
            web_user=text(self.user),
            oauth_client_id=text(self.client_id),
            oauth_scope=text(self.scope),
            oauth_issuer=text(self.issuer),
        )


def port_line(port: int) -> QLineEdit:
    """A line that takes the number of a port."""
    line = QLineEdit(str(port))
    line.setValidator(QIntValidator(1, 65535, line))
    line.setMaximumWidth(100)
    return line


def _seconds_line(most: float) -> QLineEdit:
    line = QLineEdit()
    validator = QDoubleValidator(0.1, most, 1, line)
    validator.setLocale(QLocale.c())
    line.setValidator(validator)
    line.setMaximumWidth(100)
    return line


def _seconds(line: QLineEdit, usual: float) -> float:
    return float(line.text()) if line.hasAcceptableInput() else usual
