"""WindowFace: what only a window can do for a command."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMainWindow

from viewer.base.i18n import tr
from viewer.commands.command import Invocation
from viewer.commands.context import Notice, Tone
from viewer.frames.store import FrameFailure
from viewer.model.hanging import HangingProtocol
from viewer.model.identity import StudyUid
from viewer.model.layout import Grid
from viewer.qt.actions import Actions
from viewer.qt.browser.archive_face import WindowArchiveFace
from viewer.qt.display_face import WindowDisplayFace
from viewer.qt.follow_up.lesion_face import WindowLesionFace
from viewer.qt.layout_chooser import pop_up_chooser
from viewer.qt.messages import Offer
from viewer.qt.network.network_face import WindowNetworkFace
from viewer.qt.parts import Parts
from viewer.qt.session_state import forget_folders
from viewer.qt.text import count_text
from viewer.qt.theme import Look
from viewer.qt.window_panels import WindowPanels
from viewer.workflows.choose_character_set import CharacterSetChoice
from viewer.workflows.open_paths import OpenReport
from viewer.workflows.path_failure import PathFailure
from viewer.workspace.hangings import Hangings

if TYPE_CHECKING:
    from viewer.qt.dialogs.why_dialog import WhyDialog


class WindowFace:
    """Implements `commands.context.Face` for the main window; nothing here blocks."""

    def __init__(self, window: QMainWindow, parts: Parts, panels: WindowPanels, look: Look) -> None:
        self._window = window
        self._parts = parts
        self.verbs: Actions | None = None  # which need this face first
        self.display = WindowDisplayFace(window, panels.grid, look)
        self.network = WindowNetworkFace(
            window,
            parts,
            self._run,
            panels.browser.refresh_soon,
            look=look,
            panel_made=panels.folding.add,
        )
        self.archive = WindowArchiveFace(window, parts, self._run, look)
        self.lesions = WindowLesionFace(window, parts, self._run, look)
        self._images = panels.grid
        self._browser = panels.browser
        self._browser_dock = panels.browser_dock
        self._problems = panels.problems
        self._messages = panels.messages
        self._folding = panels.folding
        self._tags = panels.tags
        self._look = look
        self._whys: list[WhyDialog] = []
        self._is_private = self._has_told_way_back = False
        self.wants_restart = False

    def choose_files(self) -> Sequence[Path]:
        """Ask for files."""
        names, _ = QFileDialog.getOpenFileNames(self._window, tr("Open files"))
        forget_folders()
        return [Path(name) for name in names]

    def choose_folder(self) -> Path | None:
        """Ask for a folder."""
        name = QFileDialog.getExistingDirectory(self._window, tr("Open folder"))
        forget_folders()
        return Path(name) if name else None

    def choose_character_set(
        self, choice: CharacterSetChoice, chosen: Callable[[str], None]
    ) -> None:
        """Open the list of character sets."""
        from viewer.qt.dialogs.character_set_dialog import CharacterSetDialog  # late, P2

        dialog = CharacterSetDialog(choice, self._window)
        dialog.chosen.connect(chosen)
        dialog.open()

    def choose_new_file(self, title: str, name: str) -> Path | None:
        """Ask where to write."""
        chosen, _ = QFileDialog.getSaveFileName(self._window, tr(title), name)
        forget_folders()
        return Path(chosen).with_suffix(Path(name).suffix) if chosen else None

    def ask_text(self, title: str, text: str, taken: Callable[[str], None]) -> None:
        """Open a box for one line."""
        from viewer.qt.dialogs.text_dialog import TextDialog  # late, P2

        dialog = TextDialog(tr(title), text, self._window)
        dialog.taken.connect(taken)
        dialog.open()

    def ask_password(self, path: Path, *, is_wrong: bool, taken: Callable[[str], None]) -> None:
        """Open a box for a password."""
        from viewer.qt.dialogs.password_dialog import PasswordDialog  # late, P2

        name = tr("This archive") if self._is_private else path.name
        dialog = PasswordDialog(name, self._window, is_wrong=is_wrong)
        dialog.taken.connect(taken)
        dialog.open()

    def open_why(self, path: Path) -> "WhyDialog":
        """Open a window beside the images for what will be found out about a file."""
        from viewer.qt.dialogs.why_dialog import WhyDialog  # late, P2

        dialog = WhyDialog(path, self._look, self._window, is_private=self._is_private)
        self._whys.append(dialog)
        dialog.when_closed(lambda: self._whys.remove(dialog))
        dialog.show()
        return dialog

    def set_private(self, is_private: bool) -> None:
        """Hide what files are called in the windows that are open and in those to come."""
        self._is_private = is_private
        self.network.set_private(is_private)
        for dialog in self._whys:
            dialog.set_private(is_private)

    def show_hangings(
        self,
        hangings: Hangings,
        study_uid: StudyUid | None,
        changed: Callable[[Sequence[HangingProtocol]], None],
    ) -> None:
        """Open the list of hanging protocols."""
        from viewer.qt.dialogs.hanging_dialog import open_hangings  # late, P2

        dialog = open_hangings(hangings, study_uid, self._window)
        dialog.changed.connect(changed)
        dialog.failed.connect(self._messages.tell_error)

    def choose_grid(self, chosen: Callable[[Grid], None]) -> None:
        """Pop up the small grid in the middle of the images."""
        pop_up_chooser(self._look, self._window, self._images, chosen)

    def show_problems(self, report: OpenReport) -> None:
        """Tell how many files failed, and offer the list; show it where nothing else is open."""
        told = (*report.failed, *report.missing)
        self._problems.set_problems([(failure.path, failure.reason) for failure in told])
        if not self._parts.workspace.display_sets:
            self._folding.unfold()
            self._problems.show()
            return
        count = count_text(len(told), tr("file"), tr("files"))
        self._tell_problems(tr("{count} could not be shown.").format(count=count))

    def offer_problems(self, failures: Sequence[PathFailure], notice: Notice) -> None:
        """Tell of files that failed elsewhere than on screen, and offer their list."""
        self._problems.set_problems([(each.path, each.reason) for each in failures])

        def show() -> None:
            self._folding.unfold()
            self._problems.show()

        self._messages.tell(notice, Offer(tr("Show the list"), show))

    def list_passed_over(self, report: OpenReport) -> None:
        """Show the list of what is no DICOM."""
        self._problems.set_problems([(each.path, each.reason) for each in report.passed_over])
        self._folding.unfold()
        self._problems.show()

    def add_problem(self, failure: FrameFailure) -> None:
        """List a file whose image failed, and tell of it once."""
        error = failure.error
        reason = " ".join(part for part in (error.message, error.hint) if part)
        if self._problems.add_problem(failure.ref.path, reason):
            self._tell_problems(tr("There are images that cannot be shown."))

    def toggle_problems(self) -> None:
        """Show or hide the list of files that could not be shown."""
        self._folding.unfold()
        self._problems.setVisible(self._problems.isHidden())

    def _tell_problems(self, message: str) -> None:
        if self._problems.isHidden():
            notice = Notice(Tone.WARNING, message)
            self._messages.tell(notice, Offer(tr("Show the list"), self._problems.show))

    def show_about(self) -> None:
        """Open the About window."""
        from viewer.qt.dialogs.about import AboutDialog  # late, P2

        AboutDialog(self._window).open()

    def show_shortcuts(self) -> None:
        """Open the list of keys."""
        from viewer.qt.dialogs.shortcuts_dialog import ShortcutsDialog  # late, P2

        keys = self.verbs.keys if self.verbs is not None else {}
        ShortcutsDialog(self._parts.registry, keys, self._window).open()

    def show_palette(self) -> None:
        """Open the list of commands."""
        from viewer.qt.dialogs.palette import CommandPalette  # late, P2

        if self.verbs is not None:
            CommandPalette(self.verbs.rows(), self.verbs.run, self._window).show()

    def show_preferences(self, page: str) -> None:
        """Open the preferences, once."""
        from viewer.qt.preferences.open_preferences import open_preferences  # late, P2

        open_preferences(self._parts, self._look, self._window, page, self.restart)

    def focus_search(self) -> None:
        """Go to the search box, out of hiding if need be."""
        self._folding.unfold()
        self._browser_dock.show()
        self._browser.focus_search()

    def focus_part(self, steps: int) -> None:
        """Go round the window by keys."""
        from viewer.qt.focus_parts import step_focus  # late, P2

        self._folding.unfold()
        step_focus(self._window, self._images, steps)

    def toggle_panels(self) -> None:
        """Hide everything but the images, or bring it back."""
        if self._folding.is_folded:
            self._folding.unfold()
            return
        self._folding.fold()
        self._images.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self._has_told_way_back:  # once: it takes room from the images and gives it back
            self._has_told_way_back = True
            self._messages.tell(Notice(Tone.NOTE, tr("The Tab key brings the panels back.")))

    def toggle_tags(self) -> None:
        """Show or hide the tag browser."""
        self._folding.unfold()
        self._tags.toggle()

    def restart(self) -> None:
        """Close the window and open another, which goes on where this one was."""
        self.wants_restart = True
        self._window.close()

    def quit(self) -> None:
        """Close the window, and with it the program."""
        self._window.close()

    def _run(self, invocation: Invocation) -> bool:
        return self.verbs is not None and self.verbs.run(invocation)
