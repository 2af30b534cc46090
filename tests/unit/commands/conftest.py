"""A whole program without a window: real workspace and files, a face that only remembers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from viewer.base.jobs import InlineRunner, Progress
from viewer.base.paths import app_paths
from viewer.commands.builtin import BUILTIN_MODULES
from viewer.commands.context import Context, Notice
from viewer.commands.faces import PlottedValues, SendChoice
from viewer.commands.registry import CommandRegistry
from viewer.frames.store import FrameStore
from viewer.index.annotation_store import AnnotationStore
from viewer.index.archive import SqliteArchive
from viewer.model.annotation import Annotation
from viewer.model.archive import NO_MARK, StudyMark, StudyRow
from viewer.model.follow_up import Visit
from viewer.model.hanging import HangingProtocol
from viewer.model.identity import StudyUid
from viewer.model.layout import Grid
from viewer.render.drawing import Drawing
from viewer.render.flatten import flatten
from viewer.render.options import PresetEntry, ScreenMeasure
from viewer.render.presets import OwnPresets
from viewer.settings.store import SettingsStore
from viewer.workflows.bring_back import make_history
from viewer.workflows.choose_character_set import CharacterSetChoice
from viewer.workflows.desk import make_desk
from viewer.workflows.diagnosis import Diagnosis
from viewer.workflows.hanging_file import default_protocols
from viewer.workflows.keep_marks import keep_annotations
from viewer.workflows.open_paths import OpenReport
from viewer.workflows.path_failure import PathFailure
from viewer.workflows.server_studies import ServerStudies
from viewer.workflows.study_report import StudyReport
from viewer.workflows.transfers import Transfers
from viewer.workflows.verify_files import VerifyReport
from viewer.workspace.hangings import Hangings
from viewer.workspace.viewport import Viewport
from viewer.workspace.workspace import Workspace


@dataclass
class FakeWhy:
    """Remembers what it was told."""

    path: Path
    diagnosis: Diagnosis | None = None
    close: Callable[[], None] | None = None

    def show_progress(self, progress: Progress) -> None:
        pass

    def show_diagnosis(self, diagnosis: Diagnosis) -> None:
        self.diagnosis = diagnosis

    def when_closed(self, act: Callable[[], None]) -> None:
        self.close = act


@dataclass
class FakeFace:
    """Answers what it was told to answer, and remembers what it was asked."""

    files: Sequence[Path] = ()
    folder: Path | None = None
    character_set: str | None = None
    grid: Grid | None = None
    choices: list[CharacterSetChoice] = field(default_factory=list)
    problems: list[OpenReport] = field(default_factory=list)
    failures: list[tuple[PathFailure, ...]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    text: str | None = None
    places: list[tuple[Viewport, int, int]] = field(default_factory=list)
    pictures: list[NDArray[np.uint8]] = field(default_factory=list)
    new_file: Path | None = None
    passwords: list[str] = field(default_factory=list)
    whys: list[FakeWhy] = field(default_factory=list)
    mark: StudyMark = NO_MARK
    offered_visits: tuple[Visit, ...] = ()
    confirms: bool = False
    verified: list[VerifyReport] = field(default_factory=list)
    reports: list[StudyReport] = field(default_factory=list)
    plots: list[PlottedValues] = field(default_factory=list)

    @property
    def display(self) -> "FakeFace":
        return self

    @property
    def archive(self) -> "FakeFace":
        return self

    @property
    def lesions(self) -> "FakeFace":
        return self

    @property
    def network(self) -> "FakeFace":
        return self

    def show_measurements(self) -> None:
        self.asked.append("measurements")

    def show_follow_up(self) -> None:
        self.asked.append("follow-up")

    def choose_colour(self, colour: str, taken: Callable[[str], None]) -> None:
        self.asked.append(f"colour {colour}")
        taken("#123456")

    def choose_same_lesion(
        self, selected: Annotation, visits: Sequence[Visit], taken: Callable[[Annotation], None]
    ) -> None:
        self.offered_visits = tuple(visits)
        others = [each for visit in visits for each in visit.annotations]
        taken(next(each for each in others if each.uid != selected.uid))

    def choose_files(self) -> Sequence[Path]:
        return self.files

    def choose_folder(self) -> Path | None:
        return self.folder

    def choose_character_set(
        self, choice: CharacterSetChoice, chosen: Callable[[str], None]
    ) -> None:
        self.choices.append(choice)
        if self.character_set is not None:
            chosen(self.character_set)

    def choose_new_file(self, title: str, name: str) -> Path | None:
        self.asked.append(name)
        return self.new_file

    def ask_text(self, title: str, text: str, taken: Callable[[str], None]) -> None:
        self.asked.append(title)
        if self.text is not None:
            taken(self.text)

    def ask_password(self, path: Path, *, is_wrong: bool, taken: Callable[[str], None]) -> None:
        self.asked.append("wrong" if is_wrong else "password")
        if self.passwords:
            taken(self.passwords.pop(0))

    def open_why(self, path: Path) -> FakeWhy:
        self.whys.append(FakeWhy(path))
        return self.whys[-1]

    def edit_presets(
        self,
        own: OwnPresets,
        modality: str,
        current: PresetEntry | None,
        taken: Callable[[OwnPresets], None],
    ) -> None:
        self.asked.append(f"{modality} {current and current.center:g}")
        taken({**own, modality: (PresetEntry("Own", 1, 2),)})

    def measure_screen(
        self, known: Mapping[str, ScreenMeasure], taken: Callable[[str, ScreenMeasure], None]
    ) -> None:
        taken("screen 1", ScreenMeasure(pitch_mm=0.25))

    def cell_places(self) -> Sequence[tuple[Viewport, int, int]]:
        return self.places

    def burn(self, pixels: NDArray[np.uint8], drawing: Drawing) -> NDArray[np.uint8]:
        return flatten(pixels, drawing)

    def show_plot(self, plotted: PlottedValues) -> None:
        self.plots.append(plotted)

    def write_report(self, report: StudyReport, path: Path) -> None:
        self.reports.append(report)

    def copy_picture(self, picture: NDArray[np.uint8]) -> None:
        self.pictures.append(picture)

    def check_display(self, known: Mapping[str, ScreenMeasure]) -> None:
        self.asked.append(f"check {len(known)}")

    def show_hangings(
        self,
        hangings: Hangings,
        study_uid: StudyUid | None,
        changed: Callable[[Sequence[HangingProtocol]], None],
    ) -> None:
        self.asked.append("hangings")

    def choose_grid(self, chosen: Callable[[Grid], None]) -> None:
        if self.grid is not None:
            chosen(self.grid)

    def show_problems(self, report: OpenReport) -> None:
        self.problems.append(report)

    def offer_problems(self, failures: Sequence[PathFailure], notice: Notice) -> None:
        self.failures.append(tuple(failures))
        self.notices.append(notice)

    def list_passed_over(self, report: OpenReport) -> None:
        self.problems.append(report)

    def toggle_problems(self) -> None:
        self.asked.append("problems")

    def show_about(self) -> None:
        self.asked.append("about")

    def show_shortcuts(self) -> None:
        self.asked.append("shortcuts")

    def show_palette(self) -> None:
        self.asked.append("palette")

    def show_preferences(self, page: str) -> None:
        self.asked.append("preferences" + page)

    def show_query(self) -> None:
        self.asked.append("query")

    def choose_send(
        self, offers: Sequence[str], nodes: Sequence[str], taken: Callable[[SendChoice], None]
    ) -> None:
        self.asked.append("send")
        taken(SendChoice(0, nodes[0], is_committed=False))

    def toggle_transfers(self) -> None:
        self.asked.append("transfers")

    def follow_transfers(self) -> None:
        self.asked.append("sign")

    def show_studies(self) -> None:
        self.asked.append("studies")

    def edit_mark(self, row: StudyRow, taken: Callable[[StudyMark], None]) -> None:
        self.asked.append(row.mark.note)
        taken(self.mark)

    def confirm_delete(
        self, studies: Sequence[StudyRow], files: int, elsewhere: int, go: Callable[[], None]
    ) -> None:
        self.asked.append(f"{len(studies)} studies, {files} files, {elsewhere} elsewhere")
        if self.confirms:
            go()

    def show_verified(self, report: VerifyReport) -> None:
        self.verified.append(report)

    def show_nodes(self) -> None:
        self.asked.append("nodes")

    def focus_search(self) -> None:
        self.asked.append("search")

    def toggle_panels(self) -> None:
        self.asked.append("panels")

    def toggle_tags(self) -> None:
        self.asked.append("tags")

    def focus_part(self, steps: int) -> None:
        self.asked.append(f"part {steps}")

    def restart(self) -> None:
        self.asked.append("restart")

    def quit(self) -> None:
        self.asked.append("quit")


@pytest.fixture
def face() -> FakeFace:
    return FakeFace()


@pytest.fixture
def notices() -> list[Notice]:
    return []


@pytest.fixture
def registry() -> CommandRegistry:
    return CommandRegistry(BUILTIN_MODULES)


@pytest.fixture
def context(tmp_path: Path, face: FakeFace, notices: list[Notice]) -> Iterator[Context]:
    runner = InlineRunner()
    frames = FrameStore(runner)
    paths = app_paths(tmp_path / "home").create()
    archive = SqliteArchive(paths.index_file)
    workspace = Workspace(frames)
    servers = ServerStudies(paths.cache / "servers")
    transfers = Transfers(lambda: make_desk(paths, archive, lambda _event: None), runner)
    yield Context(
        workspace=workspace,
        history=make_history(workspace, archive, runner),
        hangings=Hangings(workspace, default_protocols()),
        frames=frames,
        archive=archive,
        runner=runner,
        paths=paths,
        settings=SettingsStore(paths.settings_file),
        servers=servers,
        notify=notices.append,
        face=face,
        transfers=transfers,
        kept_annotations=keep_annotations(
            workspace, AnnotationStore(paths.annotations_file), runner
        ),
        now_s=lambda: 0.0,
    )
    transfers.close()
    frames.close()
    servers.close()
    archive.close()
