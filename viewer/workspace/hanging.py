"""Hanging: which protocol fits a study, why, and what it puts where. Pure functions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from viewer.base.i18n import tr
from viewer.model.display_set import DisplaySet
from viewer.model.hanging import CellRule, HangingProtocol, Side, Stage, StudyRule, Times
from viewer.model.study import Projection
from viewer.model.view import Anchor, ViewState

# Words by which descriptions name a view, where View Position is missing.
_VIEW_WORDS: Final = {"CC": ("CC",), "MLO": ("MLO",), "ML": ("ML",), "LM": ("LM",)}
_CAPTURES: Final = {"", "OT", "SC", "DOC"}  # pictures that come with any study
_OPPOSITE: Final = {"L": "R", "R": "L", "A": "P", "P": "A", "H": "F", "F": "H"}


@dataclass(frozen=True, slots=True)
class Match:
    """Whether a protocol is for a study, each reason in plain words."""

    protocol: HangingProtocol
    met: tuple[str, ...]
    unmet: tuple[str, ...]

    @property
    def is_match(self) -> bool:
        """Whether nothing that it asks for is missing."""
        return not self.unmet


@dataclass(frozen=True, slots=True)
class Hung:
    """What goes into a cell, and how it is looked at first."""

    display_set: DisplaySet
    view: ViewState | None = None  # None: as it is, or as a fresh one


def match(protocol: HangingProtocol, sets: Sequence[DisplaySet], *, has_prior: bool) -> Match:
    """Compare a protocol with the display sets of a study."""
    images = [s for s in sets if s.is_showable]
    met: list[str] = []
    unmet: list[str] = []
    if not protocol.is_enabled:
        unmet.append(tr("it is switched off"))
    for asks, is_met, reason in _conditions(protocol.rule, images, has_prior=has_prior):
        if asks:
            (met if is_met else unmet).append(reason)
    return Match(protocol, tuple(met), tuple(unmet))


def matches(
    protocols: Iterable[HangingProtocol], sets: Sequence[DisplaySet], *, has_prior: bool
) -> tuple[Match, ...]:
    """Every protocol in order: the first one that matches is applied."""
    return tuple(match(protocol, sets, has_prior=has_prior) for protocol in protocols)


def arrange(
    stage: Stage, current: Sequence[DisplaySet], prior: Sequence[DisplaySet]
) -> tuple[Hung | None, ...]:
    """What a stage puts into each of its cells.

    A cell takes the first stack that meets its rule and is not shown yet; unless the stage is
    strict, cells that found nothing take what is left of the current study.
    """
    count = len(stage.shape.cells)
    rules = (*stage.cells, *(CellRule() for _ in range(count - len(stage.cells))))[:count]
    free = {
        Times.CURRENT: [s for s in current if s.is_showable],
        Times.PRIOR: [s for s in prior if s.is_showable],
    }
    chosen: list[DisplaySet | None] = []
    for rule in rules:
        found = next((s for s in free[rule.study] if fits(rule, s)), None)
        chosen.append(found)
        if found is not None:
            free[rule.study].remove(found)
    if not stage.is_strict:
        rest = iter(free[Times.CURRENT])
        chosen = [
            found or (next(rest, None) if rule.study is Times.CURRENT else None)
            for found, rule in zip(chosen, rules, strict=True)
        ]
    extent = _common_extent(chosen) if stage.is_same_scale else None
    return tuple(
        None if found is None else Hung(found, _first_view(found, rule, extent))
        for found, rule in zip(chosen, rules, strict=True)
    )


def fits(rule: CellRule, shown: DisplaySet) -> bool:
    """Whether a display set meets all that a cell asks for."""
    projection = shown.projection or Projection()
    text = _texts([shown])
    return (
        (not rule.modalities or shown.series.modality in rule.modalities)
        and (not rule.body_parts or _names_any(rule.body_parts, text))
        and (not rule.words or _names_any(rule.words, text))
        and (not rule.laterality or laterality_of(shown) == rule.laterality)
        and (not rule.views or view_of(shown) in rule.views or projection.view in rule.views)
        and len(shown.frames) >= rule.fewest_images
    )


def rule_for(shown: DisplaySet, study: Times) -> CellRule:
    """A rule that finds this display set, and its like in other studies."""
    description = shown.series.description.strip()
    projection = shown.projection
    return CellRule(
        study=study,
        modalities=(shown.series.modality,) if shown.series.modality else (),
        words=(description,) if description and projection is None else (),
        laterality=laterality_of(shown) if projection else "",
        views=(view_of(shown),) if projection and view_of(shown) else (),
        fewest_images=2 if len(shown.frames) > 1 else 0,
        chest_wall=_usual_chest_wall(shown),
    )


def counterpart(shown: DisplaySet, others: Sequence[DisplaySet]) -> DisplaySet | None:
    """Which of the display sets of another study is most like this one."""
    words = set(_words(shown.series.description))

    def likeness(other: DisplaySet) -> tuple[bool, bool, bool, bool, int, int]:
        return (
            other.series.modality == shown.series.modality,
            (len(other.frames) > 1) == (len(shown.frames) > 1),
            laterality_of(other) == laterality_of(shown),
            view_of(other) == view_of(shown),
            len(words & set(_words(other.series.description))),
            -abs(len(other.frames) - len(shown.frames)),
        )

    return max((s for s in others if s.is_showable), key=likeness, default=None)


def laterality_of(shown: DisplaySet) -> str:
    """R or L: of the image, else of its series, else as the description begins."""
    told = shown.projection.laterality if shown.projection else shown.series.laterality
    if told:
        return told
    words = _words(shown.series.description)
    return next((word[0] for word in words if word in ("R", "L", "RIGHT", "LEFT")), "")


def view_of(shown: DisplaySet) -> str:
    """The view of a radiograph: View Position, else what its description says."""
    told = shown.projection.view if shown.projection else ""
    if told:
        return told
    words = _words(shown.series.description)
    for view, names in _VIEW_WORDS.items():
        if any(word.removeprefix("R").removeprefix("L") in names for word in words):
            return view
    return ""


def _conditions(
    rule: StudyRule, images: Sequence[DisplaySet], *, has_prior: bool
) -> list[tuple[bool, bool, str]]:
    """Whether a rule asks, whether that is met, and the sentence for it."""
    modalities = sorted({s.series.modality for s in images} - _CAPTURES)
    text = _texts(images)
    return [
        (
            bool(rule.modalities),
            bool(modalities) and set(modalities) <= set(rule.modalities),
            tr("modality {wanted}; the study has {found}").format(
                wanted=_listed(rule.modalities), found=_listed(modalities)
            ),
        ),
        (
            bool(rule.body_parts),
            _names_any(rule.body_parts, text),
            tr("body part {wanted}").format(wanted=_listed(rule.body_parts)),
        ),
        (
            bool(rule.words),
            _names_any(rule.words, text),
            tr("{wanted} in a description").format(wanted=_listed(rule.words)),
        ),
        (
            rule.fewest > 0,
            len(images) >= rule.fewest,
            tr("at least {wanted} stacks; there are {found}").format(
                wanted=rule.fewest, found=len(images)
            ),
        ),
        (
            rule.most > 0,
            len(images) <= rule.most,
            tr("at most {wanted} stacks; there are {found}").format(
                wanted=rule.most, found=len(images)
            ),
        ),
        (rule.needs_prior, has_prior, tr("an earlier study of the patient")),
    ]


def _listed(words: Iterable[str]) -> str:
    return tr(" or ").join(words) or tr("none")


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.upper())


def _texts(sets: Iterable[DisplaySet]) -> str:
    """Body parts and descriptions, word by word."""
    parts = [
        part
        for s in sets
        for part in (
            s.series.body_part, s.series.description, s.series.protocol, s.study.description
        )
    ]  # fmt: skip
    return " " + " ".join(word for part in dict.fromkeys(parts) for word in _words(part)) + " "


def _names_any(wanted: Iterable[str], text: str) -> bool:
    phrases = (" ".join(_words(each)) for each in wanted)
    return any(f" {phrase} " in text for phrase in phrases if phrase)


def _usual_chest_wall(shown: DisplaySet) -> Side | None:
    """The right breast hangs left of the left one, so the chest walls face each other."""
    if shown.series.modality != "MG":
        return None
    return {"R": Side.RIGHT, "L": Side.LEFT}.get(laterality_of(shown))


def _common_extent(sets: Iterable[DisplaySet | None]) -> tuple[float, float] | None:
    """The size in millimetres that holds every picture; None where one has no known size."""
    sizes = [_size_mm(s) for s in sets if s is not None]
    known = [size for size in sizes if size is not None]
    if not known or len(known) < len(sizes):
        return None
    return max(width for width, _ in known), max(height for _, height in known)


def _size_mm(shown: DisplaySet) -> tuple[float, float] | None:
    projection = shown.projection
    if projection is None or projection.column_spacing_mm is None:
        return None
    assert projection.row_spacing_mm is not None
    return shown.columns * projection.column_spacing_mm, shown.rows * projection.row_spacing_mm


def _first_view(
    shown: DisplaySet, rule: CellRule, extent: tuple[float, float] | None
) -> ViewState | None:
    """The view that turns a mammogram as it hangs; None where nothing asks for one."""
    if rule.chest_wall is None and extent is None:
        return None
    view = ViewState(extent_mm=extent)
    if rule.chest_wall is None or shown.projection is None:
        return view
    anchor = Anchor.RIGHT if rule.chest_wall is Side.RIGHT else Anchor.LEFT
    return _turned(replace(view, anchor=anchor), shown, rule.chest_wall)


def _turned(view: ViewState, shown: DisplaySet, chest_wall: Side) -> ViewState:
    """Flip so that posterior lies at the chest wall, and feet or the body's middle below.

    Without Patient Orientation the picture stays as it is stored.
    """
    projection = shown.projection
    if projection is None or not (projection.right and projection.bottom):
        return view
    right = "P" if chest_wall is Side.RIGHT else "A"
    medial = _OPPOSITE.get(laterality_of(shown), "")
    below = {"F", medial} - {""}
    first, last = projection.right[0], projection.bottom[0]
    if first not in "AP":
        return view  # lies on its side: nobody can be sure what was meant
    return replace(
        view,
        flip_horizontal=first != right,
        flip_vertical=last not in below and _OPPOSITE.get(last) in below,
    )
