"""Studies hang when the user opens them; what the user arranged stays; priors are found."""

from pathlib import Path

import pytest

from tests.support.builders import ct_series, uid
from tests.support.mammograms import mammogram, screening
from tests.unit.commands.conftest import FakeFace
from viewer.commands.command import call
from viewer.commands.context import Context, Notice
from viewer.commands.dispatch import run
from viewer.commands.opening import Opening
from viewer.commands.registry import CommandRegistry
from viewer.dicom.scan import scan_file
from viewer.model.hanging import Times
from viewer.model.layout import Grid
from viewer.workflows.hanging_file import default_protocols, read_protocols


class Reader:
    """Whoever sits in front of the screen."""

    def __init__(self, context: Context, registry: CommandRegistry) -> None:
        self.context = context
        self.registry = registry

    def do(self, command_id: str, **arguments: object) -> bool:
        return run(call(command_id, **arguments), self.context, self.registry)

    def open(self, folder: Path) -> None:
        assert self.do("study.open_paths", paths=[folder])

    @property
    def shown(self) -> list[str | None]:
        sets = [viewport.display_set for viewport in self.context.workspace.viewports]
        return [f"{s.study.date[:4]} {s.series.description}".strip() if s else None for s in sets]


def arrive(reader: Reader, opening: Opening, folder: Path, *, date: str) -> None:
    """The first image of a screening is shown, the others are there too."""
    screening(folder, study=date, StudyDate=date)
    sets = reader.context.workspace.add_records(map(scan_file, sorted(folder.glob("*.dcm"))))
    opening.show_first(sets[0])


@pytest.fixture
def reader(context: Context, registry: CommandRegistry) -> Reader:
    return Reader(context, registry)


def test_a_study_hangs_when_it_is_opened(reader: Reader, tmp_path: Path) -> None:
    reader.open(screening(tmp_path, StudyDate="20240101"))
    assert reader.shown == ["2024 R CC", "2024 L CC", "2024 R MLO", "2024 L MLO"]
    assert reader.context.hangings.hung is not None
    assert reader.context.hangings.hung.name == "Mammography"


def test_what_was_arranged_by_hand_stays_when_another_study_is_opened(
    reader: Reader, tmp_path: Path
) -> None:
    ct_series(tmp_path / "ct", 4, StudyDate="20200101", SeriesDescription="Axial")
    reader.open(tmp_path / "ct")
    reader.do("layout.grid", rows=1, columns=2)
    reader.open(screening(tmp_path / "mg", StudyDate="20240101"))
    assert reader.context.workspace.screen.layout == Grid(1, 2).layout
    assert reader.context.hangings.hung is not None
    assert reader.context.hangings.hung.name == "CT"


def test_cells_made_while_files_arrive_take_what_comes(reader: Reader, tmp_path: Path) -> None:
    """With a slow disc the screen is divided long before the second series is known."""
    for number in (1, 2):
        ct_series(tmp_path / str(number), 3, name=f"s{number}", SeriesNumber=number)
    workspace = reader.context.workspace

    def divide(_: object) -> None:
        if workspace.active.display_set is not None:
            workspace.display_sets_changed.disconnect(divide)
            workspace.screen.set_layout(Grid(1, 2).layout)  # nothing was there yet to fill it

    workspace.display_sets_changed.connect(divide)
    reader.open(tmp_path)
    shown = [v.display_set and v.display_set.series.number for v in workspace.viewports]
    assert sorted(number or 0 for number in shown) == [1, 2]


def test_a_window_made_before_the_first_image_takes_what_comes(
    reader: Reader, tmp_path: Path
) -> None:
    workspace, opening = reader.context.workspace, Opening(reader.context)
    workspace.activate(workspace.open_screen().viewports[0])
    arrive(reader, opening, tmp_path, date="20240101")
    opening.finish()
    assert sorted(map(str, reader.shown)) == ["2024 L MLO", "2024 R CC"]


def test_a_study_hangs_in_the_window_it_came_to_and_is_not_shown_in_two(
    reader: Reader, tmp_path: Path
) -> None:
    workspace = reader.context.workspace
    beside = workspace.open_screen()
    reader.open(screening(tmp_path / "a", study="a", StudyDate="20200101"))
    workspace.activate(beside.viewports[0])
    opening = Opening(reader.context)
    arrive(reader, opening, tmp_path / "b", date="20240101")
    workspace.activate(workspace.viewports[0])  # a click beside, while files arrive
    opening.finish()
    views = ["R CC", "L CC", "R MLO", "L MLO"]
    assert reader.shown == [f"{year} {view}" for year in (2020, 2024) for view in views]


def test_a_screen_that_only_protocols_touched_is_hung_anew(reader: Reader, tmp_path: Path) -> None:
    reader.open(screening(tmp_path / "mg", StudyDate="20240101"))
    ct_series(tmp_path / "ct", 4, StudyInstanceUID=uid("ct"), StudyDate="20200101",
              SeriesDescription="Axial", PatientID="other")  # fmt: skip
    reader.open(tmp_path / "ct")
    assert reader.shown == ["2020 Axial"]


