"""What only a window can do for a command, by subject; `context.Face` holds one of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from viewer.base.signal import Signal
from viewer.imaging.histogram import Histogram
from viewer.imaging.profile import Curve
from viewer.model.annotation import Annotation
from viewer.model.archive import StudyMark, StudyRow
from viewer.model.follow_up import Visit
from viewer.render.drawing import Drawing
from viewer.render.options import PresetEntry, ScreenMeasure
from viewer.render.presets import OwnPresets
from viewer.workflows.find_duplicates import DuplicateReport
from viewer.workflows.verify_files import VerifyReport
from viewer.workspace.viewport import Viewport

if TYPE_CHECKING:
    from viewer.workflows.study_report import StudyReport  # with pydicom: late, P2


@dataclass(frozen=True, slots=True)
class SendChoice:
    """Which of the offers goes to which node, and whether that is asked to commit to it."""

    offer: int
    node: str
    is_committed: bool


class PlottedValues(Protocol):
    """What is plotted of one annotation; `changed` tells that it was moved, or is gone."""

    changed: Signal[None]

    @property
    def is_region(self) -> bool:
        """Whether it encloses pixels, so that it has a mean in every image."""
        ...

    def now(self) -> Curve | Histogram | None:
        """The profile or the histogram; None once the annotation is gone or off the screen."""
        ...

    @property
    def has_phases(self) -> bool:
        """Whether the same place was taken at several times or settings."""
        ...

    def over_stack(self, done: Callable[[Curve], None]) -> None:
        """Have the mean of the region found in every image of its stack."""
        ...

    def over_phases(self, done: Callable[[Curve], None]) -> None:
        """Have the mean of the region found at its place in every phase."""
        ...


class DisplayFace(Protocol):
    """Windows about the looks of images and about the screen, and pictures of it."""

    def edit_presets(
        self,
        own: OwnPresets,
        modality: str,
        current: PresetEntry | None,
        taken: Callable[[OwnPresets], None],
    ) -> None:
        """Let the user change the window presets; `current` is the window on screen."""
        ...

    def measure_screen(
        self, known: Mapping[str, ScreenMeasure], taken: Callable[[str, ScreenMeasure], None]
    ) -> None:
        """Let the user measure the screen of the window."""
        ...

    def cell_places(self) -> Sequence[tuple[Viewport, int, int]]:
        """The cells on screen with the left and the top of each, in device pixels."""
        ...

    def copy_picture(self, picture: NDArray[np.uint8]) -> None:
        """Put RGB pixels (h, w, 3) into the clipboard."""
        ...

    def burn(self, pixels: NDArray[np.uint8], drawing: Drawing) -> NDArray[np.uint8]:
        """Paint a drawing over gray or RGB pixels, on any thread; returns RGB of the same size."""
        ...

    def show_plot(self, plotted: PlottedValues) -> None:
        """Open a window with the values under an annotation, which follows it."""
        ...

    def write_report(self, report: "StudyReport", path: Path) -> None:
        """Write a report as a PDF file; works on any thread, and raises `ViewerError`."""
        ...

    def check_display(self, known: Mapping[str, ScreenMeasure]) -> None:
        """Show test patterns on the whole screen."""
        ...


class ArchiveFace(Protocol):
    """Windows about the studies that are listed."""

    def show_studies(self) -> None:
        """Open the table of all studies."""
        ...

    def edit_mark(self, row: StudyRow, taken: Callable[[StudyMark], None]) -> None:
        """Let the user write a note and labels."""
        ...

    def confirm_delete(
        self, studies: Sequence[StudyRow], files: int, elsewhere: int, go: Callable[[], None]
    ) -> None:
        """Name what would be deleted from disk, and `go` where the user wants that."""
        ...

    def show_verified(self, report: VerifyReport) -> None:
        """List the files that are missing, changed or unreadable."""
        ...

    def show_duplicates(self, report: DuplicateReport) -> None:
        """List the files of images that lie in several."""
        ...


class LesionFace(Protocol):
    """Windows about what is measured."""

    def show_measurements(self) -> None:
        """Open the table of all measurements of what is open."""
        ...

    def choose_colour(self, colour: str, taken: Callable[[str], None]) -> None:
        """Let the user choose a colour as #rrggbb; "" is that of the theme."""
        ...

    def choose_same_lesion(
        self, selected: Annotation, visits: Sequence[Visit], taken: Callable[[Annotation], None]
    ) -> None:
        """Let the user choose which lesion of the patient `selected` shows."""
        ...

    def show_follow_up(self) -> None:
        """Open the sizes of lesions over the studies of the patient in the active cell."""
        ...


class NetworkFace(Protocol):
    """Windows about nodes and what they hold."""

    def show_query(self) -> None:
        """Open the window that searches nodes."""
        ...

    def choose_send(
        self, offers: Sequence[str], nodes: Sequence[str], taken: Callable[["SendChoice"], None]
    ) -> None:
        """Let the user choose what to send of some offers, and to which node."""
        ...

    def toggle_transfers(self) -> None:
        """Show or hide what is sent and retrieved."""
        ...

    def follow_transfers(self) -> None:
        """Tell in the status bar of what is sent and retrieved, from now on."""
        ...

    def show_nodes(self) -> None:
        """Open the list of nodes."""
        ...

    def show_worklist(self) -> None:
        """Open the window of the modality worklist."""
        ...

    def show_server(self) -> None:
        """Open the window of the server."""
        ...

    def show_audit(self) -> None:
        """Open the window of the audit trail."""
        ...
