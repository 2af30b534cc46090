"""WindowLesionFace: windows about what is measured, each loaded when first wanted."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QMainWindow

from viewer.base.i18n import tr
from viewer.commands.command import Invocation
from viewer.model.annotation import Annotation
from viewer.model.follow_up import Visit
from viewer.qt.parts import Parts
from viewer.qt.theme import DARK, Look


class WindowLesionFace:
    """Implements `commands.faces.LesionFace` for the main window."""

    def __init__(
        self, window: QMainWindow, parts: Parts, run: Callable[[Invocation], bool], look: Look
    ) -> None:
        self._window = window
        self._parts = parts
        self._run = run
        self._look = look

    def show_measurements(self) -> None:
        """Open the table, once."""
        from viewer.qt.measurements.window import MeasurementsWindow  # late, P2

        dialog = self._window.findChild(MeasurementsWindow)
        if not isinstance(dialog, MeasurementsWindow):
            dialog = MeasurementsWindow(self._parts, self._run, self._look, self._window)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def choose_colour(self, colour: str, taken: Callable[[str], None]) -> None:
        """Open the colours of Qt, which look alike everywhere."""
        dialog = QColorDialog(QColor(colour or DARK.annotation), self._window)
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setWindowTitle(tr("Own colour"))
        dialog.colorSelected.connect(lambda chosen: taken(chosen.name()))
        dialog.open()

    def choose_same_lesion(
        self, selected: Annotation, visits: Sequence[Visit], taken: Callable[[Annotation], None]
    ) -> None:
        """Open the list of the patient's lesions."""
        from viewer.qt.follow_up.same_lesion_dialog import SameLesionDialog  # late, P2

        dialog = SameLesionDialog(selected, visits, self._window)
        dialog.taken.connect(taken)
        dialog.open()

    def show_follow_up(self) -> None:
        """Open the window of the lesions, once."""
        from viewer.qt.follow_up.window import FollowUpWindow  # late, P2

        dialog = self._window.findChild(FollowUpWindow)
        if not isinstance(dialog, FollowUpWindow):
            dialog = FollowUpWindow(self._parts, self._run, self._look, self._window)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        dialog.refresh()
