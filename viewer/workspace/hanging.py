"""Hanging: which protocol fits a study, why, and what it puts where. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from viewer.base.i18n import tr
from viewer.model.display_set import DisplaySet
from viewer.model.hanging import CellRule, HangingProtocol, Stage, StudyRule, Times
from viewer.model.study import Depiction
from viewer.model.view import ViewState
from viewer.workspace.projections import (
    common_extent,
    depiction_of,
    first_view,
    laterality_of,
    modifiers_of,
    rank,
    usual_chest_wall,
    view_of,
    words_of,
)

_CAPTURES: Final = {"", "OT", "SC", "DOC"}  # pictures that come with any study


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

    A cell takes the best stack that meets its rule and is not shown yet (`rank`), the first one of
    equals; unless the stage is
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
        fitting = [s for s in free[rule.study] if fits(rule, s)]
        found = min(fitting, key=partial(rank, rule), default=None)
        chosen.append(found)
        if found is not None:
            free[rule.study].remove(found)
    if not stage.is_strict:
        rest = iter(free[Times.CURRENT])
        chosen = [
            found or (next(rest, None) if rule.study is Times.CURRENT else None)
            for found, rule in zip(chosen, rules, strict=True)
        ]
    extent = common_extent(chosen) if stage.is_same_scale else None
    return tuple(
        None if found is None else Hung(found, first_view(found, rule, extent))
        for found, rule in zip(chosen, rules, strict=True)
    )


def fits(rule: CellRule, shown: DisplaySet) -> bool:
    """Whether a display set meets all that a cell asks for."""
    text = _texts([shown])
    return (
        (not rule.modalities or shown.series.modality in rule.modalities)
        and (not rule.body_parts or _names_any(rule.body_parts, text))
        and (not rule.words or _names_any(rule.words, text))
        and (not rule.laterality or laterality_of(shown) == rule.laterality)
        and (not rule.views or view_of(shown) in rule.views)
        and (not rule.modifiers or not set(rule.modifiers).isdisjoint(modifiers_of(shown)))
        and (not rule.depictions or depiction_of(shown) in rule.depictions)
        and len(shown.frames) >= rule.fewest_images
    )


def rule_for(shown: DisplaySet, study: Times) -> CellRule:
    """A rule that finds this display set, and its like in other studies."""
    description = shown.series.description.strip()
    projection = shown.projection
    depiction = depiction_of(shown) if projection else Depiction.PLAIN
    return CellRule(
        study=study,
        modalities=(shown.series.modality,) if shown.series.modality else (),
        words=(description,) if description and projection is None else (),
        laterality=laterality_of(shown) if projection else "",
        views=(view_of(shown),) if projection and view_of(shown) else (),
        modifiers=modifiers_of(shown),
        depictions=() if depiction is Depiction.PLAIN else (depiction,),
        fewest_images=2 if len(shown.frames) > 1 else 0,
        chest_wall=usual_chest_wall(shown),
    )


def counterpart(shown: DisplaySet, others: Sequence[DisplaySet]) -> DisplaySet | None:
    """Which of the display sets of another study is most like this one."""
    words = set(words_of(shown.series.description))

    def likeness(other: DisplaySet) -> tuple[bool, bool, bool, bool, bool, int, int]:
        return (
            other.series.modality == shown.series.modality,
            (len(other.frames) > 1) == (len(shown.frames) > 1),
            laterality_of(other) == laterality_of(shown),
            view_of(other) == view_of(shown),
            modifiers_of(other) == modifiers_of(shown),
            len(words & set(words_of(other.series.description))),
            -abs(len(other.frames) - len(shown.frames)),
        )

    return max((s for s in others if s.is_showable), key=likeness, default=None)


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


def _texts(sets: Iterable[DisplaySet]) -> str:
    """Body parts and descriptions, word by word."""
    parts = [
        part
        for s in sets
        for part in (
            s.series.body_part, s.series.description, s.series.protocol, s.study.description
        )
    ]  # fmt: skip
    return " " + " ".join(word for part in dict.fromkeys(parts) for word in words_of(part)) + " "


def _names_any(wanted: Iterable[str], text: str) -> bool:
    phrases = (" ".join(words_of(each)) for each in wanted)
    return any(f" {phrase} " in text for phrase in phrases if phrase)
