"""Recorders: what undo knows of key images and of links."""

from viewer.model.key_image import KeyImage
from viewer.workspace.history import Change
from viewer.workspace.key_images import KeyImages
from viewer.workspace.links import Links


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


class LinkRecorder:
    """Tells of cells that were linked or unlinked."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self._last = links.state

    @property
    def has_news(self) -> bool:
        """Whether cells are linked in another way since the last call."""
        return self._links.state != self._last

    def collect(self) -> Change | None:
        """How cells were linked before, and how they are now."""
        before, after = self._last, self._links.state
        self._last = after
        if before == after:
            return None
        return Change(lambda: self._links.set_state(before), lambda: self._links.set_state(after))
