"""Mammograms by their codes: views and what modifies them, tomosynthesis, computed pictures."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.mammograms import mammogram, screening, tomosynthesis, view_codes
from viewer.dicom.display_sets import split_display_sets
from viewer.dicom.images import read_image
from viewer.dicom.scan import scan_file
from viewer.model.display_set import DisplaySet
from viewer.model.hanging import CellRule
from viewer.model.study import Depiction
from viewer.model.view import Anchor
from viewer.workflows.hanging_file import default_protocols
from viewer.workspace.hanging import Hung, Times, arrange, counterpart, fits, rule_for
from viewer.workspace.projections import depiction_of, laterality_of, view_of

FOR_PROCESSING = "1.2.840.10008.5.1.4.1.1.1.2.1"
SYNTHETIC = ["DERIVED", "PRIMARY", "TOMOSYNTHESIS", "GENERATED_2D"]


def views(folder: Path) -> list[DisplaySet]:
    return split_display_sets([scan_file(path) for path in sorted(folder.iterdir())])


def hung(name: str, sets: list[DisplaySet]) -> tuple[Hung | None, ...]:
    (stage,) = (stage for stage in default_protocols()[0].stages if stage.name == name)
    return arrange(stage, sets, [])


def told(placed: tuple[Hung | None, ...]) -> list[str | None]:
    return [each and each.display_set.series.description for each in placed]


@pytest.mark.parametrize(
    ("meaning", "short"),
    [
        ("CranioCaudal", "CC"), ("MedioLateralObliqueProjection", "MLO"),
        ("MedioLateralProjection", "ML"), ("LateroMedial", "LM"), ("LateroMedialOblique", "LMO"),
        ("CaudoCranial", "FB"), ("CranioCaudalExaggeratedLaterally", "XCCL"),
        ("CranioCaudalExaggeratedMedially", "XCCM"),
    ],
)  # fmt: skip
def test_a_view_is_known_by_its_code(tmp_path: Path, meaning: str, short: str) -> None:
    """DC-084; View Position is empty in many files."""
    path = mammogram(tmp_path, "L", "", ViewCodeSequence=view_codes(meaning), SeriesDescription="")
    (shown,) = views(tmp_path)
    assert view_of(shown) == short
    assert read_image(path).texts.view == short


def test_the_code_is_more_precise_than_view_position(tmp_path: Path) -> None:
    code = view_codes("CranioCaudalExaggeratedLaterally")
    mammogram(tmp_path, "L", "CC", ViewCodeSequence=code)
    assert [view_of(shown) for shown in views(tmp_path)] == ["XCCL"]


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (("SpotCompression", "Magnification"), ("S", "M")), (("ImplantDisplaced",), ("ID",)),
        (("Cleavage",), ("CV",)), (("RolledLateral",), ("RL",)), (("NippleInProfile",), ("NP",)),
    ],
)  # fmt: skip
def test_what_modifies_a_view_is_read_and_shown(tmp_path: Path, names: Any, short: Any) -> None:
    codes = view_codes("CranioCaudal", *names)
    path = mammogram(tmp_path, "L", "CC", ViewCodeSequence=codes)
    projection = scan_file(path).projection
    assert projection is not None
    assert projection.modifiers == short
    assert read_image(path).texts.view == " ".join(("CC", *short))


def test_a_whole_view_hangs_before_a_spot_which_has_a_stage_of_its_own(tmp_path: Path) -> None:
    spot = view_codes("CranioCaudal", "SpotCompression", "Magnification")
    mammogram(tmp_path, "R", "CC", study="1", ViewCodeSequence=spot, SeriesDescription="spot")
    screening(tmp_path, study="2")
    sets = views(tmp_path)
    assert told(hung("Four views", sets)) == ["R CC", "L CC", "R MLO", "L MLO"]
    assert told(hung("Spot and magnified views", sets)) == ["spot", None, None, None]


def test_implants_hang_whole_first_and_displaced_in_a_stage_of_their_own(tmp_path: Path) -> None:
    names = {"CC": "CranioCaudal", "MLO": "MedioLateralObliqueProjection"}
    for side in "RL":
        for view, name in names.items():
            codes = view_codes(name, "ImplantDisplaced")
            text = f"{side} {view} ID"
            mammogram(
                tmp_path, side, view, study="1", ViewCodeSequence=codes, SeriesDescription=text
            )
    screening(tmp_path, study="2")
    sets = views(tmp_path)
    assert told(hung("Four views", sets)) == ["R CC", "L CC", "R MLO", "L MLO"]
    assert told(hung("Implants displaced", sets)) == [
        "R CC ID", "L CC ID", "R MLO ID", "L MLO ID"
    ]  # fmt: skip


def test_tomosynthesis_hangs_as_its_view_does(tmp_path: Path) -> None:
    """DC-084: side, view, pixel size and which way it lies come from its functional groups."""
    for side in "RL":
        tomosynthesis(tmp_path, side, "CC")
        tomosynthesis(tmp_path, side, "MLO")
    sets = views(tmp_path)
    assert {depiction_of(shown) for shown in sets} == {Depiction.TOMOSYNTHESIS}
    for name, view in (("Tomosynthesis, CC", "CC"), ("Tomosynthesis, MLO", "MLO")):
        placed = [each for each in hung(name, sets) if each]
        shown = [each.display_set for each in placed]
        assert [laterality_of(s) + view_of(s) for s in shown] == [f"R{view}", f"L{view}"]
        assert all(len(s.frames) == 6 for s in shown)
        looked_at = [each.view for each in placed if each.view]
        assert [v.anchor for v in looked_at] == [Anchor.RIGHT, Anchor.LEFT]
        assert {v.extent_mm for v in looked_at} == {(18.0, 24.0)}
        assert not any(v.flip_horizontal or v.flip_vertical for v in looked_at)


def test_plain_pictures_come_before_computed_ones_and_these_before_slices(tmp_path: Path) -> None:
    tomosynthesis(tmp_path, "R", "CC")
    assert [s and depiction_of(s.display_set) for s in hung("Four views", views(tmp_path))] == [
        Depiction.TOMOSYNTHESIS, None, None, None
    ]  # fmt: skip
    mammogram(tmp_path, "R", "CC", study="2D", ImageType=SYNTHETIC, SeriesDescription="computed")
    assert told(hung("Four views", views(tmp_path)))[0] == "computed"
    mammogram(tmp_path, "R", "CC", study="plain", SeriesDescription="plain")
    assert told(hung("Four views", views(tmp_path)))[0] == "plain"


def test_what_is_meant_for_processing_hangs_last(tmp_path: Path) -> None:
    mammogram(tmp_path, "R", "CC", study="a", SOPClassUID=FOR_PROCESSING, SeriesDescription="raw")
    mammogram(tmp_path, "R", "CC", study="b", SeriesDescription="shown")
    assert told(hung("Four views", views(tmp_path)))[0] == "shown"


def test_a_rule_made_of_a_spot_asks_for_spots(tmp_path: Path) -> None:
    spot = view_codes("CranioCaudal", "SpotCompression")
    mammogram(tmp_path, "R", "CC", study="a", ViewCodeSequence=spot)
    mammogram(tmp_path, "R", "CC", study="b")
    one, other = views(tmp_path)
    rule = rule_for(one, Times.CURRENT)
    assert (fits(rule, one), fits(rule, other)) == (True, False)
    assert fits(CellRule(views=("CC",)), one)
    assert counterpart(one, [other, one]) is one
