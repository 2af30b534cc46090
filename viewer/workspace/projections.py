"""Radiographs as they hang: side, view and kind of each, which way round, at which scale."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from viewer.model.display_set import DisplaySet
from viewer.model.hanging import CellRule, Side
from viewer.model.study import Depiction
from viewer.model.view import Anchor, ViewState

# Words by which descriptions name a view, where the file does not.
_VIEWS: Final = ("XCCL", "XCCM", "CC", "MLO", "LMO", "ML", "LM", "SIO", "FB")
_SYNTHETIC: Final = frozenset(("SYNTHETIC", "SYNTHESIZED", "SYNTHESISED", "S2D", "CVIEW"))
_OPPOSITE: Final = {"L": "R", "R": "L", "A": "P", "P": "A", "H": "F", "F": "H"}
_IMAGE: Final = "1.2.840.10008.5.1.4.1.1."
_FOR_PROCESSING: Final = frozenset(
    _IMAGE + suffix for suffix in ("1.1.1", "1.2.1", "1.3.1", "13.1.4")
)


def laterality_of(shown: DisplaySet) -> str:
    """R or L: of the image, else of its series, else as the description begins."""
    told = shown.projection.laterality if shown.projection else shown.series.laterality
    if told:
        return told
    words = words_of(shown.series.description)
    return next((word[0] for word in words if word in ("R", "L", "RIGHT", "LEFT")), "")


def view_of(shown: DisplaySet) -> str:
    """The view of a radiograph: what its file says, else its description."""
    told = shown.projection.view if shown.projection else ""
    if told:
        return told
    words = words_of(shown.series.description)
    bare = {word[1:] if word[:1] in ("R", "L") and word not in _VIEWS else word for word in words}
    return next((view for view in _VIEWS if view in bare), "")


def depiction_of(shown: DisplaySet) -> Depiction:
    """Whether it is a plain radiograph, one made from tomosynthesis, or its slices."""
    told = shown.projection.depiction if shown.projection else Depiction.PLAIN
    if told is not Depiction.PLAIN:
        return told
    if len(shown.frames) > 1:
        return Depiction.TOMOSYNTHESIS
    is_synthetic = bool(_SYNTHETIC & set(words_of(shown.series.description)))
    return Depiction.SYNTHETIC if is_synthetic else Depiction.PLAIN


def modifiers_of(shown: DisplaySet) -> tuple[str, ...]:
    """What modifies the view."""
    return shown.projection.modifiers if shown.projection else ()


def rank(rule: CellRule, shown: DisplaySet) -> tuple[bool, int, int]:
    """How well a picture that fits does for a cell; the least is the best.

    Pictures for processing come last. A whole breast comes before a part of it, enlarged or
    compressed, unless those are asked for; then the kinds in the order of the rule.
    """
    is_raw = shown.sop_class_uid in _FOR_PROCESSING
    modified = 0 if rule.modifiers else len(modifiers_of(shown))
    kinds = rule.depictions
    return is_raw, modified, kinds.index(depiction_of(shown)) if kinds else 0


def usual_chest_wall(shown: DisplaySet) -> Side | None:
    """The right breast hangs left of the left one, so the chest walls face each other."""
    if shown.series.modality != "MG":
        return None
    return {"R": Side.RIGHT, "L": Side.LEFT}.get(laterality_of(shown))


def common_extent(sets: Iterable[DisplaySet | None]) -> tuple[float, float] | None:
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


def first_view(
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


def words_of(text: str) -> list[str]:
    """The words of a text, in capitals."""
    return re.findall(r"[^\W_]+", text.upper())
