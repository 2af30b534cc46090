"""Hanging: which protocol fits and why, what goes where, how mammograms are turned."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import uid
from tests.support.images import make_display_set
from tests.support.mammograms import mammogram, screening
from viewer.dicom.display_sets import split_display_sets
from viewer.dicom.scan import scan_file
from viewer.model.display_set import DisplaySet
from viewer.model.hanging import CellRule, HangingProtocol, Side, Stage, StudyRule, Times
from viewer.model.identity import SeriesUid
from viewer.model.layout import Grid
from viewer.model.study import Projection, SeriesRecord
from viewer.model.view import Anchor
from viewer.workflows.hanging_file import default_protocols
from viewer.workspace.hanging import (
    arrange,
    counterpart,
    fits,
    laterality_of,
    match,
    matches,
    rule_for,
    view_of,
)


def series(number: int, modality: str = "CT", length: int = 5, **values: Any) -> DisplaySet:
    made = make_display_set(length, series=f"1.2.{number}", number=number)
    record = SeriesRecord(SeriesUid(f"1.2.{number}"), made.study_uid, modality, number, **values)
    return replace(made, series=record)


def views(folder: Path) -> list[DisplaySet]:
    return split_display_sets([scan_file(path) for path in sorted(folder.iterdir())])


def chosen(name: str, sets: list[DisplaySet], *, has_prior: bool = False) -> bool:
    found = matches(default_protocols(), sets, has_prior=has_prior)
    return next((m.protocol.name for m in found if m.is_match), "") == name


@pytest.mark.parametrize(
    ("modalities", "name"),
    [
        (["MG"], "Mammography"), (["MG", "OT"], "Mammography"), (["CT", "CT"], "CT"),
        (["CT", "MR"], ""), (["MR"], "MR, one stack"), (["MR", "MR"], "MR, two stacks"),
        (["MR"] * 5, "MR"), (["DX"], "One radiograph"), (["CR", "DX"], "Two radiographs"),
        (["DX"] * 9, "Radiographs"), (["US"], "Ultrasound, one"), (["US"] * 4, "Ultrasound"),
        (["PT"], ""), ([], ""),
    ],
)  # fmt: skip
def test_the_defaults_know_what_is_usual(modalities: list[str], name: str) -> None:
    assert chosen(name, [series(k, modality) for k, modality in enumerate(modalities)])


def test_a_chest_in_two_views_hangs_as_frontal_and_lateral() -> None:
    sets = [series(1, "DX", 1, body_part="CHEST"), series(2, "DX", 1, description="Thorax LAT")]
    assert chosen("Chest radiographs", sets)


def test_every_reason_is_told_in_words() -> None:
    rule = StudyRule(
        modalities=("CT",), body_parts=("Chest",), words=("angio",), fewest=2, most=3,
        needs_prior=True,
    )  # fmt: skip
    sets = [series(1, body_part="CHEST"), series(2, "MR")]
    told = match(HangingProtocol("x", rule, (Stage(),)), sets, has_prior=False)
    assert told.met == (
        "body part Chest", "at least 2 stacks; there are 2", "at most 3 stacks; there are 2"
    )  # fmt: skip
    assert told.unmet == (
        "modality CT; the study has CT or MR", "angio in a description",
        "an earlier study of the patient",
    )  # fmt: skip
    assert not told.is_match


def test_a_protocol_that_is_switched_off_fits_nothing() -> None:
    protocol = HangingProtocol("x", StudyRule(), (Stage(),), is_enabled=False)
    assert match(protocol, [series(1)], has_prior=True).unmet == ("it is switched off",)


def test_words_are_whole_words_in_any_case() -> None:
    knee = series(1, description="sag PD_fs KNEE", body_part="KNEE")
    assert fits(CellRule(words=("pd fs",)), knee)
    assert fits(CellRule(body_parts=("Knee",)), knee)
    assert not fits(CellRule(words=("sa",)), knee)


def test_a_cell_takes_the_first_stack_that_fits_and_none_twice() -> None:
    sets = [series(1, length=1), series(2), series(3)]
    stage = Stage(grid=Grid(1, 2), cells=(CellRule(fewest_images=2),) * 2, is_strict=True)
    placed = arrange(stage, sets, [])
    assert [hung and hung.display_set.series.number for hung in placed] == [2, 3]


def test_cells_without_a_match_take_what_is_left_unless_the_stage_is_strict() -> None:
    sets = [series(1), series(2, "MR")]
    rules = (CellRule(modalities=("MR",)), CellRule(modalities=("PT",)))
    loose, strict = (
        Stage(grid=Grid(1, 2), cells=rules),
        Stage("", Grid(1, 2), None, rules, False, True),
    )
    numbers = [
        [hung and hung.display_set.series.number for hung in arrange(stage, sets, [])]
        for stage in (loose, strict)
    ]
    assert numbers == [[2, 1], [2, None]]


def test_prior_cells_show_the_prior_only() -> None:
    rules = (CellRule(), CellRule(study=Times.PRIOR))
    stage = Stage(grid=Grid(1, 2), cells=rules)
    placed = arrange(stage, [series(1), series(2)], [series(7)])
    assert [hung and hung.display_set.series.number for hung in placed] == [1, 7]
    assert arrange(stage, [series(1), series(2)], [])[1] is None


def test_four_views_hang_with_the_chest_walls_facing(tmp_path: Path) -> None:
    """DC-084."""
    stage = default_protocols()[0].stages[0]
    placed = arrange(stage, views(screening(tmp_path)), [])
    shown = [hung.display_set for hung in placed if hung]
    assert [laterality_of(s) + view_of(s) for s in shown] == ["RCC", "LCC", "RMLO", "LMLO"]
    looked_at = [hung.view for hung in placed if hung]
    assert [view and view.anchor for view in looked_at] == [Anchor.RIGHT, Anchor.LEFT] * 2
    assert not any(view and (view.flip_horizontal or view.flip_vertical) for view in looked_at)
    assert {view and view.extent_mm for view in looked_at} == {(18.0, 24.0)}


@pytest.mark.parametrize(
    ("laterality", "view", "orientation", "flips"),
    [
        ("R", "CC", ["P", "L"], (False, False)),
        ("R", "CC", ["A", "L"], (True, False)),
        ("R", "CC", ["P", "R"], (False, True)),
        ("R", "CC", ["A", "R"], (True, True)),
        ("L", "CC", ["A", "R"], (False, False)),
        ("L", "CC", ["P", "L"], (True, True)),
        ("L", "MLO", ["A", "FR"], (False, False)),
        ("L", "MLO", ["P", "FR"], (True, False)),
        ("R", "MLO", ["A", "HR"], (True, True)),
        ("R", "CC", ["L", "P"], (False, False)),  # on its side: left as stored
        ("R", "CC", None, (False, False)),
    ],
)
def test_a_mammogram_stored_the_other_way_round_is_flipped(
    tmp_path: Path, laterality: str, view: str, orientation: list[str] | None, flips: Any
) -> None:
    """DC-084; medial and feet lie below, the axilla above, as in IHE Mammography Image."""
    mammogram(tmp_path, laterality, view, PatientOrientation=orientation)
    wall = {"R": Side.RIGHT, "L": Side.LEFT}[laterality]
    (hung,) = arrange(Stage(cells=(CellRule(chest_wall=wall),)), views(tmp_path), [])
    assert hung is not None
    assert hung.view is not None
    assert (hung.view.flip_horizontal, hung.view.flip_vertical) == flips


def test_views_of_two_detectors_get_the_extent_of_the_larger(tmp_path: Path) -> None:
    mammogram(tmp_path, "R", "CC")
    mammogram(tmp_path, "L", "CC", ImagerPixelSpacing=[0.2, 0.15])
    stage = default_protocols()[0].stages[1]
    extents = {
        hung.view.extent_mm for hung in arrange(stage, views(tmp_path), []) if hung and hung.view
    }
    assert extents == {(27.0, 48.0)}


def test_no_scale_is_claimed_where_a_pixel_size_is_unknown(tmp_path: Path) -> None:
    mammogram(tmp_path, "R", "CC")
    mammogram(tmp_path, "L", "CC", ImagerPixelSpacing=None)
    stage = default_protocols()[0].stages[1]
    assert all(
        h and h.view and h.view.extent_mm is None for h in arrange(stage, views(tmp_path), [])
    )


def test_descriptions_tell_side_and_view_where_attributes_do_not(tmp_path: Path) -> None:
    mammogram(tmp_path, "R", "MLO", ImageLaterality=None, ViewPosition=None)
    (shown,) = views(tmp_path)
    assert (laterality_of(shown), view_of(shown)) == ("R", "MLO")


def test_a_rule_made_of_a_picture_finds_its_like(tmp_path: Path) -> None:
    screening(tmp_path / "a")
    screening(tmp_path / "b", study="b")
    for one in views(tmp_path / "a"):
        rule = rule_for(one, Times.CURRENT)
        found = [other for other in views(tmp_path / "b") if fits(rule, other)]
        assert [laterality_of(o) + view_of(o) for o in found] == [laterality_of(one) + view_of(one)]
        assert rule.chest_wall is {"R": Side.RIGHT, "L": Side.LEFT}[laterality_of(one)]


def test_the_counterpart_is_alike_in_kind_and_words() -> None:
    shown = series(1, "MR", 30, description="t2 tse ax")
    others = [
        series(1, "CT", 30, description="t2 tse ax"), series(2, "MR", 1, description="t2 scout"),
        series(3, "MR", 28, description="t1 ax"), series(4, "MR", 20, description="T2 TSE ax fs"),
    ]  # fmt: skip
    assert counterpart(shown, others) is others[3]
    assert counterpart(shown, []) is None


def test_how_a_radiograph_was_taken_is_read_from_its_file(tmp_path: Path) -> None:
    path = mammogram(tmp_path, "L", "MLO")
    expected = Projection("L", "MLO", "A", "FR", 0.1, 0.1)
    assert scan_file(path).projection == expected
    (shown,) = views(tmp_path)
    assert shown.projection == expected
    assert shown.study_uid == uid("now")
