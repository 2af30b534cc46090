"""Folding: hide all panels at once, so that only images remain, and bring them back."""

from PySide6.QtWidgets import QWidget


class Folding:
    """Remembers which panels were there when they were hidden."""

    def __init__(self, *panels: QWidget) -> None:
        self._panels = list(panels)
        self._hidden: list[QWidget] = []

    @property
    def is_folded(self) -> bool:
        """Whether the panels are hidden."""
        return bool(self._hidden)

    def add(self, *panels: QWidget) -> None:
        """Hide `panels` too from now on."""
        self._panels.extend(panels)

    def fold(self) -> None:
        """Hide what is visible."""
        self._hidden = [panel for panel in self._panels if panel.isVisible()]
        for panel in self._hidden:
            panel.hide()

    def unfold(self) -> None:
        """Bring back what was hidden; nothing when nothing was."""
        hidden, self._hidden = self._hidden, []
        for panel in hidden:
            panel.show()