def test_more_files_of_an_open_study_rearrange_nothing(reader: Reader, tmp_path: Path) -> None:
    reader.open(screening(tmp_path, StudyDate="20240101"))
    reader.do("layout.grid", rows=1, columns=1)
    before = reader.shown
    reader.context.workspace.add_records([])
    reader.open(tmp_path)
    assert len(reader.shown) == len(before) == 1


def test_stages_follow_each_other_and_those_with_a_prior_need_one(
    reader: Reader, tmp_path: Path
) -> None:
    reader.open(screening(tmp_path, StudyDate="20240101"))
    seen = []
    for steps in (1, 1, 1, -1):
        reader.do("hanging.step", steps=steps)
        stage = reader.context.hangings.stage
        seen.append(stage and stage.name)
    assert seen == ["CC", "MLO", "Four views", "MLO"]


def test_the_prior_of_the_list_is_fetched_for_the_stages_that_show_it(
    reader: Reader, tmp_path: Path
) -> None:
    screening(tmp_path / "old", study="old", StudyDate="20190101")
    screening(tmp_path / "older", study="older", StudyDate="20170101")
    screening(tmp_path / "other", study="other", StudyDate="20230101", PatientID="other")
    for name in ("old", "older", "other"):
        reader.open(tmp_path / name)
        reader.do("study.close_all")
    reader.open(screening(tmp_path / "new", StudyDate="20240101"))
    assert all(text and text.startswith("2024") for text in reader.shown)
    for _ in range(3):
        reader.do("hanging.step", steps=1)
    assert reader.shown == ["2024 R CC", "2024 L CC", "2019 R CC", "2019 L CC"]


def test_hanging_is_one_step_of_undo(reader: Reader, tmp_path: Path) -> None:
    reader.open(screening(tmp_path, StudyDate="20240101"))
    assert len(reader.shown) == 4
    reader.do("edit.undo")
    assert len(reader.shown) == 1


def test_a_study_is_compared_with_the_last_one_before_it(reader: Reader, tmp_path: Path) -> None:
    for name, date in (("a", "20190101"), ("b", "20210101")):
        ct_series(tmp_path / name, 4, name=name, StudyInstanceUID=uid(name), StudyDate=date,
                  SeriesDescription="Axial")  # fmt: skip
    reader.open(tmp_path / "a")
    reader.do("study.close_all")
    reader.open(tmp_path / "b")
    reader.do("study.compare")
    assert reader.shown == ["2021 Axial", "2019 Axial"]
    assert reader.context.workspace.screen.layout == Grid(1, 2).layout


def test_without_an_earlier_study_that_is_said(
    reader: Reader, notices: list[Notice], tmp_path: Path
) -> None:
    ct_series(tmp_path / "ct", 4)
    reader.open(tmp_path / "ct")
    reader.do("study.compare")
    assert [notice.message for notice in notices] == ["There is no earlier study of this patient."]


def test_a_layout_is_kept_as_a_protocol_and_hangs_the_next_study(
    reader: Reader, face: FakeFace, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        for number, words in enumerate(("scout", "arterial", "venous"), 1):
            ct_series(
                tmp_path / name / words, 4, name=f"{name}{number}", StudyInstanceUID=uid(name),
                SeriesNumber=number, SeriesDescription=words, StudyDate="20210101",
            )  # fmt: skip
    reader.open(tmp_path / "a")
    reader.do("layout.grid", rows=2, columns=1)
    workspace = reader.context.workspace
    by_words = {s.series.description: s for s in workspace.display_sets}
    workspace.show(by_words["venous"], 0)
    workspace.show(by_words["arterial"], 1)
    face.text = "Liver"
    reader.do("hanging.save")
    (kept, *others) = read_protocols(reader.context.paths.hanging_file)
    assert (kept.name, len(others)) == ("Liver", len(default_protocols()))
    assert [rule.study for rule in kept.stages[0].cells] == [Times.CURRENT] * 2
    reader.do("study.close_all")
    reader.do("layout.grid", rows=1, columns=1)
    reader.open(tmp_path / "b")
    assert reader.shown == ["2021 venous", "2021 arterial"]


def test_mammograms_that_tell_neither_side_nor_view_are_shown_all_the_same(
    reader: Reader, tmp_path: Path
) -> None:
    mammogram(tmp_path, "R", "CC", ImageLaterality=None, ViewPosition=None, SeriesDescription="x",
              StudyDate="20240101")  # fmt: skip
    reader.open(tmp_path)
    assert reader.shown == ["2024 x"]


def test_no_protocol_for_a_study_is_an_answer_too(
    reader: Reader, notices: list[Notice], tmp_path: Path
) -> None:
    ct_series(tmp_path / "pt", 4, Modality="PT")
    reader.open(tmp_path / "pt")
    reader.do("hanging.hang")
    assert [notice.message for notice in notices] == ["No hanging protocol fits this study."]
