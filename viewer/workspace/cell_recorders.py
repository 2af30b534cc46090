"""Recorders: what undo knows of key images, and of whatever is one value."""

from typing import Generic, Protocol, TypeVar

from viewer.model.key_image import KeyImage
from viewer.workspace.history import Change
from viewer.workspace.key_images import KeyImages

S = TypeVar("S")


class KeyImageRecorder:
    """Tells of images that somebody marked or unmarked; not of marks that are read."""

    def __init__(self, key_images: KeyImages) -> None:
        self._key_images = key_images
        self._flipped: frozenset[KeyImage] = frozenset()
        key_images.edited.connect(self._note)

    @property
    def has_news(self) -> bool:
        """Whether a mark came or went since the last call."""
        return bool(self._flipped)

    def collect(self) -> Change | None:
        """Which marks came or went since the last call."""
        flipped, self._flipped = self._flipped, frozenset()
        if not flipped:
            return None
        return Change(lambda: self._flip(flipped), lambda: self._flip(flipped))

    def _note(self, keys: frozenset[KeyImage]) -> None:
        self._flipped ^= keys

    def _flip(self, keys: frozenset[KeyImage]) -> None:
        self._key_images.restore(self._key_images.all ^ keys)


class Stateful(Protocol[S]):
    """Owns one value that is the whole of what undo takes back."""

    @property
    def state(self) -> S:
        """What it is now; another value for every change."""
        ...

    def set_state(self, state: S) -> None:
        """Have it as it was."""
        ...


class StateRecorder(Generic[S]):
    """Tells of changes of one value: how cells are linked, how the shapes of others look."""

    def __init__(self, owner: Stateful[S]) -> None:
        self._owner = owner
        self._last = owner.state

    @property
    def has_news(self) -> bool:
        """Whether it is another than at the last call."""
        return self._owner.state != self._last

    def collect(self) -> Change | None:
        """What it was before, and what it is now."""
        before, after = self._last, self._owner.state
        self._last = after
        if before == after:
            return None
        return Change(lambda: self._owner.set_state(before), lambda: self._owner.set_state(after))
