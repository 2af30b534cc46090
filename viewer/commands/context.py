"""Context: everything that commands act on, handed in and never looked up."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from viewer.base.jobs import JobRunner, Progress
from viewer.base.paths import AppPaths
from viewer.commands.faces import ArchiveFace, DisplayFace, LesionFace, NetworkFace
from viewer.frames.store import FrameStore
from viewer.index.archive import SqliteArchive
from viewer.model.annotation import Annotation
from viewer.model.audit import AuditEvent
from viewer.model.hanging import HangingProtocol
from viewer.model.identity import StudyUid
from viewer.model.layout import Grid
from viewer.settings.store import SettingsStore
from viewer.workflows.choose_character_set import CharacterSetChoice
from viewer.workflows.diagnosis import Diagnosis
from viewer.workflows.keep_marks import KeptMarks
from viewer.workflows.open_paths import OpenReport
from viewer.workflows.path_failure import PathFailure
from viewer.workflows.server_studies import ServerStudies
from viewer.workflows.transfers import Transfers
from viewer.workspace.hangings import Hangings
from viewer.workspace.history import History
from viewer.workspace.workspace import Workspace


class Tone(Enum):
    """How a notice is meant."""

    GOOD = "good"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell the user, without a question; no field holds patient data."""

    tone: Tone
    message: str
    hint: str = ""
    detail: str = ""


class WhyView(Protocol):
    """A place that tells what was found out about a file; it is open at once."""

    def show_progress(self, progress: Progress) -> None:
        """Tell how many frames have been looked at."""
        ...

    def show_diagnosis(self, diagnosis: Diagnosis) -> None:
        """Tell what was found out."""
        ...

    def when_closed(self, act: Callable[[], None]) -> None:
        """Have `act` called when nobody wants to know any more."""
        ...


class Face(Protocol):
    """What only a window can do for a command; the rest of it by subject."""

    @property
    def display(self) -> DisplayFace:
        """Windows about the looks of images and about the screen."""
        ...

    @property
    def archive(self) -> ArchiveFace:
        """Windows about the studies that are listed."""
        ...

    @property
    def lesions(self) -> LesionFace:
        """Windows about what is measured."""
        ...

    @property
    def network(self) -> NetworkFace:
        """Windows about nodes and what they hold."""
        ...

    def choose_files(self) -> Sequence[Path]:
        """Let the user choose files; empty when they think better of it."""
        ...

    def choose_folder(self) -> Path | None:
        """Let the user choose a folder."""
        ...

    def choose_character_set(
        self, choice: CharacterSetChoice, chosen: Callable[[str], None]
    ) -> None:
        """Offer other character sets for a study; `chosen` is called with the one taken."""
        ...

    def choose_new_file(self, title: str, name: str) -> Path | None:
        """Let the user choose where to write a file that is proposed to be called `name`."""
        ...

    def ask_text(self, title: str, text: str, taken: Callable[[str], None]) -> None:
        """Let the user write a line; `taken` is called with it unless they think better of it."""
        ...

    def ask_password(self, path: Path, *, is_wrong: bool, taken: Callable[[str], None]) -> None:
        """Ask for the password of an archive; `is_wrong`: once more, the last was not it."""
        ...

    def open_why(self, path: Path) -> WhyView:
        """Open a place for what will be found out about a file."""
        ...

    def show_hangings(
        self,
        hangings: Hangings,
        study_uid: StudyUid | None,
        changed: Callable[[Sequence[HangingProtocol]], None],
    ) -> None:
        """Open the list of hanging protocols, with what each says to a study."""
        ...

    def choose_grid(self, chosen: Callable[[Grid], None]) -> None:
        """Let the user choose rows and columns."""
        ...

    def show_problems(self, report: OpenReport) -> None:
        """List the files that could not be opened, each with its reason."""
        ...

    def offer_problems(self, failures: Sequence[PathFailure], notice: Notice) -> None:
        """Tell `notice`, and offer the list of these files."""
        ...

    def list_passed_over(self, report: OpenReport) -> None:
        """List the files that are no DICOM, each with its reason."""
        ...

    def toggle_problems(self) -> None:
        """Show or hide that list."""
        ...

    def show_about(self) -> None:
        """Show version, licence and what this program is not."""
        ...

    def show_shortcuts(self) -> None:
        """List the commands with their keys."""
        ...

    def show_palette(self) -> None:
        """List the commands to choose one by its name."""
        ...

    def show_preferences(self, page: str) -> None:
        """Open the preferences, at a page by its title or where they were."""
        ...

    def focus_search(self) -> None:
        """Put the cursor into the search box of the study browser."""
        ...

    def focus_part(self, steps: int) -> None:
        """Give the keys to the next part of the window, or to an earlier one."""
        ...

    def toggle_panels(self) -> None:
        """Hide all panels so that only images remain, or bring them back."""
        ...

    def toggle_tags(self) -> None:
        """Show or hide the tags of the image on screen."""
        ...

    def restart(self) -> None:
        """Close the program and start it again, to go on where it was."""
        ...

    def quit(self) -> None:
        """Close the program."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """The objects of one running program."""

    workspace: Workspace
    history: History
    hangings: Hangings
    frames: FrameStore
    archive: SqliteArchive
    runner: JobRunner
    paths: AppPaths
    settings: SettingsStore
    servers: ServerStudies
    notify: Callable[[Notice], None]
    face: Face
    transfers: Transfers
    kept_annotations: KeptMarks[Annotation]
    now_s: Callable[[], float] = time.monotonic
    audit: Callable[[AuditEvent], None] = lambda _event: None
