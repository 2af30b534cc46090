"""What the dimensions of an enhanced object say of each frame (PS3.3 C.7.6.17; DC-102)."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydicom.datadict import keyword_for_tag

from viewer.dicom.attributes import Attributes
from viewer.dicom.functional_groups import FunctionalGroups
from viewer.model.study import FrameValues

# Dimensions that say where a frame lies, not what it is of.
_PLACES = frozenset(
    (
        0x00200032, 0x00209057, 0x00209301, 0x00200037, 0x0048021E, 0x0048021F, 0x0040072A,
        0x0040073A, 0x0040074A,
    )
)  # fmt: skip
_MAX_VALUE = 64


@dataclass(frozen=True, slots=True)
class _Dimension:
    """A column of the dimension index values, and where its value stands in a frame."""

    column: int
    name: str
    pointer: int
    group: int


def frame_values(attributes: Attributes, groups: FunctionalGroups) -> FrameValues:
    """For each frame the name and value of every dimension that differs among frames.

    Dimensions of place are left out. A value that cannot be read, or that stands for several
    indices, is told by its index. () without dimensions.
    """
    indices = [groups.dimension_index(k) for k in range(len(groups))]
    if not indices or len({len(index) for index in indices}) != 1:
        return ()
    columns: list[list[tuple[str, str]]] = []
    for dimension in _dimensions(attributes):
        if dimension.column >= len(indices[0]):
            continue
        column = [index[dimension.column] for index in indices]
        if len(set(column)) > 1:
            texts = _texts_of(dimension, column, groups)
            columns.append([(dimension.name, texts[index]) for index in column])
    return tuple(zip(*columns, strict=True))


def _dimensions(attributes: Attributes) -> Iterator[_Dimension]:
    for column, item in enumerate(attributes.items("DimensionIndexSequence")):
        pointer = item.integer("DimensionIndexPointer") or 0
        group = item.integer("FunctionalGroupPointer") or 0
        name = keyword_for_tag(pointer) or item.text("DimensionDescriptionLabel")
        if pointer not in _PLACES:
            yield _Dimension(column, name or f"dimension {column + 1}", pointer, group)


def _texts_of(dimension: _Dimension, column: list[int], groups: FunctionalGroups) -> dict[int, str]:
    """The value of each index, as the first frame that has it tells; else the index itself."""
    found = {}
    for index in set(column):
        text = _value(dimension, groups.own_group(column.index(index)))
        found[index] = text if len(text) <= _MAX_VALUE else ""
    is_clear = all(found.values()) and len(set(found.values())) == len(found)
    return found if is_clear else {index: str(index) for index in found}


def _value(dimension: _Dimension, frame: Attributes | None) -> str:
    if frame is None:
        return ""
    macro = dict(frame.elements()).get(dimension.group)
    if macro is None:
        return ""
    item = next(frame.items_of(macro, dimension.name), None)
    element = None if item is None else dict(item.elements()).get(dimension.pointer)
    return "" if item is None or element is None else item.text_of(element)
