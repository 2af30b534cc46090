"""Crossings: which annotations of other images cut the one on screen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.imaging.crossing import THINNEST_MM, crossing, extent
from viewer.model.annotation import Annotation
from viewer.model.crossing import Crossing
from viewer.model.frame import Frame
from viewer.model.identity import StudyUid

_KEPT = 64  # frames

_Space = tuple[StudyUid, str]  # a frame of reference that several studies claim is believed in each


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    """Annotations of one space, with spheres around them."""

    annotations: tuple[Annotation, ...]
    middles: NDArray[np.float64]  # (n, 3)
    reaches: NDArray[np.float64]  # (n,)


class Crossings:
    """Finds them by an index, so that a step through a stack costs the same with many (P4).

    `everything` gives all annotations; whoever changes one calls `forget`.
    """

    def __init__(self, everything: Callable[[], Iterable[Annotation]]) -> None:
        self._everything = everything
        self._spaces: dict[_Space, _Placed] | None = None
        self._found: dict[tuple[str, int], tuple[Crossing, ...]] = {}

    def forget(self, _: object = None) -> None:
        """Annotations have changed."""
        self._spaces = None
        self._found.clear()

    def at(self, frame: Frame, spacing_mm: float | None) -> tuple[Crossing, ...]:
        """What of annotations drawn on other images of the study lies in the slice of a frame."""
        key = (frame.ref.sop_instance_uid, frame.ref.frame_index)
        if key not in self._found:
            if len(self._found) >= _KEPT:
                self._found.clear()
            self._found[key] = tuple(self._search(frame, spacing_mm))
        return self._found[key]

    def _search(self, frame: Frame, spacing_mm: float | None) -> Iterable[Crossing]:
        plane, image = frame.header.plane, frame.image
        if plane is None or not plane.is_in_patient or not image.frame_of_reference_uid:
            return
        if self._spaces is None:
            self._spaces = _by_space(self._everything())
        placed = self._spaces.get((image.study_uid, str(image.frame_of_reference_uid)))
        if placed is None:
            return
        slice_mm = frame.header.thickness_mm or spacing_mm or THINNEST_MM
        away = np.abs((placed.middles - plane.position_lps) @ plane.normal)
        for place in np.nonzero(away <= placed.reaches + max(slice_mm, THINNEST_MM) / 2)[0]:
            annotation = placed.annotations[place]
            if annotation.is_on(frame.ref.sop_instance_uid, frame.ref.frame_index):
                continue
            if (found := crossing(annotation, plane, slice_mm)) is not None:
                yield found


def _by_space(annotations: Iterable[Annotation]) -> dict[_Space, _Placed]:
    lists: dict[_Space, list[Annotation]] = {}
    for each in annotations:
        if each.patient_points and not each.is_hidden:
            lists.setdefault((each.study_uid, each.frame_of_reference_uid), []).append(each)
    spaces = {}
    for space, found in lists.items():
        extents = [extent(each) for each in found]
        middles = np.array([middle for middle, _ in extents])
        spaces[space] = _Placed(tuple(found), middles, np.array([reach for _, reach in extents]))
    return spaces
