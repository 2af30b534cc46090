"""Lesions are named, linked and unlinked by command; several measurements change at once."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.builders import ct_series, uid
from tests.unit.commands.conftest import FakeFace
from viewer.base.jobs import Job
from viewer.commands.builtin import BUILTIN_MODULES
from viewer.commands.command import call
from viewer.commands.context import Context, Notice
from viewer.commands.dispatch import run
from viewer.commands.registry import CommandRegistry
from viewer.model.annotation import Annotation
from viewer.model.code import Code
from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.measurement import Measurement, Quantity
from viewer.model.shape import Shape, ShapeKind
from viewer.workflows.import_files import import_files

CT = "1.2.840.10008.5.1.4.1.1.2"


def drawn(study: str, name: str, **values: object) -> Annotation:
    """A length of 12 mm on the third image of a study."""
    annotation = Annotation(
        f"2.25.{name}", StudyUid(uid(study)), SeriesUid(uid(study)), InstanceUid(uid(study, 2)),
        CT, 0, Shape(ShapeKind.LENGTH, ((1, 1), (5, 4))),
        (Measurement(Quantity.LENGTH, 12, "mm", "mm", "Pixel Spacing"),),
    )  # fmt: skip
    return replace(annotation, **values)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def studies(context: Context, tmp_path: Path) -> None:
    """Two studies in the archive, of which the later one is open."""
    for name, date in (("prior", "20240101"), ("now", "20240401")):
        ct_series(tmp_path / name, 4, name=name, StudyInstanceUID=uid(name), StudyDate=date)
        import_files([tmp_path / name], archive=context.archive, job=Job())
    assert run(call("study.show", study_uid=uid("now")), context, CommandRegistry(BUILTIN_MODULES))
    context.workspace.close_study(StudyUid(uid("prior")))  # which was opened beside it
    context.history.settle()


def put(context: Context, *annotations: Annotation) -> None:
    context.workspace.annotations.put_all(annotations)
    context.workspace.annotations.select(annotations[0].uid)
    context.history.settle()


def keep_for_later(context: Context, annotation: Annotation) -> None:
    """Have something drawn on a study that is not open."""
    store = context.kept_annotations._store
    store.save([annotation])


def current(context: Context, name: str) -> Annotation:
    found = context.workspace.annotations.get(f"2.25.{name}")
    assert found is not None
    return found


@pytest.mark.parametrize("aspect", ["finding", "site"])
def test_what_a_lesion_is_and_where_is_said_for_several(
    aspect: str, context: Context, registry: CommandRegistry
) -> None:
    put(context, drawn("now", "1"), drawn("now", "2"), drawn("now", "3", is_locked=True))
    uids = ("2.25.1", "2.25.2", "2.25.3")
    assert run(call(f"lesion.{aspect}", meaning="Liver", uids=uids), context, registry)
    said = [getattr(current(context, name), aspect) for name in "123"]
    assert said == [Code("10200004", "SCT", "Liver")] * 2 + [None]
    assert run(call("edit.undo"), context, registry)
    assert getattr(current(context, "1"), aspect) is None


def test_own_words_are_taken(context: Context, registry: CommandRegistry, face: FakeFace) -> None:
    put(context, drawn("now", "1"))
    face.text = "ground glass"
    assert run(call("lesion.write", aspect="finding"), context, registry)
    finding = current(context, "1").finding
    assert finding is not None
    assert finding.meaning == "ground glass"


def test_the_same_lesion_is_chosen_from_a_study_that_is_not_open(
    context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    keep_for_later(context, drawn("prior", "7", label="Target 1", site=Code("1", "SCT", "Lung")))
    put(context, drawn("now", "1"))
    assert run(call("lesion.same"), context, registry)
    assert [each.study.date for each in face.offered_visits] == ["20240101", "20240401"]
    linked = current(context, "1")
    assert linked.tracking_uid == "2.25.7"
    assert (linked.label, linked.site) == ("Target 1", Code("1", "SCT", "Lung"))
    assert run(call("edit.undo"), context, registry)
    assert current(context, "1").tracking_uid == "2.25.1"


def test_where_nothing_else_is_drawn_that_is_said(
    context: Context, registry: CommandRegistry, notices: list[Notice]
) -> None:
    put(context, drawn("now", "1"))
    assert run(call("lesion.same"), context, registry)
    assert "other patients" in notices[-1].hint


def test_unlinking_leaves_the_others_together(context: Context, registry: CommandRegistry) -> None:
    put(context, drawn("now", "1"), drawn("now", "2", lesion_uid="2.25.1"))
    assert run(call("lesion.unlink"), context, registry)
    assert current(context, "2").tracking_uid == "2.25.1"
    assert current(context, "1").tracking_uid not in ("2.25.1", "")


def test_a_locked_one_is_not_linked(context: Context, registry: CommandRegistry) -> None:
    put(context, drawn("now", "1", is_locked=True))
    assert run(call("lesion.link", uid="2.25.1", tracking_uid="2.25.9"), context, registry)
    assert current(context, "1").tracking_uid == "2.25.1"


def test_a_measurement_in_a_study_that_is_not_open_is_gone_to(
    context: Context, registry: CommandRegistry
) -> None:
    keep_for_later(context, drawn("prior", "7"))
    assert run(
        call("lesion.show", uid="2.25.7", study_uid=StudyUid(uid("prior"))), context, registry
    )
    active = context.workspace.active
    assert active.display_set is not None
    assert active.display_set.study_uid == uid("prior")
    assert active.view.index == 2
    assert context.workspace.annotations.selected_uid == "2.25.7"


def test_the_follow_up_is_written_as_a_table(
    context: Context, registry: CommandRegistry, face: FakeFace, tmp_path: Path
) -> None:
    keep_for_later(context, drawn("prior", "7"))
    put(context, drawn("now", "1", lesion_uid="2.25.7"))
    face.new_file = tmp_path / "follow-up.csv"
    assert run(call("lesion.export"), context, registry)
    lines = face.new_file.read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[4] for line in lines[1:3]] == ["20240101", "20240401"]


def test_several_are_hidden_locked_coloured_and_deleted_in_one_step_each(
    context: Context, registry: CommandRegistry, notices: list[Notice]
) -> None:
    put(context, drawn("now", "1"), drawn("now", "2"), drawn("now", "3"))
    uids = ("2.25.1", "2.25.2", "2.25.3")
    assert run(call("measure.set_hidden", uids=uids, is_hidden=True), context, registry)
    assert run(call("measure.set_colour", uids=uids, colour="#ff0000"), context, registry)
    assert all(current(context, n).is_hidden for n in "123")
    assert all(current(context, n).colour == "#ff0000" for n in "123")
    assert run(call("measure.set_locked", uids=uids[1:2], is_locked=True), context, registry)
    assert [current(context, n).is_locked for n in "123"] == [False, True, False]
    assert run(call("measure.remove", uids=uids[:2]), context, registry)
    assert {each.uid for each in context.workspace.annotations.all} == {"2.25.2", "2.25.3"}
    assert "locked" in notices[-1].message
    assert run(call("edit.undo"), context, registry)
    assert {each.uid for each in context.workspace.annotations.all} == set(uids)


def test_a_measurement_is_renamed(context: Context, registry: CommandRegistry) -> None:
    put(context, drawn("now", "1"))
    assert run(call("measure.rename", uid="2.25.1", label=" Target 1 "), context, registry)
    assert current(context, "1").label == "Target 1"


def test_an_own_colour_is_asked_for(
    context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    put(context, drawn("now", "1"))
    assert run(call("measure.choose_colour"), context, registry)
    assert current(context, "1").colour == "#123456"


@pytest.mark.parametrize("name", ["measure.table", "lesion.follow_up"])
def test_windows_are_opened(
    name: str, context: Context, registry: CommandRegistry, face: FakeFace
) -> None:
    assert run(call(name), context, registry)
    assert face.asked
