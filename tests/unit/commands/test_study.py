"""Opening and closing."""

from pathlib import Path

import pytest

from tests.support.builders import (
    BASIC_TEXT_SR,
    ct_series,
    make_dataset,
    misdeclared_cyrillic,
    uid,
    write,
)
from tests.unit.commands.conftest import FakeFace
from viewer.commands.command import call
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import run
from viewer.commands.registry import CommandRegistry
from viewer.model.search import Search


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ct_series(tmp_path / "ct", 5)
    return tmp_path / "ct"


def test_opening_a_folder_shows_its_first_image_and_lists_it_in_the_archive(
    context: Context, registry: CommandRegistry, face: FakeFace, notices: list[Notice], folder: Path
) -> None:
    face.folder = folder
    assert run(call("study.open_folder"), context, registry)
    active = context.workspace.active
    assert active.length == 5
    assert active.frame is not None
    assert context.archive.counts().instances == 5
    assert notices == []
    assert face.problems == []


def test_thinking_better_of_it_opens_nothing(context: Context, registry: CommandRegistry) -> None:
    assert run(call("study.open_files"), context, registry)
    assert run(call("study.open_folder"), context, registry)
    assert context.workspace.display_sets == ()


def test_what_cannot_be_read_is_listed_and_the_rest_is_shown(
    context: Context, registry: CommandRegistry, face: FakeFace, folder: Path, tmp_path: Path
) -> None:
    paths = [tmp_path / "gone", folder]
    run(call("study.open_paths", paths=paths), context, registry)
    assert context.workspace.active.length == 5
    (report,) = face.problems
    assert [failure.path.name for failure in report.failed] == ["gone"]


