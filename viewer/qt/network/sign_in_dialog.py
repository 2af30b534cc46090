"""Sign in to a DICOMweb node: a password or token into the keyring, or OAuth 2.0."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.model.node import Node, SignIn, is_web_url
from viewer.qt.parts import Parts
from viewer.qt.text import PlainLabel, WrappedLabel
from viewer.qt.theme import body_font

_LONGEST_SECRET: Final = 8000  # characters; tokens may be long
_CODE_PX: Final = 24


class SignInDialog(QDialog):
    """One node, one way: what is typed or given goes into the keyring and nowhere else."""

    def __init__(self, parts: Parts, node: Node, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Sign in"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        self._parts = parts
        self._node = node
        self._job: Job | None = None
        self._url = ""
        self.secret = QLineEdit(self)
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setMaxLength(_LONGEST_SECRET)
        self.page, self.code = WrappedLabel("", self), PlainLabel("", self)
        self.code.setFont(body_font(_CODE_PX, is_bold=True))
        for label in (self.page, self.code):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words = WrappedLabel("", self, role="second")
        self.open_page = QPushButton(tr("Open the page"), self)
        self.keep = QPushButton(tr("Keep"), self)
        self.close_button = QPushButton(tr("Cancel"), self)
        self._lay_out()
        if node.sign_in.is_oauth:
            self._begin()

    def _lay_out(self) -> None:
        is_oauth = self._node.sign_in.is_oauth
        what = {
            SignIn.BASIC: tr("Password of {user} for {node}"),
            SignIn.BEARER: tr("Token for {node}"),
        }.get(self._node.sign_in, tr("Sign in to {node}"))
        title = PlainLabel(what.format(user=self._node.web_user, node=self._node.name), self)
        self.secret.setAccessibleName(title.text())
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.open_page, self.keep, self.close_button):
            buttons.addWidget(button)
        self.close_button.setAutoDefault(False)
        self.open_page.setEnabled(False)
        self.open_page.clicked.connect(self._open)
        self.keep.clicked.connect(self._keep)
        self.close_button.clicked.connect(self.reject)
        for widget, is_shown in ((self.secret, not is_oauth), (self.keep, not is_oauth),
                                 (self.page, False), (self.code, False),
                                 (self.open_page, is_oauth)):  # fmt: skip
            widget.setVisible(is_shown)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        for part in (title, self.secret, self.page, self.code, self.words):
            layout.addWidget(part)
        layout.addLayout(buttons)

    def _keep(self) -> None:
        name, secret = self._node.name, self.secret.text().strip()
        if not secret:
            return
        self.keep.setEnabled(False)

        def work(_job: Job) -> bool:
            from viewer.net.secrets import keep_secret  # late: a keyring takes long to find

            return keep_secret(name, secret)

        self._run(work)

    def _begin(self) -> None:
        """Have the authorisation server tell where to go, then wait until somebody went there."""
        node = self._node
        self.words.set_plain(tr("Asking the authorisation server…"))

        def work(job: Job) -> bool:
            from viewer.net.web.oauth import sign_in  # late: HTTP only where it is wanted

            return sign_in(node, ask=lambda visit: job.send((visit.url, visit.code)), job=job)

        self._run(work)

    def _run(self, work: Callable[[Job], bool]) -> None:
        self._job = self._parts.runner.submit(
            Lane.NET, work, received=self._ask, done=self._done, failed=self._tell
        )

    def _ask(self, told: tuple[str, str]) -> None:
        self._url, code = told
        self.open_page.setEnabled(True)
        if code:
            self.page.set_plain(tr("Open {page} here or elsewhere, and enter this code:").format(
                page=self._url
            ))  # fmt: skip
            self.code.set_plain(code)
            self.code.show()
        else:
            self.page.set_plain(tr("Sign in on the page that opens in the browser."))
            self._open()
        self.page.show()
        self._say(tr("Waiting until you have signed in…"))

    def _say(self, text: str) -> None:
        self.words.set_plain(text)
        self.adjustSize()  # it may need more lines than there were, or fewer

    def _open(self) -> None:
        if is_page(self._url):
            QDesktopServices.openUrl(QUrl(self._url))

    def _done(self, is_kept: bool) -> None:
        self._job = None
        self.secret.clear()
        for part in (self.code, self.page, self.open_page, self.keep):
            part.hide()
        self.close_button.setText(tr("Close"))
        if self._node.sign_in.is_oauth:
            for_now = tr("Signed in until the program ends: this computer has no keyring.")
            self._say(tr("Signed in.") if is_kept else for_now)
            return
        for_now = tr("This computer has no keyring: it is kept until the program ends.")
        self._say(tr("Kept in the keyring.") if is_kept else for_now)

    def _tell(self, error: ViewerError) -> None:
        self._job = None
        self.keep.setEnabled(True)
        self.open_page.setEnabled(False)
        self.code.hide()
        self.page.hide()
        self.close_button.setText(tr("Close"))
        self._say(f"{error.message} {error.hint}".strip())

    def done(self, result: int) -> None:
        """Wait no longer."""
        if self._job is not None:
            self._job.cancel()
        self.secret.clear()
        super().done(result)


def is_page(url: str) -> bool:
    """Whether a browser may be sent there: http or https, whatever the question behind it."""
    return is_web_url(url.partition("?")[0])
