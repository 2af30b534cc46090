"""Narrowing: panels give way to the images in a window that is too narrow for both."""

from PySide6.QtWidgets import QDockWidget


class Narrowing:
    """Hides panels below a width of the window, and shows again what it has hidden.

    A panel that the user opened or closed by hand stays as he wants it.
    """

    def __init__(self) -> None:
        self._widths: dict[QDockWidget, int] = {}
        self._hidden: list[QDockWidget] = []

    def add(self, panel: QDockWidget, width: int) -> None:
        """Hide `panel` in windows narrower than `width`."""
        self._widths[panel] = width
        panel.toggleViewAction().triggered.connect(lambda: self._leave(panel))

    def fit(self, width: int) -> None:
        """The window is as wide now."""
        for panel, needed in self._widths.items():
            if width < needed and not panel.isHidden():
                panel.hide()
                panel.toggleViewAction().setChecked(False)  # Qt forgets it before the first show
                self._hidden.append(panel)
            elif width >= needed and panel in self._hidden:
                self._hidden.remove(panel)
                panel.show()
                panel.toggleViewAction().setChecked(True)

    def widen(self) -> None:
        """Show what was hidden: the next window may have room for it."""
        for panel in self._hidden:
            panel.show()
        self._hidden.clear()

    def _leave(self, panel: QDockWidget) -> None:
        self._widths.pop(panel, None)
        if panel in self._hidden:
            self._hidden.remove(panel)
