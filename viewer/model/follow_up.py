"""Follow-up: the sizes of lesions over the studies of one patient."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from viewer.model.annotation import Annotation
from viewer.model.measurement import Measurement, Quantity
from viewer.model.study import StudyRecord

# What tells the size of a lesion, the most telling first.
_SIZES: Final = (
    Quantity.LONG_AXIS,
    Quantity.LENGTH,
    Quantity.AREA,
    Quantity.PERIMETER,
    Quantity.DISTANCE,
)
_DIAMETERS: Final = (Quantity.LONG_AXIS, Quantity.LENGTH)


@dataclass(frozen=True, slots=True)
class Visit:
    """A study with what was drawn on it."""

    study: StudyRecord
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be compared: numbers of one quantity, in one unit that means the same."""

    quantity: Quantity
    unit: str
    label: str

    @property
    def is_diameter(self) -> bool:
        """Whether it counts in the sum of diameters: a length in the patient, in mm."""
        return self.quantity in _DIAMETERS and self.unit == "mm" and self.label == "mm"


@dataclass(frozen=True, slots=True)
class Size:
    """How large a lesion was in one study: the largest of its measurements there."""

    annotation: Annotation
    number: Measurement
    count: int = 1  # of its measurements in that study


@dataclass(frozen=True, slots=True)
class Change:
    """From one value to another: the difference in their unit, and in per cent of the first."""

    difference: float
    per_cent: float | None  # None from nought


@dataclass(frozen=True, slots=True)
class Changes:
    """One value against the first, the smallest before it, and the one before it."""

    baseline: Change
    nadir: Change
    previous: Change


@dataclass(frozen=True, slots=True)
class Lesion:
    """One lesion; `sizes` has a place for each visit, None where it was not measured.

    Sizes of another kind than `kind` stand in `others` and are compared with nothing.
    """

    tracking_uid: str
    kind: Kind
    sizes: tuple[Size | None, ...]
    others: tuple[Size | None, ...]

    @property
    def values(self) -> tuple[float | None, ...]:
        """The value of each visit."""
        return tuple(None if size is None else size.number.value for size in self.sizes)

    @property
    def measured(self) -> list[Annotation]:
        """Its measurements, oldest first."""
        both = zip(self.sizes, self.others, strict=True)
        return [size.annotation for pair in both if (size := pair[0] or pair[1])]

    @property
    def visits(self) -> int:
        """In how many studies it was measured comparably."""
        return sum(size is not None for size in self.sizes)


def named_by(drawn: Sequence[Annotation]) -> Annotation:
    """Of the measurements of one lesion the one that it is called by: the last that says most."""
    return max(
        reversed(drawn), key=lambda each: (bool(each.label), bool(each.finding), bool(each.site))
    )


def lesions(visits: Sequence[Visit]) -> list[Lesion]:
    """Every lesion that was measured, those measured in most studies first."""
    uids = dict.fromkeys(
        annotation.tracking_uid for visit in visits for annotation in visit.annotations
    )
    by_uid: dict[str, list[list[Annotation]]] = {uid: [[] for _ in visits] for uid in uids}
    for place, visit in enumerate(visits):
        for annotation in visit.annotations:
            by_uid[annotation.tracking_uid][place].append(annotation)
    found = [lesion for uid, drawn in by_uid.items() if (lesion := _lesion(uid, drawn))]
    return sorted(found, key=lambda lesion: -lesion.visits)


def changes(values: Sequence[float | None], place: int) -> Changes | None:
    """How the value at `place` differs from those before it; None where there are none."""
    value = values[place]
    before = [each for each in values[:place] if each is not None]
    if value is None or not before:
        return None
    return Changes(*(_change(each, value) for each in (before[0], min(before), before[-1])))


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of the diameters of a visit: of how many lesions, out of how many."""

    value: float
    lesions: int
    of: int

    @property
    def is_whole(self) -> bool:
        """Whether no lesion was left unmeasured."""
        return self.lesions == self.of


def sums_of_diameters(found: Iterable[Lesion], visits: int) -> list[Sum]:
    """For each visit the sum over all lesions whose size is a diameter in mm."""
    counted = [lesion for lesion in found if lesion.kind.is_diameter]
    sums = []
    for place in range(visits):
        values = [value for each in counted if (value := each.values[place]) is not None]
        sums.append(Sum(sum(values), len(values), len(counted)))
    return sums


def _lesion(uid: str, drawn: Sequence[Sequence[Annotation]]) -> Lesion | None:
    """One lesion by the kind of size that most visits have; None where nothing tells a size."""
    kinds = [{kind for each in of_visit for kind in _sizes(each)} for of_visit in drawn]
    counts = Counter(kind for of_visit in kinds for kind in of_visit)
    if not counts:
        return None
    best = min(counts, key=lambda kind: (-counts[kind], _SIZES.index(kind.quantity), kind.label))
    sizes = tuple(_largest(of_visit, {best}) for of_visit in drawn)
    others = tuple(
        None if size is not None else _largest(of_visit, all_of_visit)
        for size, of_visit, all_of_visit in zip(sizes, drawn, kinds, strict=True)
    )
    return Lesion(uid, best, sizes, others)


def _largest(drawn: Sequence[Annotation], kinds: Iterable[Kind]) -> Size | None:
    for kind in sorted(kinds, key=lambda kind: _SIZES.index(kind.quantity)):
        found = [(each, number) for each in drawn if (number := _sizes(each).get(kind))]
        if found:
            annotation, number = max(found, key=lambda each: each[1].value)
            return Size(annotation, number, len(found))
    return None


def _sizes(annotation: Annotation) -> dict[Kind, Measurement]:
    return {
        Kind(number.quantity, number.unit, number.label): number
        for number in annotation.measurements
        if number.quantity in _SIZES
    }


def _change(before: float, now: float) -> Change:
    return Change(now - before, (now - before) / before * 100 if before else None)
