"""Passwords and tokens of nodes: in the keyring of the system, never in a file of ours (SEC-033).

Where the system has no keyring they are kept for this run only, and asked for in the next.
Imported where a secret is first wanted: a keyring takes long to find.
"""

from typing import ClassVar, Final

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, PasswordDeleteError

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr

_SERVICE: Final = "Radiolucent"


class _ThisRunOnly(KeyringBackend):
    """Stands in for a keyring that the system does not have."""

    priority: ClassVar[float] = -1  # never chosen by itself

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """What was kept."""
        return self._kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self._kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget it."""
        if self._kept.pop((service, username), None) is None:
            raise PasswordDeleteError


def secret_of(node_name: str) -> str:
    """The password or tokens of a node, "" where there are none."""
    try:
        return _keyring().get_password(_SERVICE, node_name) or ""
    except KeyringError as error:
        raise _closed(error) from error


def keep_secret(node_name: str, secret: str) -> bool:
    """Keep it for a node in place of an older one; tells whether it outlives this run."""
    kept_in = _keyring()
    try:
        kept_in.set_password(_SERVICE, node_name, secret)
    except KeyringError as error:
        raise _closed(error) from error
    return not isinstance(kept_in, _ThisRunOnly)


def forget_secret(node_name: str) -> None:
    """Forget what is kept of a node."""
    kept_in = _keyring()
    try:
        if kept_in.get_password(_SERVICE, node_name) is not None:
            kept_in.delete_password(_SERVICE, node_name)
    except KeyringError as error:
        raise _closed(error) from error


def _keyring() -> KeyringBackend:
    found = keyring.get_keyring()
    if found.priority <= 0 and not isinstance(found, _ThisRunOnly):
        found = _ThisRunOnly()
        keyring.set_keyring(found)
    return found


def _closed(error: KeyringError) -> ViewerError:
    return ViewerError(
        tr("The keyring of this computer does not open."),
        hint=tr("Unlock it, or sign in to the desktop again."),
        detail=type(error).__name__,
    )