def test_a_folder_without_dicom_says_so_and_lists_what_is_in_it(
    context: Context,
    registry: CommandRegistry,
    face: FakeFace,
    notices: list[Notice],
    tmp_path: Path,
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("Dear colleague")
    run(call("study.open_paths", paths=[other]), context, registry)
    (notice,) = notices
    assert notice.tone is Tone.WARNING
    (report,) = face.problems
    assert [each.reason for each in report.passed_over] == ["Not DICOM: looks like text."]


def test_files_without_images_are_shown_as_documents(
    context: Context, registry: CommandRegistry, notices: list[Notice], tmp_path: Path
) -> None:
    report = make_dataset(SOPClassUID=BASIC_TEXT_SR, Modality="SR", PixelData=None, Rows=None)
    run(call("study.open_paths", paths=[write(tmp_path / "sr", report)]), context, registry)
    assert notices == []
    assert context.workspace.active.document is not None


def test_an_image_is_shown_before_the_report_on_it(
    context: Context, registry: CommandRegistry, tmp_path: Path
) -> None:
    report = make_dataset(
        SOPClassUID=BASIC_TEXT_SR, SOPInstanceUID=uid("report"), SeriesInstanceUID=uid("reports"),
        SeriesNumber=0, Modality="SR", PixelData=None, Rows=None,
    )  # fmt: skip
    paths = [write(tmp_path / "sr", report), write(tmp_path / "ct", make_dataset())]
    run(call("study.open_paths", paths=paths), context, registry)
    assert context.workspace.display_sets[0].is_document
    assert context.workspace.active.frame is not None


def test_a_second_folder_shows_its_own_first_image(
    context: Context, registry: CommandRegistry, folder: Path, tmp_path: Path
) -> None:
    ct_series(tmp_path / "mr", 3, name="mr", Modality="MR", StudyInstanceUID=uid("other"))
    run(call("study.open_paths", paths=[folder]), context, registry)
    run(call("study.open_paths", paths=[tmp_path / "mr"]), context, registry)
    shown = context.workspace.active.display_set
    assert shown is not None
    assert shown.study_uid == uid("other")
    assert len(context.workspace.display_sets) == 2


def test_a_study_takes_the_empty_cell_beside_a_full_one_and_is_not_shown_twice(
    context: Context, registry: CommandRegistry, folder: Path, tmp_path: Path
) -> None:
    workspace = context.workspace
    ct_series(tmp_path / "mr", 3, name="mr", Modality="MR", StudyInstanceUID=uid("other"))
    run(call("study.open_paths", paths=[folder]), context, registry)
    run(call("layout.split_right"), context, registry)
    first = workspace.viewports[0]
    workspace.activate(first)
    before = first.display_set
    run(call("study.open_paths", paths=[tmp_path / "mr"]), context, registry)
    beside = workspace.viewports[1]
    assert first.display_set is before
    assert beside.display_set is not None
    assert beside.display_set.study_uid == uid("other")
    assert workspace.active is beside
    workspace.activate(first)
    run(call("study.show", study_uid=uid("other")), context, registry)
    assert (first.display_set, workspace.active) == (before, beside)


def test_a_file_of_an_open_series_is_shown_at_its_own_place(
    context: Context, registry: CommandRegistry, folder: Path
) -> None:
    run(call("study.open_paths", paths=[folder]), context, registry)
    fourth = context.workspace.display_sets[0].frames[3]
    run(call("study.open_paths", paths=[fourth.path]), context, registry)
    assert context.workspace.active.length == 5
    assert context.workspace.active.wanted == fourth


def test_a_file_before_its_folder_stays_on_screen_while_the_rest_arrives(
    context: Context, registry: CommandRegistry, folder: Path
) -> None:
    third = sorted(folder.iterdir())[2]
    run(call("study.open_paths", paths=[third, folder]), context, registry)
    assert context.workspace.active.length == 5
    assert context.workspace.active.wanted is not None
    assert context.workspace.active.wanted.path == third
    assert context.archive.counts().duplicates == 0


def test_a_stack_whose_files_lie_in_another_order_begins_at_its_first_image(
    context: Context, registry: CommandRegistry, folder: Path
) -> None:
    for place, file in enumerate(sorted(folder.iterdir())):
        file.rename(folder / f"{9 - place}.dcm")
    run(call("study.open_paths", paths=[folder]), context, registry)
    assert context.workspace.active.view.index == 0
    assert context.workspace.active.frame is not None


def test_another_study_takes_an_empty_cell_before_one_that_is_in_use(
    context: Context, registry: CommandRegistry, folder: Path, tmp_path: Path
) -> None:
    run(call("study.open_paths", paths=[folder]), context, registry)
    run(call("layout.grid", rows=1, columns=2), context, registry)
    ct_series(tmp_path / "mr", 3, name="mr", Modality="MR", StudyInstanceUID=uid("other"))
    run(call("study.open_paths", paths=[tmp_path / "mr"]), context, registry)
    shown = [v.display_set and v.display_set.study_uid for v in context.workspace.viewports]
    assert shown == [uid("study"), uid("other")]
    assert context.workspace.active is context.workspace.viewports[1]


def test_a_study_of_the_archive_is_opened_from_its_files(
    context: Context, registry: CommandRegistry, folder: Path
) -> None:
    run(call("study.open_paths", paths=[folder]), context, registry)
    run(call("study.close_all"), context, registry)
    assert context.workspace.active.frame is None
    (row,) = context.archive.find_studies()
    run(call("study.show", study_uid=row.study.study_uid), context, registry)
    assert context.workspace.active.length == 5
    assert context.workspace.active.frame is not None


def test_a_study_that_is_open_is_shown_without_reading_it_again(
    context: Context, registry: CommandRegistry, folder: Path
) -> None:
    run(call("study.open_paths", paths=[folder]), context, registry)
    (shown,) = context.workspace.display_sets
    for file in folder.iterdir():
        if file != shown.frames[0].path:
            file.unlink()
    run(call("study.show", study_uid=shown.study_uid), context, registry)
    assert context.workspace.display_sets == (shown,)


def test_closing_the_study_of_the_active_cell_deletes_nothing(
    context: Context, registry: CommandRegistry, folder: Path
) -> None:
    assert not run(call("study.close"), context, registry), "nothing is open yet"
    run(call("study.open_paths", paths=[folder]), context, registry)
    assert run(call("study.close"), context, registry)
    assert context.workspace.display_sets == ()
    assert context.archive.counts().instances == 5
    assert len(list(folder.iterdir())) == 5


def test_another_character_set_is_taken_while_the_image_stays(
    context: Context, face: FakeFace, registry: CommandRegistry, tmp_path: Path
) -> None:
    paths = misdeclared_cyrillic(tmp_path / "study", 3)
    workspace = context.workspace
    run(call("study.open_paths", paths=tuple(paths)), context, registry)
    run(call("view.last"), context, registry)
    face.character_set = "ISO_IR 144"
    assert run(call("study.character_set"), context, registry)
    assert face.choices[0].current == ""
    assert workspace.active.view.index == 2
    (display_set,) = workspace.display_sets
    assert display_set.study.patient.name.display() == "Иванов"
    frame = workspace.active.frame
    assert frame is not None
    assert frame.image.patient.name.display() == "Иванов"
    assert [row.study.character_set for row in context.archive.find_studies(Search("Иванов"))]


def test_names_are_not_previewed_while_patient_data_are_hidden(
    context: Context, face: FakeFace, registry: CommandRegistry, tmp_path: Path
) -> None:
    paths = misdeclared_cyrillic(tmp_path / "study")
    run(call("study.open_paths", paths=tuple(paths)), context, registry)
    run(call("view.privacy"), context, registry)
    assert not run(call("study.character_set"), context, registry)
    assert face.choices == []
