"""Credentials: what tells a DICOMweb server who we are (RFC 7617, RFC 6750)."""

import base64

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.model.node import Node, SignIn
from viewer.net.web.answers import SignInNeededError


class Credentials:
    """The header of a node's requests; what it is made of stands in the keyring."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._header: str | None = "" if node.sign_in is SignIn.NONE else None

    def header(self, job: Job) -> str:
        """The value of the Authorization header, "" for none; `SignInNeededError` without secret.

        Tokens that ended are renewed first.
        """
        if self._header is None:
            self._header = self._made(job)
        return self._header

    def renew(self, job: Job) -> bool:
        """After a refusal: whether there is another token now."""
        if not self._node.sign_in.is_oauth:
            return False
        from viewer.net.web.oauth import renewed_token

        self._header = f"Bearer {renewed_token(self._node, job=job)}"
        return True

    def _made(self, job: Job) -> str:
        node = self._node
        if node.sign_in.is_oauth:
            from viewer.net.web.oauth import usable_token

            return f"Bearer {usable_token(node, job=job)}"
        from viewer.net.secrets import secret_of  # late: a keyring takes long to find

        secret = secret_of(node.name)
        if not secret:
            raise SignInNeededError(
                tr("There is no password for the node in the keyring.")
                if node.sign_in is SignIn.BASIC
                else tr("There is no token for the node in the keyring."),
                hint=tr("Enter it under Nodes, Sign-in, or: {command}").format(
                    command=f'radiolucent node secret "{node.name}"'
                ),
            )
        if node.sign_in is SignIn.BEARER:
            return f"Bearer {secret}"
        pair = f"{node.web_user}:{secret}".encode()
        return f"Basic {base64.b64encode(pair).decode('ascii')}"
